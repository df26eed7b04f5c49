"""Proves that a frozen program works by itself: `python packaging/frozen/prove.py EXECUTABLE`.

For any system, and any Python from 3.10 on (as Ubuntu 22.04 has it; on Windows from 3.11 on), which
the program itself must not need: it is started with an environment that is empty but for what the
system wants, on a home whose name has a space and an umlaut. It answers, checks, renders in
practice, lists its jobs and rehearses in a window (offscreen where there is no screen). Anything
unexpected ends the proof: a line on stderr, an exit code, a fault in its log, and whatever is left
behind or should not be inside.
"""

import json
import locale
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "resources" / "sample.jpg"
PROMPT = "The boat leaves"
PATIENCE = 300
"""Seconds that any one command is given."""

PASSED_ON = (
    *("DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERNAME", "USERDOMAIN"),
    *("PROGRAMDATA", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE"),
    *("QT_QPA_PLATFORM", "USER", "LOGNAME", "__CF_USER_TEXT_ENCODING"),
)
"""What the systems themselves want of an environment: a screen, a session, their own folders."""

if sys.platform == "win32":
    ENCODING = locale.getencoding()
else:
    ENCODING = "utf-8"
"""Of what the program writes into a pipe."""

NOT_INSIDE = re.compile(
    r"(^|/)(tkinter|_tkinter|numpy|setuptools|pkg_resources|_distutils_hack|pip)([./-]|$)"
    r"|Qt6?(WebEngine|Quick3D|3D|Pdf|Designer|Charts|Test)|/__pycache__/"
)
"""Files that nothing of the program uses."""

NOT_FROZEN = ("setuptools", "pkg_resources", "_distutils_hack", "tkinter", "numpy", "pytest")
"""Modules that nothing of the program uses."""

FAULTS = re.compile(
    r"shared object|undefined symbol|symbol lookup|No QtMultimedia backends|Not available"
    r"|Could not load the Qt platform plugin|Traceback"
)
"""What libraries say of a bundle that lacks something. Of what the machine lacks they may speak."""


class Broken(Exception):  # noqa: N818 - a finding
    """What the frozen program does not do as it should."""


class Proof:
    """One frozen program in one empty place."""

    def __init__(self, program: Path, place: Path) -> None:
        self._program = program
        self._place = place
        self.home = place / "Kling Gerät"
        self.temporary = place / "tmp"
        for folder in (self.home, self.temporary, place / "nothing"):
            folder.mkdir()

    def run(self, *arguments: str, said: str = r"(?!)") -> str:
        """Its stdout. Lines on stderr must match `said`; without it there must be none."""
        show(" ".join(["kling-desktop", *arguments]))
        done = subprocess.run(
            [str(self._program), *arguments],
            env=self._environment(),
            cwd=self._place,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding=ENCODING,
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )
        for line in (*done.stdout.splitlines(), *done.stderr.splitlines()):
            show(f"    {line}")
        odd = [line for line in done.stderr.splitlines() if not re.fullmatch(said, line)]
        if done.returncode != 0:
            raise Broken(f"exit code {done.returncode}")
        if odd:
            raise Broken(f"not expected on stderr: {odd[0]}")
        if alive := processes(self._program):
            raise Broken(f"still running afterwards: {alive[0]}")
        return done.stdout

    def _environment(self) -> dict[str, str]:
        system = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        if sys.platform == "win32":
            path = str(Path(system["SYSTEMROOT"]) / "System32")
        else:
            path = str(self._place / "nothing")
            if sys.platform != "darwin" and not {"DISPLAY", "WAYLAND_DISPLAY"} & system.keys():
                system.setdefault("QT_QPA_PLATFORM", "offscreen")
            # Another Qt's, as far as anyone can tell: with them the window would not open.
            system["QT_PLUGIN_PATH"] = str(self._foreign_plugins())
        folders = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
        return {
            **system,
            **dict.fromkeys(folders, str(self._place)),
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.temporary)),
            "PATH": path,
            "LANGUAGE": "en",
            "KLING_DESKTOP_HOME": str(self.home),
        }

    def _foreign_plugins(self) -> Path:
        folder = self._place / "another Qt"
        own = self._program.resolve().parent / "_internal/PySide6/Qt/plugins/platforms"
        if own.is_dir() and not folder.exists():
            shutil.copytree(own, folder / "platforms")
        return folder


def main(arguments: list[str]) -> int:
    """Returns 1 where anything is not as it should be, and says what."""
    if len(arguments) != 1:
        sys.stderr.write("usage: prove.py EXECUTABLE\n")
        return 2
    program = Path(arguments[0]).absolute()
    try:
        with tempfile.TemporaryDirectory(prefix="proof-") as place:
            prove(Proof(program, Path(place)))
        look_inside(program)
    except (Broken, subprocess.TimeoutExpired) as fault:
        sys.stderr.write(f"{program} does not work: {fault}\n")
        return 1
    show(f"{program} works by itself.")
    return 0


