"""Prints the notes of a release: the section of one version from CHANGELOG.md, in Markdown.

`python packaging/release/notes.py 0.1.0 --unsigned FILE…` adds which files carry no signature, and
how to see that a download is whole. What is not released yet never becomes a note.
"""

import argparse
import re
import sys
from pathlib import Path

CHANGELOG = Path(__file__).parent.parent.parent / "CHANGELOG.md"
HEADING = re.compile(r"^## \[?([^\]\s]+)")
STARTS_ITS_OWN_LINE = re.compile(r"\s*([-*+] |\d+\. |#|\||>|```|\[[^\]]+\]:)|$")
CHECKING = """\
### Checking a download

`SHA256SUMS` has the checksum of every file: `sha256sum --check --ignore-missing SHA256SUMS`. The
files ending in `.cdx.json` list what is inside, in the form of CycloneDX.
"""


class NotReleasedError(Exception):
    """CHANGELOG.md says nothing of that version; the message is for people."""


def main() -> int:
    """Returns an exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version")
    parser.add_argument("--unsigned", nargs="*", type=Path, default=[], metavar="FILE")
    asked = parser.parse_args()
    try:
        said = section(CHANGELOG.read_text(encoding="utf-8"), asked.version)
    except NotReleasedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(notes(said, [path.name for path in asked.unsigned]))
    return 0


def section(changelog: str, version: str) -> str:
    """What CHANGELOG.md says of one version, without its heading.

    Raises `NotReleasedError` where there is no such section, where it is empty, and for what is not
    released.
    """
    if version.casefold() == "unreleased":
        raise NotReleasedError("[Unreleased] is not released: give that section a version.")
    found: list[str] | None = None
    for line in changelog.splitlines():
        heading = HEADING.match(line)
        if heading and found is not None:
            break
        if heading and heading.group(1) == version:
            found = []
        elif found is not None:
            found.append(line)
    if found is None:
        raise NotReleasedError(f"CHANGELOG.md has no section for {version}.")
    text = "\n".join(found).strip()
    if not text:
        raise NotReleasedError(f"The section for {version} in CHANGELOG.md is empty.")
    return text


def notes(said: str, unsigned: list[str]) -> str:
    """The whole text of the release. Files without a signature are named, each in a line."""
    parts = [said]
    if unsigned:
        names = "\n".join(f"- `{name}`" for name in sorted(unsigned))
        parts.append(
            "### Not signed\n\nWindows or macOS will warn before these are opened, since no"
            f" certificate vouches for them:\n\n{names}"
        )
    parts.append(CHECKING)
    return one_line_each("\n\n".join(parts))


def one_line_each(markdown: str) -> str:
    """Paragraphs and list items without line breaks: release pages would keep them."""
    lines: list[str] = []
    as_it_is = False
    for line in markdown.splitlines():
        if as_it_is or not lines or not lines[-1] or STARTS_ITS_OWN_LINE.match(line):
            lines.append(line)
        else:
            lines[-1] += f" {line.strip()}"
        as_it_is ^= line.lstrip().startswith("```")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
