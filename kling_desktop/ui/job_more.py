"""What opens below a job's row: its details, and the questions that an act asks first."""

from collections.abc import Callable

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from kling_desktop import words
from kling_desktop.jobs.job import Job
from kling_desktop.ui import tokens
from kling_desktop.ui.pieces import Elided, button, clear, label, row
from kling_desktop.words import ActivityWords, Film, Window

_ANSWER_HEIGHT = 96
"""Pixels; a longer answer scrolls."""

INDENT = 68
"""Pixels from the row's edge to its texts."""


class JobMore(QWidget):
    """Takes no room while nothing is open in it. Escape closes it."""

    closed = Signal()
    sure = Signal()
    """It shall be sent again all the same, or tried again."""
    found = Signal(str)
    """The task id that was found."""
    budgeted = Signal(object)
    """The budget that the storyboard shall have, or `None` for none."""
    copied = Signal(str)
    """A text to be put on the clipboard."""
    copy_all = Signal()
    request_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(INDENT, 0, 0, tokens.GRID)
        self._layout.setSpacing(tokens.GAP)
        self.shows_details = False
        self.hide()

    def close_it(self) -> None:
        """Puts away what is open."""
        had_focus = self.isAncestorOf(self.window().focusWidget() or self.window())
        clear(self._layout)
        self.hide()
        self.shows_details = False
        if had_focus:
            self.closed.emit()

    def ask_try_again(self, amount: str) -> None:
        """Asks whether what failed shall be tried again, which costs money."""
        self._ask(
            ActivityWords.RETRY_ONE(amount=amount),
            [(ActivityWords.RETRY_YES(), self.sure.emit)],
            safe=True,
        )

    def ask_send_again(self, amount: str | None) -> None:
        """Asks whether what may be paid for already shall be sent once more.

        `amount` is what it may cost; `None` for practice.
        """
        said = (
            ActivityWords.SEND_AGAIN_SURE()
            if amount is None
            else ActivityWords.SEND_AGAIN_COSTS(amount=amount)
        )
        self._ask(
            said,
            [(ActivityWords.SEND_AGAIN_YES(), self.sure.emit)],
            safe=True,
        )

    def ask_budget(self, needed: float, currency: str) -> None:
        """Asks how a job shall go on, which needs a budget of `needed`."""
        amount = words.money(needed, currency)
        self._ask(
            Film.GO_ON_ASK(amount=amount),
            [
                (Film.RAISE_TO(amount=amount), lambda: self.budgeted.emit(needed)),
                (Film.NO_BUDGET(), lambda: self.budgeted.emit(None)),
            ],
        )

    def ask_task_id(self) -> None:
        """Asks for the id that stands on the service's usage page."""
        self._open()
        field = QLineEdit()
        field.setAccessibleName(ActivityWords.TASK_ID())
        field.setPlaceholderText(ActivityWords.TASK_ID())
        field.setMaximumWidth(340)

        def take() -> None:
            task_id = field.text().strip()
            if task_id:
                self.close_it()
                self.found.emit(task_id)

        press = button(ActivityWords.TAKE_IT_UP())
        press.clicked.connect(take)
        field.returnPressed.connect(take)
        self._layout.addWidget(label(ActivityWords.TASK_ID_HELP(), "small", wrap=True))
        line = row(field, press, self._cancel(), None)
        line.setStretch(0, 1)
        self._layout.addLayout(line)
        field.setFocus()

    def show_details(self, job: Job, facts: str) -> None:
        """Shows all that is known of a job, the service's raw answer included."""
        self._open()
        self.shows_details = True
        told = QGridLayout()
        told.setHorizontalSpacing(tokens.PAD)
        told.setVerticalSpacing(2)
        told.setColumnStretch(1, 1)
        answer = job.details
        service = ActivityWords.PRACTICE_SERVICE() if job.practice else job.service
        for name, value, copy in (
            (ActivityWords.DETAIL_ASKED(), _moment(job.created_at), ""),
            (ActivityWords.DETAIL_SENT(), _moment(job.sent_at), ""),
            (ActivityWords.DETAIL_ENDED(), _moment(job.ended_at), ""),
            (ActivityWords.ABOUT_IT(), facts, ""),
            (ActivityWords.DETAIL_SERVICE(), service, ""),
            (ActivityWords.DETAIL_TASK(), job.task_id or "", ActivityWords.COPY_TASK()),
            (ActivityWords.DETAIL_STATUS(), str(answer.status or "") if answer else "", ""),
            (ActivityWords.DETAIL_REASON(), answer.reason if answer else "", ""),
            (
                ActivityWords.DETAIL_TRACE(),
                answer.trace_id if answer else "",
                ActivityWords.COPY_TRACE(),
            ),
        ):
            if value:
                self._tell(told, name, value, copy)
        self._layout.addLayout(told)
        raw = (answer.body or answer.message) if answer else ""
        if raw:
            self._layout.addWidget(_raw(raw))
        presses = row(gap=tokens.GRID)
        copy_all = button(ActivityWords.COPY_DETAILS(), "link")
        copy_all.clicked.connect(self.copy_all)
        presses.addWidget(copy_all)
        if job.snapshot is not None:
            request = button(ActivityWords.SEE_REQUEST(), "link")
            request.clicked.connect(self.request_wanted)
            presses.addWidget(request)
        presses.addStretch(1)
        self._layout.addLayout(presses)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_it()
        else:
            super().keyPressEvent(event)

    def _ask(
        self,
        asked: str,
        answers: list[tuple[str, Callable[[], object]]],
        *,
        safe: bool = False,
    ) -> None:
        """With `safe` the way out has the focus, else the first answer."""
        self._open()
        line = row()
        for said, then in answers:
            press = button(said)
            press.clicked.connect(lambda _=False, then=then: self._answer(then))
            line.addWidget(press)
        cancel = self._cancel()
        line.addWidget(cancel)
        line.addStretch(1)
        self._layout.addWidget(label(asked, wrap=True))
        self._layout.addLayout(line)
        first = line.itemAt(0)
        focus = cancel if safe or first is None else first.widget()
        if focus is not None:
            focus.setFocus()

    def _answer(self, then: Callable[[], object]) -> None:
        self.close_it()
        then()

    def _cancel(self) -> QWidget:
        cancel = button(Window.CANCEL(), "plain")
        cancel.clicked.connect(self.close_it)
        return cancel

    def _open(self) -> None:
        clear(self._layout)
        self.shows_details = False
        self.show()

    def _tell(self, told: QGridLayout, name: str, value: str, copy: str) -> None:
        at = told.rowCount()
        told.addWidget(label(name, "small"), at, 0)
        shown = Elided(value)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        if not copy:
            told.addWidget(shown, at, 1)
            return
        press = button(copy, "link")
        press.clicked.connect(lambda: self.copied.emit(value))
        told.addLayout(row(shown, press, None), at, 1)


def _raw(text: str) -> QPlainTextEdit:
    made = QPlainTextEdit(text)
    made.setObjectName("rawAnswer")
    made.setReadOnly(True)
    made.setTabChangesFocus(True)
    made.setAccessibleName(ActivityWords.DETAIL_ANSWER())
    made.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    lines = min(text.count("\n") + 2, 6)
    made.setFixedHeight(min(_ANSWER_HEIGHT, made.fontMetrics().lineSpacing() * lines + 12))
    return made


def _moment(seconds: float | None) -> str:
    """A moment as the system writes it; empty where there was none."""
    if seconds is None:
        return ""
    moment = QDateTime.fromSecsSinceEpoch(int(seconds))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)
