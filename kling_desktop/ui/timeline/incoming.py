"""Pictures dropped on the timeline: several at once, each by the same way as in a frame zone."""

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from kling_desktop import words
from kling_desktop.clips.source import NotAClip
from kling_desktop.frames.codes import PictureError
from kling_desktop.storyboard.model import FrameRef, Scene
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.intake import Answer, Choice, Intake, Kept
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import FrameWords, Timeline


class Batch(QObject):
    """The pictures of one drop, on their way in."""

    ready = Signal(object)
    """This batch, when every picture has its answer."""
    choice = Signal(object)
    """The `Picture` that somebody has to decide about; one at a time."""

    def __init__(self, supplies: Supplies, arrivals: list[Arrival], before: str | None) -> None:
        """`before` is the id of the scene that the new ones come before; `None` for the end."""
        super().__init__()
        self.before = before
        self.troubles: list[str] = []
        self._asked: Picture | None = None
        self._stopping = False
        self._pictures = [Picture(supplies, arrival, self) for arrival in arrivals]

    @property
    def scenes(self) -> list[Scene]:
        """What becomes of them: a scene for each, or the one that a clip was made from."""
        return [
            picture.scene or Scene(first_frame=picture.frame)
            for picture in self._pictures
            if picture.frame is not None
        ]

    @property
    def bridges(self) -> bool:
        """Whether they are pictures alone: scenes that came whole are not bridged."""
        return all(picture.scene is None for picture in self._pictures)

    @property
    def frames(self) -> list[FrameRef]:
        """The pictures that can be used, in the order in which they were dropped."""
        return [picture.frame for picture in self._pictures if picture.frame is not None]

    @property
    def count(self) -> int:
        """How many pictures there were."""
        return len(self._pictures)

    @property
    def settled(self) -> bool:
        """Whether it is known of every one what becomes of it."""
        return all(picture.settled for picture in self._pictures)

    def begin(self) -> None:
        """Takes them all in; `ready` answers."""
        for picture in self._pictures:
            picture.begin()

    def stop(self) -> None:
        """Goes on with those that have come so far; the others are left out."""
        self._stopping = True
        for picture in self._pictures:
            picture.leave_out()

    def answered(self) -> None:
        """A picture has got further: the next question is asked, or all is told."""
        open_ = [picture for picture in self._pictures if not picture.settled]
        if not open_:
            self.ready.emit(self)
        elif self._stopping:
            return
        elif self._asked is None or self._asked.settled or self._asked.asks is None:
            self._asked = next((picture for picture in open_ if picture.asks is not None), None)
            if self._asked is not None:
                self.choice.emit(self._asked)


class Picture(QObject):
    """One of them."""

    def __init__(self, supplies: Supplies, arrival: Arrival, batch: Batch) -> None:
        super().__init__(batch)
        self.frame: FrameRef | None = None
        self.scene: Scene | None = None
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

    def choose(self, answer: Answer | None) -> None:
        """Goes on with a picture that was asked about; `None` leaves it out."""
        self.asks = None
        if answer is None:
            self.leave_out()
        else:
            self._intake.choose(answer)
            self._batch.answered()

    def leave_out(self) -> None:
        """Does without it, however far it has got."""
        if not self.settled:
            self._intake.cancel()
            self._settle()

    def _kept(self, kept: Kept) -> None:
        self.frame = kept.frame
        if kept.returned is not None:
            self.scene = replace(kept.returned.scene, first_frame=kept.frame)
        self._settle()

    def _choice(self, choice: Choice) -> None:
        self.asks = choice
        self._batch.answered()

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, PictureError):
            self._settle(words.picture_trouble(error, self._intake.name))
        elif isinstance(error, NotAClip):
            self._settle(FrameWords.VIDEO_UNREADABLE(name=self.name))
        else:
            self._settle(FrameWords.PICTURE_NOT_KEPT())

    def _no_fetching(self) -> None:
        self._settle(FrameWords.NO_FETCHING())

    def _settle(self, trouble: str = "") -> None:
        self.settled = True
        if trouble and trouble not in self._batch.troubles:
            self._batch.troubles.append(trouble)
        self._batch.answered()
