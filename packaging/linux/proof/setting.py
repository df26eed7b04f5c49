"""What all chapters have in common: the packages under trial, the trees, the desk, the rules."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from proof.desk import Desk
from proof.report import Report, Wrong, require
from proof.trees import UID, Ended, Tree, run

NAME: Final = "kling-desktop"
PROGRAM: Final = f"/usr/lib/{NAME}"
ENTRY: Final = f"/usr/share/applications/{NAME}.desktop"
SAMPLE: Final = f"{PROGRAM}/_internal/kling_desktop/resources/sample.jpg"
KEY: Final = "sk-proof-51c77f0e-to-be-found-in-no-file"


@dataclass
class Setting:
    """One run for one suite, in the namespaces of its own."""

    report: Report
    base: Path
    desk_base: Path
    archives: Path
    layers: Path
    """Where everything lies that is thrown away at the end."""
    package: Path
    older: Path
    archive: Path | None
    pictures: Path | None
    trees: list[Tree] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.notes = self.layers / "notes"
        self.shared = self.layers / "shared"
        (self.shared / "tmp").mkdir(parents=True)
        (self.shared / "tmp").chmod(0o1777)
        (self.shared / "user").mkdir()

    def tree(self, name: str) -> Tree:
        """A fresh clean system, with the packages to try in `/mnt` and apt's cache filled."""
        tree = Tree(name, self.base, self.layers, self.shared)
        run("mount", "--bind", str(self.archives), str(tree.root / "var/cache/apt/archives"))
        # Several runs share one cache; nothing is added to it any more.
        (tree.root / "etc/apt/apt.conf.d/91shared").write_text('Debug::NoLocking "true";\n')
        for package in (self.package, self.older):
            shutil.copy(package, tree.root / "mnt")
        return tree

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """A desk with nothing on it yet."""
        for place in (self.shared / "tmp", self.shared / "user"):
            for left in place.iterdir():
                shutil.rmtree(left) if left.is_dir() else left.unlink()
        number = len(list(self.layers.glob("desk-*")))
        with Desk(
            Tree(f"desk-{number}", self.desk_base, self.layers, self.shared), self.pictures
        ) as desk:
            yield desk

    @property
    def inside(self) -> str:
        """The package's place in a tree."""
        return f"/mnt/{self.package.name}"

    @property
    def older_inside(self) -> str:
        """The older package's."""
        return f"/mnt/{self.older.name}"


def field_of(package: Path, name: str) -> str:
    """What a package says of itself."""
    command = ["dpkg-deb", "--field", str(package), name]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def dependencies(package: Path) -> list[str]:
    """The names of what it depends on."""
    return [re.split(r"[ (|]", said.strip())[0] for said in field_of(package, "Depends").split(",")]


def quiet(err: str, what: str, *expected: str) -> None:
    """Raises `Wrong` for each line on stderr that matches none of the expected patterns."""
    odd = [
        line
        for line in err.splitlines()
        if line.strip() and not any(re.fullmatch(pattern, line) for pattern in expected)
    ]
    require(not odd, f"{what} says on stderr what is not expected: {odd[:20]}")


def went_well(ended: Ended, what: str) -> Ended:
    """Ended with 0 and without a word on stderr. Raises `Wrong`."""
    require(ended.code == 0, f"{what}: {ended}")
    quiet(ended.err, what)
    return ended


def codecs(path: Path) -> list[str]:
    """What the streams of a clip are coded with, as this system's own ffprobe reads it."""
    require(path.exists(), f"There is no clip {path.name}.")
    told = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", path],
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode or told.stderr:
        raise Wrong(f"ffprobe on {path.name}: {told.stderr}")
    return sorted(told.stdout.split())


def has_in_files(folder: Path, secret: str) -> list[str]:
    """The files below `folder` that hold a text."""
    wanted = secret.encode()
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and wanted in path.read_bytes()
    ]


def own(path: Path) -> None:
    """Gives a file to the user."""
    os.chown(path, UID, UID)
