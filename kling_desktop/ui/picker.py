"""A list to choose from that opens beside a field, searched by typing."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kling_desktop.ui import icons, theme, tokens
from kling_desktop.ui.picker_rows import ROW, Row, RowPainter
from kling_desktop.ui.pieces import Elided, label

_WIDTH = 420
_HEIGHT = 380
"""Most that the list takes, pixels."""


class Picker(QFrame):
    """The keyboard stays in its search field: arrows move, Enter chooses, Escape closes."""

    chosen = Signal(object, bool)
    """The row's value, and whether Shift was held."""
    searched = Signal(str)

    def __init__(self, owner: QWidget, name: str, search: str, how: str) -> None:
        """`how` says in a quiet line what Enter does."""
        super().__init__(owner, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("picker")
        self.setAccessibleName(name)
        self._before: QWidget | None = None
        self.search = QLineEdit()
        self.search.setAccessibleName(search)
        self.search.setPlaceholderText(search)
        self.search.textChanged.connect(self.searched)
        self.search.installEventFilter(self)
        self._sign = self.search.addAction(
            icons.icon("search", theme.colours().quiet), QLineEdit.ActionPosition.LeadingPosition
        )
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(RowPainter(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setMouseTracking(True)
        self.list.itemClicked.connect(self._clicked)
        self.list.currentItemChanged.connect(self._tell)
        self._nothing = label(look="quiet", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.GAP, tokens.GAP, tokens.GAP, tokens.GAP)
        layout.setSpacing(tokens.GAP)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(Elided(how, "small"))

    def show_rows(self, rows: Sequence[Row], nothing: str) -> None:
        """Lists what can be chosen; `nothing` is said where that is empty."""
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(row.title)
            item.setData(ROW, row)
            item.setToolTip(row.detail or (row.title if row.value is not None else ""))
            if row.value is None:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            else:
                said = f"{row.title}: {row.detail}" if row.detail else row.title
                item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            self.list.addItem(item)
        there = bool(rows)
        self.list.setVisible(there)
        self._nothing.setVisible(not there)
        self._nothing.setText(nothing)
        self._go_to(self._next(-1, 1))

    def open_by(self, box: QWidget) -> None:
        """Opens below `box`, or above it where the screen ends."""
        self._before = box.window().focusWidget()
        self.search.clear()
        self._sign.setIcon(icons.icon("search", theme.colours().quiet))
        self.resize(_WIDTH, _HEIGHT)
        screen = (box.screen() or QGuiApplication.primaryScreen()).availableGeometry()
        # In line with the box's right edge: what it belongs to lies at the right of the window.
        x = box.mapToGlobal(box.rect().topRight()).x() - self.width() + 1
        top = box.mapToGlobal(box.rect().topLeft()).y()
        bottom = top + box.height()
        y = bottom + tokens.GRID
        if y + self.height() > screen.bottom():
            y = max(screen.top(), top - self.height() - tokens.GRID)
        self.move(max(screen.left(), x), y)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        page = 8
        moves = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
        }
        key = Qt.Key(event.key())
        if key in moves:
            self._move(moves[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentItem(), event.modifiers())
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
            self._before = None

    def _move(self, by: int) -> None:
        at = self.list.currentRow()
        for _ in range(abs(by)):
            at = self._next(at, 1 if by > 0 else -1)
        self._go_to(at)

    def _next(self, at: int, way: int) -> int:
        """The next row that can be chosen; where there is none, the same."""
        places = range(at + way, self.list.count() if way > 0 else -1, way)
        return next((to for to in places if self.list.item(to).flags()), at)

    def _go_to(self, at: int) -> None:
        if at < 0:
            return
        self.list.setCurrentRow(at)
        # With the first of a group its heading comes into sight too.
        heading = self.list.item(at - 1) if at > 0 else None
        if heading is not None and not heading.flags():
            self.list.scrollToItem(heading)
        self.list.scrollToItem(self.list.item(at))

    def _tell(self, item: QListWidgetItem | None, _: object) -> None:
        """The keyboard stays in the search field, so that is where a screen reader listens."""
        said = item.data(Qt.ItemDataRole.AccessibleTextRole) if item is not None else ""
        self.search.setAccessibleDescription(said or "")

    def _clicked(self, item: QListWidgetItem) -> None:
        self._choose(item, QGuiApplication.keyboardModifiers())

    def _choose(self, item: QListWidgetItem | None, held: Qt.KeyboardModifier) -> None:
        if item is None or not item.flags():
            return
        row: Row = item.data(ROW)
        self.close()
        self.chosen.emit(row.value, bool(held & Qt.KeyboardModifier.ShiftModifier))
