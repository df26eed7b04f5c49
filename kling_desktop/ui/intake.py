"""The way of a picture into a scene: examined, made fit and kept, all off the window's thread."""

import base64
import binascii
import logging
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from kling_desktop.frames.codes import NeedsChoice, PictureError, Step, Trouble
from kling_desktop.frames.fit import Crop, Fitted, Pad, backdrop, fit
from kling_desktop.frames.thumbnail import thumbnail
from kling_desktop.store.pictures import Pictures
from kling_desktop.storyboard import limits
from kling_desktop.storyboard.model import FrameRef
from kling_desktop.ui import arrivals, video_still
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.clip_recipe import Returned
from kling_desktop.ui.fetching import Fetching
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.video_still import Video

log = logging.getLogger(__name__)

PREVIEW = 960
"""Pixels of a preview's longest side: 480 on a screen of scale 2."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that fits and is in the store."""

    frame: FrameRef
    steps: tuple[Step, ...]
    video: Path | None = None
    """The video that it is a frame of."""
    end: arrivals.End = arrivals.End.LAST
    address: str = ""
    """The web address that it was fetched from."""
    returned: Returned | None = None
    """The scene that a clip made here was made from, if that was wanted."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that someone has to decide about, seen small."""

    width: int
    height: int
    name: str
    before: QImage
    """The picture as it is, upright; with its transparency."""
    blurred: QImage
    """The same enlarged out of all sharpness, for padding with."""
    shape: bool
    """Whether its shape is not allowed."""
    background: bool
    """Whether it is transparent."""
    steps: tuple[Step, ...]
    """What is done without asking."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided about it; `None` where nothing had to be."""

    ratio: Crop | Pad | None = None
    background: str | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What would be sent with an answer."""

    answer: Answer
    width: int
    height: int
    media_type: str
    size: int
    steps: tuple[Step, ...]


class Intake(QObject):
    """One for each frame zone. A newer picture makes the answers to an older one void."""

    begun = Signal()
    kept = Signal(object)
    choice = Signal(object)
    weighed = Signal(object)
    """An `Outcome`, as asked for with `weigh`."""
    failed = Signal(object)
    """The exception: `PictureError`, `NotAClip` or `OSError` (the disk)."""
    no_fetching = Signal()

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self._supplies = supplies
        self._turn = 0
        self.coming = False
        """Whether a picture is under way: being fetched or examined, or waiting for a choice."""
        self._arrival = Arrival()
        self._source: Path | bytes = b""
        self._name = ""
        self._fetching: Fetching | None = None
        self._weighing = False
        self._to_weigh: Answer | None = None

    @property
    def name(self) -> str:
        """What the picture that came last is called."""
        return self._name

    @property
    def host(self) -> str:
        """Where the picture is being fetched from just now; empty while nothing is."""
        if self._fetching is None:
            return ""
        return urlsplit(self._arrival.address).hostname or ""

    def take(self, arrival: Arrival) -> None:
        """Takes a picture in; one of the signals answers."""
        self._let_go()
        self._arrival = arrival
        self._name = ""
        if arrival.address and not arrivals.is_data(arrival.address):
            self._fetch(arrival.address)
        elif arrival.address:
            address = arrival.address
            self._work(self._next(), lambda: _from_data(address))
        elif arrival.path is not None:
            self._source = path = arrival.path
            self._name = path.name or str(path)
            self._work(self._next(), lambda: path)
        elif arrival.image is not None:
            image = arrival.image
            self._work(self._next(), lambda: arrivals.as_png(image))

    def choose(self, answer: Answer) -> None:
        """Goes on with a picture that was asked about."""
        source = self._source
        self._work(self._next(), lambda: source, answer)

    def shape_again(self, frame: FrameRef) -> None:
        """Asks how to crop or pad a picture of the store, also where it fits as it is."""
        self._let_go()
        path = self._supplies.pictures.path(frame)
        self._arrival = Arrival(path=path)
        self._source, self._name = path, frame.name
        answers = _Answers(self, self._next())
        self._supplies.pools.pictures.run_task(
            lambda: _ask_about(path, frame), answers.worked, answers.failed
        )

    def weigh(self, answer: Answer) -> None:
        """Finds out what an answer would send; `weighed` tells. Of several the last one counts."""
        self._to_weigh = answer
        if self._weighing:
            return
        self._weighing = True
        self._to_weigh = None
        source, name = self._source, self._name
        answers = _Answers(self, self._turn)
        self._supplies.pools.pictures.run_task(
            lambda: _weigh(source, name, answer), answers.weighed, answers.not_weighed
        )

    def cancel(self) -> None:
        """Forgets the picture under way; what was there before stays."""
        self._let_go()
        self._turn += 1
        self.coming = False

    def _let_go(self) -> None:
        if self._fetching is not None:
            self._fetching.stop()
            self._fetching = None

    def _next(self) -> int:
        self._turn += 1
        self.coming = True
        self.begun.emit()
        return self._turn

    def _fetch(self, address: str) -> None:
        fetch = self._supplies.fetch_picture
        if fetch is None:
            self._next()
            self.coming = False
            self.no_fetching.emit()
            return
        self._name = Path(unquote_to_bytes(urlsplit(address).path).decode(errors="replace")).name
        self._name = self._name or urlsplit(address).hostname or ""
        self._fetching = Fetching(lambda: fetch(address))
        answers = _Answers(self, self._next())
        self._supplies.engine.ask(self._fetching.run, answers.fetched, answers.failed)

    def _work(
        self, turn: int, source: Callable[[], Path | bytes], answer: Answer | None = None
    ) -> None:
        pictures, name, arrival = self._supplies.pictures, self._name, self._arrival
        answers = _Answers(self, turn)
        self._supplies.pools.pictures.run_task(
            lambda: _make_fit(source(), name, answer or Answer(), pictures, arrival),
            answers.worked,
            answers.failed,
        )

    def fetched(self, data: bytes, turn: int) -> None:
        """The bytes behind an address have come."""
        if turn == self._turn:
            self._fetching = None
            self._source = data
            self._work(turn, lambda: data)

    def worked(self, result: "Kept | _Undecided", turn: int) -> None:
        """The picture is in the store, or waits for a choice."""
        if turn != self._turn:
            return
        if isinstance(result, _Undecided):
            self._source = result.source
            self.choice.emit(result.choice)
        else:
            self.coming = False
            self.kept.emit(result)

    def weighing_ended(self, outcome: Outcome | None, turn: int) -> None:
        """The answer was tried out; or it could not be, and then the choice will say so."""
        self._weighing = False
        if turn == self._turn and outcome is not None and self._to_weigh is None:
            self.weighed.emit(outcome)
        if self._to_weigh is not None:
            self.weigh(self._to_weigh)

    def gave_up(self, error: BaseException, turn: int) -> None:
        """The picture can't be used, or something is in the way."""
        if turn != self._turn:
            return
        self._fetching = None
        self.coming = False
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

    def worked(self, result: "Kept | _Undecided") -> None:
        self._intake.worked(result, self._turn)
        self.deleteLater()

    def failed(self, error: BaseException) -> None:
        self._intake.gave_up(error, self._turn)
        self.deleteLater()

    def weighed(self, outcome: Outcome) -> None:
        self._intake.weighing_ended(outcome, self._turn)
        self.deleteLater()

    def not_weighed(self, error: BaseException) -> None:
        log.warning("what would be sent can't be told: %s", type(error).__name__)
        self._intake.weighing_ended(None, self._turn)
        self.deleteLater()


