"""Pictures of clips for the library grid, made once and kept."""

import hashlib
import os
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from kling_desktop.clips import stills
from kling_desktop.store import housekeeping
from kling_desktop.store.clip_folders import ClipFolders

POSTER_SIDE: Final = 480
"""Pixels of a poster's longest side: 240 on a screen of scale 2."""

STRIP_FRAMES: Final = 12
STRIP_HEIGHT: Final = 180
"""Pixels."""

_KINDS: Final = ("poster", "strip")
_SIDE: Final = ".part"

_TIME_GRAIN: Final = 2_000_000_000
"""Nanoseconds to which the coarsest file systems (FAT) round a file's time."""


class Thumbnails:
    """Thumbnails in `folder` of the clips in `clips_folder`; everything in it can be made again.

    Safe from several threads and processes: at worst a picture is made twice. A picture carries
    its clip's time, so that one of a clip since replaced is made anew. Where the clip is gone, the
    picture made earlier still serves.
    """

    def __init__(self, folder: Path, clips_folder: Path) -> None:
        self._folder = folder
        self._clips = ClipFolders.of(clips_folder)

    def poster(self, file: str) -> Path:
        """A JPEG of an early frame of the clip with that file name.

        Raises `NotAClip`, and `OSError` where the clip is gone.
        """
        return self._kept(file, "poster", _poster)

    def filmstrip(self, file: str) -> Path:
        """A JPEG of `STRIP_FRAMES` frames side by side. Raises as `poster` does."""
        return self._kept(file, "strip", _strip)

    def forget(self, file: str) -> None:
        """Removes what was made for a clip."""
        for kind in _KINDS:
            self._place(file, kind).unlink(missing_ok=True)

    def leftovers(self, files: Collection[str], now: float) -> list[Path]:
        """Pictures of clips that are not among `files`, and what a crash left a day ago or more.

        `now` is in Unix seconds. Raises `OSError`.
        """
        wanted = {self._place(file, kind).name for file in files for kind in _KINDS}
        found = []
        for path in housekeeping.below(self._folder):
            if path.suffix == _SIDE:
                with suppress(FileNotFoundError):
                    if now - path.stat().st_mtime > housekeeping.DAY:
                        found.append(path)
            elif path.name not in wanted:
                found.append(path)
        return found

    def _kept(self, file: str, kind: str, make: Callable[[Path], bytes]) -> Path:
        place = self._place(file, kind)
        clip = self._clips.find(file)
        made = _time(place)
        current = _time(clip)
        if made is not None and (current is None or abs(made - current) < _TIME_GRAIN):
            return place
        data = make(clip)
        if current is None:
            raise FileNotFoundError(clip)
        self._folder.mkdir(parents=True, exist_ok=True)
        side = place.with_name(f"{place.name}.{uuid4().hex}{_SIDE}")
        try:
            with side.open("xb") as picture:
                picture.write(data)
                picture.flush()
                os.fsync(picture.fileno())
            os.utime(side, ns=(current, current))
            side.replace(place)
        finally:
            side.unlink(missing_ok=True)
        return place

    def _place(self, file: str, kind: str) -> Path:
        name = hashlib.sha256(file.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        return self._folder / f"{name}-{kind}.jpg"


def _poster(clip: Path) -> bytes:
    return stills.poster(clip, POSTER_SIDE)


def _strip(clip: Path) -> bytes:
    return stills.filmstrip(clip, STRIP_FRAMES, STRIP_HEIGHT)


def _time(path: Path) -> int | None:
    """When `path` was last changed, in nanoseconds, or `None` where it is not there."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
