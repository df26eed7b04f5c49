"""Every trouble from a file that really has it; and nothing but PictureError, whatever comes."""

import contextlib
import os
import random
import socket
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from kling_desktop.frames.codes import PictureError, Trouble
from kling_desktop.frames.examine import examine
from kling_desktop.frames.fit import Crop, fit
from kling_desktop.frames.source import FILE_BYTES
from kling_desktop.frames.thumbnail import thumbnail
from tests.frames.drawing import as_file, chunk, heic, noise, scene, with_chunks

MP4 = b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41\0\0\0\x08free" + bytes(100)


def code_of(source: Path | bytes, name: str = "") -> Trouble:
    with pytest.raises(PictureError) as raised:
        examine(source, name)
    with pytest.raises(PictureError) as again:
        fit(source, name=name)
    assert again.value.code is raised.value.code
    return raised.value.code


def png_claiming(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    png = as_file(scene(4, 4), "PNG")
    return png[:8] + chunk(b"IHDR", header) + png[33:]


def jpeg_claiming(width: int, height: int) -> bytes:
    jpeg = as_file(scene(16, 16), "JPEG")
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Trouble.EMPTY),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", Trouble.PDF),
        (b"\n%PDF-1.4 behind a line", Trouble.PDF),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', Trouble.SVG),
        (b'\xef\xbb\xbf  <svg width="4">', Trouble.SVG),
        (b"<!DOCTYPE html><p>Not found", Trouble.NOT_A_PICTURE),
        (b"Dear diary, today", Trouble.NOT_A_PICTURE),
        (b"\xff", Trouble.NOT_A_PICTURE),
        (b"\0" * 1000, Trouble.NOT_A_PICTURE),
        (b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42" + bytes(99), Trouble.NOT_A_PICTURE),
        (MP4, Trouble.VIDEO),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + bytes(99), Trouble.VIDEO),
        (b"\0\0\1\0moov" + bytes(300), Trouble.VIDEO),
        (b"\x1aE\xdf\xa3" + bytes(99), Trouble.VIDEO),
        (b"RIFF\xff\0\0\0AVI LIST", Trouble.VIDEO),
        ((b"G" + bytes(187)) * 4, Trouble.VIDEO),
        (b"8BPS\0\1" + bytes(99), Trouble.UNSUPPORTED),
        (b"\xff\x0a" + bytes(99), Trouble.UNSUPPORTED),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(99), Trouble.UNSUPPORTED),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run", Trouble.UNSUPPORTED),
        (png_claiming(50_000, 50_000), Trouble.BOMB),
        (png_claiming(20_000, 10_001), Trouble.BOMB),
        (jpeg_claiming(65_000, 65_000), Trouble.BOMB),
        (b"P6 99999 99999 255\n" + bytes(99), Trouble.BOMB),
        (as_file(scene(), "JPEG")[:-2], Trouble.TRUNCATED),
        (as_file(scene(), "JPEG")[:3000], Trouble.TRUNCATED),
        (as_file(scene(), "JPEG", progressive=True)[:-500], Trouble.TRUNCATED),
        (as_file(scene(), "PNG")[:-12], Trouble.TRUNCATED),
        (as_file(scene(), "PNG")[:900], Trouble.TRUNCATED),
        (as_file(scene(), "WEBP")[:-9], Trouble.TRUNCATED),
        (as_file(scene(), "AVIF")[:-9], Trouble.TRUNCATED),
        (heic(scene())[:-9], Trouble.TRUNCATED),
        (as_file(scene(), "BMP")[:-900], Trouble.TRUNCATED),
        (as_file(scene(), "TIFF")[:-9000], Trouble.TRUNCATED),
        (as_file(noise(99, 99), "TIFF", compression="tiff_lzw")[:-9000], Trouble.CORRUPT),
        (as_file(noise(300, 300), "GIF")[:2000], Trouble.TRUNCATED),
        (as_file(scene(), "PNG").replace(b"IDAT", b"IDAT"[::-1], 1), Trouble.CORRUPT),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), Trouble.CORRUPT),
        (b"\xff\xd8\xff\xd9", Trouble.CORRUPT),
        (b"GIF89a" + b"\xff" * 300, Trouble.CORRUPT),
        (with_chunks(as_file(scene(), "PNG"))[:8] + chunk(b"CgBI", b"\0" * 4), Trouble.UNSUPPORTED),
    ],
)
def test_each_cause_has_its_code(data: bytes, code: Trouble) -> None:
    assert code_of(data, "holiday.jpg") is code


def test_a_wrong_checksum_is_noticed() -> None:
    png = bytearray(as_file(scene(), "PNG"))
    png[-14] ^= 1
    assert code_of(bytes(png)) is Trouble.CORRUPT


def test_a_camera_raw_is_not_taken_for_its_preview() -> None:
    preview = as_file(scene(160, 120), "TIFF", tiffinfo={254: 1})
    assert code_of(preview) is Trouble.UNSUPPORTED


def test_nothing_there(tmp_path: Path) -> None:
    assert code_of(tmp_path / "none.jpg") is Trouble.NOT_FOUND
    assert code_of(Path("with\0nul.jpg")) is Trouble.NOT_FOUND
    assert code_of(tmp_path / ("x" * 5000)) is Trouble.NOT_FOUND


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    dangling, ring = tmp_path / "dangling.jpg", tmp_path / "ring.jpg"
    dangling.symlink_to(tmp_path / "gone.jpg")
    ring.symlink_to(ring)
    assert code_of(dangling) is Trouble.NOT_FOUND
    assert code_of(ring) is Trouble.NOT_FOUND


