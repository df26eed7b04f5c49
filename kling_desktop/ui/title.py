"""The storyboard's title in the top bar: read there, and renamed there."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy, QStackedWidget

from kling_desktop.words import DocumentWords

WIDEST = 320
"""Pixels."""
LONGEST = 200
"""Characters of a title."""


class Title(QStackedWidget):
    """A press turns the title into a field; Enter or leaving it keeps, Escape gives up."""

    renamed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self.button = _Name()
        self.field = _Field()
        self.field.setObjectName("titleField")
        self.field.setAccessibleName(DocumentWords.TITLE_FIELD())
        self.field.setPlaceholderText(DocumentWords.UNTITLED())
        self.field.setMaxLength(LONGEST)
        self.addWidget(self.button)
        self.addWidget(self.field)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(WIDEST)
        self.button.clicked.connect(self.rename)
        self.field.editingFinished.connect(self._keep)
        self.field.given_up.connect(self._rest)

    def show_title(self, title: str, name: str) -> None:
        """Shows what the document is called; `title` is what can be changed."""
        self._title = title
        self.button.show_name(name)
        self.updateGeometry()

    def rename(self) -> None:
        """Lets the title be typed."""
        self.field.setText(self._title)
        self.setCurrentWidget(self.field)
        self.updateGeometry()
        self.field.setFocus()
        self.field.selectAll()

    def sizeHint(self) -> QSize:
        renaming = self.currentWidget() is self.field
        return QSize(WIDEST if renaming else self.button.sizeHint().width(), 32)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 32)

    def _keep(self) -> None:
        if self.currentWidget() is self.field:
            title = " ".join(self.field.text().split())
            self._rest()
            if title != self._title:
                self.renamed.emit(title)

    def _rest(self) -> None:
        had_focus = self.field.hasFocus()
        self.setCurrentWidget(self.button)
        self.updateGeometry()
        if had_focus:
            self.button.setFocus()


class _Field(QLineEdit):
    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class _Name(QPushButton):
    """A button whose text ends in an ellipsis where there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("look", "name")
        self.setAccessibleName(DocumentWords.TITLE_FIELD())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_name(self, name: str) -> None:
        self._name = name
        self.setAccessibleDescription(name)
        self._fit()

    def sizeHint(self) -> QSize:
        width = self._metrics().horizontalAdvance(self._name) + 18
        return QSize(min(width, WIDEST), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(self.width() - 16, 0)
        shown = self._metrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        # An ampersand would be read as the mark of a key.
        self.setText(shown.replace("&", "&&"))
        cut = shown != self._name
        self.setToolTip(
            f"{self._name}\n{DocumentWords.TITLE_HINT()}" if cut else DocumentWords.TITLE_HINT()
        )

    def _metrics(self) -> QFontMetrics:
        self.ensurePolished()
        return self.fontMetrics()
