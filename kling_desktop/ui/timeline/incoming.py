"""Pictures dropped on the timeline: several at once, each by the same way as in a frame zone."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QImage

from kling_desktop import words
from kling_desktop.frames.codes import PictureError
from kling_desktop.frames.fit import Crop, Pad
from kling_desktop.storyboard.model import FrameRef
from kling_desktop.ui.arrivals import Arrival, is_web
from kling_desktop.ui.intake import Choice, Intake, Kept
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import FrameWords, Timeline


def read_all(mime: QMimeData) -> list[Arrival]:
    """Every picture in what is dropped or pasted, in its order; one source, as in `arrivals`."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if paths:
        return [Arrival(path=path) for path in paths]
    if mime.hasImage():
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return [Arrival(image=image)]
    addresses = [url.toString() for url in mime.urls() if is_web(url.toString())]
    if not addresses and mime.hasText():
        addresses = [part for part in mime.text().split() if is_web(part)]
    return [Arrival(address=address) for address in addresses]


class Batch(QObject):
    """The pictures of one drop, on their way in."""

    ready = Signal(object)
    """This batch, when every picture has its answer."""
    choice = Signal(object)
    """The `Picture` that has to be cropped or padded; one at a time."""

    def __init__(self, supplies: Supplies, arrivals: list[Arrival], before: str | None) -> None:
        """`before` is the id of the scene that the new ones come before; `None` for the end."""
        super().__init__()
        self.before = before
        self.troubles: list[str] = []
        self._asked: Picture | None = None
        self._pictures = [Picture(supplies, arrival, self) for arrival in arrivals]

    @property
    def frames(self) -> list[FrameRef]:
        """The pictures that can be used, in the order in which they were dropped."""
        return [picture.frame for picture in self._pictures if picture.frame is not None]

    @property
    def count(self) -> int:
        """How many pictures there were."""
        return len(self._pictures)

    def begin(self) -> None:
        """Takes them all in; `ready` answers."""
        for picture in self._pictures:
            picture.begin()

    def answered(self) -> None:
        """A picture has got further: the next question is asked, or all is told."""
        open_ = [picture for picture in self._pictures if not picture.settled]
        if not open_:
            self.ready.emit(self)
        elif self._asked is None or self._asked.settled or self._asked.asks is None:
            self._asked = next((picture for picture in open_ if picture.asks is not None), None)
            if self._asked is not None:
                self.choice.emit(self._asked)


class Picture(QObject):
    """One of them."""

    def __init__(self, supplies: Supplies, arrival: Arrival, batch: Batch) -> None:
        super().__init__(batch)
        self.frame: FrameRef | None = None
        self.settled = False
        self.asks: Choice | None = None
        self._arrival = arrival
        self._batch = batch
        self._intake = Intake(supplies)
        self._intake.setParent(self)
        self._intake.kept.connect(self._kept)
        self._intake.choice.connect(self._choice)
        self._intake.failed.connect(self._failed)
        self._intake.no_fetching.connect(self._no_fetching)

    @property
    def name(self) -> str:
        """What to call it."""
        return self._intake.name or Timeline.A_PICTURE()

    def begin(self) -> None:
        """Takes it in."""
        self._intake.take(self._arrival)

    def choose(self, ratio: Crop | Pad | None) -> None:
        """Goes on with a picture whose shape was not allowed; `None` leaves it out."""
        self.asks = None
        if ratio is None:
            self._intake.cancel()
            self._settle()
        else:
            self._intake.choose(ratio)
            self._batch.answered()

    def _kept(self, kept: Kept) -> None:
        self.frame = kept.frame
        self._settle()

    def _choice(self, choice: Choice) -> None:
        self.asks = choice
        self._batch.answered()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, PictureError):
            self._settle(words.picture_trouble(error, self._intake.name))
        elif isinstance(error, OSError):
            self._settle(FrameWords.PICTURE_NOT_KEPT())
        else:
            self._settle(FrameWords.FETCH_FAILED())

    def _no_fetching(self) -> None:
        self._settle(FrameWords.NO_FETCHING())

    def _settle(self, trouble: str = "") -> None:
        self.settled = True
        if trouble and trouble not in self._batch.troubles:
            self._batch.troubles.append(trouble)
        self._batch.answered()
