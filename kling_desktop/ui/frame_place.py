"""A frame zone with what is said about its picture: steps taken, the choice, the trouble."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kling_desktop import words
from kling_desktop.frames.codes import PictureError
from kling_desktop.storyboard.model import FrameRef
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.fit_choice import FitChoice
from kling_desktop.ui.frame_zone import FrameZone
from kling_desktop.ui.intake import Choice, Intake, Kept
from kling_desktop.ui.pieces import label
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import FrameWords


class FramePlace(QWidget):
    """Shown below the zone; takes no room while there is nothing to say."""

    framed = Signal(object)
    """The `FrameRef` that the scene now has here, or `None`."""

    def __init__(self, name: str, hint: str, supplies: Supplies) -> None:
        super().__init__()
        self._name = name
        self._supplies = supplies
        self._noted: FrameRef | None = None
        self.scene = ""
        """Id of the scene that is shown here."""
        self.meant_for = ""
        """Id of the scene that was shown when the picture under way came."""
        self.zone = FrameZone(name, hint, supplies)
        self.intake = Intake(supplies)
        self.intake.setParent(self)
        self.card = FitChoice()
        self.said = label(look="small", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.GAP)
        layout.addWidget(self.said)
        layout.addWidget(self.card)
        self.zone.arrived.connect(self.take)
        self.zone.nothing_there.connect(self._nothing_there)
        self.zone.removed.connect(self._remove)
        self.card.chosen.connect(self.intake.choose)
        self.card.cancelled.connect(self._cancel)
        self.intake.begun.connect(self._begun)
        self.intake.kept.connect(self._kept)
        self.intake.choice.connect(self._choice)
        self.intake.failed.connect(self._failed)
        self.intake.no_fetching.connect(self._no_fetching)
        self.card.hide()
        self._say("")

    def take(self, arrival: Arrival) -> None:
        """Takes a picture that was dropped, pasted, browsed for or named at the start."""
        self.meant_for = self.scene
        self.intake.take(arrival)

    def show_frame(self, frame: FrameRef | None) -> None:
        """Shows what the scene has here; what was said of another picture goes."""
        self.zone.show_frame(frame)
        if frame != self._noted:
            self._noted = frame
            self._say("")

    def forget(self) -> None:
        """Lets go of a picture under way: the storyboard it was meant for is gone."""
        self._cancel()
        self.zone.show_busy(False)

    def shape_again(self) -> None:
        """Asks again how to make the picture that is there fit."""
        frame = self.zone.frame
        if frame is not None:
            self.take(Arrival(path=self._supplies.pictures.path(frame)))

    def _begun(self) -> None:
        self.card.hide()
        self._say("")
        self.zone.show_busy(True)

    def _kept(self, kept: Kept) -> None:
        self.zone.show_busy(False)
        notes = [FrameWords.MADE_READY(steps=words.steps(kept.steps))] if kept.steps else []
        if kept.others:
            notes.append(FrameWords.FIRST_OF_SEVERAL(count=kept.others + 1))
        self._noted = kept.frame
        self.framed.emit(kept.frame)
        self._say(" ".join(notes))

    def _choice(self, choice: Choice) -> None:
        self.zone.show_busy(False)
        self.card.ask(choice)
        self._updated()

    def _cancel(self) -> None:
        self.intake.cancel()
        self.card.hide()
        self._updated()

    def _remove(self) -> None:
        self.meant_for = self.scene
        self.intake.cancel()
        self.card.hide()
        self._say("")
        self.zone.show_busy(False)
        self.framed.emit(None)

    def _failed(self, error: BaseException) -> None:
        self.zone.show_busy(False)
        if isinstance(error, PictureError):
            self._say(words.picture_trouble(error, self.intake.name), "bad")
        elif isinstance(error, OSError):
            self._say(FrameWords.PICTURE_NOT_KEPT(), "bad")
        else:
            self._say(FrameWords.FETCH_FAILED(), "bad")

    def _no_fetching(self) -> None:
        self.zone.show_busy(False)
        self._say(FrameWords.NO_FETCHING(), "bad")

    def _nothing_there(self) -> None:
        self._say(FrameWords.NO_PICTURE_ON_CLIPBOARD(), "bad")

    def _say(self, text: str, look: str = "small") -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))
        theme.dress(self.said, look=look)
        self.zone.show_trouble(look == "bad")
        self._updated()

    def _updated(self) -> None:
        self.setVisible(bool(self.said.text()) or not self.card.isHidden())
