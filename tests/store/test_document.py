import errno
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from kling_desktop.frames.fit import fit
from kling_desktop.store import document, document_text, durable, package
from kling_desktop.store.document import (
    DocumentMissing,
    DocumentNewer,
    DocumentTooLarge,
    DocumentUnwritable,
    FramesMissing,
    FramesUnkept,
    Hindrance,
    digest_of,
    load,
    read_storyboard,
    save,
)
from kling_desktop.store.pictures import Pictures
from kling_desktop.storyboard.model import Scene, Shot, Storyboard
from tests.store.boards import full_board, keep, many_scenes, picture, some_boards


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path / "home" / "pictures")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "films").mkdir()
    return tmp_path / "films"


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def text_in(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as file:
        return json.loads(file.read("storyboard.json"))  # type: ignore[no-any-return]


def put_format(path: Path, version: object) -> None:
    """Makes a document say that it is of another format."""
    values = {**text_in(path), "format": version}
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("storyboard.json", json.dumps(values))


class TestSaving:
    def test_a_storyboard_comes_back_as_it_was(self, pictures: Pictures, folder: Path) -> None:
        board = full_board(pictures)
        save(board, folder / "film.klingboard", pictures)
        assert load(folder / "film.klingboard", pictures) == board
        assert read_storyboard(folder / "film.klingboard") == board

    def test_it_is_whole_on_another_machine(
        self, pictures: Pictures, folder: Path, tmp_path: Path
    ) -> None:
        board = full_board(pictures)
        save(board, folder / "film.klingboard", pictures)
        elsewhere = Pictures(tmp_path / "elsewhere")
        assert load(folder / "film.klingboard", elsewhere) == board
        for frame in document.frames_of(board):
            assert elsewhere.path(frame).read_bytes() == pictures.path(frame).read_bytes()

    def test_any_storyboard_survives(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        home = tmp_path_factory.mktemp("any")
        pictures = Pictures(home / "pictures")
        elsewhere = Pictures(home / "elsewhere")
        path = home / "film.klingboard"
        frames = [keep(pictures), keep(pictures, "red", "JPEG"), keep(pictures, "blue")]

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(some_boards(frames))
        def survives(board: Storyboard) -> None:
            save(board, path, pictures)
            first = path.read_bytes()
            loaded = load(path, elsewhere)
            assert loaded == board
            assert digest_of(loaded) == digest_of(board)
            save(loaded, path, elsewhere)
            assert path.read_bytes() == first

        survives()

    def test_any_storyboard_survives_as_text(self, pictures: Pictures) -> None:
        frames = [keep(pictures), keep(pictures, "red", "JPEG")]

        @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
        @given(some_boards(frames))
        def survives(board: Storyboard) -> None:
            text = document_text.text_of(board)
            assert document_text.board_of(document_text.from_text(text)) == board
            assert text.decode("utf-8")

        survives()

    def test_it_is_a_zip_of_readable_text_and_the_frames_as_they_are(
        self, pictures: Pictures, folder: Path
    ) -> None:
        board = full_board(pictures)
        path = folder / "film.klingboard"
        save(board, path, pictures)
        first, end = board.scenes[1].first_frame, board.scenes[1].end_frame
        assert first is not None
        assert end is not None
        with zipfile.ZipFile(path) as file:
            names = file.namelist()
            assert names[0] == "storyboard.json"
            frames = sorted([f"frames/{first.picture}.jpg", f"frames/{end.picture}.png"])
            assert names[1:] == frames
            assert {entry.compress_type for entry in file.infolist()} == {zipfile.ZIP_STORED}
            assert file.read(f"frames/{end.picture}.png") == pictures.path(end).read_bytes()
            text = file.read("storyboard.json").decode("utf-8")
        assert text.splitlines()[:5] == [
            "{",
            '  "format": 1,',
            f'  "id": "{"0" * 32}",',
            '  "title": "Ферри 渡船",',
            '  "budget": 12.5,',
        ]
        assert "🚤" in text
        assert text.index('"prompt"') < text.index('"shots"') < text.index('"takes"')

    def test_the_format_of_today_stays_what_it_is(self) -> None:
        """A change here is a change of the format: count it up and write an upgrade."""
        values = {
            "format": 1,
            "id": "b",
            "scenes": [{"id": "a", "shots": [{"prompt": "p", "seconds": 4}]}],
        }
        assert document_text.board_of(values) == Storyboard(
            id="b",
            scenes=(
                Scene(
                    id="a",
                    shots=(Shot(prompt="p", seconds=4),),
                    plain_seconds=5,
                    takes_wanted=1,
                    sound=False,
                ),
            ),
        )

    def test_the_same_storyboard_is_the_same_file(
        self, pictures: Pictures, folder: Path, tmp_path: Path
    ) -> None:
        board = full_board(pictures)
        save(board, folder / "one.klingboard", pictures)
        os.utime(pictures.path(next(document.frames_of(board))), (1e9, 1e9))
        umask = os.umask(0o077)
        try:
            save(board, folder / "two.klingboard", pictures)
        finally:
            os.umask(umask)
        elsewhere = Pictures(tmp_path / "elsewhere")
        again = load(folder / "one.klingboard", elsewhere)
        save(again, folder / "three.klingboard", elsewhere)
        files = {(folder / f"{n}.klingboard").read_bytes() for n in ("one", "two", "three")}
        assert len(files) == 1

    def test_it_names_nothing_of_this_machine(
        self, pictures: Pictures, folder: Path, tmp_path: Path
    ) -> None:
        source = tmp_path / "boat.png"
        source.write_bytes(picture("green"))
        frame = pictures.keep(fit(source))
        save(Storyboard(scenes=(Scene(first_frame=frame),)), folder / "a.klingboard", pictures)
        data = (folder / "a.klingboard").read_bytes()
        assert str(tmp_path).encode() not in data
        assert b"boat.png" in data

    def test_links_stay_links(self, pictures: Pictures, folder: Path) -> None:
        save(Storyboard(title="old"), folder / "real.klingboard", pictures)
        (folder / "link.klingboard").symlink_to("real.klingboard")
        save(Storyboard(title="new"), folder / "link.klingboard", pictures)
        assert (folder / "link.klingboard").is_symlink()
        assert load(folder / "real.klingboard", pictures).title == "new"

    def test_the_mode_stays_and_a_new_file_has_the_persons(
        self, pictures: Pictures, folder: Path
    ) -> None:
        path = folder / "film.klingboard"
        umask = os.umask(0o027)
        try:
            save(Storyboard(), path, pictures)
            assert stat.S_IMODE(path.stat().st_mode) == 0o640
            path.chmod(0o604)
            save(Storyboard(title="a"), path, pictures)
            assert stat.S_IMODE(path.stat().st_mode) == 0o604
        finally:
            os.umask(umask)

    def test_a_long_name_can_be_saved(self, pictures: Pictures, folder: Path) -> None:
        path = folder / ("渡" * 81 + ".klingboard")
        save(Storyboard(title="a"), path, pictures)
        assert load(path, pictures).title == "a"

    def test_a_film_of_sixty_scenes_of_six_shots(self, pictures: Pictures, folder: Path) -> None:
        save(many_scenes(), folder / "long.klingboard", pictures)
        assert load(folder / "long.klingboard", pictures) == many_scenes()


class TestWhatStandsInTheWay:
    def test_missing_frames_are_told_before_anything_is_touched(
        self, pictures: Pictures, folder: Path
    ) -> None:
        board = full_board(pictures)
        path = folder / "film.klingboard"
        save(Storyboard(title="old"), path, pictures)
        before = path.read_bytes(), path.stat().st_mtime_ns
        gone = board.scenes[1].end_frame
        assert gone is not None
        pictures.path(gone).unlink()
        with pytest.raises(FramesMissing) as raised:
            save(board, path, pictures)
        assert raised.value.frames == (gone,)
        also_gone = board.scenes[0].first_frame
        assert also_gone is not None
        pictures.path(also_gone).unlink()
        with pytest.raises(FramesMissing) as raised:
            save(board, path, pictures)
        assert raised.value.frames == (also_gone, gone)
        assert (path.read_bytes(), path.stat().st_mtime_ns) == before
        assert names_in(folder) == ["film.klingboard"]

    def test_a_frame_that_rotted_is_not_saved_as_if_it_were_whole(
        self, pictures: Pictures, folder: Path
    ) -> None:
        board = full_board(pictures)
        path = folder / "film.klingboard"
        save(Storyboard(title="old"), path, pictures)
        rotten = board.scenes[1].end_frame
        assert rotten is not None
        data = bytearray(pictures.path(rotten).read_bytes())
        data[40] ^= 1
        pictures.path(rotten).write_bytes(data)
        with pytest.raises(FramesMissing):
            save(board, path, pictures)
        assert load(path, pictures).title == "old"
        assert names_in(folder) == ["film.klingboard"]

    def test_a_storyboard_that_could_not_be_opened_again_is_not_saved(
        self, pictures: Pictures, folder: Path
    ) -> None:
        for board in (
            Storyboard(budget=float("nan")),
            Storyboard(scenes=(Scene(id="a"), Scene(id="a"))),
            Storyboard(scenes=(Scene(plain_seconds=-1),)),
        ):
            with pytest.raises(DocumentUnwritable) as raised:
                save(board, folder / "film.klingboard", pictures)
            assert raised.value.hindrance is Hindrance.UNFIT
        assert names_in(folder) == []

    def test_too_many_scenes(self, pictures: Pictures, folder: Path) -> None:
        board = Storyboard(scenes=tuple(Scene() for _ in range(document_text.SCENES + 1)))
        with pytest.raises(DocumentTooLarge):
            save(board, folder / "film.klingboard", pictures)

    def test_a_file_beyond_the_bound(
        self, pictures: Pictures, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(package, "FILE_BYTES", 2000)
        with pytest.raises(DocumentTooLarge):
            save(full_board(pictures), folder / "film.klingboard", pictures)
        assert names_in(folder) == []

    @pytest.mark.parametrize(
        ("where", "hindrance"),
        [
            ("gone/film.klingboard", Hindrance.NO_FOLDER),
            ("file/film.klingboard", Hindrance.NO_FOLDER),
            ("folder.klingboard", Hindrance.FOLDER),
            ("pipe.klingboard", Hindrance.NOT_A_FILE),
            ("n" * 300, Hindrance.NAME),
            ("nul\0.klingboard", Hindrance.NAME),
            ("loop.klingboard", Hindrance.NAME),
        ],
    )
    def test_places_that_take_no_file(
        self, pictures: Pictures, folder: Path, where: str, hindrance: Hindrance
    ) -> None:
        (folder / "file").write_text("")
        (folder / "folder.klingboard").mkdir()
        (folder / "loop.klingboard").symlink_to("loop.klingboard")
        os.mkfifo(folder / "pipe.klingboard")
        before = names_in(folder)
        with pytest.raises(DocumentUnwritable) as raised:
            save(Storyboard(), folder / where, pictures)
        assert raised.value.hindrance is hindrance
        assert names_in(folder) == before

    @pytest.mark.parametrize(
        ("code", "hindrance"),
        [
            (errno.ENOSPC, Hindrance.FULL),
            (errno.EDQUOT, Hindrance.FULL),
            (errno.EROFS, Hindrance.READ_ONLY),
            (errno.EACCES, Hindrance.FORBIDDEN),
            (errno.EIO, Hindrance.DISK),
        ],
    )
    def test_what_the_system_says_is_named(
        self,
        pictures: Pictures,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        code: int,
        hindrance: Hindrance,
    ) -> None:
        def fail(*_: object) -> None:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, "fsync", fail)
        with pytest.raises(DocumentUnwritable) as raised:
            save(Storyboard(), folder / "film.klingboard", pictures)
        assert raised.value.hindrance is hindrance

    def test_a_folder_that_may_not_be_written(self, pictures: Pictures, folder: Path) -> None:
        if os.geteuid() == 0:
            pytest.skip("root may write anywhere")
        folder.chmod(0o500)
        with pytest.raises(DocumentUnwritable) as raised:
            save(Storyboard(), folder / "film.klingboard", pictures)
        assert raised.value.hindrance is Hindrance.FORBIDDEN

    def test_a_home_that_takes_no_frames(
        self, pictures: Pictures, folder: Path, tmp_path: Path
    ) -> None:
        save(full_board(pictures), folder / "film.klingboard", pictures)
        (tmp_path / "blocked").write_text("in the way")
        with pytest.raises(FramesUnkept):
            load(folder / "film.klingboard", Pictures(tmp_path / "blocked"))


class TestFormats:
    def test_a_newer_document_is_told_and_left(self, pictures: Pictures, folder: Path) -> None:
        path = folder / "film.klingboard"
        save(full_board(pictures), path, pictures)
        put_format(path, 7)
        with zipfile.ZipFile(path, "a") as file:
            file.writestr("sounds/horn.ogg", b"what later versions may hold")
        before = path.read_bytes()
        for touch in (
            lambda: load(path, pictures),
            lambda: read_storyboard(path),
            lambda: save(Storyboard(), path, pictures),
        ):
            with pytest.raises(DocumentNewer) as raised:
                touch()
            assert raised.value.format == 7
        assert path.read_bytes() == before
        assert names_in(folder) == ["film.klingboard"]

    def test_an_older_document_is_upgraded_and_kept_before_the_first_save(
        self, pictures: Pictures, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A pretend format 0 that called the title a name."""

        def upgrade(values: dict[str, Any]) -> dict[str, Any]:
            values["title"] = values.pop("name")
            return values

        path = folder / "film.klingboard"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("storyboard.json", '{"format": 0, "id": "f", "name": "Ferry"}')
        before = path.read_bytes()
        monkeypatch.setitem(document_text.UPGRADES, 0, upgrade)
        board = load(path, pictures)
        assert board == Storyboard(id="f", title="Ferry")
        assert path.read_bytes() == before
        assert names_in(folder) == ["film.klingboard"]

        save(board, path, pictures)
        kept = folder / "film.format-0.klingboard"
        assert kept.read_bytes() == before
        assert text_in(path)["format"] == 1
        save(board, path, pictures)
        assert names_in(folder) == ["film.format-0.klingboard", "film.klingboard"]

        path.write_bytes(before)
        save(board, path, pictures)
        assert (folder / "film.format-0-2.klingboard").read_bytes() == before

    def test_no_copy_no_save(
        self, pictures: Pictures, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = folder / "film.klingboard"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("storyboard.json", '{"format": 0}')
        before = path.read_bytes()
        monkeypatch.setitem(document_text.UPGRADES, 0, lambda values: values)

        def fail(*_: object) -> None:
            raise OSError(errno.ENOSPC, "full")

        monkeypatch.setattr(shutil, "copyfileobj", fail)
        with pytest.raises(DocumentUnwritable):
            save(Storyboard(), path, pictures)
        assert path.read_bytes() == before
        assert names_in(folder) == ["film.klingboard"]

    def test_an_older_document_that_does_not_hold_what_it_should(
        self, pictures: Pictures, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(document_text.UPGRADES, 0, lambda values: values["gone"])
        with pytest.raises(document.DocumentUnreadable) as raised:
            document_text.board_of({"format": 0})
        assert raised.value.flaw is document.Flaw.BAD_VALUE


class TestCrash:
    @pytest.fixture
    def boards(self, pictures: Pictures) -> tuple[Storyboard, Storyboard]:
        old = full_board(pictures)
        return old, replace(old, title="new", budget=None)

    @pytest.mark.parametrize("step", ["open", "write", "fsync", "replace", "sync_folder"])
    def test_a_fault_at_any_step_leaves_the_old_or_the_new(
        self,
        pictures: Pictures,
        folder: Path,
        boards: tuple[Storyboard, Storyboard],
        monkeypatch: pytest.MonkeyPatch,
        step: str,
    ) -> None:
        old, new = boards
        path = folder / "film.klingboard"
        save(old, path, pictures)

        def fail(*_: object, **__: object) -> None:
            raise OSError(errno.EIO, "the disk fails")

        targets: dict[str, tuple[object, str]] = {
            "open": (os, "open"),
            "write": (zipfile.ZipFile, "writestr"),
            "fsync": (os, "fsync"),
            "replace": (Path, "replace"),
            "sync_folder": (durable, "sync_folder"),
        }
        with monkeypatch.context() as patched:
            patched.setattr(*targets[step], fail)
            with pytest.raises(DocumentUnwritable) as raised:
                save(new, path, pictures)
        assert raised.value.hindrance is Hindrance.DISK
        assert load(path, pictures) == (new if step == "sync_folder" else old)
        assert names_in(folder) == ["film.klingboard"]

    def test_a_fault_after_any_number_of_bytes_leaves_the_old(
        self,
        pictures: Pictures,
        folder: Path,
        boards: tuple[Storyboard, Storyboard],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        old, new = boards
        path = folder / "film.klingboard"
        save(new, path, pictures)
        whole = path.stat().st_size
        save(old, path, pictures)
        for room in range(0, whole, max(1, whole // 25)):
            with monkeypatch.context() as patched:
                _limit_writes(patched, room)
                with pytest.raises(DocumentUnwritable) as raised:
                    save(new, path, pictures)
            assert raised.value.hindrance is Hindrance.FULL
            assert read_storyboard(path) == old
            assert names_in(folder) == ["film.klingboard"]

    def test_bytes_are_synced_before_the_name_and_the_name_after(
        self, pictures: Pictures, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        happened: list[str] = []
        real_fsync, real_replace = os.fsync, Path.replace

        def fsync(handle: int) -> None:
            real_fsync(handle)
            happened.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "bytes")

        def rename(self: Path, target: Path) -> Path:
            happened.append("named")
            return real_replace(self, target)

        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr(Path, "replace", rename)
        save(Storyboard(), folder / "film.klingboard", pictures)
        assert happened == ["bytes", "named", "folder"]

    def test_folders_that_can_not_be_synced_are_no_fault(
        self, pictures: Pictures, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = os.fsync

        def fsync(handle: int) -> None:
            if stat.S_ISDIR(os.fstat(handle).st_mode):
                raise OSError(errno.EINVAL, "not for folders")
            real(handle)

        monkeypatch.setattr(os, "fsync", fsync)
        save(Storyboard(title="a"), folder / "film.klingboard", pictures)
        assert load(folder / "film.klingboard", pictures).title == "a"

    def test_side_files_of_killed_processes_are_tidied_after_a_day(
        self, pictures: Pictures, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = folder / "film.klingboard"
        with monkeypatch.context() as patched:
            patched.setattr(Path, "replace", _die)
            patched.setattr(Path, "unlink", _die)
            with pytest.raises(KeyboardInterrupt):
                save(Storyboard(), path, pictures)
        (left,) = names_in(folder)
        (folder / ".other.unfinished").write_text("of somebody else")
        os.utime(folder / ".other.unfinished", (0, 0))
        save(Storyboard(), path, pictures)
        assert left in names_in(folder)
        os.utime(folder / left, (0, 0))
        save(Storyboard(), path, pictures)
        assert names_in(folder) == [".other.unfinished", "film.klingboard"]

    def test_killed_at_any_moment_the_file_can_be_opened(
        self, pictures: Pictures, folder: Path, tmp_path: Path
    ) -> None:
        board = full_board(pictures)
        path = folder / "film.klingboard"
        save(board, path, pictures)
        for _ in range(6):
            child = subprocess.Popen(
                [sys.executable, "-c", _SAVING_FOR_EVER, str(path), str(tmp_path / "home")],
                stdout=subprocess.PIPE,
            )
            assert child.stdout is not None
            for _ in range(3):  # it is in full swing
                assert child.stdout.readline() == b"saved\n"
            child.send_signal(signal.SIGKILL)
            child.wait()
            child.stdout.close()
            loaded = load(path, pictures)
            assert loaded.title.startswith("save ")
            assert loaded.scenes == board.scenes

    @pytest.mark.parametrize("room", [0, 100, 1500])
    def test_a_full_disk(self, pictures: Pictures, folder: Path, tmp_path: Path, room: int) -> None:
        """A real one, as far as the system goes: no file may grow beyond `room` bytes."""
        board = full_board(pictures)
        path = folder / "film.klingboard"
        save(board, path, pictures)
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                _SAVING_WITHOUT_ROOM,
                str(path),
                str(tmp_path / "home"),
                str(room),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == "full\n"
        assert load(path, pictures) == board
        assert names_in(folder) == ["film.klingboard"]


def _die(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def _limit_writes(patched: pytest.MonkeyPatch, room: int) -> None:
    """Lets `os.fdopen` give files that take `room` bytes and no more."""
    real = os.fdopen

    class Cramped:
        def __init__(self, file: Any) -> None:
            self._file = file
            self._left = room

        def write(self, data: bytes) -> int:
            part = bytes(data)[: self._left]
            self._file.write(part)
            self._left -= len(part)
            if len(part) < len(data):
                raise OSError(errno.ENOSPC, "No space left on device")
            return len(part)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

        def __enter__(self) -> "Cramped":
            return self

        def __exit__(self, *_: object) -> None:
            self._file.close()

    def fdopen(handle: int, mode: str = "r") -> Any:
        file = real(handle, mode)
        return Cramped(file) if "w" in mode else file

    patched.setattr(os, "fdopen", fdopen)


_SAVING_FOR_EVER = """
import sys
from itertools import count
from pathlib import Path
from msgspec.structs import replace
from kling_desktop.store.document import load, save
from kling_desktop.store.pictures import Pictures
path, pictures = Path(sys.argv[1]), Pictures(Path(sys.argv[2]) / "pictures")
board = load(path, pictures)
for number in count():
    save(replace(board, title=f"save {number}"), path, pictures)
    print("saved", flush=True)
"""

_SAVING_WITHOUT_ROOM = """
import resource, signal, sys
from pathlib import Path
from msgspec.structs import replace
from kling_desktop.store.document import DocumentUnwritable, load, save
from kling_desktop.store.pictures import Pictures
path, pictures = Path(sys.argv[1]), Pictures(Path(sys.argv[2]) / "pictures")
board = load(path, pictures)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
try:
    save(replace(board, title="new"), path, pictures)
except DocumentUnwritable as error:
    print(error.hindrance.value)
"""


class TestMissing:
    @pytest.mark.parametrize("where", ["gone.klingboard", "gone/film.klingboard", "n" * 300])
    def test_nothing_there(self, pictures: Pictures, folder: Path, where: str) -> None:
        with pytest.raises(DocumentMissing):
            load(folder / where, pictures)
