"""The rows of a list to choose from, and how they are drawn."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from kling_desktop.ui import theme, tokens

ROW = Qt.ItemDataRole.UserRole
"""Where an item keeps its `Row`."""

_BELOW = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_TITLES = 0.4
"""Share of the width that titles take, so that the details stand in one line."""


class Row(msgspec.Struct, frozen=True):
    """One thing to choose, or without a `value` a heading."""

    title: str
    detail: str = ""
    value: object = None


class RowPainter(QStyledItemDelegate):
    """A title with its detail beside it; without a detail, a title of up to two lines."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row: Row = index.data(ROW)
        line = option.fontMetrics.lineSpacing()
        if row.value is None or row.detail:
            return QSize(0, line + 12)
        room = self._list().viewport().width() - 2 * tokens.GAP
        lines = 2 if option.fontMetrics.horizontalAdvance(_flat(row.title)) > room else 1
        return QSize(0, lines * line + 12)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Row = index.data(ROW)
        colours = theme.colours()
        box = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        states = QStyle.StateFlag
        chosen = bool(option.state & states.State_Selected)
        hovered = bool(option.state & states.State_MouseOver)
        if row.value is not None and (chosen or hovered):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.second_wash if chosen else colours.hover))
            painter.drawRoundedRect(box, tokens.SMALL_RADIUS, tokens.SMALL_RADIUS)
        inner = box.adjusted(tokens.GAP, 6, -tokens.GAP, -6)
        if row.value is None:
            small = QFont(option.font)
            small.setPixelSize(tokens.SMALL)
            small.setWeight(QFont.Weight.DemiBold)
            painter.setFont(small)
            painter.setPen(QColor(colours.quiet))
            painter.drawText(inner, int(_BELOW), row.title)
        elif row.detail:
            _paint_beside(painter, inner, row)
        else:
            _paint_lines(painter, inner, _flat(row.title))
        painter.restore()

    def _list(self) -> QListWidget:
        parent = self.parent()
        assert isinstance(parent, QListWidget)
        return parent


def _paint_beside(painter: QPainter, room: QRect, row: Row) -> None:
    colours, metrics = theme.colours(), painter.fontMetrics()
    elide = Qt.TextElideMode.ElideRight
    titles = round(room.width() * _TITLES)
    painter.setPen(QColor(colours.ink))
    painter.drawText(room, int(_MIDDLE), metrics.elidedText(row.title, elide, titles - tokens.GAP))
    rest = room.adjusted(titles, 0, 0, 0)
    painter.setPen(QColor(colours.quiet))
    painter.drawText(rest, int(_MIDDLE), metrics.elidedText(row.detail, elide, rest.width()))


def _paint_lines(painter: QPainter, room: QRect, text: str) -> None:
    """The text in as many lines as there is room for, the last one elided."""
    metrics = painter.fontMetrics()
    painter.setPen(QColor(theme.colours().ink))
    height = metrics.lineSpacing()
    lines = max(1, room.height() // height)
    for line in range(lines):
        cut = _break(text, metrics.horizontalAdvance, room.width()) if line < lines - 1 else None
        shown = text if cut is None else text[:cut]
        place = QRect(room.left(), room.top() + line * height, room.width(), height)
        elided = metrics.elidedText(shown.strip(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(place, int(_MIDDLE), elided)
        if cut is None:
            return
        text = text[cut:].strip()


def _break(text: str, width_of: Callable[[str], int], room: int) -> int | None:
    """Where the first line of `text` ends; `None` where all of it is one line."""
    if width_of(text) <= room:
        return None
    fits = 1
    low, high = 1, len(text)
    while low <= high:
        middle = (low + high) // 2
        if width_of(text[:middle]) <= room:
            fits, low = middle, middle + 1
        else:
            high = middle - 1
    space = text.rfind(" ", 1, fits + 1)
    return space if space > fits // 2 else fits


def _flat(text: str) -> str:
    return " ".join(text.split())