class _Undecided(msgspec.Struct, frozen=True):
    source: Path | bytes
    choice: Choice


def _make_fit(
    source: Path | bytes, name: str, answer: Answer, pictures: Pictures, arrival: Arrival
) -> Kept | _Undecided:
    video = video_still.video_of(source, name)
    if video is not None:
        with video as opened:
            return _of_video(opened, answer, pictures, arrival)
    address = "" if arrivals.is_data(arrival.address) else arrival.address
    try:
        return _kept(_fit(source, name, answer), pictures, address=address)
    except NeedsChoice as question:
        # Read once: the file may change, or a drive be gone, while the user makes up their mind.
        data = source.read_bytes() if isinstance(source, Path) else source
        return _Undecided(data, _choice(data, name, question))
    except PictureError as error:
        if arrival.address and error.code is Trouble.NOT_A_PICTURE and _is_page(source):
            raise PictureError(Trouble.WEB_PAGE, name=name) from error
        raise


def _of_video(
    video: Video, answer: Answer, pictures: Pictures, arrival: Arrival
) -> Kept | _Undecided:
    returned = video.scene(pictures.has) if arrival.recipe else None
    if returned is not None and returned.scene.first_frame is not None:
        return Kept(frame=returned.scene.first_frame, steps=(), returned=returned)
    # A scene whose own first frame is elsewhere begins as its clip does.
    end = arrival.end if returned is None else arrivals.End.FIRST
    data, name = video.still(end), video.still_name
    try:
        kept = _kept(_fit(data, name, answer), pictures)
    except NeedsChoice as question:
        return _Undecided(data, _choice(data, name, question))
    return msgspec.structs.replace(kept, video=arrival.path, end=end, returned=returned, steps=())


def _fit(source: Path | bytes, name: str, answer: Answer) -> Fitted:
    return fit(source, name=name, ratio=answer.ratio, background=answer.background)


def _kept(fitted: Fitted, pictures: Pictures, *, address: str = "") -> Kept:
    return Kept(frame=pictures.keep(fitted), steps=fitted.steps, address=address)


def _weigh(source: Path | bytes, name: str, answer: Answer) -> Outcome:
    fitted = _fit(source, name, answer)
    return Outcome(
        answer=answer,
        width=fitted.width,
        height=fitted.height,
        media_type=fitted.media_type,
        size=len(fitted.data),
        steps=fitted.steps,
    )


def _ask_about(path: Path, frame: FrameRef) -> _Undecided:
    data = path.read_bytes()
    allowed = limits.ratio_fits(frame.width, frame.height)
    question = NeedsChoice(frame.width, frame.height, shape=not allowed)
    return _Undecided(data, _choice(data, frame.name, question))


def _choice(data: bytes, name: str, question: NeedsChoice) -> Choice:
    small = thumbnail(data, PREVIEW)
    return Choice(
        width=question.width,
        height=question.height,
        name=name,
        before=QImage.fromData(small),
        blurred=QImage.fromData(backdrop(small)),
        shape=question.shape,
        background=question.background,
        steps=question.steps,
    )


def _from_data(address: str) -> bytes:
    """The picture written out in a `data:` address. Raises PictureError."""
    head, _, body = address.partition(",")
    try:
        packed = unquote_to_bytes(body)
        return base64.b64decode(packed) if head.lower().endswith(";base64") else packed
    except (binascii.Error, ValueError) as error:
        raise PictureError(Trouble.CORRUPT) from error


def _is_page(source: Path | bytes) -> bool:
    beginning = source[:1024].lstrip().lower() if isinstance(source, bytes) else b""
    return beginning.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml"))
