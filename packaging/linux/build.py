"""Makes the Debian package and the relocatable archive out of the frozen program.

`python packaging/linux/build.py BUNDLE OUTPUT` ; `make package` runs it. The same bundle gives the
same bytes: every time is SOURCE_DATE_EPOCH's (the last commit's where it is not set), every file
belongs to root, and the order is that of the names.
"""

import argparse
import gzip
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
HERE = Path(__file__).parent
sys.path.insert(0, str(ROOT))

from kling_desktop import __version__  # noqa: E402
from kling_desktop.licences import components, licence_text  # noqa: E402

NAME = "kling-desktop"
DRAW_ICONS = ROOT / "packaging/frozen/draw_icons.py"
ICON_SIDES = (16, 24, 32, 48, 64, 128, 256, 512)
LOADED_LATER = (
    "libegl1",
    "libgl1",
    "libpulse0",
    "libxcb-cursor0",
    "shared-mime-info",
    "desktop-file-utils",
)
"""What Qt opens by name while it runs, which no table of an executable shows."""
RECOMMENDED = ("gnome-keyring | kwalletmanager | keepassxc", "xdg-desktop-portal", "xdg-utils")


def main() -> int:
    """Returns an exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path, help="the folder that PyInstaller made")
    parser.add_argument("output", type=Path)
    asked = parser.parse_args()
    asked.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        lay_out(asked.bundle, root)
        made = [archive(root, asked.output), package(root, asked.output)]
    for path in made:
        sys.stdout.write(f"{path} {path.stat().st_size / 1e6:.1f} MB\n")
    return 0


def lay_out(bundle: Path, root: Path) -> None:
    """Puts the program and what the desktop needs to know of it where a system keeps such."""
    program = root / "usr/lib" / NAME
    shutil.copytree(bundle, program, symlinks=True)
    starter = root / "usr/bin" / NAME
    starter.parent.mkdir(parents=True)
    starter.symlink_to(f"../lib/{NAME}/{NAME}")
    share = root / "usr/share"
    for name, place in (
        (f"{NAME}.desktop", "applications"),
        (f"{NAME}.metainfo.xml", "metainfo"),
        (f"{NAME}.xml", "mime/packages"),
    ):
        write(share / place / name, filled(HERE / name))
    write(share / f"man/man1/{NAME}.1.gz", zipped(filled(HERE / f"{NAME}.1")))
    icons(share / "icons/hicolor")
    doc = share / "doc" / NAME
    write(doc / "copyright", (HERE / "copyright").read_bytes())
    write(doc / "changelog.gz", zipped((ROOT / "CHANGELOG.md").read_bytes()))
    for component in components():
        text = licence_text(component.name)
        said = f"{component.name} {component.version}: {component.licence}\n\n{text}\n"
        write(doc / "licences" / f"{component.name}.txt", said.encode())
    for path in root.rglob("*"):
        if path.is_symlink():
            continue
        runs = path.is_dir() or path == program / NAME
        path.chmod(0o755 if runs else 0o644)


def icons(folder: Path) -> None:
    """The application's icon in every size that desktops ask for."""
    source = ROOT / "resources/icons/app.svg"
    write(folder / f"scalable/apps/{NAME}.svg", source.read_bytes())
    write(folder / "scalable/mimetypes/application-x-klingboard.svg", source.read_bytes())
    with tempfile.TemporaryDirectory() as drawn:
        subprocess.run([sys.executable, str(DRAW_ICONS), drawn], check=True)
        for side in ICON_SIDES:
            data = (Path(drawn) / f"{side}.png").read_bytes()
            write(folder / f"{side}x{side}/apps/{NAME}.png", data)
            write(folder / f"{side}x{side}/mimetypes/application-x-klingboard.png", data)


