"""Tab follows what is seen: from top to bottom, also for parts that came later."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QSplitter, QStackedWidget, QWidget


def follow_layout(root: QWidget) -> None:
    """Puts everything below `root` that takes the focus into the order of the layouts."""
    order = list(_focusable(root))
    for one, other in pairwise(order):
        QWidget.setTabOrder(one, other)


def _focusable(widget: QWidget) -> Iterator[QWidget]:
    """What Tab can reach in `widget`, in order; a field inside another counts as that one."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
        # What lies on top of a button, such as the one that removes a frame.
        yield from (w for w in _children(widget) if w.focusPolicy() == Qt.FocusPolicy.TabFocus)
        return
    seen = []
    for child in _in_order(widget):
        seen.append(child)
        yield from _focusable(child)
    for child in _children(widget):
        if child not in seen and not child.isWindow() and not isinstance(child, QSplitter):
            yield from _focusable(child)


def _in_order(widget: QWidget) -> Iterator[QWidget]:
    if isinstance(widget, QSplitter | QStackedWidget):
        for place in range(widget.count()):
            if (page := widget.widget(place)) is not None:
                yield page
    elif isinstance(widget, QScrollArea):
        if (inside := widget.widget()) is not None:
            yield inside
    elif (layout := widget.layout()) is not None:
        yield from _in_layout(layout)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield widget
        elif (inner := item.layout()) is not None:
            yield from _in_layout(inner)


def _children(widget: QWidget) -> list[QWidget]:
    return widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
