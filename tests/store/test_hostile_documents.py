"""Files that pretend to be documents: each is refused with its reason, and left as it is."""

import hashlib
import json
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kling_desktop.store import document_text, package
from kling_desktop.store.document import (
    Bound,
    DocumentError,
    DocumentMissing,
    DocumentTooLarge,
    DocumentUnreadable,
    Flaw,
    load,
    read_storyboard,
    save,
)
from kling_desktop.store.pictures import Pictures
from tests.store.boards import full_board, picture

Values = dict[str, Any]
Entries = list[tuple[str | zipfile.ZipInfo, bytes]]

PNG = picture("navy")
HASH = hashlib.sha256(PNG).hexdigest()


def frame_values(**changes: object) -> Values:
    return {
        "picture": HASH,
        "media_type": "image/png",
        "width": 320,
        "height": 300,
        "size": len(PNG),
        **changes,
    }


def board_values(**scene: object) -> Values:
    return {
        "format": 1,
        "id": "board",
        "scenes": [{"id": "a", "first_frame": frame_values(), **scene}],
    }


def text(values: object) -> bytes:
    return json.dumps(values).encode()


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path / "pictures")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "film.klingboard"


def put(path: Path, entries: Entries, packing: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", packing) as file:
        for name, data in entries:
            file.writestr(name, data)


def sound(values: object | None = None) -> Entries:
    return [
        ("storyboard.json", text(board_values() if values is None else values)),
        (f"frames/{HASH}.png", PNG),
    ]


def refused(path: Path, pictures: Pictures) -> DocumentError:
    before = path.read_bytes()
    with pytest.raises(DocumentError) as raised:
        load(path, pictures)
    assert path.read_bytes() == before
    return raised.value


def flaw(path: Path, pictures: Pictures) -> Flaw:
    error = refused(path, pictures)
    assert isinstance(error, DocumentUnreadable), repr(error)
    return error.flaw


def test_what_the_others_are_made_from_is_sound(path: Path, pictures: Pictures) -> None:
    put(path, sound())
    assert load(path, pictures).scenes[0].id == "a"


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_one_that_a_person_put_together_again_is_read(
    path: Path, pictures: Pictures, packing: int
) -> None:
    put(path, [*sound(), ("frames/", b"")], packing)
    assert load(path, pictures).scenes[0].first_frame is not None


class TestFiles:
    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (b"", Flaw.EMPTY),
            (b"PK", Flaw.NOT_A_DOCUMENT),
            (b"a love letter" * 100, Flaw.NOT_A_DOCUMENT),
            (PNG, Flaw.NOT_A_DOCUMENT),
            (b"PK\5\6" + bytes(18), Flaw.DAMAGED),
            (b"PK\3\4" + bytes(500), Flaw.CUT_SHORT),
        ],
    )
    def test_no_document_at_all(
        self, path: Path, pictures: Pictures, data: bytes, expected: Flaw
    ) -> None:
        path.write_bytes(data)
        assert flaw(path, pictures) is expected

    def test_a_folder(self, path: Path, pictures: Pictures) -> None:
        path.mkdir()
        with pytest.raises(DocumentUnreadable) as raised:
            load(path, pictures)
        assert raised.value.flaw is Flaw.FOLDER

    @pytest.mark.parametrize("special", ["pipe", "device"])
    def test_what_would_be_waited_on_for_ever(
        self, path: Path, pictures: Pictures, special: str
    ) -> None:
        if special == "pipe":
            os.mkfifo(path)
        else:
            path.symlink_to("/dev/zero")
        with pytest.raises(DocumentUnreadable) as raised:
            load(path, pictures)
        assert raised.value.flaw is Flaw.NOT_A_FILE

    def test_a_loop_of_links_and_a_name_with_a_nul(self, path: Path, pictures: Pictures) -> None:
        path.symlink_to(path.name)
        with pytest.raises(DocumentMissing):
            load(path, pictures)
        with pytest.raises(DocumentError):
            load(path.with_name("a\0b"), pictures)

    def test_one_that_may_not_be_read(
        self, path: Path, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(path, sound())
        real = os.open

        def forbid(where: Any, *rest: Any) -> int:
            if Path(where) == path:
                raise PermissionError(13, "Permission denied")
            return real(where, *rest)

        monkeypatch.setattr(os, "open", forbid)
        with pytest.raises(DocumentUnreadable) as raised:
            load(path, pictures)
        assert raised.value.flaw is Flaw.FORBIDDEN

    def test_cut_short_anywhere(self, path: Path, pictures: Pictures) -> None:
        put(path, sound())
        whole = path.read_bytes()
        for length in range(4, len(whole), 37):
            path.write_bytes(whole[:length])
            assert flaw(path, pictures) is Flaw.CUT_SHORT

    def test_something_in_front_behind_or_between(self, path: Path, pictures: Pictures) -> None:
        put(path, sound())
        whole = path.read_bytes()
        end = whole.rindex(b"PK\5\6")
        for data in (b"#!/bin/sh\n" + whole, whole[:end] + b"more" + whole[end:]):
            path.write_bytes(data)
            assert flaw(path, pictures) in (Flaw.DAMAGED, Flaw.NOT_A_DOCUMENT)
        path.write_bytes(whole + b"more")
        assert flaw(path, pictures) is Flaw.CUT_SHORT

    def test_any_byte_changed_is_refused_or_means_nothing(
        self, path: Path, pictures: Pictures
    ) -> None:
        """Whatever happens, it is the same storyboard or an error of ours."""
        put(path, sound())
        whole = path.read_bytes()
        expected = load(path, pictures)

        @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.integers(0, len(whole) - 1), st.integers(1, 255))
        def changed(at: int, by: int) -> None:
            data = bytearray(whole)
            data[at] ^= by
            path.write_bytes(data)
            try:
                found = load(path, pictures)
            except DocumentError:
                return
            assert found == expected

        changed()

    def test_noise_in_any_place(self, path: Path, pictures: Pictures) -> None:
        put(path, sound())
        whole = path.read_bytes()

        @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.integers(0, len(whole)), st.binary(min_size=1, max_size=40))
        def noisy(at: int, noise: bytes) -> None:
            path.write_bytes(whole[:at] + noise + whole[at + len(noise) :])
            try:
                load(path, pictures)
            except DocumentError:
                return

        noisy()


