"""A stand-in for the frozen program: the same names, real Windows executables, little else."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from windows.build import EXECUTABLES, makensis

SCRIPT = Path(__file__).parent / "stand_in.nsi"
FILES: Mapping[str, bytes] = {
    "_internal/base_library.zip": b"PK",
    "_internal/PySide6/plugins/platforms/qwindows.dll": b"MZ" + bytes(2000),
    "_internal/kling_desktop/resources/sample.jpg": b"\xff\xd8\xff",
    "licences/with spaces and ü $PLUGINSDIR.txt": b"MIT",
}


def make_bundle(folder: Path, target: str = "", extra: Mapping[str, bytes] | None = None) -> Path:
    """Makes one in `folder`, with files besides by their paths in it. Returns the folder."""
    for name, data in {**FILES, **(extra or {})}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for name in EXECUTABLES:
        ours = [f"-DTARGET={target}"] if target else []
        command = [makensis(), "-V2", "-WX", *ours, f"-DOUTPUT={folder / name}", str(SCRIPT)]
        subprocess.run(command, check=True)
    return folder
