"""The grid that every page of the settings stands on: names on the left, choices on the right."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from kling_desktop.ui import theme, tokens
from kling_desktop.ui.pieces import label

NAMES_WIDTH = 136
"""Pixels that the names take, so that the choices stand in one line on every page."""
FIELD_WIDTH = 296


class Row:
    """One choice: its control, and the line below that explains it or says what is wrong."""

    def __init__(self, control: QWidget, said: QLabel, hint: str) -> None:
        self.control = control
        self._said = said
        self._hint = hint
        self.explain(hint)

    def explain(self, hint: str) -> None:
        """Says what the choice means."""
        self._hint = hint
        self._say(hint, "small")
        theme.dress(self.control, trouble=False)

    def refuse(self, why: str) -> None:
        """Says in the same place why what was entered can't be used."""
        self._say(why, "bad")
        theme.dress(self.control, trouble=True)

    def accept(self) -> None:
        """Says again what the choice means."""
        self.explain(self._hint)

    def _say(self, text: str, look: str) -> None:
        self._said.setText(text)
        self._said.setVisible(bool(text))
        theme.dress(self._said, look=look)
        self.control.setAccessibleDescription(text)


class Form(QWidget):
    """A page of choices under its title."""

    def __init__(self, title: str, intro: str = "") -> None:
        super().__init__()
        self.setObjectName("scrolled")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(tokens.EDGE, 0, 20, 20)
        self._column.setSpacing(tokens.EDGE)
        self._column.addWidget(label(title, "title"))
        if intro:
            self._column.addWidget(label(intro, "quiet", wrap=True))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(tokens.EDGE)
        self._grid.setVerticalSpacing(tokens.GRID)
        self._grid.setColumnMinimumWidth(0, NAMES_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self._column.addLayout(self._grid)
        self._column.addStretch(1)

    def add(
        self, name: str, control: QWidget, hint: str = "", *, beside: QLayout | None = None
    ) -> Row:
        """A choice called `name`; `beside` holds the control and what stands next to it."""
        at = self._grid.rowCount()
        named = label(name, "quiet", wrap=True)
        named.setFixedWidth(NAMES_WIDTH)
        named.setMinimumHeight(tokens.CONTROL)
        named.setBuddy(control)
        if not control.accessibleName():
            control.setAccessibleName(name)
        said = label(wrap=True)
        self._grid.addWidget(named, at, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        if beside is None:
            # Left: a field of a fixed width would narrow its whole column.
            self._grid.addWidget(control, at, 1, Qt.AlignmentFlag.AlignLeft)
        else:
            self._grid.addLayout(beside, at, 1)
        self._grid.addWidget(said, at + 1, 1)
        self._grid.setRowMinimumHeight(at + 2, tokens.PAD)
        return Row(control, said, hint)

    def add_wide(self, part: QWidget | QLayout) -> None:
        """Something that takes the whole width, below the choices so far."""
        at = self._column.count() - 1
        if isinstance(part, QWidget):
            self._column.insertWidget(at, part)
        else:
            self._column.insertLayout(at, part)


class Choice(QComboBox):
    """One of a few. The wheel scrolls the page past it unless it has the focus."""

    picked = Signal(object)
    """The value that the user chose."""

    def __init__(self, name: str, options: Sequence[tuple[object, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFixedWidth(FIELD_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for value, said in options:
            self.addItem(said, value)
        self.activated.connect(self._picked)

    def show_value(self, value: object) -> None:
        """Shows a choice without telling it on."""
        values = [self.itemData(at) for at in range(self.count())]
        self.setCurrentIndex(values.index(value) if value in values else -1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _picked(self, at: int) -> None:
        self.picked.emit(self.itemData(at))


class Entry(QLineEdit):
    """A line that is taken when it is left or Enter is pressed, if `take` does not refuse it."""

    def __init__(self, name: str, take: Callable[[str], None], width: int = FIELD_WIDTH) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFixedWidth(width)
        self._take = take
        self.editingFinished.connect(self._taken)

    def show_text(self, text: str) -> None:
        """Shows what holds, unless something else is just being typed."""
        if not self.isModified() and self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)

    def sizeHint(self) -> QSize:
        return QSize(self.width(), super().sizeHint().height())

    def _taken(self) -> None:
        if self.isModified():
            self._take(self.text().strip())

    def settle(self, text: str) -> None:
        """Shows what was made of what was typed."""
        self.setText(text)
        self.setModified(False)
