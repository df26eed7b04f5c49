"""Makes the Debian package and the relocatable archive out of the frozen program.

`python packaging/linux/build.py BUNDLE OUTPUT`; `make package` runs it. The same bundle gives the
same bytes: every time is SOURCE_DATE_EPOCH's (the last commit's where it is not set), every file
belongs to root, and the order is that of the names. Without dpkg there is the archive only. With
`--glibc 2.35`, as releases are made, what needs a later C library is not packed; otherwise the
archive's README says which one it needs.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent))

from archive import archive
from deb import package
from floor import check, glibc_of
from reproducible import is_dated
from tree import lay_out
from validating import validate


def main() -> int:
    """Returns an exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path, help="the folder that PyInstaller made")
    parser.add_argument("output", type=Path)
    parser.add_argument("--glibc", metavar="VERSION", help="the latest that may be asked for")
    asked = parser.parse_args()
    if not is_dated():
        return 1
    if asked.glibc:
        check(asked.bundle, asked.glibc)
    glibc = asked.glibc or glibc_of(asked.bundle)
    asked.output.mkdir(parents=True, exist_ok=True)
    os.umask(0o022)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        lay_out(asked.bundle, root)
        validate(root / "usr/share")
        made = [archive(root, asked.output, glibc)]
        if shutil.which("dpkg-shlibdeps"):
            made.append(package(root, asked.output))
        else:
            sys.stderr.write("No dpkg here: the Debian package was NOT made.\n")
    for path in made:
        sys.stdout.write(f"{path} {path.stat().st_size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
