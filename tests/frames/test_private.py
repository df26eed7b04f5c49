"""Private data goes, the coded picture stays as it is, byte for byte."""

import struct

import pytest
from PIL import ImageCms

from kling_desktop.frames.codes import Step
from kling_desktop.frames.examine import examine
from kling_desktop.frames.fit import fit
from tests.frames.drawing import (
    MARK,
    as_file,
    camera_exif,
    chunk,
    difference,
    heic,
    image_data,
    opened,
    scans,
    scene,
    segment,
    with_chunks,
    with_segments,
)

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


PRIVATE_SEGMENTS = {
    "exif": segment(0xE1, camera_exif()),
    "xmp": segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + MARK),
    "mpf": segment(0xE2, b"MPF\0" + MARK),
    "flashpix": segment(0xE2, b"FPXR\0" + MARK),
    "maker": segment(0xE4, MARK),
    "c2pa": segment(0xEB, b"JP" + MARK),
    "ducky": segment(0xEC, b"Ducky" + MARK),
    "iptc": segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + MARK),
    "app14 of another": segment(0xEE, MARK),
    "comment": segment(0xFE, MARK),
    "jfif thumbnail": segment(0xE0, b"JFXX\0\x10" + MARK),
    "junk between segments": segment(0xEF, MARK) + MARK,
}


@pytest.mark.parametrize("private", PRIVATE_SEGMENTS.values(), ids=PRIVATE_SEGMENTS.keys())
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 2}])
def test_a_jpeg_loses_private_segments_only(private: bytes, options: dict[str, object]) -> None:
    plain = as_file(scene(), "JPEG", quality=90, icc_profile=SRGB, **options)
    marked = with_segments(plain, private)
    fitted = fit(marked)
    assert fitted.steps == (Step.PRIVATE_REMOVED,)
    assert fitted.data == plain
    assert scans(fitted.data) == scans(marked)
    assert difference(opened(fitted.data), opened(plain)) == 0
    assert opened(fitted.data).info["icc_profile"] == SRGB


def test_what_follows_the_end_of_a_jpeg_goes() -> None:
    plain = as_file(scene(), "JPEG")
    second = as_file(scene(300, 300), "JPEG", exif=camera_exif(), comment=MARK)
    for trailing in (second, MARK, b"\0"):
        assert fit(plain + trailing).data == plain


def test_a_cameras_mpo_becomes_its_first_picture() -> None:
    mpo = as_file(scene(), "MPO", save_all=True, append_images=[scene(320, 320)])
    fitted = fit(mpo)
    assert opened(fitted.data).format == "JPEG"
    assert fitted.steps == (Step.PRIVATE_REMOVED,)
    assert len(fitted.data) < len(mpo)
    assert difference(opened(fitted.data), opened(mpo)) == 0


def test_the_thumbnail_inside_jfif_goes() -> None:
    plain = as_file(scene(), "JPEG")
    length = int.from_bytes(plain[4:6], "big")
    jfif = plain[6 : 4 + length]
    with_thumbnail = jfif[:-2] + bytes((2, 3)) + MARK[:18]
    marked = plain[:2] + segment(0xE0, with_thumbnail) + plain[4 + length :]
    assert fit(marked).data == plain


def test_gps_and_serial_are_gone_for_every_reader() -> None:
    marked = as_file(scene(), "JPEG", exif=camera_exif(), comment=MARK, xmp=b"<x>" + MARK)
    assert opened(marked).getexif().get_ifd(0x8825)
    fitted = fit(marked)
    assert MARK not in fitted.data
    assert b"Exif" not in fitted.data
    image = opened(fitted.data)
    assert not image.getexif()
    assert not {"exif", "comment", "xmp"} & image.info.keys()


