"""A zone that takes a picture: dropped, pasted or browsed for; shows what it holds."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QClipboard,
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFileDialog, QPushButton, QSizePolicy, QWidget

from kling_desktop.storyboard.model import FrameRef
from kling_desktop.ui import arrivals, hover, icons, theme, tokens
from kling_desktop.ui.pieces import tool
from kling_desktop.ui.still import Still, paint_cover
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import FrameWords

PATTERNS = "*.jpg *.jpeg *.png *.webp *.avif *.heic *.heif *.bmp *.tif *.tiff *.gif"
VIDEO_PATTERNS = "*.mp4 *.mov *.webm *.mkv *.avi *.m4v"

HEIGHT = 104
"""Pixels, where there is room."""
_WITH_SIGN = 92
"""Pixels from which on there is room for the sign above the words."""

_SHIFT = Qt.KeyboardModifier.ShiftModifier


class FrameZone(QPushButton):
    """One frame of the scene. Enter browses, Ctrl+V pastes, Delete removes, X swaps, and the menu
    key opens a menu with all that can be done.
    """

    arrived = Signal(object)
    """An `Arrival`: a picture was dropped, pasted or chosen."""
    nothing_there = Signal()
    """A paste without a picture."""
    removed = Signal()
    swapped = Signal()
    menu_wanted = Signal(object)
    """The global position where the menu belongs."""

    def __init__(self, name: str, hint: str, supplies: Supplies, *, end: bool = False) -> None:
        """`end` is the zone of the end frame."""
        super().__init__()
        self._name = name
        self._hint = hint
        self._end = end
        self._frame: FrameRef | None = None
        self._busy = False
        self._hovering = False
        self._would = ""
        self._usable = True
        self._trouble = False
        self._tall = HEIGHT
        self.pairs: Callable[[], bool] = bool
        """Whether two pictures would fill this zone and the other one."""
        self._still = Still(supplies, 640)
        self._still.setParent(self)
        self._still.loaded.connect(self.update)
        self.setObjectName("frameZone")
        self.setAccessibleName(name)
        self.setAcceptDrops(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.browse)
        self.remove = tool(
            "close",
            FrameWords.REMOVE_FRAME(frame=name),
            FrameWords.REMOVE_HINT(),
            side=14,
            look="over",
        )
        self.remove.setParent(self)
        self.remove.setFixedSize(22, 22)
        self.remove.clicked.connect(self.removed)
        self.show_frame(None)

    def sizeHint(self) -> QSize:
        return QSize(152, self._tall)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, self._tall)

    def show_height(self, pixels: int) -> None:
        """Takes so much room: less in a low window."""
        if pixels != self._tall:
            self._tall = pixels
            self.updateGeometry()

    @property
    def frame(self) -> FrameRef | None:
        """What it shows."""
        return self._frame

    @property
    def busy(self) -> bool:
        """Whether a picture for it is being looked at."""
        return self._busy

    def show_frame(self, frame: FrameRef | None) -> None:
        """Shows what the scene has."""
        self._frame = frame
        self._still.show_frame(frame)
        self.remove.setVisible(frame is not None)
        self._describe()

    def show_busy(self, busy: bool) -> None:
        """Shows that a picture is being looked at."""
        self._busy = busy
        self._describe()

    def show_trouble(self, trouble: bool) -> None:
        """Marks the zone as the place of a problem."""
        self._trouble = trouble
        self.update()

    def browse(self) -> None:
        """Asks for a file, without stopping anything else."""
        browse(self, self._chosen)

    def paste(self) -> None:
        """Takes the picture on the clipboard."""
        mime = QGuiApplication.clipboard().mimeData(QClipboard.Mode.Clipboard)
        arrival = None if mime is None else arrivals.read(mime)
        if arrival is None:
            self.nothing_there.emit()
        else:
            self.arrived.emit(arrival)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift_f10 = event.key() == Qt.Key.Key_F10 and event.modifiers() == _SHIFT
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._frame:
            self.removed.emit()
        elif event.key() == Qt.Key.Key_X and not event.modifiers():
            self.swapped.emit()
        elif event.key() == Qt.Key.Key_Menu or shift_f10:
            self._open_menu()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._open_menu()
        else:
            self.menu_wanted.emit(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        seen = hover.look(event.mimeData())
        if seen is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            filled = self._frame is not None
            self._would = hover.on_zone(seen, end=self._end, filled=filled, pairs=self.pairs())
            self._usable = seen.usable
            self._hover(True)

    def dragLeaveEvent(self, _: QDragLeaveEvent) -> None:
        self._hover(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._hover(False)
        arrival = arrivals.read(event.mimeData())
        if arrival is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.arrived.emit(arrival)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.remove.move(self.width() - self.remove.width() - 6, 6)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if not self._still.image.isNull():
            paint_cover(painter, self._still.image, room, tokens.RADIUS)
            if not self._hovering:
                self._paint_caption(painter, room)
        else:
            painter.setBrush(QColor(colours.raised if self.underMouse() else colours.panel))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(room, tokens.RADIUS, tokens.RADIUS)
            if not self._hovering:
                self._paint_empty(painter, room)
        if self._hovering:
            self._paint_would(painter, room)
        self._paint_edge(painter, room)

    def _paint_would(self, painter: QPainter, room: QRectF) -> None:
        """What the drop would do, over all of the zone: nothing else matters just then."""
        colours = theme.colours()
        wash = QColor(colours.second_wash if self._usable else colours.caution_wash)
        wash.setAlpha(235)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wash)
        painter.drawRoundedRect(room, tokens.RADIUS, tokens.RADIUS)
        painter.setPen(QColor(colours.ink))
        middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room.adjusted(8, 4, -8, -4), int(middle), self._would)

    def _paint_empty(self, painter: QPainter, room: QRectF) -> None:
        colours = theme.colours()
        middle = room.center()
        words = middle.y() - 5 if self.height() >= _WITH_SIGN else middle.y() - 20
        if self.height() >= _WITH_SIGN:
            sign = icons.pixmap("picture", colours.quiet, 22, self.devicePixelRatioF())
            painter.drawPixmap(int(middle.x() - 11), int(middle.y() - 36), sign)
        painter.setPen(QColor(colours.ink))
        line = QRectF(room.left() + 6, words, room.width() - 12, 24)
        painter.drawText(line, Qt.AlignmentFlag.AlignHCenter, self._headline())
        small = QFont(self.font())
        small.setPixelSize(tokens.SMALL)
        painter.setFont(small)
        painter.setPen(QColor(colours.quiet))
        hint = painter.fontMetrics().elidedText(
            self._hint, Qt.TextElideMode.ElideRight, int(room.width() - 12)
        )
        painter.drawText(line.translated(0, 21), Qt.AlignmentFlag.AlignHCenter, hint)

    def _paint_caption(self, painter: QPainter, room: QRectF) -> None:
        frame = self._frame
        text = measures = self._headline()
        if frame is not None and not self._busy:
            text = FrameWords.FRAME_CAPTION(
                frame=self._name, width=frame.width, height=frame.height
            )
            measures = FrameWords.MEASURES(width=frame.width, height=frame.height)
        small = QFont(self.font())
        small.setPixelSize(tokens.SMALL)
        painter.setFont(small)
        metrics = painter.fontMetrics()
        if metrics.horizontalAdvance(text) > room.width() - 26:
            text = measures
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room.width() - 22))
        plate = QRectF(
            room.left() + 6,
            room.bottom() - 26,
            min(room.width() - 12, metrics.horizontalAdvance(shown) + 10),
            20,
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(14, 15, 17, 205))
        painter.drawRoundedRect(plate, 5, 5)
        painter.setPen(QColor(tokens.DARK.ink))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, shown)

    def _paint_edge(self, painter: QPainter, room: QRectF) -> None:
        colours = theme.colours()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._hovering:
            pen = QPen(QColor(colours.second if self._usable else colours.caution), 2)
        elif self.hasFocus():
            pen = QPen(QColor(colours.second), 2)
        elif self._trouble:
            pen = QPen(QColor(colours.bad), 1.5)
        elif self._frame is None:
            pen = QPen(QColor(colours.edge), 1.2, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([4, 3])
        else:
            return
        painter.setPen(pen)
        painter.drawRoundedRect(room, tokens.RADIUS, tokens.RADIUS)

    def _headline(self) -> str:
        return FrameWords.LOOKING_AT_PICTURE() if self._busy else self._name

    def _describe(self) -> None:
        if self._frame is None:
            said = self._headline() if self._busy else FrameWords.ZONE_EMPTY_HINT()
        else:
            frame = self._frame
            said = FrameWords.FRAME_DESCRIPTION(
                name=frame.name, width=frame.width, height=frame.height
            )
        self.setAccessibleDescription(said)
        self.setToolTip(said)
        self.update()

    def _hover(self, hovering: bool) -> None:
        self._hovering = hovering
        self.remove.setVisible(self._frame is not None and not hovering)
        self.update()

    def _open_menu(self) -> None:
        self.menu_wanted.emit(self.mapToGlobal(self.rect().center()))

    def _chosen(self, file: str) -> None:
        self.arrived.emit(arrivals.Arrival(path=Path(file)))


def browse(owner: QWidget, chosen: object) -> QFileDialog:
    """Opens the file dialog beside everything else; `chosen` is a method that takes the path."""
    dialog = QFileDialog(owner, FrameWords.CHOOSE_PICTURE())
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(
        [
            FrameWords.PICTURES_FILTER(patterns=PATTERNS),
            FrameWords.VIDEOS_FILTER(patterns=VIDEO_PATTERNS),
            FrameWords.ALL_FILES_FILTER(),
        ]
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(chosen)
    dialog.open()
    return dialog
