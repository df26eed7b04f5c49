"""The Debian package."""

import hashlib
import os
import re
import subprocess
from email.utils import format_datetime
from pathlib import Path

from dependencies import name_of, needed
from reproducible import date, epoch, write, zipped
from tree import HERE, NAME, filled, settle

from kling_desktop import __version__

LOADED_LATER = {
    "ca-certificates": "whom to trust; the company's own certificates go there, too",
    "desktop-file-utils": "so that the menu's entry opens storyboards",
    "hicolor-icon-theme": "where icons are looked for",
    "libfile-mimeinfo-perl": "without a desktop environment xdg-open asks it what a file is",
    "shared-mime-info": "what a storyboard is",
    "xdg-utils": "opens folders, web pages and clips in other programs",
}
"""What is needed while it runs, which no table of an executable shows."""


def package(root: Path, output: Path) -> Path:
    """Packs what `tree.lay_out` made; `root` gains what only Debian wants."""
    doc = root / "usr/share/doc" / NAME
    write(doc / "changelog.Debian.gz", zipped(changelog().encode()))
    write(root / "usr/share/lintian/overrides" / NAME, (HERE / "debian/overrides").read_bytes())
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink()]
    sums = (f"{md5(path)}  {path.relative_to(root)}\n" for path in files)
    kilobytes = sum(-(-path.stat().st_size // 1024) for path in files)
    control = filled(
        "debian/control",
        deb_version=version(),
        architecture=architecture(),
        installed_size=str(kilobytes),
        depends=", ".join(depends(root)),
    )
    write(root / "DEBIAN/control", control)
    write(root / "DEBIAN/md5sums", "".join(sums))
    settle(root)  # dpkg-deb leaves times alone that are earlier
    path = output / f"{NAME}_{version()}_{architecture()}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(path)],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch())},
    )
    return path


def depends(root: Path) -> list[str]:
    """The libraries, and what is called while it runs."""
    libraries = needed(root / "usr/lib" / NAME)
    names = {name_of(said) for said in libraries}
    return sorted([*libraries, *(name for name in LOADED_LATER if name not in names)])


def version() -> str:
    """The version as Debian writes it: what comes before a release sorts before it."""
    return re.sub(r"\.?(a|b|rc|dev)(?=\d)", r"~\1", __version__) + "-1"


def changelog() -> str:
    """What Debian wants to know of this revision of the package."""
    return filled("debian/changelog", deb_version=version(), stamp=format_datetime(date()))


def architecture() -> str:
    """The processor as Debian names it: amd64, arm64."""
    command = ["dpkg", "--print-architecture"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def md5(path: Path) -> str:
    """The sum by which dpkg finds what was damaged later."""
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
