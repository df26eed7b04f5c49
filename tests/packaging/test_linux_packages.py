"""The Debian package and the archive, made around a tiny program and taken apart again."""

import hashlib
import importlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from kling_desktop import __version__
from kling_desktop.licences import FOLDER, LIST, Work
from tests.packaging.test_linux_add_to_menu import started
from tests.packaging.tools import needs

PACKAGING = Path(__file__).parents[2] / "packaging"
NAME = "kling-desktop"
EPOCH = 1_700_000_000
BEFORE, AFTER = 1_000_000_000, 1_750_000_000
STARTER = '#!/bin/sh\nprintf "%s\\n" "$0" "$@" >"$NOTE"\n'

pytestmark = [
    pytest.mark.qt,  # their icons are drawn by Qt
    pytest.mark.skipif(sys.platform != "linux", reason="made on Linux alone"),
    needs("dpkg-deb", "dpkg-shlibdeps", "objdump", "desktop-file-validate"),
]


@pytest.fixture(scope="module")
def scripts() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        for place in ("", "licences", "linux"):
            patch.syspath_prepend(str(PACKAGING / place))
        patch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
        names = ("archive", "deb", "floor", "tree")
        yield SimpleNamespace(**{name: importlib.import_module(name) for name in names})


class Made:
    """What was packed from one bundle."""

    def __init__(self, scripts: Any, place: Path, time: int, umask: int) -> None:
        self.bundle, root, output = place / "bundle", place / "root", place / "dist"
        before = os.umask(umask)
        try:
            output.mkdir(parents=True)
            make_bundle(self.bundle, time)
            scripts.tree.lay_out(self.bundle, root)
            for path in (root, *root.rglob("*")):
                if os.geteuid() == 0:  # to whom it would all belong anyway
                    os.chown(path, 1000, 1000, follow_symlinks=False)
            self.archive = scripts.archive.archive(root, output, "2.35")
            self.package = scripts.deb.package(root, output)
        finally:
            os.umask(before)

    def told(self, option: str) -> bytes:
        command = ["dpkg-deb", option, str(self.package)]
        return subprocess.run(command, check=True, capture_output=True).stdout


def make_bundle(bundle: Path, time: int) -> None:
    """As PyInstaller would leave it; the program is the system's smallest."""
    folder = bundle / "_internal" / FOLDER
    folder.mkdir(parents=True)
    shutil.copyfile(str(shutil.which("true")), bundle / NAME)
    (bundle / NAME).chmod(0o700)
    work = Work(name="small", version="1", licence="MIT", text="small.txt")
    (folder / LIST).write_bytes(msgspec.json.encode([work]))
    (folder / work.text).write_text("Copyright 2026 Who\nPermission is hereby granted\n")
    (folder / work.text).chmod(0o755)
    (bundle / "_internal/link").symlink_to(f"{FOLDER}/{work.text}")
    for path in (bundle, *bundle.rglob("*")):
        os.utime(path, (time, time), follow_symlinks=False)


@pytest.fixture(scope="module")
def made(scripts: Any, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(scripts, tmp_path_factory.mktemp("made"), AFTER, 0o022)


def parts(tarball: bytes) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(tarball)) as tar:
        return {entry.name.removeprefix("./"): entry for entry in tar}


def test_the_same_program_gives_the_same_bytes(scripts: Any, made: Made, tmp_path: Path) -> None:
    again = Made(scripts, tmp_path, BEFORE, 0o077)
    for one, other in ((made.archive, again.archive), (made.package, again.package)):
        assert one.name == other.name
        assert sha256(one) == sha256(other)
    # Whatever the order that a file system tells of them.
    shared = [Path(name) for name in parts(made.archive.read_bytes()) if "/share/" in name]
    assert shared == sorted(shared)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_all_of_it_is_roots_and_everybody_can_use_it(made: Made) -> None:
    archive = parts(made.archive.read_bytes())
    package = parts(made.told("--fsys-tarfile"))
    control = parts(made.told("--ctrl-tarfile"))
    top = f"{NAME}-{__version__}"
    runs = {f"{top}/{NAME}", f"{top}/add-to-menu", f"usr/lib/{NAME}/{NAME}"}
    seen = set()
    for entries in (archive, package, control):
        assert {(entry.uid, entry.gid) for entry in entries.values()} == {(0, 0)}
        assert {entry.uname for entry in entries.values()} <= {"root", ""}
        assert {entry.mtime for entry in entries.values()} == {EPOCH}
        for name, entry in entries.items():
            if not entry.issym():
                open_to_all = 0o755 if entry.isdir() or name in runs else 0o644
                assert (name, oct(entry.mode)) == (name, oct(open_to_all))
        seen |= runs & set(entries)
    assert seen == runs
    assert package[f"usr/bin/{NAME}"].linkname == f"../lib/{NAME}/{NAME}"


