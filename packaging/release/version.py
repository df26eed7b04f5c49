"""Prints the version that stands in `kling_desktop/__init__.py`, the only place that has it.

`python packaging/release/version.py` ; with a tag, `… version.py v0.1.0`, it fails unless the tag
names that version and the newest section of CHANGELOG.md is that version's.
"""

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SECTION = re.compile(r"^## \[?([^\]\s]+)", re.MULTILINE)


def main() -> int:
    """Returns an exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tag", nargs="?")
    asked = parser.parse_args()
    version = declared((ROOT / "kling_desktop/__init__.py").read_text(encoding="utf-8"))
    if asked.tag is not None:
        changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        wrong = objections(asked.tag, version, changelog)
        for line in wrong:
            sys.stderr.write(f"{line}\n")
        if wrong:
            return 1
    sys.stdout.write(f"{version}\n")
    return 0


def declared(source: str) -> str:
    """The version in the program's own source, which needs none of its dependencies for that."""
    found = re.search(r'^__version__ = "(\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?)"$', source, re.MULTILINE)
    if found is None:
        raise SystemExit("kling_desktop/__init__.py names no version in the form 1.2.3.")
    return found.group(1)


def objections(tag: str, version: str, changelog: str) -> list[str]:
    """What speaks against releasing this tag, in words; empty where all agree."""
    said = []
    if tag != f"v{version}":
        said.append(f"The tag is {tag}, but the program calls itself {version}.")
    sections = SECTION.findall(changelog)
    newest = sections[0] if sections else "missing"
    if newest != version:
        said.append(f"The newest section of CHANGELOG.md is {newest}, not {version}.")
    return said


if __name__ == "__main__":
    sys.exit(main())
