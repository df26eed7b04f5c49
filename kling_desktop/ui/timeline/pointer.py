"""The mouse on the timeline: what a press begins, a movement shows and a release does."""

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QScrollArea

from kling_desktop import words
from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.timeline.board import Board
from kling_desktop.ui.timeline.cutting import Cutting
from kling_desktop.ui.timeline.drags import Drag, EdgePull, SceneDrag, Scrub, ShotDrag
from kling_desktop.ui.timeline.geometry import Spot, What
from kling_desktop.ui.timeline.ruler import Bubble

_EDGE = 40
"""Pixels from either end of what is seen in which a drag scrolls."""
_PACE = 22
"""Pixels that it scrolls at most, 60 times a second."""

_CURSORS = {
    What.SHOT_EDGE: Qt.CursorShape.SplitHCursor,
    What.SCENE_EDGE: Qt.CursorShape.SizeHorCursor,
    What.FOLD: Qt.CursorShape.PointingHandCursor,
    What.NEW: Qt.CursorShape.PointingHandCursor,
}


class Pointer(QObject):
    """Watches the board. A drag previews there, and ends in one step on the desk or none."""

    preview = Signal(object)
    """The `Storyboard` to show while something is pulled; the desk's own when that is over."""
    write = Signal(bool)
    """Write in place what was clicked twice: a text, or with `True` the seconds."""
    rename = Signal()
    warned = Signal(object)
    """The mark of what was found was clicked: the global position."""

    def __init__(
        self, desk: Desk, board: Board, cutting: Cutting, bubble: Bubble, seen: QScrollArea
    ) -> None:
        super().__init__(board)
        self._desk = desk
        self._board = board
        self._cutting = cutting
        self._bubble = bubble
        self._seen = seen.viewport()
        self._bar = seen.horizontalScrollBar()
        self._armed: Drag | None = None
        self.pressing = False
        """While the button is down nothing but the drag itself may scroll: it would be taken for
        a movement of the pointer."""
        self._pressed_at = QPointF()
        self._pressed_new = False
        self._at = QPoint()
        """Where the pointer was last, in what is seen: scrolling moves the board below it."""
        self.drag: Drag | None = None
        self._scroll = QTimer(self)
        self._scroll.setInterval(16)
        self._scroll.timeout.connect(self._scroll_on)
        board.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QMouseEvent):
            deed = {
                QEvent.Type.MouseButtonPress: self.press,
                QEvent.Type.MouseMove: self.move,
                QEvent.Type.MouseButtonRelease: self.release,
                QEvent.Type.MouseButtonDblClick: self.double_click,
            }.get(kind)
            if deed is not None:
                deed(event)
                return True
        elif kind is QEvent.Type.Leave:
            self.leave()
        return False

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._at = self._board.mapToParent(event.position().toPoint())
        self._pressed_at = event.position()
        self.pressing = True
        spot = self._spot(event)
        self._pressed_new = spot.what is What.NEW
        if spot.what is What.RULER:
            self._begin(Scrub())
            self._move(event.modifiers())
        elif spot.what is What.FOLD:
            self._select(Spot(What.HEADER, spot.scene))
            self._cutting.fold(self._scene_id(spot))
        elif self._on_warning(spot, event.position()):
            self._select(spot)
            self.warned.emit(event.globalPosition().toPoint())
        elif spot.what in (What.SHOT_EDGE, What.SCENE_EDGE):
            self._select(Spot(What.SHOT, spot.scene, spot.shot))
            x = event.position().x()
            pull = EdgePull(self._scene_id(spot), spot.shot, x, self._board.plan, spot.scene)
            self._begin(pull)
        elif spot.scene >= 0:
            self._select(spot)
            scene = self._board.board.scenes[spot.scene]
            carries_shot = spot.what is What.SHOT and len(scene.shots) > 1
            self._armed = ShotDrag(scene.id, spot.shot) if carries_shot else SceneDrag(scene.id)
        else:
            self._board.focus_current()

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved."""
        self._at = self._board.mapToParent(event.position().toPoint())
        if self._armed is not None:
            far = (event.position() - self._pressed_at).manhattanLength()
            if far >= QApplication.startDragDistance():
                self._begin(self._armed)
        if self.drag is not None:
            self._move(event.modifiers())
        elif not event.buttons():
            spot = self._spot(event)
            self._board.heat(spot)
            self._board.new.hover(spot.what is What.NEW)
            self._board.setCursor(_CURSORS.get(spot.what, Qt.CursorShape.ArrowCursor))

    def release(self, event: QMouseEvent) -> None:
        """The button went up: what was shown is done."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        drag, self.pressing = self.drag, False
        if self._pressed_new and self._spot(event).what is What.NEW:
            self._board.browse_wanted.emit()
        if drag is not None:
            self._move(event.modifiers())
        self._end()
        if isinstance(drag, EdgePull):
            drag.let_go(self._desk)
            self.preview.emit(self._desk.storyboard)
        elif isinstance(drag, ShotDrag | SceneDrag):
            drag.let_go(self._desk, self._cutting)

    def double_click(self, event: QMouseEvent) -> None:
        """Twice on a text writes it, on a header names the scene."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        spot = self._spot(event)
        if spot.what is What.SHOT:
            self._select(spot)
            card = self._board.plan.rect_of(spot)
            low = card.bottom - 24 < event.position().y() and event.position().x() > card.right - 44
            self.write.emit(low and card.width > 60)
        elif spot.what in (What.HEADER, What.STILL):
            self._select(spot)
            self.rename.emit()

    def leave(self) -> None:
        """The pointer went elsewhere."""
        if self.drag is None:
            self._board.heat(None)
            self._board.new.hover(False)

    def cancel(self) -> bool:
        """Escape: everything is as it was. Whether there was anything to give up."""
        if self.drag is None and self._armed is None:
            return False
        self._end()
        self.preview.emit(self._desk.storyboard)
        return True

    def again(self, modifiers: Qt.KeyboardModifier | None = None) -> Storyboard:
        """What to show now: the desk's storyboard, or what pulling makes of it."""
        board = self._desk.storyboard
        if self.drag is None:
            return board
        scene_id = getattr(self.drag, "scene_id", None)
        if scene_id is not None and all(scene.id != scene_id for scene in board.scenes):
            self._end()
            return board
        if modifiers is not None:
            self._move(modifiers)
        return self.drag.preview(board) if isinstance(self.drag, EdgePull) else board

    def _begin(self, drag: Drag) -> None:
        self._armed = None
        self.drag = drag
        self._bubble.hide()
        if isinstance(drag, ShotDrag | SceneDrag):
            block = next(b for b in self._board.blocks if b.scene.id == drag.scene_id)
            carried = block.cards[drag.shot] if isinstance(drag, ShotDrag) else block
            self._board.ghost.pick_up(carried)
            self._board.setCursor(Qt.CursorShape.ClosedHandCursor)

    def _move(self, modifiers: Qt.KeyboardModifier) -> None:
        drag, board = self.drag, self._board
        at = board.mapFromParent(self._at)
        plan = board.plan
        if isinstance(drag, Scrub):
            self._desk.move_playhead(plan.seconds_at(at.x()))
        elif isinstance(drag, EdgePull):
            drag.move(at.x(), whole=bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
            self.preview.emit(drag.preview(self._desk.storyboard))
            board.grip.show_at(board.plan, self._edge_of(drag))
        elif isinstance(drag, ShotDrag):
            drag.move(at.x(), plan, self._desk.storyboard)
            assert drag.place is not None
            card = plan.rect_of(Spot(What.SHOT, drag.place.scene, 0))
            allowed = drag.stop is None
            self._carry(at)
            board.mark.show_at(plan.shot_mark(drag.place), card.y, card.bottom, allowed=allowed)
        elif isinstance(drag, SceneDrag):
            drag.move(at.x(), plan)
            self._carry(at)
            board.mark_scene_place(drag.place)
        self._say_stop()
        near = min(self._at.x(), self._seen.width() - self._at.x()) < _EDGE
        if isinstance(drag, EdgePull) and drag.stop is not None:
            near = False
        if near and not self._scroll.isActive():
            self._scroll.start()
        elif not near:
            self._scroll.stop()

    def _edge_of(self, drag: EdgePull) -> Spot | None:
        for index, block in enumerate(self._board.blocks):
            if block.scene.id == drag.scene_id:
                last = drag.shot == len(block.cards) - 1
                return Spot(What.SCENE_EDGE if last else What.SHOT_EDGE, index, drag.shot)
        return None

    def _carry(self, at: QPoint) -> None:
        ghost = self._board.ghost
        low = self._board.height() - ghost.height() - 4
        ghost.move(at.x() + 12, max(0, min(at.y() + 10, low)))
        ghost.show()
        ghost.raise_()

    def _say_stop(self) -> None:
        stop = self.drag.stop if self.drag is not None else None
        if stop is None:
            self._bubble.hide()
        else:
            self._bubble.say_at(words.stop(stop), self._seen.mapToGlobal(self._at))

    def _scroll_on(self) -> None:
        wide = self._seen.width()
        left, right = _EDGE - self._at.x(), self._at.x() - (wide - _EDGE)
        push = -left if left > 0 else max(0, right)
        before = self._bar.value()
        self._bar.setValue(before + max(-_PACE, min(_PACE, round(push * _PACE / _EDGE))))
        if self._bar.value() == before or self.drag is None:
            self._scroll.stop()
        else:
            self._move(QApplication.keyboardModifiers())

    def _end(self) -> None:
        self.drag = self._armed = None
        self._pressed_new = False
        self._scroll.stop()
        self._bubble.hide()
        self._board.mark.hide()
        self._board.ghost.hide()
        self._board.grip.hide()
        self._board.unsetCursor()

    def _spot(self, event: QMouseEvent) -> Spot:
        return self._board.plan.spot_at(event.position().x(), event.position().y())

    def _scene_id(self, spot: Spot) -> str:
        return self._board.board.scenes[spot.scene].id

    def _on_warning(self, spot: Spot, at: QPointF) -> bool:
        if spot.what is not What.SHOT:
            return False
        card = self._board.blocks[spot.scene].cards[spot.shot]
        rect = self._board.plan.warning(spot.scene, spot.shot)
        return bool(card.problems) and rect.holds(at.x(), at.y())

    def _select(self, spot: Spot) -> None:
        shot = spot.shot if spot.what is What.SHOT else None
        self._desk.select(self._scene_id(spot), shot)
        self._board.focus_current()
