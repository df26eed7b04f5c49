"""What is dropped on the window outside the zones and the timeline, or pasted outside the fields.

It goes where the stage says while it hovers: one picture becomes the selected scene's first frame,
several become scenes, and a clip that was made here comes back as its scene.
"""

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QClipboard, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from kling_desktop.ui import arrivals, hover, theme, tokens
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.pieces import label


class Drops(QObject):
    """The window's own place for pictures."""

    picture_came = Signal(object)
    """An `Arrival` for the selected scene."""
    pictures_came = Signal(object)
    """Several `Arrival`s, to be made scenes of."""
    document_came = Signal(object)
    """The path of a storyboard."""
    hovering = Signal(bool)
    """Whether something is being dragged over the stage."""
    nothing_there = Signal()
    """A paste without a picture."""

    def __init__(self, desk: Desk, stage: QWidget) -> None:
        super().__init__(stage)
        self._desk = desk
        self.hint = DropHint(stage)

    def enter(self, event: QDragEnterEvent) -> None:
        """Something is dragged into the window."""
        mime = event.mimeData()
        seen = hover.look(mime)
        if seen is None and arrivals.document(mime) is None:
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if seen is not None:
            filled = self._desk.scene.first_frame is not None
            self.hint.say(hover.on_stage(seen, filled=filled), usable=seen.usable)
            self.hovering.emit(True)

    def leave(self) -> None:
        """It was dragged out again, or dropped."""
        self.hint.hide()
        self.hovering.emit(False)

    def drop(self, event: QDropEvent) -> None:
        """It was dropped."""
        self.leave()
        if self._take(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def paste(self) -> None:
        """Takes what is on the clipboard."""
        mime = QGuiApplication.clipboard().mimeData(QClipboard.Mode.Clipboard)
        if mime is None or not self._take(mime):
            self.nothing_there.emit()

    def _take(self, mime: QMimeData) -> bool:
        document: Path | None = arrivals.document(mime)
        if document is not None:
            self.document_came.emit(document)
            return True
        found = arrivals.read_all(mime)
        if len(found) > 1:
            self.pictures_came.emit(found)
        elif found:
            self.picture_came.emit(_with_recipe(found[0]))
        return bool(found)


def _with_recipe(arrival: Arrival) -> Arrival:
    return replace(arrival, recipe=True)


class DropHint(QLabel):
    """Says over the stage what a drop would do."""

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage)
        self._stage = stage
        self.setObjectName("dropHint")
        self.setTextFormat(label().textFormat())
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, text: str, *, usable: bool) -> None:
        """Shows it in the lower third, where neither picture nor invitation is covered much."""
        self.setText(text)
        theme.dress(self, mood="usable" if usable else "unusable")
        self.adjustSize()
        room = self._stage.rect()
        at = room.center().x() - self.width() // 2, round(room.height() * 0.78)
        self.move(max(tokens.GAP, at[0]), at[1])
        self.show()
        self.raise_()