class TestEntries:
    @pytest.mark.parametrize(
        "name",
        [
            "../evil.jpg",
            "/etc/evil",
            "frames/../../evil.png",
            f"frames/{HASH}.png/../../evil",
            f"frames\\{HASH}.jpg",
            f"frames/{HASH}.exe",
            f"frames/{HASH.upper()}.png",
            f"frames/{HASH}.png\0.exe",
            f"frames/{HASH[:-1]}.png",
            "frames/a.jpg",
            "readme.txt",
            "C:\\evil.png",
            "frames",
            "storyboard.json/",
            "",
        ],
    )
    def test_names_that_no_document_holds(
        self, path: Path, pictures: Pictures, tmp_path: Path, name: str
    ) -> None:
        entry = zipfile.ZipInfo("x")
        entry.filename = name
        put(path, [*sound(), (entry, PNG)])
        before = sorted(tmp_path.rglob("*"))
        assert flaw(path, pictures) in (Flaw.STRANGE_ENTRY, Flaw.DAMAGED)
        assert sorted(tmp_path.rglob("*")) == before

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    @pytest.mark.parametrize(
        "again", ["storyboard.json", f"frames/{HASH}.png", f"frames/{HASH}.jpg"]
    )
    def test_names_that_come_twice(self, path: Path, pictures: Pictures, again: str) -> None:
        put(path, [*sound(), (again, PNG)])
        assert flaw(path, pictures) is Flaw.REPEATED_ENTRY

    def test_no_storyboard(self, path: Path, pictures: Pictures) -> None:
        put(path, sound()[1:])
        assert flaw(path, pictures) is Flaw.NOT_A_DOCUMENT

    @pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFDIR])
    def test_links_and_other_special_files(self, path: Path, pictures: Pictures, kind: int) -> None:
        link = zipfile.ZipInfo(f"frames/{HASH}.png")
        link.create_system = 3
        link.external_attr = (kind | 0o777) << 16
        put(path, [sound()[0], (link, b"/etc/passwd")])
        assert flaw(path, pictures) is Flaw.STRANGE_ENTRY

    @pytest.mark.parametrize("which", [0, 1])
    def test_encrypted(self, path: Path, pictures: Pictures, which: int) -> None:
        put(path, sound())
        data = bytearray(path.read_bytes())
        for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            at = -1
            for _ in range(which + 1):
                at = data.index(signature, at + 1)
            data[at + offset] |= 1
        path.write_bytes(data)
        assert flaw(path, pictures) is Flaw.ENCRYPTED

    def test_packed_in_a_way_of_its_own(self, path: Path, pictures: Pictures) -> None:
        put(path, sound(), zipfile.ZIP_LZMA)
        assert flaw(path, pictures) is Flaw.STRANGE_ENTRY

    def test_a_wrong_checksum(self, path: Path, pictures: Pictures) -> None:
        put(path, sound())
        data = path.read_bytes()
        path.write_bytes(data.replace(b'"board"', b'"Board"'))
        assert flaw(path, pictures) is Flaw.DAMAGED

    def test_two_names_of_one_entry(self, path: Path, pictures: Pictures) -> None:
        """The directory says one name, the entry itself another."""
        put(path, sound())
        data = path.read_bytes()
        path.write_bytes(data.replace(b"storyboard.json", b"storyboard.exe ", 1))
        assert flaw(path, pictures) is Flaw.DAMAGED