def prove(proof: Proof) -> None:
    """Has it do everything once. Raises `Broken`."""
    scene = ("--first-frame", str(SAMPLE), "--prompt", PROMPT, "--duration", "3", "--sound")
    expect(r"kling-desktop \d+\.\d+\S*\n", proof.run("--version"))
    expect(r"usage: kling-desktop .*render.*", proof.run("--help"))
    proof.run("check", *scene, said=r"It fits\..*|About .*")
    for name in ("clip.mp4", "Küste 海岸/ein Film.mp4"):
        clip = proof.home / name
        made = proof.run(
            *("render", "--practice", *scene, "--output", str(clip)), said=r"Job \d+: .*"
        )
        # As escapes, what the encoding lacks.
        path = str(clip).encode(ENCODING, "backslashreplace").decode(ENCODING)
        expect(re.escape(path) + r"\n", made)
        look_at_clip(clip)
    jobs = [json.loads(line) for line in proof.run("jobs", "list", "--json").splitlines()]
    if [job["state"] for job in jobs] != ["done", "done"]:
        raise Broken("the list of jobs is not what was done")
    expect(r".*This installation works\.\n", proof.run("--rehearse"))
    look_behind(proof)


def expect(pattern: str, said: str) -> None:
    """Raises `Broken` for something else on stdout."""
    if not re.fullmatch(pattern, said, re.DOTALL):
        raise Broken(f"not expected on stdout: {said!r}")


def look_at_clip(clip: Path) -> None:
    """Raises `Broken` for what is no MP4 file with H.264 and AAC."""
    read = clip.read_bytes()
    if read[4:8] != b"ftyp" or b"avc1" not in read or b"mp4a" not in read:
        raise Broken(f"{clip.name} is no MP4 file with H.264 and AAC")


def look_behind(proof: Proof) -> None:
    """Raises `Broken` for what is left of a program that has ended, and for faults in its log."""
    # Only what is ours: PulseAudio's library, for one, leaves a folder where there is no session.
    left = [file for file in proof.temporary.iterdir() if "kling" in file.name.lower()]
    left += (proof.home / "owners").glob("*.lock")
    left += (proof.home / "reception").glob("*.address")
    if left:
        raise Broken(f"left behind: {left[0]}")
    for log, fault in (("kling-desktop", re.compile(r" (ERROR|CRITICAL) ")), ("libraries", FAULTS)):
        file = proof.home / "logs" / f"{log}.log"
        lines = file.read_text("utf-8", "replace").splitlines() if file.exists() else []
        show(f"{file.name}:")
        for line in lines:
            show(f"    {line}")
        if found := [line for line in lines if fault.search(line)]:
            raise Broken(f"{file.name} tells of a fault: {found[0]}")


def look_inside(program: Path) -> None:
    """Raises `Broken` for what should not be in the bundle."""
    bundle = program.parent.parent if program.parent.name == "MacOS" else program.parent
    inside = (file.relative_to(bundle).as_posix() for file in bundle.rglob("*"))
    for name in inside:
        if NOT_INSIDE.search(name):
            raise Broken(f"should not be inside: {name}")
    frozen = program.read_bytes()
    if not _has_module(frozen, "kling_desktop"):
        raise Broken("the list of its modules can't be read")
    for module in NOT_FROZEN:
        if _has_module(frozen, module):
            raise Broken(f"should not be inside: the module {module}")


def _has_module(frozen: bytes, name: str) -> bool:
    """Whether the archive at the end of an executable lists a module: as Python's `marshal` writes
    short names, a kind and a length before each.
    """
    return (
        re.search(rb"[zZ\xda\xfa]" + re.escape(bytes([len(name)]) + name.encode()), frozen)
        is not None
    )


def processes(program: Path) -> list[str]:
    """The processes of this program that are running."""
    ways: dict[str, Callable[[Path], Iterator[str]]] = {"linux": _by_proc, "win32": _by_tasklist}
    return list(ways.get(sys.platform, _by_ps)(program))


def _by_proc(program: Path) -> Iterator[str]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "exe").readlink() == program.resolve():
                yield process.name
        except OSError:  # gone by now, or another user's
            continue


def _by_ps(program: Path) -> Iterator[str]:
    listed = subprocess.run(
        ["/bin/ps", "-axww", "-o", "pid=,command="], capture_output=True, text=True, check=True
    )
    for line in listed.stdout.splitlines():
        pid, _, command = line.strip().partition(" ")
        if command.startswith(str(program)):
            yield pid


def _by_tasklist(program: Path) -> Iterator[str]:
    tasklist = Path(os.environ["SYSTEMROOT"]) / "System32" / "tasklist.exe"
    only = f"IMAGENAME eq {program.name}"
    listed = subprocess.run(
        [str(tasklist), "/FO", "CSV", "/NH", "/FI", only],
        capture_output=True,
        text=True,
        check=True,
    )
    yield from (line for line in listed.stdout.splitlines() if line.startswith('"'))


def show(line: str) -> None:
    """One line for whoever reads along, at once."""
    sys.stdout.buffer.write(f"{line}\n".encode())
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
