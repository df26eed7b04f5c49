import contextlib
import logging
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kling_desktop import __version__, logs

LOUD = ("httpx", "httpcore", "hpack", "keyring", "asyncio")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Leaves logging as it was, and no file open."""
    own = logging.getLogger("kling_desktop")
    handlers, propagate = list(own.handlers), own.propagate
    levels = {name: logging.getLogger(name).level for name in (*LOUD, "kling_desktop")}
    yield
    for handler in set(own.handlers) - set(handlers):
        own.removeHandler(handler)
        with contextlib.suppress(OSError):  # /dev/full refuses to the last
            handler.close()
    own.propagate = propagate
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def written(folder: Path) -> str:
    return (folder / "kling-desktop.log").read_text(encoding="utf-8")


def test_what_happens_is_written_down(tmp_path: Path) -> None:
    logs.start(tmp_path / "new" / "logs")
    log = logging.getLogger("kling_desktop.jobs.engine")
    log.info("job %d: ゆ", 7)
    log.debug("too fine")
    line = written(tmp_path / "new" / "logs")
    assert line.endswith(" INFO kling_desktop.jobs.engine job 7: ゆ\n")
    assert "too fine" not in line


def test_nothing_reaches_the_person(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    elsewhere = logging.StreamHandler()  # as a library may have put in place
    logging.getLogger().addHandler(elsewhere)
    try:
        logs.start(tmp_path)
        logging.getLogger("kling_desktop").error("for developers")
    finally:
        logging.getLogger().removeHandler(elsewhere)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", [*LOUD, "httpcore.http11", "httpx.anything"])
def test_libraries_that_print_headers_stay_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    logging.getLogger(name).setLevel(logging.NOTSET)
    monkeypatch.setattr(logging.getLogger(), "level", logging.DEBUG)
    logs.start(tmp_path)
    for level in (logging.DEBUG, logging.INFO):
        assert not logging.getLogger(name).isEnabledFor(level)


def test_the_log_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "KEPT_BYTES", 500)
    logs.start(tmp_path)
    for number in range(200):
        logging.getLogger("kling_desktop").info("line %d", number)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["kling-desktop.log", *(f"kling-desktop.log.{i}" for i in (1, 2, 3))]
    assert all(path.stat().st_size <= 500 for path in tmp_path.iterdir())


def test_without_a_folder_it_goes_on_without_a_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("in the way")
    logs.start(tmp_path / "logs")
    logging.getLogger("kling_desktop").error("unheard")
    assert capfd.readouterr() == ("", "")


def test_a_log_file_that_cannot_be_opened_is_done_without(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kling-desktop.log").mkdir()
    logs.start(tmp_path)
    logging.getLogger("kling_desktop").error("unheard")
    assert capfd.readouterr() == ("", "")


def test_a_full_disk_does_not_spill_into_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    (tmp_path / "kling-desktop.log").symlink_to(full)
    logs.start(tmp_path)
    logging.getLogger("kling_desktop").error("unheard")
    assert capfd.readouterr() == ("", "")


def test_a_message_of_ours_that_cannot_be_written_is_still_shown(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.start(tmp_path)
    fault = logging.LogRecord("kling_desktop", logging.ERROR, "", 1, "%d", ("text",), None)
    for handler in logging.getLogger("kling_desktop").handlers:
        if isinstance(handler, logging.FileHandler):
            handler.handle(fault)
    assert "Logging error" in capfd.readouterr().err


SPEAKS = """
import os, sys
from pathlib import Path
from kling_desktop import logs
logs.divert_libraries(Path(sys.argv[1]))
os.write(2, b"a library complains\\n")
print("the person is told", file=sys.stderr)
"""


def spoken(folder: Path, **environment: str) -> str:
    """What stands on stderr where both a library and the program have said something."""
    return saying(SPEAKS, folder, **environment)


def saying(code: str, folder: Path, **environment: str) -> str:
    """What stands on stderr after that."""
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


def lines(folder: Path) -> list[str]:
    return (folder / logs.LIBRARIES).read_text().splitlines()


def heard(folder: Path) -> list[str]:
    """What libraries have said, without the line of each start."""
    return [line for line in lines(folder) if __version__ not in line]


def test_what_libraries_say_goes_to_a_file_and_what_we_say_to_the_person(tmp_path: Path) -> None:
    for _ in range(2):
        assert spoken(tmp_path / "new" / "logs") == "the person is told\n"
    assert heard(tmp_path / "new" / "logs") == ["a library complains"] * 2


def test_what_libraries_said_is_not_kept_for_ever(tmp_path: Path) -> None:
    (tmp_path / logs.LIBRARIES).write_bytes(b"." * logs.KEPT_BYTES)
    spoken(tmp_path)
    assert heard(tmp_path) == ["a library complains"]


def test_who_wants_to_see_what_qt_says_sees_it(tmp_path: Path) -> None:
    said = spoken(tmp_path, QT_DEBUG_PLUGINS="1")
    assert said == "a library complains\nthe person is told\n"


def test_without_a_place_for_it_libraries_are_heard(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    assert "a library complains" in spoken(tmp_path / "logs")


def test_what_libraries_say_is_told_to_a_start(tmp_path: Path) -> None:
    for _ in range(2):
        spoken(tmp_path)
    first, _, second, _ = lines(tmp_path)
    form = rf"\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d (\d+) Kling Desktop {re.escape(__version__)}"
    processes = [re.fullmatch(form, line) for line in (first, second)]
    assert len({found[1] for found in processes if found}) == 2


def test_a_second_start_leaves_what_the_first_goes_on_saying_whole(tmp_path: Path) -> None:
    much = f'os.write(2, b"." * {logs.KEPT_BYTES} + b"\\n"); print(file=sys.stderr)\n'
    first = subprocess.Popen(
        [sys.executable, "-c", SPEAKS + much + 'input(); os.write(2, b"once more\\n")', tmp_path],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert first.stderr is not None
    assert [first.stderr.readline() for _ in range(2)][1] == b"\n"
    spoken(tmp_path)
    first.communicate(b"\n")
    assert first.returncode == 0
    assert heard(tmp_path) == ["a library complains", "once more"]


def test_what_libraries_go_on_saying_is_not_kept_for_ever(tmp_path: Path) -> None:
    much = f"""
