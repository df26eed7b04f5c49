"""What the program brings along, laid out as a Linux system keeps it (FHS, freedesktop.org)."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from string import Template

from reproducible import ROOT, date, epoch, write, zipped

from kling_desktop import __version__
from kling_desktop.licences import FOLDER

sys.path.append(str(ROOT / "packaging/licences"))

from dep5 import debian_copyright
from texts import folder_in

HERE = Path(__file__).parent
NAME = "kling-desktop"
METAINFO = "local.kling_desktop.KlingDesktop.metainfo.xml"
MIME_ICON = "application-x-klingboard"
DRAW_ICONS = ROOT / "packaging/frozen/draw_icons.py"
ICON_SIDES = (16, 24, 32, 48, 64, 128, 256, 512)


def lay_out(bundle: Path, root: Path) -> None:
    """Puts the frozen program, and what a desktop needs to know of it, below `root`."""
    program = root / "usr/lib" / NAME
    shutil.copytree(bundle, program, symlinks=True)
    starter = root / "usr/bin" / NAME
    starter.parent.mkdir(parents=True)
    starter.symlink_to(f"../lib/{NAME}/{NAME}")
    share = root / "usr/share"
    write(share / f"applications/{NAME}.desktop", filled(f"{NAME}.desktop"))
    write(share / "metainfo" / METAINFO, filled(METAINFO))
    write(share / f"mime/packages/{NAME}.xml", filled(f"{NAME}.xml"))
    write(share / f"man/man1/{NAME}.1.gz", zipped(filled(f"{NAME}.1").encode()))
    icons(share / "icons/hicolor")
    documents(bundle, share / "doc" / NAME)
    settle(root)


def settle(root: Path) -> None:
    """Gives all that lies there the one time, and the modes that everybody can use it with."""
    program = root / "usr/lib" / NAME / NAME
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == program else 0o644)
        os.utime(path, (epoch(), epoch()), follow_symlinks=False)


def icons(folder: Path) -> None:
    """The icons of the application and of storyboards, in every size that desktops ask for."""
    app, board = ROOT / "resources/icons/app.svg", ROOT / "packaging/frozen/klingboard.svg"
    write(folder / f"scalable/apps/{NAME}.svg", app.read_bytes())
    write(folder / f"scalable/mimetypes/{MIME_ICON}.svg", board.read_bytes())
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([sys.executable, str(DRAW_ICONS), place], check=True)
        for side in ICON_SIDES:
            drawn, sized = Path(place), folder / f"{side}x{side}"
            write(sized / f"apps/{NAME}.png", (drawn / f"app-{side}.png").read_bytes())
            document = drawn / f"klingboard-{side}.png"
            write(sized / f"mimetypes/{MIME_ICON}.png", document.read_bytes())


def documents(bundle: Path, folder: Path) -> None:
    """What changed, and the licences of all that is inside."""
    write(folder / "copyright", debian_copyright(bundle, f"usr/lib/{NAME}"))
    write(folder / "changelog.gz", zipped((ROOT / "CHANGELOG.md").read_bytes()))
    shutil.copytree(folder_in(bundle), folder / FOLDER)


def filled(name: str, **values: str) -> str:
    """A template of this folder with its version and date."""
    text = (HERE / name).read_text(encoding="utf-8")
    return Template(text).substitute(version=__version__, date=date().date().isoformat(), **values)
