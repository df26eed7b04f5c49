"""Activity: what is running, in one line at the foot, and the list of all jobs above it."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from kling_desktop.jobs.job import Job, State
from kling_desktop.ui import icons, tokens
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.job_row import Bar, JobRow, elapsed, standing, title
from kling_desktop.ui.pieces import Elided, button, label, row
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.tab_order import follow_layout
from kling_desktop.words import ActivityWords

SHOWN = 60
"""Rows at most; each is a handful of widgets."""


class JobList(QFrame):
    """All jobs, the newest first; those that want a decision in front."""

    acted = Signal(object, object)
    found = Signal(object, str)
    budgeted = Signal(object, object)

    def __init__(self, supplies: Supplies, book: JobBook) -> None:
        super().__init__()
        self.setObjectName("activityPanel")
        self._supplies = supplies
        self._book = book
        self._rows: dict[int, JobRow] = {}
        inside = QWidget()
        inside.setObjectName("scrolled")
        inside.setAccessibleName(ActivityWords.JOBS())
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._empty = label(ActivityWords.NO_JOBS(), "quiet")
        self._empty.setContentsMargins(tokens.EDGE, tokens.EDGE, tokens.EDGE, tokens.EDGE)
        self._column.addWidget(self._empty)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll = scroll
        heading = label(ActivityWords.ACTIVITY(), "title")
        heading.setContentsMargins(tokens.EDGE, tokens.PAD, 0, tokens.GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(heading)
        layout.addWidget(scroll, 1)
        book.changed.connect(self._show)
        book.let_go.connect(self._remove)
        for job in reversed(book.newest_first()):
            self._show(job)

    def tick(self) -> None:
        """Brings the elapsed times up to date."""
        for shown in self._rows.values():
            if shown.job.unfinished:
                shown.tick()

    def row(self, job_id: int) -> JobRow | None:
        """The row of a job, if it is shown."""
        return self._rows.get(job_id)

    def ask_budget(self, job: Job, needed: float) -> None:
        """Asks in the job's row how it shall go on."""
        shown = self._rows.get(job.id)
        if shown is not None:
            shown.ask_budget(needed)
            follow_layout(self)
            # Once the row has grown.
            QTimer.singleShot(0, shown, lambda: self._scroll.ensureWidgetVisible(shown))

    def _show(self, job: Job) -> None:
        known = self._rows.get(job.id)
        if known is not None:
            moved = _place(job) != _place(known.job)
            changed = known.show_job(job)
            if moved:
                self._column.removeWidget(known)
                self._column.insertWidget(self._before(job), known)
            if changed or moved:
                follow_layout(self)
            return
        made = JobRow(job, self._supplies, self._book)
        made.acted.connect(self.acted)
        made.found.connect(self.found)
        made.budgeted.connect(self.budgeted)
        self._column.insertWidget(self._before(job), made)
        self._rows[job.id] = made
        self._empty.hide()
        if len(self._rows) > SHOWN:
            settled = [n for n, shown in self._rows.items() if not shown.job.unfinished]
            if settled:
                self._remove(min(settled))
        follow_layout(self)

    def _before(self, job: Job) -> int:
        """How many of the other rows stand above a job's."""
        place = _place(job)
        return sum(_place(row.job) > place for row in self._rows.values() if row.job.id != job.id)

    def _remove(self, job_id: int) -> None:
        gone = self._rows.pop(job_id, None)
        if gone is not None:
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()


def _place(job: Job) -> tuple[bool, int]:
    """What wants a decision stands above the rest, then the newest: the greater, the higher."""
    return job.state is State.UNCONFIRMED, job.id


class Foot(QFrame):
    """One line: what is running and how far; opens the list."""

    def __init__(self, book: JobBook) -> None:
        super().__init__()
        self.setObjectName("foot")
        self.setFixedHeight(40)
        self._book = book
        self.button = button("", "plain", ActivityWords.ACTIVITY())
        self.button.setCheckable(True)
        self.button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._name = Elided()
        self._name.setMaximumWidth(320)
        self._bar = Bar()
        self._bar.setFixedWidth(140)
        self._said = label(look="quiet")
        self._counts = label(look="quiet")
        self._wanted = label(look="caution")
        line = row(
            self._name, self._bar, self._said, None, self._wanted, self._counts, self.button, gap=14
        )
        line.setContentsMargins(tokens.EDGE, 0, tokens.GAP, 0)
        self.setLayout(line)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.refresh)
        self.button.toggled.connect(self._turned)
        book.changed.connect(self._changed)
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
            self._said.setText(standing(first))
            self._bar.show_progress(first.progress, elapsed(first))
        counts = ActivityWords.COUNTS(running=len(running), waiting=len(waiting))
        self._counts.setText(counts if first is not None else "")
        wanted = len(self._book.unconfirmed())
        one = (
            ActivityWords.ONE_UNCONFIRMED()
            if wanted == 1
            else ActivityWords.UNCONFIRMED_COUNT(count=wanted)
        )
        self._wanted.setText(one if wanted else "")
        if first is None:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _changed(self, _: Job) -> None:
        self.refresh()

    def _turned(self, on: bool) -> None:
        self.button.setText(ActivityWords.ACTIVITY())
        icons.sign(self.button, "down" if on else "up", "quiet", 16)
        said = ActivityWords.ACTIVITY_HIDE() if on else ActivityWords.ACTIVITY_SHOW()
        self.button.setToolTip(said)
        self.button.setAccessibleDescription(said)
