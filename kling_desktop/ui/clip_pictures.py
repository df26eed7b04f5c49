"""Posters and filmstrips of clips, made off the window's thread and remembered."""

import logging
import math
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QGuiApplication, QImage
from shiboken6 import isValid

from kling_desktop.clips.source import NotAClip
from kling_desktop.library.thumbnails import STRIP_FRAMES
from kling_desktop.ui.still import read, read_sized
from kling_desktop.ui.supplies import Supplies

log = logging.getLogger(__name__)

STRIP_CELLS = STRIP_FRAMES
"""Pictures side by side in a filmstrip."""

_KEPT = 16_000_000
"""Bytes of pictures remembered, those of one kind in one place: the timeline, the player and the
takes of a window come to 48 MB. Those asked for longest ago are let go.
"""

Show = Callable[[QImage], None]
Read = Callable[[Path], QImage]


class ClipPictures(QObject):
    """Of one kind: `find` names the file of a clip's picture, and may have to make it first;
    `load` reads it no larger than it will be shown.
    """

    def __init__(
        self, supplies: Supplies, find: Callable[[str], Path], load: Read, kept: int = _KEPT
    ) -> None:
        """`kept` is how many bytes of pictures are remembered, at least the last one."""
        super().__init__()
        self._pool = supplies.pools.posters
        self._find = find
        self._load = load
        self._kept = kept
        self._known: OrderedDict[str, QImage] = OrderedDict()
        self._wanting: dict[str, list[Show]] = {}

    @property
    def held(self) -> int:
        """Bytes of the pictures that are remembered."""
        return sum(image.sizeInBytes() for image in self._known.values())

    def ask(self, clip: str, show: Show) -> None:
        """Calls `show`, a widget's method, with the picture: now, when it is made, or never."""
        known = self._known.get(clip)
        if known is not None:
            self._known.move_to_end(clip)
            show(known)
            return
        wanting = self._wanting.setdefault(clip, [])
        wanting.append(show)
        if len(wanting) == 1:
            find, load = self._find, self._load
            self._pool.run_task(lambda: (clip, _picture(find, clip, load)), self._made)

    def _made(self, result: tuple[str, QImage | None]) -> None:
        clip, image = result
        wanting = self._wanting.pop(clip, [])
        if image is None:
            return
        self._known[clip] = image
        while len(self._known) > 1 and self.held > self._kept:
            self._known.popitem(last=False)
        for show in wanting:
            owner = getattr(show, "__self__", None)
            if isinstance(owner, QObject) and isValid(owner):
                show(image)


def posters(supplies: Supplies, longest: int) -> ClipPictures:
    """Early frames that show something."""
    return ClipPictures(supplies, supplies.thumbnails.poster, lambda path: read(path, longest))


def strips(supplies: Supplies, height: int) -> ClipPictures:
    """`STRIP_CELLS` frames side by side, for places `height` pixels high."""
    # As sharp as the sharpest screen wants it: a window goes from one to another.
    most = math.ceil(height * _sharpest())
    return ClipPictures(
        supplies,
        supplies.thumbnails.filmstrip,
        lambda path: read_sized(path, lambda size: _strip_size(size, most)),
    )


def _sharpest() -> float:
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)


def _strip_size(size: QSize, most: int) -> QSize:
    """No higher than `most` pixels, and still so many cells of one width."""
    if size.height() <= most:
        return size
    cell = max(1, round(size.width() / STRIP_CELLS * most / size.height()))
    return QSize(cell * STRIP_CELLS, most)


def _picture(find: Callable[[str], Path], clip: str, load: Read) -> QImage | None:
    try:
        return load(find(clip))
    except (NotAClip, OSError) as error:
        # On another machine, say: then there is none, and it is asked for again another time.
        log.warning("a clip has no picture: %s", error)
        return None
