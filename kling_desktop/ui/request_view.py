"""The exact request of a take in a window of its own, to be read and copied."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QGuiApplication,
    QKeyEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextOption,
)
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from kling_desktop.jobs.job import PRACTICE, Job
from kling_desktop.jobs.request import AddressForbidden, Outline, request_of
from kling_desktop.production.snapshot import Snapshot
from kling_desktop.store.pictures import Pictures
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.job_texts import title
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.words import RequestWords


class RequestView(QDialog):
    """Stands beside the window and holds nothing up. Escape closes it."""

    def __init__(self, parent: QWidget, heading: str, note: str, text: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(RequestWords.TITLE())
        self.setAccessibleName(heading)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QPlainTextEdit(text)
        self.text.setObjectName("requestText")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(RequestWords.TITLE())
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        # Read from the keyboard as well: the cursor goes through it, and marks what is copied.
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._colours = _Colours(self.text)
        self.copy = button(RequestWords.COPY())
        self.copy.clicked.connect(self._copy)
        close = button(RequestWords.CLOSE(), "plain")
        close.clicked.connect(self.close)
        self.copy.setEnabled(bool(text))
        self.text.setVisible(bool(text))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.EDGE, tokens.EDGE, tokens.EDGE, tokens.PAD)
        layout.setSpacing(tokens.GAP)
        layout.addWidget(label(heading, "title", wrap=True))
        layout.addWidget(label(note, "quiet", wrap=True))
        layout.addWidget(self.text, 1)
        layout.addLayout(row(None, close, self.copy))
        if not text:
            layout.addStretch(1)
        self.setMinimumSize(400, 280 if text else 160)
        self.resize(680, 560 if text else 160)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText(RequestWords.COPIED())


def show_scene_request(
    parent: QWidget, number: int, asked: Snapshot, service: str, pictures: Pictures
) -> RequestView:
    """Shows what pressing Generate would send for the scene with that number."""
    heading = RequestWords.WOULD_BE_SENT(number=number)
    return _show(parent, heading, asked, service, pictures)


def show_job_request(parent: QWidget, job: Job, pictures: Pictures) -> RequestView | None:
    """Shows what was or will be sent for a job; one adopted from elsewhere has no request."""
    if job.snapshot is None:
        return None
    said = RequestWords.WILL_BE_SENT if job.sent_at is None else RequestWords.WAS_SENT
    return _show(parent, said(label=title(job)), job.snapshot, job.service, pictures)


def _show(
    parent: QWidget, heading: str, asked: Snapshot, service: str, pictures: Pictures
) -> RequestView:
    note = RequestWords.TO_PRACTICE() if service == PRACTICE else RequestWords.SHORTENED()
    try:
        text = _written(request_of(asked, service, pictures, later=RequestWords.FRAME_LATER()))
    except AddressForbidden:
        note, text = RequestWords.ADDRESS(), ""
    view = RequestView(parent.window(), heading, note, text)
    view.show()
    return view


def _written(shown: Outline) -> str:
    """The request as HTTP writes it, the body indented."""
    head = [f"{shown.method} {shown.path}", *(f"{name}: {said}" for name, said in shown.headers)]
    return "\n".join([*head, "", shown.body])


class _Colours(QSyntaxHighlighter):
    """What the service calls things stands back behind what is said to it."""

    _NAME = re.compile(r'^\s*"\w+":|^[\w-]+:|^[A-Z]+ ')

    def __init__(self, text: QPlainTextEdit) -> None:
        super().__init__(text.document())
        self._quiet = QTextCharFormat()
        self._quiet.setForeground(QColor(theme.colours().quiet))

    def highlightBlock(self, text: str) -> None:
        found = self._NAME.match(text)
        if found:
            self.setFormat(found.start(), found.end() - found.start(), self._quiet)
