"""Putting a copy of a finished clip where the user asked for it."""

import os
import shutil
import tempfile
from pathlib import Path

from kling_desktop.store.durable import put_in_place, sync_folder


def destination(output: str, clip_name: str) -> Path:
    """The file that a copy goes to: `output` itself, or in it where it names a folder."""
    path = Path(output)
    names_folder = output.endswith(("/", os.sep)) or path.is_dir()
    return path / clip_name if names_folder else path


def output_of(output: str, take: int, takes: int) -> str:
    """Where one of several takes goes: into the same folder, or beside each other by number."""
    path = Path(output)
    if takes == 1 or output.endswith(("/", os.sep)) or path.is_dir():
        return output
    return str(path.with_stem(f"{path.stem} {take}"))


def deliver(clip: Path, output: str) -> Path:
    """Copies `clip` to `output`, whole or not at all, and returns where it is.

    Raises `OSError` where it can't be written; the clip in the library is never touched.
    """
    target = destination(output, clip.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, side = tempfile.mkstemp(dir=target.parent, prefix=".kling-", suffix=target.suffix)
    try:
        with os.fdopen(handle, "wb") as copy, clip.open("rb") as master:
            shutil.copyfileobj(master, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        _as_others_are(Path(side))
        put_in_place(Path(side), target)
    except BaseException:
        Path(side).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    return target


def _as_others_are(path: Path) -> None:
    """Gives a temporary file, made for our eyes only, the mode that the user's other files have."""
    if os.name == "nt":
        return
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)
