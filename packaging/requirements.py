"""Prints what to install from `pyproject.toml`, one requirement a line.

`requirements.py GROUP…` prints dependency groups, which pip before 25.1 can't read by itself;
`project` stands for what the application itself needs. `--without NAME` leaves a package out.
"""

import argparse
import re
import sys
import tomllib
from pathlib import Path
from typing import Any


def main() -> int:
    """Prints the requirements that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="+", metavar="GROUP")
    parser.add_argument("--without", action="append", default=[], metavar="NAME")
    options = parser.parse_args()
    file = Path(__file__).parent.parent / "pyproject.toml"
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    for group in options.groups:
        for line in requirements(document, group):
            if name_of(line) not in options.without:
                sys.stdout.write(f"{line}\n")
    return 0


def requirements(document: dict[str, Any], group: str) -> list[str]:
    """The lines of one group, those of the groups that it includes among them."""
    if group == "project":
        return list(document["project"]["dependencies"])
    lines = []
    for entry in document["dependency-groups"][group]:
        if isinstance(entry, str):
            lines.append(entry)
        else:
            lines += requirements(document, entry["include-group"])
    return lines


def name_of(requirement: str) -> str:
    """The package's name as package registries compare it."""
    return normal(re.split(r"[^\w.-]", requirement)[0])


def normal(name: str) -> str:
    """A Python package's name in the spelling that all spellings come down to."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