def test_a_link_to_a_picture_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.png").write_bytes(as_file(scene(), "PNG"))
    (tmp_path / "link.png").symlink_to(tmp_path / "real.png")
    assert examine(tmp_path / "link.png").name == "link.png"


def test_a_folder(tmp_path: Path) -> None:
    assert code_of(tmp_path) is Trouble.FOLDER


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipes_sockets_and_devices_are_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert code_of(tmp_path / "pipe.jpg") is Trouble.NOT_A_FILE
    assert code_of(Path("/dev/zero")) is Trouble.NOT_A_FILE
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        assert code_of(tmp_path / "s") is Trouble.NOT_A_FILE


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = tmp_path / "locked.png"
    locked.write_bytes(as_file(scene(), "PNG"))
    locked.chmod(0)
    if os.access(locked, os.R_OK):  # root reads everything

        def refuse(*_: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", refuse)
    assert code_of(locked) is Trouble.FORBIDDEN


def test_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(as_file(scene(), "PNG"))

    def fail(*_: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "open", fail)
    assert code_of(file) is Trouble.UNREADABLE


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.jpg"
    with huge.open("wb") as file:
        file.truncate(FILE_BYTES + 1)
    with pytest.raises(PictureError) as raised:
        examine(huge)
    assert raised.value.code is Trouble.TOO_LARGE_FILE
    assert raised.value.values == {"name": "huge.jpg", "bytes": FILE_BYTES + 1, "most": FILE_BYTES}


def test_the_values_name_the_file_and_the_numbers() -> None:
    with pytest.raises(PictureError) as raised:
        examine(png_claiming(50_000, 40_000), "big.png")
    assert raised.value.values == {
        "name": "big.png",
        "width": 50_000,
        "height": 40_000,
        "most": 200_000_000,
    }


def test_a_lack_of_memory_is_called_that(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*_: object, **__: object) -> None:
        raise MemoryError

    png = as_file(scene(), "PNG")
    monkeypatch.setattr(Image.Image, "load", no_memory)
    assert code_of(png) is Trouble.NO_MEMORY


SEEDS: list[tuple[str, Callable[[], bytes]]] = [
    ("jpeg", lambda: as_file(scene(40, 30), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0")),
    ("progressive", lambda: as_file(scene(40, 30), "JPEG", progressive=True)),
    ("cmyk", lambda: as_file(scene(40, 30).convert("CMYK"), "JPEG")),
    ("png", lambda: as_file(scene(40, 30), "PNG")),
    ("palette", lambda: as_file(scene(40, 30).quantize(7), "PNG", transparency=2)),
    ("apng", lambda: as_file(scene(9, 9), "PNG", save_all=True, append_images=[noise(9, 9)])),
    ("gif", lambda: as_file(scene(40, 30), "GIF", save_all=True, append_images=[noise(40, 30)])),
    ("webp", lambda: as_file(scene(40, 30), "WEBP")),
    ("webp-anim", lambda: as_file(scene(9, 9), "WEBP", save_all=True, append_images=[noise(9, 9)])),
    ("bmp", lambda: as_file(scene(20, 10), "BMP")),
    ("tiff", lambda: as_file(scene(20, 10), "TIFF")),
    ("tiff-lzw", lambda: as_file(scene(20, 10), "TIFF", compression="tiff_lzw")),
    ("avif", lambda: as_file(scene(40, 30), "AVIF")),
    ("heif", lambda: heic(scene(64, 64))),
    ("ico", lambda: as_file(scene(32, 32), "ICO", sizes=[(16, 16), (32, 32)])),
    ("icns", lambda: as_file(scene(32, 32), "ICNS")),
    ("jp2", lambda: as_file(scene(40, 30), "JPEG2000")),
    ("ppm", lambda: as_file(scene(20, 10), "PPM")),
]


def only_picture_errors(data: bytes) -> None:
    for attempt in (
        lambda: examine(data),
        lambda: fit(data, ratio=Crop()),
        lambda: thumbnail(data, 20),
    ):
        with contextlib.suppress(PictureError):
            attempt()


@pytest.mark.parametrize("seed", [seed for _, seed in SEEDS], ids=[name for name, _ in SEEDS])
def test_broken_files_raise_nothing_but_picture_error(seed: Callable[[], bytes]) -> None:
    sound = seed()
    examine(sound)
    dice = random.Random(len(sound))
    for _ in range(20):
        only_picture_errors(sound[: dice.randrange(len(sound))])
    for _ in range(50):
        broken = bytearray(sound)
        for _ in range(dice.choice((1, 3, 20))):
            # Headers are where the readers differ; most flips go there.
            reach = len(broken) if dice.random() < 0.4 else min(len(broken), 200)
            broken[dice.randrange(reach)] = dice.randrange(256)
        only_picture_errors(bytes(broken))


def test_garbage_behind_every_signature() -> None:
    dice = random.Random(7)
    for _, seed in SEEDS:
        for head in (4, 16, 40):
            only_picture_errors(seed()[:head] + dice.randbytes(3000))
    only_picture_errors(dice.randbytes(100_000))