PRIVATE_CHUNKS = {
    "text": chunk(b"tEXt", b"Comment\0" + MARK),
    "compressed": chunk(b"zTXt", b"Comment\0\0" + b"x\x9c" + MARK),
    "international": chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + MARK),
    "exif": chunk(b"eXIf", camera_exif()[6:]),
    "time": chunk(b"tIME", struct.pack(">HBBBBB", 2026, 11, 22, 12, 0, 0)),
    "unknown": chunk(b"prVt", MARK),
    "c2pa": chunk(b"caBX", MARK),
    "text with a wrong checksum": chunk(b"tEXt", b"Comment\0" + MARK)[:-1] + b"?",
}


@pytest.mark.parametrize("private", PRIVATE_CHUNKS.values(), ids=PRIVATE_CHUNKS.keys())
def test_a_png_loses_private_chunks_only(private: bytes) -> None:
    plain = as_file(scene(), "PNG", icc_profile=SRGB, dpi=(72, 72))
    marked = with_chunks(plain, private)
    fitted = fit(marked)
    assert fitted.steps == (Step.PRIVATE_REMOVED,)
    assert fitted.data == plain
    assert image_data(fitted.data) == image_data(marked)
    assert difference(opened(fitted.data), opened(plain)) == 0


def test_what_follows_the_end_of_a_png_goes() -> None:
    plain = as_file(scene(), "PNG")
    assert fit(plain + MARK).data == plain
    behind_data = plain[:-12] + chunk(b"tEXt", b"Comment\0" + MARK) + plain[-12:]
    assert fit(behind_data).data == plain


def test_an_animated_png_becomes_its_first_picture_without_coding_anew() -> None:
    plain = as_file(scene(), "PNG")
    moving = as_file(scene(), "PNG", save_all=True, append_images=[scene().rotate(180)])
    fitted = fit(moving)
    assert fitted.steps == (Step.FIRST_PICTURE, Step.PRIVATE_REMOVED)
    assert image_data(fitted.data) == image_data(moving)
    assert difference(opened(fitted.data), opened(plain)) == 0
    assert examine(fitted.data).steps == ()


@pytest.mark.parametrize(
    "marked",
    [
        as_file(scene(), "JPEG", exif=camera_exif(6), comment=MARK, xmp=b"<x>" + MARK),
        as_file(scene(), "WEBP", exif=camera_exif(), xmp=MARK),
        as_file(scene(), "AVIF", exif=camera_exif(), xmp=MARK),
        as_file(scene(), "TIFF", exif=camera_exif(), description=MARK.decode()),
        as_file(scene(), "GIF", comment=MARK),
        heic(scene(), exif=camera_exif(), xmp=MARK),
        with_chunks(as_file(scene(200, 200), "PNG"), *PRIVATE_CHUNKS.values()),
    ],
    ids=["turned jpeg", "webp", "avif", "tiff", "gif", "heic", "enlarged png"],
)
def test_nothing_private_survives_coding_anew(marked: bytes) -> None:
    assert MARK in marked
    fitted = fit(marked)
    assert MARK not in fitted.data
    assert b"Exif" not in fitted.data
    assert not opened(fitted.data).getexif()
    assert Step.PRIVATE_REMOVED in fitted.steps
    assert Step.PRIVATE_REMOVED in examine(marked).steps


@pytest.mark.parametrize(
    "clean",
    [
        as_file(scene(), "JPEG"),
        as_file(scene(), "JPEG", progressive=True, icc_profile=SRGB),
        as_file(scene().convert("L"), "JPEG"),
        as_file(scene(), "PNG", dpi=(300, 300)),
        as_file(scene().convert("L"), "PNG"),
        as_file(scene().convert("RGBA"), "PNG"),
        with_segments(as_file(scene(), "JPEG"), b"\xff\xff"),
    ],
    ids=["jpeg", "progressive", "grey jpeg", "png", "grey png", "opaque alpha", "fill bytes"],
)
def test_what_needs_no_change_keeps_its_bytes(clean: bytes) -> None:
    fitted = fit(clean, name="a.gif")
    assert fitted.data == clean
    assert fitted.steps == ()
    assert fitted.name == "a.gif"
    assert examine(clean).steps == ()
