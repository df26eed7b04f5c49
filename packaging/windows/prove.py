"""Installs, upgrades and removes a stand-in for the program under wine: the real installer runs.

`make prove-installer` runs it. It needs makensis with its 64-bit parts and wine64 (on Debian: the
packages nsis and wine64), takes half a minute and 700 MB of disk, and leaves nothing behind.
What wine is not: Explorer (wine 8 does not look for associations of one user, so the command is
read and run here), Windows' own protection, a shortcut that keeps an AppUserModelID.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from kling_desktop.ui.taskbar_windows import PROGRAM_ID  # noqa: E402
from windows.build import EXECUTABLES, build, icons  # noqa: E402
from windows.stand_in import FILES, make_bundle  # noqa: E402

TARGET = "amd64-unicode"
WINE_PLACES = "/usr/lib/wine:/usr/lib/wine64:" + os.environ.get("PATH", "")
OURS = r"HKCU\Software\Classes\KlingDesktop.Storyboard"
SUFFIX = r"HKCU\Software\Classes\.klingboard"
ENTRY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\KlingDesktop"
APPLICATION = r"HKCU\Software\Classes\Applications\Kling Desktop.exe"
APP_PATH = r"HKCU\Software\Microsoft\Windows\CurrentVersion\App Paths\kling-desktop.exe"
PATIENCE = 120
"""Seconds that any one program is given."""

DONE, RUNNING, WRONG_FOLDER = 0, 3, 5
FORMER = "Somebody.Else"
PROGRAMS = {*EXECUTABLES, "Uninstall.exe", "klingboard.ico"}


class Wine:
    """A Windows of its own in a folder."""

    def __init__(self, prefix: Path) -> None:
        self._environment = {
            **os.environ,
            "WINEPREFIX": str(prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",
        }
        self._environment.pop("DISPLAY", None)
        self.run("wineboot", "-u")
        self.run("reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f")
        self.local = self.path(self.run("cmd", "/c", "echo %LOCALAPPDATA%")[1].strip())
        self.roaming = self.local.parent / "Roaming"

    def path(self, name: str) -> Path:
        """Where a file of that Windows lies on this system."""
        prefix = Path(self._environment["WINEPREFIX"])
        return prefix / "drive_c" / name.removeprefix("C:\\").replace("\\", "/")

    def name(self, path: Path) -> str:
        """The other way round; what lies elsewhere is on drive Z."""
        inside = Path(self._environment["WINEPREFIX"]) / "drive_c"
        if path.is_relative_to(inside):
            return "C:\\" + str(path.relative_to(inside)).replace("/", "\\")
        return "Z:" + str(path).replace("/", "\\")

    def run(self, *command: str, alone: bool = False) -> tuple[int, str]:
        """Runs a Windows program to its end, with `alone` to that of all that it started. Its exit
        code, and what it said.
        """
        # Into a file: what wine starts besides holds a pipe open for as long as it lingers.
        with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
            done = subprocess.run(
                [found("wine64"), *command],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.DEVNULL,
                env=self._environment,
                timeout=PATIENCE,
            )
            said.seek(0)
            text = said.read()
        if alone:
            self.wait()
        return done.returncode, text

    def run_line(self, line: str) -> int:
        """Runs a command line as it is written, quotes and all; returns its exit code."""
        script = self.local / "line.bat"
        script.write_text(f"@{line}\r\n@exit /b %errorlevel%\r\n", encoding="ascii")
        return self.run("cmd", "/c", self.name(script))[0]

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Starts a Windows program."""
        command = (found("wine64"), *command)
        return subprocess.Popen(command, env=self._environment, stdin=subprocess.DEVNULL)

    def wait(self) -> None:
        """Until nothing runs any more."""
        command = [found("wineserver"), "-w"]
        subprocess.run(command, check=True, env=self._environment, timeout=PATIENCE)

    def end(self) -> None:
        """Ends whatever still runs."""
        command = [found("wineserver"), "-k"]
        subprocess.run(command, check=False, env=self._environment, timeout=PATIENCE)
        self.wait()

    def value(self, key: str, name: str = "") -> str | None:
        """A text or number in the registry, as it is written there."""
        asked = ["/v", name] if name else ["/ve"]
        _, told = self.run("reg", "query", key, *asked)
        lines = (re.search(r"REG_\w+ +(.*)", line) for line in told.splitlines())
        return next((line.group(1).strip() for line in lines if line), None)

    def has_key(self, key: str) -> bool:
        """Whether the registry has it."""
        return self.run("reg", "query", key)[0] == 0


def found(tool: str) -> str:
    """Where wine's program is. Raises `FileNotFoundError`."""
    place = shutil.which(tool, path=WINE_PLACES)
    if place is None:
        raise FileNotFoundError(f"{tool} is missing: install wine64")
    return place


