"""The system's bin: what is put there can be had back for as long as it lies there."""

import errno
import os
from pathlib import Path

import msgspec
from PySide6.QtCore import QFile

_INFO = ".trashinfo"
"""The note that goes with each file in a freedesktop.org bin (Trash specification 1.0)."""

_FILE, _NOTE = "$R", "$I"
"""How the names of a file and of its note begin in a bin of Windows."""


class Binned(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was put into the bin."""

    path: Path
    """Where it was."""
    place: Path | None
    """Where it lies in the bin; `None` where the system does not say, so only the system itself
    can bring it back."""


class NoBin(OSError):  # noqa: N818 - a finding, named as one
    """There is no bin for this file: on a network drive or a stick, say. It is where it was."""


class Bin:
    """Puts files into the system's bin and takes them out. Touches the disk: not for the window's
    thread. Safe from any thread.
    """

    def put(self, path: Path) -> Binned:
        """Moves a file into the bin. Raises `FileNotFoundError`, `NoBin` where there is
        none, and `OSError` where the drive fails or the file is held: it is where it was.
        """
        if not path.exists():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        file = QFile(str(path))
        # Qt's own look: where a drive fails after the move, where the file lies must still be told.
        if not file.moveToTrash() or QFile.exists(str(path)):
            # What another program holds on Windows, or a drive that takes nothing, is told apart: a
            # question whether to delete for good would be the wrong one.
            path.rename(path)
            raise NoBin(errno.ENOTSUP, file.errorString(), str(path))
        named = file.fileName()
        place = Path(named) if named and Path(named) != path else None
        return Binned(path=path, place=place)

    def put_back(self, binned: Binned) -> None:
        """Moves a file from the bin to where it was.

        Raises `FileNotFoundError` where it is no longer in the bin, `FileExistsError` where another
        file has taken its place, and `OSError`.
        """
        if binned.place is None or not binned.place.exists():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(binned.place))
        if binned.path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(binned.path))
        binned.path.parent.mkdir(parents=True, exist_ok=True)
        file = QFile(str(binned.place))
        # Qt's own way: it copies where the bin lies on another disk, and never writes over a file.
        if not file.rename(str(binned.path)):
            raise OSError(errno.EIO, file.errorString(), str(binned.path))
        _note_of(binned.place).unlink(missing_ok=True)


def _note_of(place: Path) -> Path:
    """Left behind, it would be shown as a file that can't be had back."""
    if place.name.startswith(_FILE):
        return place.with_name(_NOTE + place.name.removeprefix(_FILE))
    return place.parent.parent / "info" / f"{place.name}{_INFO}"