def test_of_the_program_there_is_what_was_frozen_and_nothing_else(made: Made) -> None:
    frozen = {str(path.relative_to(made.bundle)) for path in made.bundle.rglob("*")}
    package = parts(made.told("--fsys-tarfile"))
    place = f"usr/lib/{NAME}/"
    assert {name.removeprefix(place) for name in package if name.startswith(place)} == frozen
    archive = parts(made.archive.read_bytes())
    top = f"{NAME}-{__version__}"
    inside = {name.partition("/")[2] for name in archive if name != top}
    own = {name for name in inside if name.partition("/")[0] != "share"}
    assert own == {*frozen, "README", "add-to-menu"}


def test_the_control_file_tells_what_it_is_and_needs(scripts: Any, made: Made) -> None:
    lines = made.told("-f").decode().splitlines()
    told = dict(line.split(": ", 1) for line in lines if not line.startswith(" "))
    command = ["dpkg", "--print-architecture"]
    processor = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    assert made.package.name == f"{NAME}_{told['Version']}_{processor}.deb"
    assert (told["Package"], told["Architecture"]) == (NAME, processor)
    assert told["Version"] == scripts.deb.version()
    needed = told["Depends"].split(", ")
    assert [name for name in needed if re.fullmatch(r"libc6 \(>= 2\.\d+\)", name)]
    assert set(scripts.deb.LOADED_LATER) <= set(needed)
    files = [entry for entry in parts(made.told("--fsys-tarfile")).values() if entry.isfile()]
    assert int(told["Installed-Size"]) == sum(-(-entry.size // 1024) for entry in files)


def test_dpkg_finds_what_was_damaged_later(made: Made, tmp_path: Path) -> None:
    subprocess.run(["dpkg-deb", "-R", str(made.package), str(tmp_path)], check=True)
    lines = (tmp_path / "DEBIAN/md5sums").read_text("utf-8").splitlines()
    sums = {name: told for told, name in (line.split("  ", 1) for line in lines)}
    found = (path for path in (tmp_path / "usr").rglob("*") if path.is_file())
    files = [path for path in found if not path.is_symlink()]
    assert sums == {
        str(path.relative_to(tmp_path)): hashlib.md5(path.read_bytes()).hexdigest()
        for path in files
    }


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("0.2.0rc1", "0.2.0"),
        ("0.2.0.dev3", "0.2.0"),
        ("0.2.0rc1.dev2", "0.2.0rc1"),
        ("0.2.0rc2", "0.2.0rc10"),
        ("0.1.9", "0.2.0a1"),
        ("0.2.0", "0.2.1.dev1"),
    ],
)
def test_what_comes_before_a_release_is_replaced_by_it(
    scripts: Any, monkeypatch: pytest.MonkeyPatch, earlier: str, later: str
) -> None:
    versions = []
    for version in (earlier, later):
        monkeypatch.setattr(scripts.deb, "__version__", version)
        versions.append(scripts.deb.version())
    command = ["dpkg", "--compare-versions", versions[0], "lt", versions[1]]
    assert subprocess.run(command, check=False).returncode == 0


def test_the_system_is_asked_which_libraries_the_program_wants(scripts: Any, made: Made) -> None:
    with pytest.raises(ValueError, match=rf"GLIBC_2\.\d+ is asked for by {NAME};"):
        scripts.floor.check(made.bundle, "2.0")


def test_the_archive_gets_into_the_menu_and_out_again(made: Made, tmp_path: Path) -> None:
    place, home = tmp_path / "Über 'uns' & \"$HOME `id`\" | ${x};#", tmp_path / "home"
    note = tmp_path / "note"
    with tarfile.open(made.archive) as tar:
        tar.extractall(place, filter="fully_trusted")
    program = place / f"{NAME}-{__version__}" / NAME
    program.write_text(STARTER)
    environment = {**os.environ, "HOME": str(home), "NOTE": str(note)}
    environment.pop("XDG_DATA_HOME", None)

    def run(*command: str) -> str:
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        assert done.returncode == 0, done.stdout.decode()
        return done.stdout.decode()

    run(str(program.with_name("add-to-menu")))
    entry = home / f".local/share/applications/{NAME}.desktop"
    assert run("desktop-file-validate", str(entry)) == ""
    run(started(entry), "a picture.png")
    assert note.read_text("utf-8").splitlines() == [str(program), "a picture.png"]
    assert {path.suffix for path in home.rglob("*") if NAME in path.name} == {
        *(".desktop", ".png", ".svg", ".xml")
    }
    run(str(program.with_name("add-to-menu")), "--remove")
    left = [path for path in home.rglob("*") if path.is_file()]
    assert [path for path in left if "kling" in str(path.relative_to(home))] == []
    assert [path for path in left if b"klingboard" in path.read_bytes()] == []
