"""The way of a picture into a scene: examined, made fit and kept, all off the window's thread."""

import logging
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from kling_desktop.frames.codes import NeedsChoice, PictureError, Step
from kling_desktop.frames.fit import Crop, Fitted, Pad, fit
from kling_desktop.frames.thumbnail import thumbnail
from kling_desktop.store.pictures import Pictures
from kling_desktop.storyboard.model import FrameRef
from kling_desktop.ui import arrivals
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.supplies import Supplies

log = logging.getLogger(__name__)

PREVIEW = 640
"""Pixels of a preview's longest side: 320 on a screen of scale 2."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that fits and is in the store."""

    frame: FrameRef
    steps: tuple[Step, ...]
    others: int


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A picture whose shape is not allowed, as it is and as it would be."""

    width: int
    height: int
    before: QImage
    cropped: QImage
    padded: QImage
    name: str


class Intake(QObject):
    """One for each frame zone. A newer picture makes the answers to an older one void."""

    begun = Signal()
    kept = Signal(object)
    choice = Signal(object)
    failed = Signal(object)
    """The exception: `PictureError`, `OSError` (the disk), or one of fetching."""
    no_fetching = Signal()

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self._supplies = supplies
        self._turn = 0
        self._source: Path | bytes = b""
        self._name = ""
        self._others = 0

    @property
    def name(self) -> str:
        """What the picture that came last is called."""
        return self._name

    def take(self, arrival: Arrival) -> None:
        """Takes a picture in; one of the signals answers."""
        self._others = arrival.others
        self._name = ""
        turn = self._next()
        if arrival.address:
            self._fetch(arrival.address, turn)
        elif arrival.path is not None:
            self._source = arrival.path
            self._name = arrival.path.name
            self._work(turn, lambda: arrival.path or b"")
        elif arrival.image is not None:
            image = arrival.image
            self._work(turn, lambda: arrivals.as_png(image))

    def choose(self, ratio: Crop | Pad) -> None:
        """Goes on with a picture whose shape was not allowed."""
        source = self._source
        self._work(self._next(), lambda: source, ratio)

    def cancel(self) -> None:
        """Forgets the picture under way; what was there before stays."""
        self._turn += 1

    def _next(self) -> int:
        self._turn += 1
        self.begun.emit()
        return self._turn

    def _fetch(self, address: str, turn: int) -> None:
        fetch = self._supplies.fetch_picture
        if fetch is None:
            self.no_fetching.emit()
            return
        self._name = Path(urlsplit(address).path).name
        answers = _Answers(self, turn)
        self._supplies.engine.ask(lambda: fetch(address), answers.fetched, answers.failed)

    def _work(
        self, turn: int, source: Callable[[], Path | bytes], ratio: Crop | Pad | None = None
    ) -> None:
        pictures, name = self._supplies.pictures, self._name
        answers = _Answers(self, turn)
        self._supplies.picture_pool.run_task(
            lambda: _make_fit(source(), name, ratio, pictures), answers.worked, answers.failed
        )

    def fetched(self, data: bytes, turn: int) -> None:
        """The bytes behind an address have come."""
        if turn == self._turn:
            self._source = data
            self._work(turn, lambda: data)

    def worked(self, result: "tuple[Fitted, FrameRef] | _Undecided", turn: int) -> None:
        """The picture is in the store, or waits for a choice."""
        if turn != self._turn:
            return
        if isinstance(result, _Undecided):
            self._source = result.source
            self.choice.emit(result.choice)
        else:
            fitted, frame = result
            self.kept.emit(Kept(frame=frame, steps=fitted.steps, others=self._others))

    def gave_up(self, error: BaseException, turn: int) -> None:
        """The picture can't be used, or something is in the way."""
        if turn != self._turn:
            return
        if not isinstance(error, PictureError):
            # Never with its text: what a service or the system says may quote what it was given.
            log.warning("a picture could not be taken in: %s", type(error).__name__)
        self.failed.emit(error)


class _Answers(QObject):
    """Remembers which turn an answer belongs to. A child of its intake, so it goes with it."""

    def __init__(self, intake: Intake, turn: int) -> None:
        super().__init__(intake)
        self._intake = intake
        self._turn = turn

    def fetched(self, data: bytes) -> None:
        self._intake.fetched(data, self._turn)
        self.deleteLater()

    def worked(self, result: "tuple[Fitted, FrameRef] | _Undecided") -> None:
        self._intake.worked(result, self._turn)
        self.deleteLater()

    def failed(self, error: BaseException) -> None:
        self._intake.gave_up(error, self._turn)
        self.deleteLater()


class _Undecided(msgspec.Struct, frozen=True):
    source: Path | bytes
    choice: Choice


def _make_fit(
    source: Path | bytes, name: str, ratio: Crop | Pad | None, pictures: Pictures
) -> tuple[Fitted, FrameRef] | _Undecided:
    try:
        fitted = fit(source, name=name, ratio=ratio)
    except NeedsChoice as question:
        # Read once: the file may change, or a drive be gone, while the user makes up their mind.
        data = source.read_bytes() if isinstance(source, Path) else source
        return _Undecided(data, _previews(data, name, question))
    return fitted, pictures.keep(fitted)


def _previews(data: bytes, name: str, question: NeedsChoice) -> Choice:
    before = thumbnail(data, PREVIEW)
    # Made from the small copy: crop and pad keep to proportions, and it is a hundred times faster.
    return Choice(
        width=question.width,
        height=question.height,
        before=QImage.fromData(before),
        cropped=_shown(before, Crop()),
        padded=_shown(before, Pad()),
        name=name,
    )


def _shown(before: bytes, ratio: Crop | Pad) -> QImage:
    return QImage.fromData(fit(before, ratio=ratio).data)
