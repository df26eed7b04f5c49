"""Where a file of a bundle came from: a Python package, or a package of the system."""

import shutil
import subprocess
import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from urllib.parse import quote

import msgspec

sys.path.append(str(Path(__file__).parent.parent))

from requirements import normal


class Holder(msgspec.Struct, frozen=True):
    """What brought a file along; without a name, nobody who could be told."""

    name: str = ""
    version: str = ""
    kind: str = ""
    """`pypi` or `deb`, as in package URLs."""
    package: str = ""
    """Of a system's package: its binary one, which has the copyright file."""

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()

    @property
    def purl(self) -> str:
        """Its package URL; empty without a name."""
        space = "debian/" if self.kind == "deb" else ""
        place = f"pkg:{self.kind}/{space}{normal(self.name)}"
        return f"{place}@{quote(self.version)}" if self.name else ""

    @property
    def copyright(self) -> Path | None:
        """What the system keeps of the licence of its package."""
        path = Path("/usr/share/doc", self.package, "copyright")
        return path if self.package and path.is_file() else None


class Holders:
    """Knows which installed package each file belongs to."""

    def __init__(self) -> None:
        self._packages: dict[Path, Holder] = {}
        for distribution in metadata.distributions():
            holder = Holder(normal(distribution.name), distribution.version, "pypi")
            for file in distribution.files or ():
                self._packages[_plain(Path(str(distribution.locate_file(file))))] = holder
        self._dpkg = shutil.which("dpkg-query")

    def of(self, path: Path, *, library: bool) -> Holder:
        """The package that a file is of; the system is asked for libraries alone."""
        known = self._packages.get(_plain(path))
        if known is not None:
            return known
        return self._of_system(path) if library and self._dpkg else Holder()

    def _of_system(self, path: Path) -> Holder:
        real = str(path.resolve())
        # Packages name files as they were before all moved below /usr.
        for place in (real, real.removeprefix("/usr")):
            owners = self._ask("--search", place)
            if owners:
                package = owners.partition(":")[0].partition(",")[0]
                told = self._ask("--show", "-f", "${source:Package} ${source:Version}\n", package)
                name, _, version = told.splitlines()[0].partition(" ")
                return Holder(name, version, "deb", package)
        return Holder()

    def _ask(self, *question: str) -> str:
        command = [str(self._dpkg), *question]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@cache
def _folder(path: Path) -> Path:
    return path.resolve()


def _plain(path: Path) -> Path:
    """The same for each way to a file: its folder may be reached by links."""
    return _folder(path.parent) / path.name