os.write(2, b"." * ({logs.KEPT_BYTES} // 2))
logs.limit_libraries()
os.write(2, b"x" * ({logs.KEPT_BYTES} // 2))
{{}}
os.write(2, b"anew\\n")
"""
    saying(SPEAKS + much.format(""), tmp_path / "kept")
    assert (tmp_path / "kept" / logs.LIBRARIES).stat().st_size > logs.KEPT_BYTES
    saying(SPEAKS + much.format("logs.limit_libraries()"), tmp_path)
    assert heard(tmp_path) == ["anew"]
    assert len(lines(tmp_path)) == 2, "it is told to its start again"


def test_where_nothing_is_diverted_nothing_is_emptied(tmp_path: Path) -> None:
    """Who sends stderr to a file of theirs has all of it."""
    much = f'os.write(2, b"." * {logs.KEPT_BYTES})\nlogs.limit_libraries()\n'
    with (tmp_path / "theirs").open("wb") as theirs:
        subprocess.run(
            [sys.executable, "-c", SPEAKS + much, str(tmp_path)],
            env={**os.environ, "QT_DEBUG_PLUGINS": "1"},
            stderr=theirs,
            check=True,
        )
    assert (tmp_path / "theirs").read_bytes().startswith(b"a library complains\n")


@pytest.mark.qt
def test_what_programs_say_that_we_start_is_not_ours_to_keep(tmp_path: Path) -> None:
    start = """
import subprocess
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from kling_desktop.ui.handing_over import hand_over
def open_url(url):
    code = "import os; os.write(2, b'a browser speaks\\\\n')"
    return not subprocess.run([sys.executable, "-c", code]).returncode
QDesktopServices.openUrl = open_url
print(hand_over(QUrl("https://kling.example/")), file=sys.stderr)
os.write(2, b"and a library again\\n")
"""
    said = saying(SPEAKS + start, tmp_path)
    assert said.splitlines() == ["the person is told", "a browser speaks", "True"]
    assert heard(tmp_path) == ["a library complains", "and a library again"]


@pytest.mark.skipif(os.name == "nt", reason="there nothing is closed like this")
def test_where_stderr_is_closed_no_file_gets_what_libraries_say(tmp_path: Path) -> None:
    """`2>&-`: the number is free, and the next file that is opened would get it."""
    start = """
import os, sys, types
from pathlib import Path
from kling_desktop import __main__ as door
folder = Path(sys.argv[1])
def window(_):
    clip = os.open(folder / "clip", os.O_WRONLY | os.O_CREAT)
    os.write(2, b"a library complains\\n")
    os.write(clip, b"clip")
    return 0
sys.modules["kling_desktop.app"] = types.SimpleNamespace(start=window)
sys.modules["kling_desktop.cli"] = types.SimpleNamespace(run=window)
sys.argv[1:] = sys.argv[2:]
sys.exit(door.main())
"""
    home = {**os.environ, "KLING_DESKTOP_HOME": str(tmp_path)}
    for words in ([], ["jobs", "list"]):
        subprocess.run(
            ["sh", "-c", 'exec "$@" 2>&-', "sh", sys.executable, "-c", start, tmp_path, *words],
            env=home,
            check=True,
        )
        assert (tmp_path / "clip").read_bytes() == b"clip"
    assert heard(tmp_path / "logs") == ["a library complains"], "of the window's start"


@pytest.mark.skipif(os.name == "nt", reason="there the folder of the account is private")
def test_nobody_else_on_the_machine_reads_the_logs(tmp_path: Path) -> None:
    """Files are named in them, and FFmpeg says what is written in a clip."""
    folder = tmp_path / "new" / "logs"
    before = os.umask(0)
    try:
        spoken(folder)
        mode = folder.stat().st_mode
        logs.start(tmp_path / "by itself")
        logging.getLogger("kling_desktop").info("a path")
    finally:
        os.umask(before)
    assert stat.S_IMODE(mode) == 0o700
    assert stat.S_IMODE((tmp_path / "by itself").stat().st_mode) == 0o700
    files = [folder / logs.LIBRARIES, tmp_path / "by itself" / "kling-desktop.log"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


class Names:
    """Renaming as Windows does it: never what is open, and only with `os.replace` onto a file."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened: set[str] = set()
        self._rename, self._replace = os.rename, os.replace
        monkeypatch.setattr(logs, "_OPEN_FILES_KEEP_THEIR_NAMES", True)
        monkeypatch.setattr(os, "rename", self.rename)
        monkeypatch.setattr(os, "replace", self.replace)

    def rename(self, path: str | Path, target: str | Path) -> None:
        if Path(target).exists():
            raise FileExistsError
        self.replace(path, target)

    def replace(self, path: str | Path, target: str | Path) -> None:
        if self.opened & {Path(path).name, Path(target).name}:
            raise PermissionError
        self._replace(path, target)


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Names:
    return Names(monkeypatch)


def ends(file: Path) -> list[str]:
    """The messages of a log file."""
    return [line.split("test ")[-1] for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_log_that_another_process_has_open_grows_on_and_pushes_no_older_one_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: Names
) -> None:
    file, older = tmp_path / "kling-desktop.log", tmp_path / "kling-desktop.log.1"
    older.write_text("older")
    monkeypatch.setattr(logs, "KEPT_BYTES", 200)
    logs.start(tmp_path)
    log = logging.getLogger("kling_desktop.test")
    windows.opened.add(file.name)
    for number in range(9):
        log.info("line %d", number)
    assert ends(file) == [f"line {n}" for n in range(9)]
    assert older.read_text() == "older"
    windows.opened.clear()
    log.info("free again")
    assert ends(file) == ["free again"]
    assert ends(older)[-1] == "line 8"
    assert {path.name for path in tmp_path.iterdir()} == {file.name, older.name, f"{file.name}.2"}


def test_what_an_end_in_between_left_silences_nothing_and_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: Names
) -> None:
    file, full = tmp_path / "kling-desktop.log", tmp_path / "kling-desktop.log.full"
    full.write_text("left\n")
    monkeypatch.setattr(logs, "KEPT_BYTES", 200)
    logs.start(tmp_path)
    log = logging.getLogger("kling_desktop.test")
    for number in range(5):
        log.info("line %d", number)
    kept = [f"{file.name}.2", f"{file.name}.1", file.name]
    assert not full.exists()
    assert [said for name in kept for said in ends(tmp_path / name)] == [
        "left",
        *(f"line {n}" for n in range(5)),
    ]


def test_a_log_that_is_held_while_it_gets_its_number_loses_no_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: Names
) -> None:
    """A scanner, say, opens it in between."""
    monkeypatch.setattr(logs, "KEPT_BYTES", 200)
    logs.start(tmp_path)
    log = logging.getLogger("kling_desktop.test")
    windows.opened.add("kling-desktop.log.1")
    for number in range(6):
        log.info("line %d", number)
    windows.opened.clear()
    log.info("free again")
    said = [line for path in tmp_path.iterdir() for line in ends(path)]
    assert sorted(said) == ["free again", *(f"line {n}" for n in range(6))]


def test_where_no_file_can_be_renamed_the_log_grows_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: str, target: str) -> None:
        raise PermissionError

    monkeypatch.setattr(logs, "KEPT_BYTES", 200)
    monkeypatch.setattr(os, "rename", refuse)
    logs.start(tmp_path)
    for number in range(9):
        logging.getLogger("kling_desktop.test").info("line %d", number)
    assert ends(tmp_path / "kling-desktop.log") == [f"line {n}" for n in range(9)]


@pytest.mark.skipif(os.name == "nt", reason="there it is renamed first")
def test_elsewhere_it_goes_to_its_number_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second name in between could replace what another process has just begun."""
    renamed: list[str] = []
    rename = os.rename

    def watch(path: str, target: str) -> None:
        renamed.append(Path(target).name)
        rename(path, target)

    monkeypatch.setattr(logs, "KEPT_BYTES", 150)
    monkeypatch.setattr(os, "rename", watch)
    monkeypatch.setattr(os, "replace", watch)
    logs.start(tmp_path)
    for number in range(5):
        logging.getLogger("kling_desktop.test").info("line %d", number)
    assert set(renamed) == {"kling-desktop.log.1", "kling-desktop.log.2"}
