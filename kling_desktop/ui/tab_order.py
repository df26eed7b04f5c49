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
    for widget in order:
        for inner in _on_top(widget):
            # Said again where it holds already, Qt would cut the widget out of the ring.
            if _next_focusable(widget) is not inner:
                QWidget.setTabOrder(widget, inner)


def _on_top(widget: QWidget) -> list[QWidget]:
    """What lies on a button, such as the one that removes a frame."""
    return [w for w in _children(widget) if w.focusPolicy() == Qt.FocusPolicy.TabFocus]


def _next_focusable(widget: QWidget) -> QWidget | None:
    at = widget.nextInFocusChain()
    while at is not None and at is not widget and not at.focusPolicy() & Qt.FocusPolicy.TabFocus:
        at = at.nextInFocusChain()
    return at


def _focusable(widget: QWidget) -> Iterator[QWidget]:
    """What Tab can reach in `widget`, in order; what lies inside or on top of it counts as it."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
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
