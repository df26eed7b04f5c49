"""Makes the Windows installer out of the frozen program.

`python packaging/windows/build.py BUNDLE OUTPUT`, on Windows or, with Debian's nsis, anywhere else.
The same bundle and SOURCE_DATE_EPOCH (the last commit's time where it is not set) give the same
bytes, as long as nothing is signed: a signature bears the time of the day.

Signing is asked for through the environment: see `sign.py`. Without it, that is said.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent.parent
HERE = Path(__file__).parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from PIL import Image  # noqa: E402
from reproducible import epoch, is_dated  # noqa: E402

from kling_desktop import __version__  # noqa: E402
from kling_desktop.ui.taskbar_windows import PROGRAM_ID  # noqa: E402
from windows.sign import is_asked_for, sign  # noqa: E402
from windows.version_resource import EXECUTABLES as NAMES  # noqa: E402
from windows.version_resource import four_numbers  # noqa: E402

EXECUTABLES = tuple(f"{name}.exe" for name, _, _ in NAMES)
DRAW_ICONS = ROOT / "packaging/frozen/draw_icons.py"
LONGEST = 150
"""Letters of a path inside: Windows takes 259 with the folder that the user chooses."""

SIDE = (328, 628)
"""Pixels, for a screen of twice the usual resolution: 164 × 314 is what NSIS lays out."""
SIDE_GROUND = (240, 238, 236)

NOWHERE_ELSE = (Path("C:/Program Files (x86)/NSIS"), Path("C:/Program Files/NSIS"))


def main() -> int:
    """Returns an exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path, help="the folder that PyInstaller made")
    parser.add_argument("output", type=Path)
    parser.add_argument("--target", help="of the installer itself: amd64-unicode for wine64")
    parser.add_argument("--icons", type=Path, help="a folder where they were drawn already")
    parser.add_argument("--version", default=__version__, help="another, to try upgrades with")
    asked = parser.parse_args()
    if not is_dated():
        return 1
    missing = [name for name in EXECUTABLES if not (asked.bundle / name).is_file()]
    if missing:
        sys.stderr.write(f"not a bundle frozen on Windows, without {', '.join(missing)}\n")
        return 1
    asked.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        output = asked.output.resolve()
        work = Path(folder)
        icons(asked.icons, work)
        made = build(asked.bundle, output, work, asked.version, asked.target)
    sys.stdout.write(f"{made} {made.stat().st_size / 1e6:.1f} MB\n")
    return 0


def build(bundle: Path, output: Path, work: Path, version: str, target: str | None = None) -> Path:
    """The installer's path. `work` is a folder with nothing in it but the icons."""
    payload = work / "payload"
    shutil.copytree(bundle, payload)
    if is_asked_for():
        sign([payload / name for name in EXECUTABLES])
    else:
        sys.stderr.write("NOT SIGNED: Windows will warn everybody who starts this installer.\n")
    shutil.copyfile(work / "klingboard.ico", payload / "klingboard.ico")
    files = files_in(payload)
    # The picture is among what is packed, with its time.
    for path in (work / "side.bmp", *(payload / name for name in files)):
        os.utime(path, (epoch(), epoch()))
    (work / "payload.nsh").write_text(listed(payload, files), encoding="utf-8-sig")
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    (work / "licence.txt").write_text(licence, encoding="utf-8-sig", newline="\r\n")
    made = output / f"kling-desktop-{version}-windows-x86_64-setup.exe"
    signing = {"SIGN": f'"{sys.executable}" "{HERE / "sign.py"}"'} if is_asked_for() else {}
    page = os.environ.get("KLING_RELEASES", "")
    named = {
        "VERSION": version,
        "VERSION_4": ".".join(map(str, four_numbers(version))),
        "OUTPUT": made,
        "WORK": work,
        "SIZE_KB": sum((payload / name).stat().st_size for name in files) // 1024,
        "PROGRAM_ID": PROGRAM_ID,
        **signing,
        **({"HOME_PAGE": escaped(page)} if page else {}),
        **({"TARGET": target} if target else {}),
    }
    subprocess.run(
        [
            makensis(),
            *("-V2", "-WX", "-INPUTCHARSET", "UTF8"),
            *(f"-D{name}={value}" for name, value in named.items()),
            str(HERE / "installer.nsi"),
        ],
        check=True,
        # File names of other scripts need a locale that can say them.
        env={**os.environ, "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": str(epoch())},
    )
    return made


def icons(drawn: Path | None, work: Path) -> None:
    """Puts the program's icon and that of its documents into a folder, and the picture at the side
    of the last page.
    """
    if drawn is None:
        subprocess.run([sys.executable, str(DRAW_ICONS), str(work)], check=True)
    else:
        for name in ("app.ico", "klingboard.ico", "app-256.png"):
            shutil.copyfile(drawn / name, work / name)
    side = Image.new("RGB", SIDE, SIDE_GROUND)
    with Image.open(work / "app-256.png") as icon:
        side.paste(icon, ((SIDE[0] - icon.width) // 2, (SIDE[1] - icon.height) // 3), icon)
    side.save(work / "side.bmp")


def files_in(payload: Path) -> list[PurePosixPath]:
    """What is inside, in an order that is the same on every system. Raises `ValueError` for a name
    that Windows can't hold.
    """
    found = (path for path in payload.rglob("*") if not path.is_dir())
    files = sorted(PurePosixPath(path.relative_to(payload).as_posix()) for path in found)
    for name in files:
        if len(str(name)) > LONGEST or any(sign in str(name) for sign in '"<>|?*:`'):
            raise ValueError(f"Windows may not take this name: {name}")
    return files


def listed(payload: Path, files: list[PurePosixPath]) -> str:
    """The script's part that names each file: to put there, and to take away again. Nothing else
    is ever removed.
    """
    folders = sorted({folder for name in files for folder in name.parents} - {PurePosixPath()})
    put, last = [], None
    for name in sorted(files, key=lambda name: (name.parent, name)):
        if name.parent != last:
            put.append(f'  SetOutPath "{installed(name.parent)}"')
            last = name.parent
        put.append(f'  File "{payload / name}"')
    lines = ["!macro InstallFiles", *put, "!macroend", "!macro RemoveFiles"]
    lines += [f'  Delete "{installed(name)}"' for name in files]
    lines += ["!macroend", "!macro RemoveFolders"]
    lines += [f'  RMDir "{installed(folder)}"' for folder in reversed(folders)]
    return "\n".join([*lines, "!macroend", ""])


def installed(name: PurePosixPath) -> str:
    """Where it will lie, as the script says it."""
    inside = escaped("\\".join(name.parts))
    return rf"$INSTDIR\{inside}" if inside else "$INSTDIR"


def escaped(text: str) -> str:
    """A text in the script: a dollar begins a variable there."""
    return text.replace("$", "$$")


def makensis() -> str:
    """The compiler of installers. Raises `FileNotFoundError`."""
    for place in (None, *map(str, NOWHERE_ELSE)):
        found = shutil.which("makensis", path=place)
        if found:
            return found
    raise FileNotFoundError("makensis is missing: install NSIS 3.08 or later")


if __name__ == "__main__":
    sys.exit(main())
