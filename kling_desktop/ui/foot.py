"""The foot of the window: in one line what is running, how far, and about how long still."""

from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame

from kling_desktop.jobs.job import Job
from kling_desktop.ui import icons, tokens
from kling_desktop.ui.engine_thread import EngineThread
from kling_desktop.ui.job_bar import Bar
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.job_texts import elapsed, standing_with_rest, title
from kling_desktop.ui.pieces import Elided, button, label, row
from kling_desktop.words import ActivityWords

_KEY = "Ctrl+4"
"""As the View menu has it."""


class Foot(QFrame):
    """Opens the list of jobs."""

    resume = Signal()
    """The paused queue shall go on."""

    def __init__(self, book: JobBook, engine: EngineThread) -> None:
        super().__init__()
        self.setObjectName("foot")
        self.setFixedHeight(40)
        self._book = book
        self._engine = engine
        self.button = button("", "plain", ActivityWords.ACTIVITY())
        self.button.setCheckable(True)
        self.button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._name = Elided()
        self._name.setMinimumWidth(64)
        self._name.setMaximumWidth(320)
        self._bar = Bar()
        self._bar.setMinimumWidth(40)
        self._bar.setMaximumWidth(112)
        self._said = Elided(look="quiet")
        self._counts = label(look="quiet")
        self._wanted = label(look="caution")
        self._paused = label(ActivityWords.PAUSED(), "caution")
        self._paused.setToolTip(ActivityWords.PAUSED_TOLD())
        self._resume = button(ActivityWords.RESUME(), "link")
        self._resume.clicked.connect(self.resume)
        line = row(self._name, self._bar, self._said, None, gap=14)
        for part in (self._paused, self._resume, self._wanted, self._counts, self.button):
            line.addWidget(part)
        line.setContentsMargins(tokens.EDGE, 0, tokens.GAP, 0)
        self.setLayout(line)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.refresh)
        self.button.toggled.connect(self._turned)
        book.changed.connect(self._changed)
        engine.paused_changed.connect(self._changed)
        self._turned(on=False)
        self.refresh()

    @property
    def seconds(self) -> QTimer:
        """Ticks once a second while something is running."""
        return self._timer

    def refresh(self) -> None:
        """Says what is running."""
        running, waiting = self._book.running(), self._book.waiting()
        first = next(iter(running or waiting), None)
        self._name.setVisible(first is not None)
        self._bar.setVisible(bool(running))
        if first is None:
            self._said.setText(ActivityWords.NOTHING_RUNNING())
        else:
            self._name.setText(title(first))
            self._said.setText(standing_with_rest(first, self._book.seconds_left(first)))
            self._bar.show_progress(first.progress, elapsed(first))
        self._show_counts(len(running), len(waiting))
        self._paused.setVisible(self._engine.paused)
        self._resume.setVisible(self._engine.paused)
        # What is held for the user goes by no clock.
        if not running:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _show_counts(self, running: int, waiting: int) -> None:
        finished = self._book.finished_since(_midnight())
        if not running and not waiting:
            counts = ActivityWords.FINISHED_TODAY(finished=finished) if finished else ""
        elif finished:
            counts = ActivityWords.COUNTS_TODAY(running=running, waiting=waiting, finished=finished)
        else:
            counts = ActivityWords.COUNTS(running=running, waiting=waiting)
        self._counts.setText(counts)
        self._counts.setVisible(bool(counts))
        wanted = len(self._book.unconfirmed())
        one = (
            ActivityWords.ONE_UNCONFIRMED()
            if wanted == 1
            else ActivityWords.UNCONFIRMED_COUNT(count=wanted)
        )
        self._wanted.setText(one if wanted else "")
        self._wanted.setVisible(bool(wanted))

    def _changed(self, _: Job | bool) -> None:
        self.refresh()

    def _turned(self, on: bool) -> None:
        self.button.setText(ActivityWords.ACTIVITY())
        icons.sign(self.button, "down" if on else "up", "quiet", 16)
        said = ActivityWords.ACTIVITY_HIDE() if on else ActivityWords.ACTIVITY_SHOW()
        key = QKeySequence(_KEY).toString(QKeySequence.SequenceFormat.NativeText)
        self.button.setToolTip(ActivityWords.WITH_KEY(said=said, key=key))
        self.button.setAccessibleDescription(said)


def _midnight() -> float:
    """When today began here, in Unix seconds."""
    now = datetime.now().astimezone()
    return now.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
