"""A timeline under test and the hands that work on it: real mouse, key and drop events."""

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kling_desktop.storyboard.edits import shots_of
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Shot, Storyboard
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.timeline.board import Board
from kling_desktop.ui.timeline.geometry import Spot, What
from kling_desktop.ui.timeline.view import Timeline
from tests.ui.rooms import Rooms

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def scene(name: str, *seconds: int, **fields: object) -> Scene:
    """A scene with a shot for each length; with one length it is not cut."""
    if len(seconds) == 1:
        return Scene(id=name, prompt=f"{name} moves", plain_seconds=seconds[0], **fields)  # type: ignore[arg-type]
    shots = tuple(Shot(prompt=f"{name}{n}", seconds=s) for n, s in enumerate(seconds, 1))
    return Scene(id=name, prompt=f"{name} moves", shots=shots, **fields)  # type: ignore[arg-type]


FILM = Storyboard(
    scenes=(
        scene("a", 5, title="Wide harbour"),
        scene("b", 4, 4, 1, title="Boat leaves", linked=True),
        scene("c", 3, 2),
        scene("d", 4),
    )
)


class Bench:
    """The timeline, 1000 pixels wide; a second has 40 of them."""

    def __init__(self, rooms: Rooms, board: Storyboard = FILM) -> None:
        self.rooms = rooms
        self.desk = rooms.desk
        self.desk.open(board)
        self.mode = Mode(rooms.supplies)
        self.timeline = Timeline(rooms.supplies, self.desk, self.mode, rooms.book, rooms.notices)
        self.timeline.resize(1000, 264)
        self.timeline.show()
        self.timeline.activateWindow()
        self.timeline.scroller.zoom(40)

    def close(self) -> None:
        """Puts the timeline away."""
        self.timeline.close()
        self.timeline.deleteLater()

    @property
    def board(self) -> Board:
        """What the mouse acts on."""
        return self.timeline.board

    @property
    def film(self) -> list[list[int]]:
        """Seconds of the shots, by scene, as the desk has them."""
        return [[s.seconds for s in shots_of(one)] for one in self.desk.storyboard.scenes]

    @property
    def shown(self) -> list[list[int]]:
        """The same as the timeline shows them."""
        return [[s.seconds for s in shots_of(one)] for one in self.board.board.scenes]

    @property
    def order(self) -> str:
        """The scenes' ids, one after another."""
        return "".join(one.id[0] for one in self.desk.storyboard.scenes)

    @property
    def focused(self) -> QWidget:
        """Where the keyboard is."""
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def undoable(self) -> Act | None:
        """What undo would take back."""
        return self.desk.undoable

    def dragging(self) -> object:
        """What is being dragged."""
        return self.timeline.pointer.drag

    def selected(self) -> tuple[str, int | None]:
        """The selected scene's id and shot."""
        return self.desk.selection.scene, self.desk.selection.shot

    def select(self, scene_id: str, shot: int | None = None) -> None:
        """Selects and puts the keyboard there."""
        self.desk.select(scene_id, shot)
        self.board.focus_current()

    def at(self, what: What, scene_at: int = -1, shot: int = -1) -> QPoint:
        """The middle of a part."""
        rect = self.board.plan.rect_of(Spot(what, scene_at, shot))
        return QPoint(round(rect.x + rect.width / 2), round(rect.y + rect.height / 2))

    def press(self, at: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """The left button goes down."""
        QTest.mousePress(self.board, LEFT, modifiers, at)

    def move(self, at: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """The pointer moves with the left button down."""
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(at),
            QPointF(self.board.mapToGlobal(at)),
            Qt.MouseButton.NoButton,
            LEFT,
            modifiers,
        )
        QApplication.sendEvent(self.board, event)

    def release(self, at: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """The left button comes up."""
        QTest.mouseRelease(self.board, LEFT, modifiers, at)

    def drag(
        self,
        start: QPoint,
        by: QPoint,
        modifiers: Qt.KeyboardModifier = NONE,
        *,
        hold: bool = False,
    ) -> None:
        """Drags in steps; with `hold` the button stays down."""
        self.press(start, modifiers)
        for part in (0.25, 0.5, 0.75, 1):
            self.move(start + by * part, modifiers)
        if not hold:
            self.release(start + by, modifiers)

    def click(self, at: QPoint) -> None:
        """A click."""
        QTest.mouseClick(self.board, LEFT, NONE, at)

    def double_click(self, at: QPoint) -> None:
        """Two of them."""
        QTest.mouseClick(self.board, LEFT, NONE, at)
        QTest.mouseDClick(self.board, LEFT, NONE, at)

    def key(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """A key where the keyboard is."""
        QTest.keyClick(self.focused, key, modifiers)  # type: ignore[arg-type]

    def drop(self, mime: QMimeData, at: QPoint, *, let_go: bool = True) -> None:
        """Something is dragged in from elsewhere."""
        copy = Qt.DropAction.CopyAction
        QApplication.sendEvent(self.board, QDragEnterEvent(at, copy, mime, LEFT, NONE))
        QApplication.sendEvent(self.board, QDragMoveEvent(at, copy, mime, LEFT, NONE))
        if let_go:
            event = QDropEvent(QPointF(at), copy, mime, LEFT, NONE)
            QApplication.sendEvent(self.board, event)

    def menu(self, at: QPoint) -> None:
        """The right button."""
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, at, self.board.mapToGlobal(at), NONE
        )
        QApplication.sendEvent(self.board, event)
