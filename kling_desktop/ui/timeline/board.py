"""The ground on which the blocks lie. Shows a storyboard, and changes only what has changed."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QWidget

from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui import arrivals, hover, icons, theme
from kling_desktop.ui.clip_pictures import strips
from kling_desktop.ui.desk import Selection
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.timeline.drop_mark import DropMark, fills
from kling_desktop.ui.timeline.geometry import (
    GAP,
    LINK_HEIGHT,
    SCALE_PLAIN,
    STILL_MOST,
    Geometry,
    Spot,
    What,
    lay_out,
)
from kling_desktop.ui.timeline.piece import Piece
from kling_desktop.ui.timeline.ruler import Ghost, Grip, InsertionMark, Playhead, Ruler
from kling_desktop.ui.timeline.scene_block import SceneBlock, pixels
from kling_desktop.ui.timeline.scene_states import Stage, taken
from kling_desktop.words import Timeline


class Board(QWidget):
    """Everything that scrolls: ruler, blocks, playhead, the place for a new scene."""

    pictures_dropped = Signal(object, object)
    """The `Arrival`s, and the id of the scene that they were dropped before; `None` at the end."""
    frame_dropped = Signal(object, str)
    """An `Arrival`, and the id of the scene that it was dropped on."""
    menu_wanted = Signal(object, object)
    """The `Spot` under the pointer, `None` from the keyboard, and the global position."""
    browse_wanted = Signal()
    piece_pressed = Signal(str, object)
    """A screen reader pressed a scene (its id) or a shot of it (its index, else `None`)."""

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self._supplies = supplies
        self._strips = strips(supplies, STILL_MOST)
        self._strips.setParent(self)
        self._blocks: dict[str, SceneBlock] = {}
        self._scale = SCALE_PLAIN
        self._part = (0, 0)
        self._hot: Piece | None = None
        self._selection = Selection("")
        self.board = Storyboard()
        self.practice = True
        """Whether the takes that it tells of are those of practice."""
        self.plan: Geometry = lay_out(self.board, self._scale, 200)
        self.ruler = Ruler(self)
        self.new = NewPlace(self)
        self.new.clicked.connect(self.browse_wanted)
        self.playhead = Playhead(self)
        self.mark = InsertionMark(self)
        self.drop_mark = DropMark(self)
        self._seen: hover.Look | None = None
        self.grip = Grip(self)
        self.ghost = Ghost(self)
        self.moment = 0.0
        """Where the playhead stands, in seconds of the film."""
        self.setMouseTracking(True)
        self.setAcceptDrops(True)

    @property
    def blocks(self) -> list[SceneBlock]:
        """The blocks in the order of the film."""
        return [self._blocks[scene.id] for scene in self.board.scenes]

    def piece(self, selection: Selection) -> Piece | None:
        """The block or card of what is selected; a folded scene stands for its shots."""
        block = self._blocks.get(selection.scene)
        if block is None or selection.shot is None or block.scene.collapsed:
            return block
        return block.cards[min(selection.shot, len(block.cards) - 1)]

    @property
    def current(self) -> Piece | None:
        """The piece of what is selected."""
        return self.piece(self._selection)

    @property
    def focused(self) -> bool:
        """Whether the keyboard is on a piece; not where something is being written."""
        focused = QApplication.focusWidget()
        return isinstance(focused, Piece) and self.isAncestorOf(focused)

    def show_board(self, board: Storyboard, stages: Sequence[Stage]) -> None:
        """Shows a storyboard, the desk's or one being previewed."""
        focused = self.focused and not self.new.hasFocus()
        wanted = {scene.id for scene in board.scenes}
        count = len(board.scenes)
        for index, (scene, stage) in enumerate(zip(board.scenes, stages, strict=True)):
            block = self._blocks.get(scene.id)
            if block is None:
                block = self._blocks[scene.id] = SceneBlock(self._supplies, self._strips, self)
                block.clicked.connect(self._pressed)
                block.show()
                block.stackUnder(self.playhead)
            cards = len(block.cards)
            found = taken(scene, practice=self.practice)
            block.show_scene(index, count, scene, stage, found)
            if len(block.cards) < cards:
                self.heat(None)
            for card in block.cards[cards:]:
                card.clicked.connect(self._pressed)
        links = [scene.linked for scene in self.board.scenes]
        self.board = board
        self.lay_out()
        if links != [scene.linked for scene in board.scenes]:
            # A link moves nothing: its line alone is to be painted.
            self.update()
        # Last: with the focus in one, hiding it makes Qt look for the next, and that scrolls.
        for gone in [key for key in self._blocks if key not in wanted]:
            self._let_go(self._blocks.pop(gone))
        self.mark_selection(self._selection)
        if focused and self.current is not None and not self.current.hasFocus():
            self.focus_current()

    def mark_selection(self, selection: Selection) -> None:
        """Shows what is being worked on; one piece at most is checked and reached by Tab."""
        before = self._selection
        self._selection = selection
        current = self.piece(selection)
        for piece in (self.piece(before), *self._pieces_of(before), *self._pieces_of(selection)):
            if piece is not None and piece is not current:
                piece.mark(False)
        if current is not None:
            current.mark(True)
        for scene in {before.scene, selection.scene}:
            if scene in self._blocks:
                self._blocks[scene].update()

    def focus_current(self) -> None:
        """Puts the keyboard on what is selected."""
        if self.current is not None:
            self.current.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_scale(self, scale: float) -> None:
        """Zooms; what is not seen is laid out when it comes into view."""
        self._scale = scale
        self.lay_out()

    def show_part(self, left: int, width: int, height: int) -> None:
        """What of it can be seen now, in pixels."""
        taller = height != self.height()
        self._part = (left, width)
        if taller or width > self.width() or self.width() > max(self.plan.width, width):
            self.resize(max(round(self.plan.width), width), height)
            self.lay_out()
        else:
            self._lay_visible()

    def lay_out(self) -> None:
        """Puts everything where it belongs; only what lies elsewhere than before is touched."""
        plan = lay_out(self.board, self._scale, self.height())
        if plan != self.plan:
            self.plan = plan
            self.ruler.show_geometry(plan)
            self.update()
        width = max(round(plan.width), self._part[1])
        if width != self.width():
            self.resize(width, self.height())
        for index, block in enumerate(self.blocks):
            rect = pixels(plan.block(index))
            if block.geometry() != rect:
                block.setGeometry(rect)
        self.ruler.setGeometry(pixels(plan.rect_of(Spot(What.RULER))).united(self._top_line()))
        self.new.setGeometry(pixels(plan.rect_of(Spot(What.NEW))))
        self.show_playhead(self.moment)
        self._lay_visible()

    def show_playhead(self, seconds: float) -> None:
        """Puts the playhead there."""
        self.moment = seconds
        x = round(self.plan.x_of(seconds))
        wide = Playhead.WIDTH
        rect = QRect(x - wide // 2, 0, wide, self.height())
        if self.playhead.geometry() != rect:
            self.playhead.setGeometry(rect)

    def heat(self, spot: Spot | None) -> None:
        """Shows what the pointer is over."""
        self.grip.show_at(self.plan, spot)
        hot: Piece | None = None
        if spot is not None and 0 <= spot.scene < len(self.blocks):
            block = self.blocks[spot.scene]
            hot = block.cards[spot.shot] if spot.what is What.SHOT else block
        if hot is not self._hot:
            if self._hot is not None:
                self._hot.heat(False)
            self._hot = hot
            if hot is not None:
                hot.heat(True)

    def tip(self, spot: Spot) -> str:
        """What there is to say about what lies under the pointer."""
        if not 0 <= spot.scene < len(self.blocks):
            return ""
        block = self.blocks[spot.scene]
        piece = block.cards[spot.shot] if spot.what is What.SHOT else block
        return "\n".join(filter(None, (piece.whole, piece.accessibleDescription())))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._seen = hover.look(event.mimeData())
        if self._seen is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._seen is None:
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        at = _xy(event.position())
        onto = fills(self.plan, self._seen, *at)
        if onto is None:
            self.drop_mark.hide()
            self.mark_scene_place(self.plan.scene_place(at[0]), allowed=self._seen.usable)
        else:
            self.mark.hide()
            filled = self.board.scenes[onto].first_frame is not None
            said = hover.on_block(self._seen, filled=filled, number=onto + 1)
            self.drop_mark.show_on(self.plan.block(onto), said, usable=self._seen.usable)
        self.new.hover(self.plan.rect_of(Spot(What.NEW)).holds(*at))

    def dragLeaveEvent(self, _: QDragLeaveEvent) -> None:
        self._drag_over()

    def dropEvent(self, event: QDropEvent) -> None:
        self._drag_over()
        seen = hover.look(event.mimeData())
        found = arrivals.read_all(event.mimeData())
        if seen is None or not found:
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        at = _xy(event.position())
        onto = fills(self.plan, seen, *at) if len(found) == 1 else None
        if onto is not None:
            self.frame_dropped.emit(found[0], self.board.scenes[onto].id)
            return
        rest = self.board.scenes[self.plan.scene_place(at[0]) :]
        self.pictures_dropped.emit(found, rest[0].id if rest else None)

    def mark_scene_place(self, place: int, *, allowed: bool = True) -> None:
        """Marks where a scene would go."""
        block = self.plan.block(0)
        self.mark.show_at(self.plan.scene_mark(place), block.y, block.bottom, allowed=allowed)

    def open_menu(self) -> None:
        """Asks for the menu of what is selected: many keyboards have no key of its own for it."""
        piece = self.current or self
        self.menu_wanted.emit(None, piece.mapToGlobal(piece.rect().center()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.open_menu()
        else:
            spot = self.plan.spot_at(event.pos().x(), event.pos().y())
            self.menu_wanted.emit(spot, event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = theme.colours()
        painter.fillRect(event.rect(), QColor(colours.panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        part = event.rect()
        for index in self.plan.visible(part.left() - 40, part.right() + 40):
            if index > 0 and self.board.scenes[index].linked:
                self._paint_link(painter, index)

    def _paint_link(self, painter: QPainter, index: int) -> None:
        before, block = self.plan.block(index - 1), self.plan.block(index)
        colour = QColor(theme.colours().second)
        low = block.bottom + LINK_HEIGHT - 6
        left = before.right - min(18.0, before.width / 2)
        right = block.x + min(18.0, block.width / 2)
        path = QPainterPath(QPointF(left, before.bottom))
        bend = min(6.0, low - block.bottom)
        path.lineTo(left, low - bend)
        path.quadTo(left, low, left + bend, low)
        path.lineTo(right - bend, low)
        path.quadTo(right, low, right, low - bend)
        path.lineTo(right, block.bottom + 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 1.6))
        painter.drawPath(path)
        painter.drawLine(QPointF(right - 3.5, block.bottom + 5), QPointF(right, block.bottom + 1.5))
        painter.drawLine(QPointF(right + 3.5, block.bottom + 5), QPointF(right, block.bottom + 1.5))

    def _lay_visible(self) -> None:
        left, width = self._part
        blocks = self.blocks
        # A little more than is seen, so that scrolling finds the next ones ready.
        for index in self.plan.visible(left - GAP, left + width + 200):
            blocks[index].lay_cards(self.plan)
        # Those a page away keep theirs: scrolling to and fro must not make them flash.
        near = self.plan.visible(left - GAP - width, left + 2 * width + 200)
        for block in blocks[: near.start] + blocks[near.stop :]:
            block.let_go()

    def _top_line(self) -> QRect:
        return QRect(0, 0, self.width(), 1)

    def _drag_over(self) -> None:
        self._seen = None
        self.mark.hide()
        self.drop_mark.hide()
        self.new.hover(False)

    def _pieces_of(self, selection: Selection) -> list[Piece]:
        block = self._blocks.get(selection.scene)
        return [] if block is None else [block, *block.cards]

    def _pressed(self) -> None:
        pressed = self.sender()
        for block in self.blocks:
            if pressed is block:
                self.piece_pressed.emit(block.scene.id, None)
            for index, card in enumerate(block.cards):
                if pressed is card:
                    self.piece_pressed.emit(block.scene.id, index)

    def _let_go(self, block: SceneBlock) -> None:
        self.heat(None)
        block.hide()
        block.deleteLater()


class NewPlace(Piece):
    """The place after the last scene that waits for a picture; a press chooses one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(Timeline.DROP_HERE())
        self._hovered = False

    def hover(self, hovered: bool) -> None:
        """Shows that what is being dragged would go here."""
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def heat(self, hot: bool) -> None:
        """Shows whether the pointer is over it."""
        self.hover(hot)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        marked = self._hovered or self.hasFocus()
        pen = QPen(QColor(colours.second if marked else colours.edge), 2 if marked else 1.2)
        if not self.hasFocus():
            pen.setStyle(Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(QColor(colours.second_wash if self._hovered else colours.panel))
        painter.drawRoundedRect(room, 8, 8)
        sign = icons.pixmap("picture", colours.quiet, 20, self.devicePixelRatioF())
        middle = room.center()
        painter.drawPixmap(int(middle.x() - 10), int(middle.y() - 24), sign)
        painter.setFont(self.small())
        painter.setPen(QColor(colours.quiet))
        at = QRectF(room.left(), middle.y() + 2, room.width(), 20)
        painter.drawText(at, Qt.AlignmentFlag.AlignCenter, Timeline.DROP_HERE())


def _xy(point: QPointF) -> tuple[float, float]:
    return point.x(), point.y()
