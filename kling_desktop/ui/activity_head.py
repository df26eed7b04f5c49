"""The head of the Activity list: pausing the queue, trying again what failed, clearing."""

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kling_desktop import words
from kling_desktop.jobs.job import Job
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.ask_row import AskRow
from kling_desktop.ui.deeds import Deeds
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.pieces import Elided, button, label, row
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import ActivityWords


class ActivityHead(QFrame):
    """Asks once before several jobs are sent again; everything else can be undone."""

    def __init__(self, supplies: Supplies, book: JobBook, deeds: Deeds) -> None:
        super().__init__()
        self._currency = supplies.rates.currency
        self._engine = supplies.engine
        self._book = book
        self._deeds = deeds
        self._asked: tuple[int, ...] = ()
        self._cleared: list[int] = []
        self._told = Elided(look="quiet")
        self.bring_back = button(ActivityWords.BRING_BACK(), "link")
        self.pause = button("", "link")
        self.retry = button(ActivityWords.RETRY_FAILED(), "link")
        self.clear = button(ActivityWords.CLEAR_FINISHED(), "link")
        self.clear.setToolTip(ActivityWords.CLEAR_HINT())
        self.ask = AskRow(wide=True)
        self._lay_out()
        self.pause.clicked.connect(self._pause)
        self.retry.clicked.connect(self._ask_retry)
        self.clear.clicked.connect(deeds.clear_finished)
        self.bring_back.clicked.connect(self._bring_back)
        self.ask.cancelled.connect(self._cancel)
        deeds.cleared.connect(self._show_cleared)
        book.changed.connect(self._changed)
        self._engine.paused_changed.connect(self._changed)
        self._show()

    @property
    def stops(self) -> list[QWidget]:
        """What Tab goes through, in order."""
        return [
            self.bring_back,
            self.pause,
            self.retry,
            self.clear,
            *self.ask.answers,
            *([self.ask.cancel] if self.ask.answers else []),
        ]

    def copy(self, text: str) -> None:
        """Puts a text on the clipboard and says so."""
        QGuiApplication.clipboard().setText(text)
        self._say(ActivityWords.COPIED())

    def _lay_out(self) -> None:
        heading = label(ActivityWords.ACTIVITY(), "title")
        line = row(heading, self._told, self.bring_back, None, self.pause, self.retry, self.clear)
        line.setContentsMargins(tokens.EDGE, tokens.GAP, tokens.PAD, tokens.GRID)
        asked = QVBoxLayout()
        asked.setContentsMargins(tokens.PAD, 0, tokens.PAD, 0)
        asked.addWidget(self.ask)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addLayout(asked)

    def _show(self) -> None:
        paused = self._engine.paused
        self.pause.setText(ActivityWords.RESUME() if paused else ActivityWords.PAUSE())
        self.pause.setAccessibleName(self.pause.text())
        self.retry.setEnabled(bool(self._book.to_try_again()))
        self.clear.setEnabled(self._book.clearable())
        self.bring_back.setVisible(bool(self._cleared))
        if self._cleared:
            count = len(self._cleared)
            self._say(
                ActivityWords.CLEARED_ONE()
                if count == 1
                else ActivityWords.CLEARED_MANY(count=count)
            )
        else:
            self._say(ActivityWords.PAUSED_TOLD() if paused else "", "caution")

    def _say(self, text: str, look: str = "quiet") -> None:
        theme.dress(self._told, look=look)
        self._told.setText(text)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def _changed(self, _: Job | bool) -> None:
        # At the start hundreds of jobs come in, while the list is not to be seen.
        if self.isVisible():
            self._show()

    def _pause(self) -> None:
        self._cleared = []
        self._deeds.pause(on=not self._engine.paused)

    def _ask_retry(self) -> None:
        jobs = self._book.to_try_again()
        if not jobs:
            return
        self._asked = tuple(job.id for job in jobs)
        self.ask.ask(self._asked, self._question(jobs), [(ActivityWords.RETRY_YES(), self._retry)])

    def _question(self, jobs: Sequence[Job]) -> str:
        count = len(jobs)
        if all(job.practice for job in jobs):
            return (
                ActivityWords.RETRY_ONE_FREE()
                if count == 1
                else ActivityWords.RETRY_MANY_FREE(count=count)
            )
        amount = sum(job.estimate for job in jobs if not job.practice)
        said = words.money(amount, self._currency)
        if count == 1:
            return ActivityWords.RETRY_ONE(amount=said)
        return ActivityWords.RETRY_MANY(count=count, amount=said)

    def _retry(self) -> None:
        asked = self._asked
        self._cancel()
        # Nothing is sent that was not asked about, and nothing that is no longer wanted.
        self._deeds.try_again([job for job in self._book.to_try_again() if job.id in asked])

    def _cancel(self) -> None:
        self._asked = ()
        self.ask.put_away()

    def _bring_back(self) -> None:
        cleared, self._cleared = self._cleared, []
        self._deeds.bring_back(cleared)
        self._show()

    def _show_cleared(self, ids: list[int]) -> None:
        self._cleared = ids
        self._show()