def prove(wine: Wine, work: Path) -> None:
    """All of it, one after the other. Raises `AssertionError` at the first thing that is not so."""
    old, new = installers(work)
    data = wine.local / "Kling Desktop"
    data.mkdir(parents=True)
    (data / "jobs.db").write_bytes(b"the ledger")
    wine.run("reg", "add", SUFFIX, "/ve", "/d", FORMER, "/f")
    wine.run("reg", "add", SUFFIX, "/v", "Theirs", "/d", "kept", "/f")
    programs = wine.local / "Programs/Kling Desktop"
    link = wine.roaming / "Microsoft/Windows/Start Menu/Programs/Kling Desktop.lnk"

    step("installs")
    same(wine.run(wine.name(old), "/S")[0], DONE)
    same(contents(programs), {*FILES, "_internal/old/only.dll", *PROGRAMS})
    same(link.is_file(), True)
    same(wine.value(SUFFIX), "KlingDesktop.Storyboard")
    same(wine.value(ENTRY, "DisplayVersion"), "0.0.9")
    same(wine.value(OURS, "AppUserModelID"), PROGRAM_ID)
    same(wine.value(ENTRY, "InstallLocation"), wine.name(programs))

    step("opens what is double-clicked")
    window = wine.name(programs / "Kling Desktop.exe")
    same(wine.value(OURS + r"\shell\open\command"), f'"{window}" "%1"')
    board = r"C:\users\Jörg Müller\zwei Wörter 分镜.klingboard"
    same(wine.run(window, board)[0], DONE)
    same(heard(programs), f'"{board}"')

    step("does nothing under a program that runs")
    # In place, or its copy elsewhere would outlive it and keep its code to itself.
    remove = rf'"{wine.name(programs)}\Uninstall.exe" /S _?={wine.name(programs)}'
    for act in (f'"{wine.name(new)}" /S', remove):
        (programs / "hold").touch()
        running = wine.start(wine.name(programs / "kling-desktop.exe"), "jobs")
        while not (programs / "started.txt").exists() and running.poll() is None:
            time.sleep(0.1)
        code = wine.run_line(act)
        (programs / "hold").unlink()
        running.wait()
        same(code, RUNNING)
        same(heard(programs), "jobs")
        same(contents(programs), {*FILES, "_internal/old/only.dll", *PROGRAMS})

    step("upgrades")
    (programs / "mine.txt").write_bytes(b"a file of the user's")
    same(wine.run(wine.name(new), "/S")[0], DONE)
    same(contents(programs), {*FILES, "_internal/new.dll", "mine.txt", *PROGRAMS})
    same(wine.value(ENTRY, "DisplayVersion"), "0.1.0")
    same(link.is_file(), True)
    same(wine.value(SUFFIX, "KlingDesktop.Former"), FORMER)

    step("moves to another folder, and never to where the user's work is kept")
    for place in (wine.name(data), wine.name(data / "inside it")):
        same(wine.run_line(f'"{wine.name(new)}" /S /D={place}'), WRONG_FOLDER)
    moved = wine.local / "Programs/else where"
    same(wine.run_line(f'"{wine.name(new)}" /S /D={wine.name(moved)}'), DONE)
    same(contents(programs), {"mine.txt"})
    same(contents(moved), {*FILES, "_internal/new.dll", *PROGRAMS})

    step("removes itself, and nothing else")
    same(wine.run(wine.name(moved / "Uninstall.exe"), "/S", alone=True)[0], DONE)
    same(moved.exists(), False)
    same(contents(programs), {"mine.txt"})
    same(contents(data), {"jobs.db"})
    same(link.exists(), False)
    for key in (ENTRY, OURS, r"HKCU\Software\KlingDesktop", APPLICATION, APP_PATH):
        same((key, wine.has_key(key)), (key, False))
    same(wine.value(SUFFIX), FORMER)
    same(wine.value(SUFFIX, "Theirs"), "kept")
    same(wine.value(SUFFIX, "KlingDesktop.Former"), None)
    same(wine.has_key(SUFFIX + r"\OpenWithProgids"), False)


def installers(work: Path) -> tuple[Path, Path]:
    """An older one and a newer one, each with a file of its own."""
    made = []
    for version, extra in (("0.0.9", "_internal/old/only.dll"), ("0.1.0", "_internal/new.dll")):
        bundle = make_bundle(work / f"bundle-{version}", TARGET, {extra: b"MZ"})
        room = work / f"work-{version}"
        room.mkdir()
        icons(None, room)
        made.append(build(bundle, work, room, version, TARGET))
    return made[0], made[1]


def contents(folder: Path) -> set[str]:
    """The files below a folder."""
    found = folder.rglob("*")
    return {path.relative_to(folder).as_posix() for path in found if not path.is_dir()}


def heard(programs: Path) -> str:
    """What the stand-in was last started with."""
    note = programs / "started.txt"
    said = note.read_bytes().decode("utf-16-le")
    note.unlink()
    return said.strip()


def step(what: str) -> None:
    """Says how far it is."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def same(found: object, wanted: object) -> None:
    """Raises `AssertionError` where they differ."""
    if found != wanted:
        raise AssertionError(f"{found!r}, not {wanted!r}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        wine = Wine(Path(folder) / "prefix")
        try:
            prove(wine, Path(folder))
        finally:
            wine.end()
    sys.stdout.write("All as it should be.\n")