class TestBombs:
    def test_a_text_of_zeros(self, path: Path, pictures: Pictures) -> None:
        put(path, [("storyboard.json", b" " * 15_000_000)], zipfile.ZIP_DEFLATED)
        assert flaw(path, pictures) is Flaw.BOMB

    def test_a_frame_of_zeros(self, path: Path, pictures: Pictures) -> None:
        entries: Entries = [sound()[0], (f"frames/{HASH}.png", bytes(15_000_000))]
        put(path, entries, zipfile.ZIP_DEFLATED)
        assert flaw(path, pictures) is Flaw.BOMB

    def test_a_text_beyond_the_bound(self, path: Path, pictures: Pictures) -> None:
        put(path, [("storyboard.json", b" " * (document_text.TEXT_BYTES + 1))])
        error = refused(path, pictures)
        assert isinstance(error, DocumentTooLarge)
        assert error.bound is Bound.STORYBOARD

    def test_a_frame_beyond_the_bound(self, path: Path, pictures: Pictures) -> None:
        put(path, [sound()[0], (f"frames/{HASH}.png", os.urandom(package.FRAME_BYTES + 1))])
        error = refused(path, pictures)
        assert isinstance(error, DocumentTooLarge)
        assert error.bound is Bound.FRAME

    def test_more_inside_than_it_says(self, path: Path, pictures: Pictures) -> None:
        """The directory lies about the size: no more than that is ever unpacked."""
        put(path, [("storyboard.json", b" " * 15_000_000)], zipfile.ZIP_DEFLATED)
        data = bytearray(path.read_bytes())
        for signature, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
            struct.pack_into("<I", data, data.index(signature) + offset, 50)
        path.write_bytes(data)
        assert flaw(path, pictures) in (Flaw.DAMAGED, Flaw.NOT_JSON)

    def test_more_than_the_whole_may_be(
        self, path: Path, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(path, sound())
        monkeypatch.setattr(package, "FILE_BYTES", path.stat().st_size - 1)
        error = refused(path, pictures)
        assert isinstance(error, DocumentTooLarge)
        assert error.bound is Bound.FILE

    def test_many_entries(self, path: Path, pictures: Pictures) -> None:
        frames: Entries = [(f"frames/{n:064x}.png", b"") for n in range(package.ENTRIES)]
        put(path, [*sound(), *frames])
        error = refused(path, pictures)
        assert isinstance(error, DocumentTooLarge)
        assert error.bound is Bound.ENTRIES

    def test_a_directory_that_says_it_is_huge(self, path: Path, pictures: Pictures) -> None:
        put(path, sound())
        data = bytearray(path.read_bytes())
        struct.pack_into("<I", data, len(data) - 10, 0x7FFF_FFFF)
        path.write_bytes(data)
        assert isinstance(refused(path, pictures), DocumentTooLarge)

    def test_entries_that_lie_over_one_another(self, path: Path, pictures: Pictures) -> None:
        """Many names for the same packed bytes, as in the zip bombs that need no nesting."""
        kernel = os.urandom(3_000)
        put(path, [("storyboard.json", text(board_values())), (f"frames/{0:064x}.png", kernel)])
        data = path.read_bytes()
        directory = data.index(b"PK\1\2")
        last = data.index(b"PK\1\2", directory + 1)
        end = data.rindex(b"PK\5\6")
        names = [f"{number:064x}".encode() for number in range(1, 51)]
        copies = b"".join(data[last:end].replace(b"0" * 64, name) for name in names)
        tail = bytearray(data[end:])
        struct.pack_into("<HHI", tail, 8, 52, 52, end - directory + len(copies))
        path.write_bytes(data[:end] + copies + tail)
        assert flaw(path, pictures) is Flaw.BOMB

    def test_more_unpacked_than_the_whole_may_be(
        self, path: Path, pictures: Pictures, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(path, sound(board_values(prompt="so much " * 4000)), zipfile.ZIP_DEFLATED)
        load(path, pictures)
        monkeypatch.setattr(package, "FILE_BYTES", path.stat().st_size + 1000)
        error = refused(path, pictures)
        assert isinstance(error, DocumentTooLarge)
        assert error.bound is Bound.FILE

    def test_a_picture_of_a_billion_pixels(self, path: Path, pictures: Pictures) -> None:
        def chunk(name: bytes, body: bytes) -> bytes:
            checked = name + body
            return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

        head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
        bomb = b"".join(
            (
                b"\x89PNG\r\n\x1a\n",
                chunk(b"IHDR", head),
                chunk(b"IDAT", zlib.compress(bytes(100_000))),
                chunk(b"IEND", b""),
            )
        )
        digest = hashlib.sha256(bomb).hexdigest()
        values = board_values(first_frame=frame_values(picture=digest))
        put(path, [("storyboard.json", text(values)), (f"frames/{digest}.png", bomb)])
        assert flaw(path, pictures) is Flaw.BOMB


class TestText:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b"\xff\xfe",
            b"\xef\xbb\xbf{}",
            '{"format": 1}'.encode("utf-16"),
            b'{"format": 1, "budget": NaN}',
            b'{"format": 1, "budget": Infinity}',
            b'{"format": 1, "budget": ' + b"1" * 10_000 + b"}",
            b"[" * 100_000,
            b'{"a":' * 100_000,
        ],
        ids=lambda data: repr(data[:20]),
    )
    def test_no_json(self, path: Path, pictures: Pictures, data: bytes) -> None:
        put(path, [("storyboard.json", data)])
        assert flaw(path, pictures) is Flaw.NOT_JSON

    @pytest.mark.parametrize("version", [None, 0, -1, "1", 1.0, True, [], 10**30 * -1])
    def test_formats_that_never_were(self, path: Path, pictures: Pictures, version: object) -> None:
        put(path, [("storyboard.json", text({"format": version}))])
        assert flaw(path, pictures) is Flaw.FORMAT_UNKNOWN
        put(path, [("storyboard.json", b"{}")])
        assert flaw(path, pictures) is Flaw.FORMAT_UNKNOWN

    @pytest.mark.parametrize(
        "scene",
        [
            {"id": ""},
            {"id": None},
            {"title": 7},
            {"prompt": ["a"]},
            {"shots": {"a": 1}},
            {"shots": [{"prompt": "a", "seconds": 1.5}]},
            {"shots": [{"prompt": "a", "seconds": -1}]},
            {"shots": [{"prompt": "a", "seconds": 10**9}]},
            {"shots": [{"prompt": "a", "seconds": "3"}]},
            {"plain_seconds": -1},
            {"plain_seconds": 10**40},
            {"cfg_scale": 1e300},
            {"sound": 1},
            {"takes_wanted": 0},
            {"takes_wanted": 10**6},
            {"first_frame": {}},
            {"first_frame": "a.png"},
            {"first_frame": frame_values(picture="../../etc/passwd")},
            {"first_frame": frame_values(picture=HASH.upper())},
            {"first_frame": frame_values(picture=HASH + "\n")},
            {"first_frame": frame_values(media_type="text/html")},
            {"first_frame": frame_values(width=0)},
            {"first_frame": frame_values(height=-5)},
            {"first_frame": frame_values(size=10**30)},
            {"first_frame": frame_values(address="file:///etc/passwd")},
            {"first_frame": frame_values(address="javascript:alert(1)")},
            {"first_frame": frame_values(address="https://[")},
            {"end_frame": frame_values(picture="ab")},
        ],
        ids=str,
    )
    def test_values_that_no_storyboard_holds(
        self, path: Path, pictures: Pictures, scene: Values
    ) -> None:
        put(path, sound(board_values(**scene)))
        assert flaw(path, pictures) is Flaw.BAD_VALUE

    @pytest.mark.parametrize(
        "take",
        [
            {"clip": clip}
            for clip in (
                "../a.mp4",
                "/etc/passwd",
                "a/b.mp4",
                "..",
                ".",
                "",
                "C:\\a.mp4",
                "a\0.mp4",
                "x" * 300,
            )
        ]
        + [{"made_at": -1}, {"made_at": 1e18}, {"id": 3}, {"recipe": None}],
        ids=str,
    )
    def test_takes_that_lead_astray(self, path: Path, pictures: Pictures, take: Values) -> None:
        whole = {"id": "t", "recipe": "r", "clip": "a.mp4", "made_at": 1.0}
        put(path, sound(board_values(takes=[whole])))
        load(path, pictures)
        put(path, sound(board_values(takes=[{**whole, **take}])))
        assert flaw(path, pictures) is Flaw.BAD_VALUE

    @pytest.mark.parametrize("budget", [-1, 1e300, "1"])
    def test_budgets(self, path: Path, pictures: Pictures, budget: object) -> None:
        put(path, sound({**board_values(), "budget": budget}))
        assert flaw(path, pictures) is Flaw.BAD_VALUE

    def test_two_scenes_of_one_name(self, path: Path, pictures: Pictures) -> None:
        put(path, sound({"format": 1, "scenes": [{"id": "a"}, {"id": "a"}]}))
        error = refused(path, pictures)
        assert isinstance(error, DocumentUnreadable)
        assert (error.flaw, error.where) == (Flaw.BAD_VALUE, "$.scenes[1].id")

    @pytest.mark.parametrize(
        ("values", "bound"),
        [
            ({"scenes": [{}] * (document_text.SCENES + 1)}, Bound.SCENES),
            ({"scenes": [{"shots": [{}] * (document_text.SHOTS + 1)}]}, Bound.SHOTS),
            (
                {
                    "scenes": [
                        {
                            "takes": [{"id": "t", "recipe": "r", "clip": "a", "made_at": 1}]
                            * (document_text.TAKES + 1)
                        }
                    ]
                },
                Bound.TAKES,
            ),
        ],
        ids=["scenes", "shots", "takes"],
    )
    def test_too_much_of_anything(
        self, path: Path, pictures: Pictures, values: Values, bound: Bound
    ) -> None:
        put(path, [("storyboard.json", text({"format": 1, **values}))])
        error = refused(path, pictures)
        assert isinstance(error, DocumentTooLarge)
        assert error.bound is bound

    def test_what_check_can_report_is_opened(self, path: Path, pictures: Pictures) -> None:
        shots = [{"prompt": "", "seconds": 0}, {"prompt": "x" * 9000, "seconds": 40}]
        scene = {"shots": shots, "plain_seconds": 1, "cfg_scale": 7, "prompt": "y" * 9000}
        put(path, sound(board_values(**scene, end_frame=frame_values())))
        loaded = load(path, pictures).scenes[0]
        assert [shot.seconds for shot in loaded.shots] == [0, 40]
        assert (loaded.plain_seconds, loaded.cfg_scale) == (1, 7.0)

    def test_the_first_scene_is_linked_to_nothing(self, path: Path, pictures: Pictures) -> None:
        put(path, sound(board_values(linked=True)))
        (scene,) = load(path, pictures).scenes
        assert not scene.linked
        assert scene.first_frame is not None

    @pytest.mark.parametrize("title", ["\udc80", "🚤", "\x00"])
    def test_odd_texts_are_texts(self, path: Path, pictures: Pictures, title: str) -> None:
        put(path, sound(board_values(title=title)))
        board = load(path, pictures)
        assert board.scenes[0].title == title
        save(board, path, pictures)
        assert load(path, pictures) == board


