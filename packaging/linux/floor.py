"""The oldest system that the frozen program starts on, told by what its files are linked to.

`python packaging/linux/floor.py BUNDLE` says which C and C++ libraries they ask for at least, and
which of them ask for that; with `--glibc 2.35` it fails where this is later. Wheels say it by their
names (`manylinux_2_34`), but Python comes from the machine that freezes, and asks for what is new
there: a release promises a version, what is built for this machine need not.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from dependencies import is_linked, said_by

LIBSTDCXX = {"GLIBCXX": (3, 4, 29), "CXXABI": (1, 3, 13)}
"""That of GCC 11: every system with the C library that we promise has it, or a later one."""
INTERFACES = ("GLIBC", *LIBSTDCXX)

Version = tuple[int, ...]


def main() -> int:
    """Returns an exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path, help="the folder that PyInstaller made")
    parser.add_argument("--glibc", metavar="VERSION", help="the latest that may be asked for")
    asked = parser.parse_args()
    for interface, by_version in sorted(asked_for(asked.bundle).items()):
        version = max(by_version)
        sys.stdout.write(f"{said(interface, version)}: {', '.join(by_version[version])}\n")
    try:
        if asked.glibc:
            check(asked.bundle, asked.glibc)
    except ValueError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


def check(bundle: Path, glibc: str) -> None:
    """Raises `ValueError` where a file asks for more than a system with this version of the C
    library has, and names it.
    """
    asked = asked_for(bundle)
    promised = {"GLIBC": numbers(glibc), **LIBSTDCXX}
    late = [
        f"{said(interface, version)} is asked for by {', '.join(files)}; "
        f"promised is {said(interface, promise)}."
        for interface, promise in promised.items()
        for version, files in sorted(asked.get(interface, {}).items())
        if version > promise
    ]
    if late:
        raise ValueError("\n".join(late))


def glibc_of(bundle: Path) -> str:
    """The oldest version of the C library that it runs on: `2.35`."""
    return ".".join(map(str, max(asked_for(bundle)["GLIBC"])))


def asked_for(bundle: Path) -> dict[str, dict[Version, list[str]]]:
    """Of each interface the versions that are asked for of the system, and by which files."""
    linked = [path for path in sorted(bundle.rglob("*")) if is_linked(path)]
    inside = {path.name for path in linked}
    asked: dict[str, dict[Version, list[str]]] = {name: {} for name in INTERFACES}
    for file, library, symbols in references(said_by("objdump", "-p", *map(str, linked))):
        interface, _, version = symbols.rpartition("_")
        if library not in inside and interface in asked and re.fullmatch(r"[\d.]+", version):
            files = asked[interface].setdefault(numbers(version), [])
            if (name := str(Path(file).relative_to(bundle))) not in files:
                files.append(name)
    return {interface: versions for interface, versions in asked.items() if versions}


def references(told: str) -> Iterator[tuple[str, str, str]]:
    """File, library and the version of its symbols (`GLIBC_2.35`), from what objdump tells."""
    file = library = ""
    for line in told.splitlines():
        if found := re.fullmatch(r"(/.*|\S.*):\s+file format \S+", line):
            file = found[1]
        elif found := re.fullmatch(r"\s+required from (\S+):", line):
            library = found[1]
        elif found := re.fullmatch(r"\s+0x[0-9a-f]{8} 0x[0-9a-f]{2} \d+ (\S+)", line):
            yield file, library, found[1]


def numbers(version: str) -> Version:
    """A version so that it can be compared: 2.9 is before 2.35."""
    return tuple(int(number) for number in version.split("."))


def said(interface: str, version: Version) -> str:
    """A version as the loader of programs names it."""
    return f"{interface}_{'.'.join(map(str, version))}"


if __name__ == "__main__":
    sys.exit(main())
