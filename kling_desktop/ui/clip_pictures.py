"""Posters and filmstrips of clips, made off the window's thread and remembered."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from shiboken6 import isValid

from kling_desktop.clips.source import NotAClip
from kling_desktop.library.thumbnails import STRIP_FRAMES
from kling_desktop.ui.still import read
from kling_desktop.ui.supplies import Supplies

log = logging.getLogger(__name__)

STRIP_CELLS = STRIP_FRAMES
"""Pictures side by side in a filmstrip."""

_KEPT = 200
"""Pictures remembered; those asked for longest ago are let go."""

Show = Callable[[QImage], None]


class ClipPictures(QObject):
    """Of one kind: `find` names the file of a clip's picture, and may have to make it first."""

    def __init__(self, supplies: Supplies, find: Callable[[str], Path], longest: int) -> None:
        """`longest` is the longest side to load, in pixels."""
        super().__init__()
        self._pool = supplies.poster_pool
        self._find = find
        self._longest = longest
        self._known: dict[str, QImage] = {}
        self._wanting: dict[str, list[Show]] = {}

    def ask(self, clip: str, show: Show) -> None:
        """Calls `show`, a widget's method, with the picture: now, when it is made, or never."""
        known = self._known.get(clip)
        if known is not None:
            show(known)
            return
        wanting = self._wanting.setdefault(clip, [])
        wanting.append(show)
        if len(wanting) == 1:
            find, longest = self._find, self._longest
            self._pool.run_task(lambda: (clip, _picture(find, clip, longest)), self._made)

    def _made(self, result: tuple[str, QImage | None]) -> None:
        clip, image = result
        wanting = self._wanting.pop(clip, [])
        if image is None:
            return
        self._known[clip] = image
        while len(self._known) > _KEPT:
            del self._known[next(iter(self._known))]
        for show in wanting:
            owner = getattr(show, "__self__", None)
            if isinstance(owner, QObject) and isValid(owner):
                show(image)


def posters(supplies: Supplies, longest: int) -> ClipPictures:
    """Early frames that show something."""
    return ClipPictures(supplies, supplies.thumbnails.poster, longest)


def strips(supplies: Supplies) -> ClipPictures:
    """`STRIP_CELLS` frames side by side."""
    return ClipPictures(supplies, supplies.thumbnails.filmstrip, 1 << 16)


def _picture(find: Callable[[str], Path], clip: str, longest: int) -> QImage | None:
    try:
        return read(find(clip), longest)
    except (NotAClip, OSError) as error:
        # On another machine, say: then there is none, and it is asked for again another time.
        log.warning("a clip has no picture: %s", error)
        return None