class TestFrames:
    def test_one_that_is_not_there(self, path: Path, pictures: Pictures) -> None:
        put(path, sound()[:1])
        assert flaw(path, pictures) is Flaw.FRAME_MISSING

    def test_one_that_is_another(self, path: Path, pictures: Pictures, tmp_path: Path) -> None:
        put(path, [sound()[0], (f"frames/{HASH}.png", picture("red"))])
        assert flaw(path, pictures) is Flaw.FRAME_CHANGED
        assert not any((tmp_path / "pictures").rglob("*.png"))

    @pytest.mark.parametrize(
        "data",
        [b"GIF89a, or so it says", PNG[:-30], picture(kind="GIF"), b"<svg/>", b"#!/bin/sh\n", b""],
        ids=["noise", "cut", "gif", "svg", "script", "empty"],
    )
    def test_one_that_is_no_picture_we_send(
        self, path: Path, pictures: Pictures, tmp_path: Path, data: bytes
    ) -> None:
        digest = hashlib.sha256(data).hexdigest()
        values = board_values(first_frame=frame_values(picture=digest))
        put(path, [("storyboard.json", text(values)), (f"frames/{digest}.png", data)])
        assert flaw(path, pictures) is Flaw.FRAME_NOT_A_PICTURE
        assert not any((tmp_path / "pictures").rglob("*.*"))

    def test_measures_are_those_of_the_pixels(self, path: Path, pictures: Pictures) -> None:
        lie = frame_values(width=9, height=9, size=9, media_type="image/jpeg", name="boat.jpg")
        put(path, sound(board_values(first_frame=lie)))
        frame = load(path, pictures).scenes[0].first_frame
        assert frame is not None
        assert (frame.width, frame.height, frame.size) == (320, 300, len(PNG))
        assert (frame.media_type, frame.name) == ("image/png", "boat.jpg")
        assert pictures.path(frame).read_bytes() == PNG

    def test_one_that_nothing_names_is_not_kept(
        self, path: Path, pictures: Pictures, tmp_path: Path
    ) -> None:
        other = picture("red")
        digest = hashlib.sha256(other).hexdigest()
        put(path, [*sound(), (f"frames/{digest}.png", other)])
        load(path, pictures)
        assert not any((tmp_path / "pictures").rglob(f"{digest}*"))


def test_reading_the_text_alone_is_as_careful(path: Path, pictures: Pictures) -> None:
    touch: Callable[[], object] = lambda: read_storyboard(path)  # noqa: E731
    with pytest.raises(DocumentMissing):
        touch()
    path.write_bytes(b"PK\3\4" + bytes(100))
    with pytest.raises(DocumentUnreadable):
        touch()
    save(full_board(pictures), path, pictures)
    assert touch() == full_board(pictures)
