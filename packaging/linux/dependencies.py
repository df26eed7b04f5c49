"""Which Debian packages hold the system libraries that the frozen program is linked to."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

ELF = b"\x7fELF"
LDCONFIG = shutil.which("ldconfig") or "/sbin/ldconfig"


def needed(program: Path) -> list[str]:
    """As `Depends` wants them, each with the oldest version that has all the symbols used.

    Raises `LookupError` for a library that is neither in the program nor in a package.
    """
    linked = [path for path in sorted(program.resolve().rglob("*")) if is_linked(path)]
    inside = {path.name for path in linked}
    outside = {name for path in linked for name in linked_to(path)} - inside
    # It speaks of libraries that come along, too, and leaves out what uses none of its symbols.
    versions = {name_of(said): said for said in shlibdeps(linked)}
    return sorted(versions.get(name, name) for name in owners(outside))


def is_linked(path: Path) -> bool:
    """Whether it is an executable or a library in ELF."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == ELF


def linked_to(path: Path) -> list[str]:
    """The names of the libraries that a file asks for."""
    return re.findall(r"^\s+NEEDED\s+(\S+)", said_by("objdump", "-p", str(path)), re.MULTILINE)


def owners(libraries: set[str]) -> set[str]:
    """The packages that bring these libraries of the system."""
    listed = re.findall(r"^\s+(\S+) .* => (\S+)", said_by(LDCONFIG, "-p"), re.MULTILINE)
    places = dict(reversed(listed))  # of several the loader takes the first
    if missing := sorted(libraries - set(places)):
        raise LookupError(f"Neither in the program nor on this system: {', '.join(missing)}")
    names = {library: names_of(Path(places[library])) for library in libraries}
    asked = sorted(set().union(*names.values()))
    told = said_by("dpkg", "-S", *asked, may_fail=True)  # it knows each by one of its names
    brought = {path: package for package, path in re.findall(r"^([^:,]+).*: (/\S+)$", told, re.M)}
    if alone := sorted(library for library in libraries if not names[library] & set(brought)):
        raise LookupError(f"From no package: {', '.join(alone)}")
    return set(brought.values())


def names_of(place: Path) -> set[str]:
    """What dpkg may call a file: where it lies, or where it did before /lib became /usr/lib."""
    paths = {str(place), str(place.resolve())}
    return paths | {path.removeprefix("/usr") for path in paths}


def shlibdeps(linked: list[Path]) -> list[str]:
    """What dpkg-shlibdeps says of all of them."""
    folders = sorted({f"-l{path.parent}" for path in linked})
    with tempfile.TemporaryDirectory() as place:
        debian = Path(place) / "debian"
        debian.mkdir()
        (debian / "control").write_text("Source: x\n\nPackage: x\nArchitecture: any\n")
        # It takes the folder with DEBIAN in it for the package, and looks there first.
        (Path(place) / "root/DEBIAN").mkdir(parents=True)
        told = said_by(
            "dpkg-shlibdeps",
            *("-O", "--warnings=0", "--ignore-missing-info"),
            *folders,
            *map(str, linked),
            folder=place,
        )
    (line,) = (line for line in told.splitlines() if line.startswith("shlibs:Depends="))
    return [said.strip() for said in line.partition("=")[2].split(",")]


def name_of(said: str) -> str:
    """The package's name in an entry of `Depends`."""
    return re.split(r"[ (|]", said)[0]


def said_by(*command: str, folder: str | None = None, may_fail: bool = False) -> str:
    """What a command prints. Raises `ChildProcessError` with the end of its complaint."""
    ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
    if ended.returncode and not may_fail:
        raise ChildProcessError(f"{command[0]}: {ended.stderr.strip()[-2000:]}")
    return ended.stdout
