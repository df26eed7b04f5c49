"""Writes SHA256SUMS beside the files of a release: `python packaging/release/checksums.py dist`.

In the form that `sha256sum --check` reads, in the order of the names, so that the same files give
the same bytes.
"""

import argparse
import hashlib
import sys
from pathlib import Path

NAME = "SHA256SUMS"


def main() -> int:
    """Returns an exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    lines = sums(folder)
    if not lines:
        sys.stderr.write(f"There is nothing to release in {folder}.\n")
        return 1
    (folder / NAME).write_bytes("".join(f"{line}\n" for line in lines).encode())
    return 0


def sums(folder: Path) -> list[str]:
    """A line for each file directly in the folder, but for the list itself.

    Raises `ValueError` for a folder in there: what is released lies side by side.
    """
    lines = []
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            raise ValueError(f"{path} is a folder")
        if path.name != NAME:
            with path.open("rb") as file:
                lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