def archive(root: Path, output: Path) -> Path:
    """A folder that runs from wherever it is put."""
    path = output / f"{NAME}-{__version__}-linux-{machine()}.tar.gz"
    top = f"{NAME}-{__version__}"
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for place, name in ((root / "usr/lib" / NAME, top), (root / "usr/share", f"{top}/share")):
            for found in sorted(place.rglob("*")):
                entry = tar.gettarinfo(found, f"{name}/{found.relative_to(place)}")
                entry.uid = entry.gid = 0
                entry.uname = entry.gname = "root"
                entry.mtime = epoch()
                with found.open("rb") if entry.isreg() else io.BytesIO() as data:
                    tar.addfile(entry, data)
    path.write_bytes(zipped(tarred.getvalue()))
    return path


def package(root: Path, output: Path) -> Path:
    """The Debian package."""
    control = root / "DEBIAN"
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink()]
    sums = "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  "
        f"{path.relative_to(root)}\n"
        for path in files
    )
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    write(control / "md5sums", sums.encode())
    write(
        control / "control",
        "\n".join(
            [
                f"Package: {NAME}",
                f"Version: {__version__}",
                f"Architecture: {architecture()}",
                "Maintainer: The makers of Kling Desktop <noreply@localhost.localdomain>",
                f"Installed-Size: {size}",
                f"Depends: {', '.join(needed(root))}",
                f"Recommends: {', '.join(RECOMMENDED)}",
                "Section: video",
                "Priority: optional",
                "Description: turn still pictures into film",
                " Drop a picture, say what should move, and watch the clip. Scenes are cut into",
                " shots on a timeline and put one after another until there is a film.",
                " .",
                " Practice mode needs no key, no network and no money. Live clips are made by",
                " Kling v3.0 Standard on a service of the user's choice and charged by it.",
                "",
            ]
        ).encode(),
    )
    for path in [root, *root.rglob("*")]:
        os.utime(path, (epoch(), epoch()), follow_symlinks=False)
    path = output / f"{NAME}_{__version__}_{architecture()}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(root), str(path)],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch())},
    )
    return path


def needed(root: Path) -> list[str]:
    """The packages that hold the system libraries which the bundle is linked to."""
    program = root / "usr/lib" / NAME
    linked = [path for path in program.rglob("*") if path.is_file() and is_linked(path)]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "debian").mkdir()
        (Path(folder) / "debian/control").write_text(
            f"Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n"
        )
        (root / "DEBIAN").mkdir(exist_ok=True)
        inside = sorted({f"-l{path.parent}" for path in linked})
        told = subprocess.run(
            ["dpkg-shlibdeps", "-O", "--ignore-missing-info", *inside, *map(str, linked)],
            check=True,
            capture_output=True,
            text=True,
            cwd=folder,
        ).stdout
    (line,) = (line for line in told.splitlines() if line.startswith("shlibs:Depends="))
    found = [name.strip() for name in line.partition("=")[2].split(",")]
    names = {re.split(r"[ (]", name)[0] for name in found}
    return sorted(found + [name for name in LOADED_LATER if name not in names])


def is_linked(path: Path) -> bool:
    """Whether it is an executable or a library in ELF."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF" and not path.is_symlink()


def filled(path: Path) -> bytes:
    """A template with this version and its date."""
    text = path.read_text(encoding="utf-8")
    date = datetime.fromtimestamp(epoch(), UTC).date().isoformat()
    return text.replace("@VERSION@", __version__).replace("@DATE@", date).encode()


def zipped(data: bytes) -> bytes:
    """Compressed without a time or a name, the same each time."""
    return gzip.compress(data, 9, mtime=0)


def write(path: Path, data: bytes) -> None:
    """Writes a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def epoch() -> int:
    """The time that all files are given, in Unix seconds."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told is None:
        command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return int(told)


def machine() -> str:
    """The processor's name as the kernel says it: x86_64, aarch64."""
    return os.uname().machine


def architecture() -> str:
    """The same as Debian says it."""
    command = ["dpkg", "--print-architecture"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
