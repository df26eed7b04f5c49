"""The relocatable archive: a folder that runs from wherever it is put."""

import gzip
import io
import os
import tarfile
from pathlib import Path

from reproducible import epoch
from tree import HERE, NAME, filled

from kling_desktop import __version__


def archive(root: Path, output: Path, glibc: str) -> Path:
    """Packs what `tree.lay_out` made, with the way into a user's own menu; `glibc` is the oldest
    version that it runs on.
    """
    top = f"{NAME}-{__version__}"
    path = output / f"{top}-linux-{os.uname().machine}.tar.gz"
    program, share = root / "usr/lib" / NAME, root / "usr/share"
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.GNU_FORMAT) as tar,
    ):
        for place, name in ((program, top), (share, f"{top}/share")):
            for found in [place, *sorted(place.rglob("*"))]:
                tar.add(found, str(Path(name, found.relative_to(place))), False, filter=plain)
        readme = filled("archive/README", glibc=glibc).encode()
        entry = tarfile.TarInfo(f"{top}/README")
        entry.size = len(readme)
        tar.addfile(plain(entry), io.BytesIO(readme))
        tar.add(HERE / "archive/add-to-menu", f"{top}/add-to-menu", filter=plain)
    return path


def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """An entry that belongs to nobody in particular and has the one time."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = epoch()
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry
