"""Pictures of clips for the grid: made in the background, those in sight first."""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from kling_desktop.clips.source import NotAClip
from kling_desktop.library.thumbnails import STRIP_FRAMES, STRIP_HEIGHT, Thumbnails
from kling_desktop.store.clip_folders import ClipFolders
from kling_desktop.ui.library.latest import Latest
from kling_desktop.ui.still import read
from kling_desktop.ui.supplies import Supplies

log = logging.getLogger(__name__)

POSTER = 384
"""Pixels of a poster's longest side in memory: a card in a wide panel on a screen of scale 2."""

POSTERS_KEPT = 160
STRIPS_KEPT = 6
"""Some 50 MB and 16 MB."""

_STRIP_SIDE = STRIP_FRAMES * STRIP_HEIGHT * 2
"""Longest side of a strip of clips twice as wide as high."""


class Glance(msgspec.Struct, frozen=True):
    """What a look at a clip's file has shown."""

    file: str
    image: QImage | None
    """`None` where it shows nothing that could be decoded."""
    missing: bool


class Posters(QObject):
    """Looks at the files of clips in sight, one at a time. What is scrolled past is left out."""

    seen = Signal(object)
    """A `Glance`."""

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self._supplies = supplies
        self._known: OrderedDict[str, Glance] = OrderedDict()
        self._stale: set[str] = set()
        self._sight: list[str] = []
        self._looking: str | None = None

    def look_at(self, files: Sequence[str]) -> None:
        """These are in sight, from top to bottom."""
        self._sight = list(files)
        for file in files:
            if file in self._known:
                self._known.move_to_end(file)
        self._go_on()

    def look_again(self) -> None:
        """Files may have come or gone: whatever is in sight is looked at once more."""
        self._stale = set(self._known)
        self._go_on()

    def forget(self, file: str) -> None:
        """The file is another one now."""
        self._stale.add(file)
        self._go_on()

    def glance(self, file: str) -> Glance | None:
        """What is known of a file."""
        return self._known.get(file)

    def _go_on(self) -> None:
        if self._looking is not None:
            return
        wanted = (f for f in self._sight if f not in self._known or f in self._stale)
        file = next(wanted, None)
        if file is None:
            return
        self._looking = file
        thumbnails, clips = self._supplies.thumbnails, self._supplies.clips
        self._supplies.pools.posters.run_task(
            lambda: _look(thumbnails, clips, file), self._saw, self._not_seen
        )

    def _saw(self, glance: Glance) -> None:
        self._looking = None
        self._stale.discard(glance.file)
        self._known[glance.file] = glance
        while len(self._known) > max(POSTERS_KEPT, len(self._sight)):
            self._known.popitem(last=False)
        self.seen.emit(glance)
        self._go_on()

    def _not_seen(self, error: BaseException) -> None:
        file, self._looking = self._looking, None
        log.warning("a clip can't be looked at: %s", error)
        if file is not None:
            self._stale.discard(file)
            self._known[file] = Glance(file, None, missing=False)
        self._go_on()


def _look(thumbnails: Thumbnails, clips: Path, file: str) -> Glance:
    try:
        missing = not ClipFolders.of(clips).find(file).is_file()
    except OSError:  # a drive that is gone or may not be read: not there now
        missing = True
    try:
        image = read(thumbnails.poster(file), POSTER)
    except (NotAClip, OSError) as error:
        if not missing:
            log.warning("a clip has no poster: %s", error)
        image = None
    return Glance(file, image, missing)


class Strips(QObject):
    """The filmstrip of the clip under the pointer. Waits for no poster: another pool makes it."""

    made = Signal(str)

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self._thumbnails = supplies.thumbnails
        self._making = Latest(supplies.pools.pictures, self._took, self._failed)
        self._making.setParent(self)
        self._known: OrderedDict[str, QImage] = OrderedDict()
        self._broken: set[str] = set()

    def strip(self, file: str) -> QImage | None:
        """The frames of a clip side by side, if they are there."""
        return self._known.get(file)

    def want(self, file: str) -> None:
        """The pointer rests on this clip; empty for none."""
        if not file or file in self._known or file in self._broken:
            self._making.drop()
            return
        thumbnails = self._thumbnails
        self._making.run(lambda: (file, _strip(thumbnails, file)))

    def forget(self, file: str) -> None:
        """The file is another one now."""
        self._known.pop(file, None)
        self._broken.discard(file)

    def _took(self, result: tuple[str, QImage | None]) -> None:
        file, image = result
        if image is None:
            self._broken.add(file)
            return
        self._known[file] = image
        while len(self._known) > STRIPS_KEPT:
            self._known.popitem(last=False)
        self.made.emit(file)

    def _failed(self, error: BaseException) -> None:
        log.warning("a filmstrip can't be made: %s", error)


def _strip(thumbnails: Thumbnails, file: str) -> QImage | None:
    try:
        return read(thumbnails.filmstrip(file), _STRIP_SIDE)
    except (NotAClip, OSError) as error:
        log.info("a clip can't be scrubbed: %s", error)
        return None
