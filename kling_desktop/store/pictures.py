"""The picture store: each frame's bytes once, under their SHA-256.

What is kept is synced before its name exists, so a name is a promise: a job may wait on it.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kling_desktop.frames.fit import Fitted
from kling_desktop.store.durable import make_folder, put_in_place, sync_folder
from kling_desktop.storyboard.model import FrameRef

_SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png"}


class Pictures:
    """Keeps and finds pictures below one folder. Safe from any thread and process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, fitted: Fitted) -> FrameRef:
        """Puts a fitted picture on disk and returns the reference to it.

        Raises `OSError` where the disk is full or may not be written.
        """
        digest = hashlib.sha256(fitted.data).hexdigest()
        frame = FrameRef(
            picture=digest,
            media_type=fitted.media_type,
            width=fitted.width,
            height=fitted.height,
            size=len(fitted.data),
            name=fitted.name,
        )
        path = self.path(frame)
        if not _kept_again(path, frame.size):
            _write(path, fitted.data)
        return frame

    def path(self, frame: FrameRef) -> Path:
        """Where the picture's bytes are; the file is there for every reference from `keep`."""
        name = frame.picture + _SUFFIX.get(frame.media_type, "")
        return self._folder / frame.picture[:2] / name

    def has(self, frame: FrameRef) -> bool:
        """Whether the picture's bytes are still there, whole."""
        path = self.path(frame)
        return path.is_file() and path.stat().st_size == frame.size

    def files(self) -> Iterator[Path]:
        """Every file of a picture, named by its hash, and what a crash left of any."""
        for path in self._folder.glob("??/*"):
            if path.is_file():
                yield path


def _kept_again(path: Path, size: int) -> bool:
    """Whether the picture is there; if so its age starts anew, and housekeeping lets it be."""
    with suppress(FileNotFoundError):
        if path.stat().st_size == size:
            os.utime(path)
            # Housekeeping may have taken it away while its time was being set, and seen the old
            # one: only a file that is still there afterwards is safe.
            path.stat()
            return True
    return False


def _write(path: Path, data: bytes) -> None:
    make_folder(path.parent)
    handle, side = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(Path(side), path)
    except BaseException:
        Path(side).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
