"""Activity: the list of all jobs, and what can be done about several at once."""

from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kling_desktop import words
from kling_desktop.jobs.job import UNFINISHED, Job, State
from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui import tokens
from kling_desktop.ui.activity_head import ActivityHead
from kling_desktop.ui.deeds import Deeds
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.job_row import JobRow
from kling_desktop.ui.job_texts import title
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.ui.request_view import show_job_request
from kling_desktop.ui.scrolling import scrolled
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import ActivityWords

SHOWN = 24
"""Rows at first, and how many more "Older…" brings; each is a handful of widgets."""

_ALWAYS_SHOWN = UNFINISHED | {State.UNCONFIRMED, State.PARKED}

_NEWS = frozenset({State.DONE, State.FAILED, State.REFUSED, State.UNCONFIRMED, State.PARKED})
"""States that a screen reader tells of when a job comes to them."""


class JobList(QFrame):
    """The jobs, the newest first; those that want a decision in front.

    Rows are made while it is shown, and no more than were asked for: the ledger may hold thousands.
    """

    acted = Signal(object, object)
    found = Signal(object, str)
    budgeted = Signal(object, object)

    def __init__(
        self, supplies: Supplies, book: JobBook, desk: Desk, mode: Mode, deeds: Deeds
    ) -> None:
        super().__init__()
        self.setObjectName("activityPanel")
        self._supplies = supplies
        self._book = book
        self._desk = desk
        self._mode = mode
        self._rows: dict[int, JobRow] = {}
        self._current: JobRow | None = None
        self._most = SHOWN
        self._older_than: dict[int, Job] = {}
        """Jobs that "Older…" brought from the ledger."""
        self._scenes = [scene.id for scene in desk.storyboard.scenes]
        self.head = ActivityHead(supplies, book, deeds)
        self._order_timer = QTimer(self)
        self._order_timer.setSingleShot(True)
        self._order_timer.setInterval(0)
        self._order_timer.timeout.connect(self._order_stops)
        self._lay_out()
        book.changed.connect(self._changed)
        book.let_go.connect(self._let_go)
        desk.changed.connect(self._desk_changed)
        deeds.cleared.connect(self._cleared)

    def tick(self) -> None:
        """Brings the elapsed times up to date."""
        if self.isVisible():
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

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_all()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        inside.setAccessibleName(ActivityWords.JOBS())
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._empty = label(ActivityWords.NO_JOBS(), "quiet")
        self._empty.setContentsMargins(tokens.EDGE, tokens.EDGE, tokens.EDGE, tokens.EDGE)
        self._older = button(ActivityWords.OLDER(), "link")
        self._older.clicked.connect(self._ask_older)
        self._older.hide()
        foot = row(self._older, None)
        foot.setContentsMargins(tokens.PAD, tokens.GRID, tokens.PAD, tokens.GRID)
        self._column.addWidget(self._empty)
        self._column.addLayout(foot)
        self._column.addStretch(1)
        self._inside = inside
        scroll = self._scroll = scrolled(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(scroll, 1)

    def _show_all(self) -> None:
        """Makes the rows that should be there, and lets go of the others."""
        jobs = [job for job in self._book.newest_first() if not job.hidden]
        wanted = [job for job in jobs if job.state in _ALWAYS_SHOWN]
        wanted += [job for job in jobs if job.state not in _ALWAYS_SHOWN][: self._most]
        wanted += [job for number, job in self._older_than.items() if not self._book.find(number)]
        ids = {job.id for job in wanted}
        for number in [number for number in self._rows if number not in ids]:
            self._remove(number)
        for job in sorted(wanted, key=_place, reverse=True):
            self._put(job)
        self._older.setVisible(self._may_be_older())
        self._empty.setVisible(not self._rows)

    def _changed(self, job: Job) -> None:
        if not self.isVisible():
            return
        known = self._rows.get(job.id)
        before = known.job.state if known is not None else None
        if job.hidden:
            self._remove(job.id)
        else:
            self._put(job)
            self._shorten()
        self._empty.setVisible(not self._rows)
        if before is not None and job.state is not before and job.state in _NEWS:
            news = ActivityWords.NEWS(job=title(job), state=words.state(job))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, news))

    def _put(self, job: Job) -> None:
        """Shows a job in its place."""
        known = self._rows.get(job.id)
        scene = self._number(job)
        if known is None:
            known = self._made(job)
            known.show_job(job, scene)
            self._rows[job.id] = known
            self._column.insertWidget(self._above(job), known)
            if self._current is None:
                self._make_current(known)
            self._order_timer.start()
            return
        moved = _place(job) != _place(known.job)
        known.show_job(job, scene)
        if moved:
            # The row keeps the focus while it moves: it is the same widget.
            self._column.removeWidget(known)
            self._column.insertWidget(self._above(job), known)
            self._order_timer.start()

    def _made(self, job: Job) -> JobRow:
        made = JobRow(job, self._supplies, self._book, self._mode)
        made.acted.connect(self.acted)
        made.found.connect(self.found)
        made.budgeted.connect(self.budgeted)
        made.copied.connect(self.head.copy)
        made.request_wanted.connect(self._show_request)
        made.entered.connect(self._make_current)
        made.left.connect(self._go)
        made.rearranged.connect(self._rearranged)
        return made

    def _above(self, job: Job) -> int:
        """How many of the other rows stand above a job's."""
        place = _place(job)
        return sum(_place(row.job) > place for row in self._rows.values() if row.job.id != job.id)

    def _shorten(self) -> None:
        settled = sorted(n for n, shown in self._rows.items() if _leaves_room(shown.job))
        for number in settled[: max(0, len(settled) - self._most - len(self._older_than))]:
            if self._rows[number] is not self._current:
                self._remove(number)
                self._older.show()

    def _remove(self, job_id: int) -> None:
        gone = self._rows.pop(job_id, None)
        if gone is None:
            return
        if gone is self._current:
            self._pass_on(gone)
        self._column.removeWidget(gone)
        gone.hide()
        gone.deleteLater()
        self._order_timer.start()

    def _pass_on(self, gone: JobRow) -> None:
        """Another row becomes the current one, and has the focus if this one had it."""
        focused = self.window().focusWidget()
        had = focused is not None and (focused is gone or gone.isAncestorOf(focused))
        others = self._in_order()
        after = [shown for shown in others if _place(shown.job) < _place(gone.job)]
        heir = after[0] if after else (others[-1] if others else None)
        self._current = None
        if heir is not None:
            self._make_current(heir)
            if had:
                heir.setFocus()

    def _make_current(self, row: JobRow) -> None:
        if row is self._current:
            return
        if self._current is not None:
            self._current.set_current(on=False)
        self._current = row
        row.set_current(on=True)
        self._order_timer.start()

    def _go(self, origin: JobRow, steps: int) -> None:
        rows = self._in_order()
        at = max(0, min(len(rows) - 1, rows.index(origin) + steps))
        self._make_current(rows[at])
        rows[at].setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(rows[at], 0, tokens.GAP)

    def _rearranged(self) -> None:
        self._order_timer.start()

    def _order_stops(self) -> None:
        """Tab goes through the head, the current row, its acts, and "Older…"."""
        stops = self.head.stops
        if self._current is not None:
            stops += self._current.stops
        stops.append(self._older)
        for one, other in pairwise(stops):
            if _next_stop(one) is not other:
                QWidget.setTabOrder(one, other)
        if self._current is not None and self._current.isAncestorOf(
            self.window().focusWidget() or self
        ):
            self._scroll.ensureWidgetVisible(self._current, 0, tokens.GAP)

    def _in_order(self) -> list[JobRow]:
        return sorted(self._rows.values(), key=lambda row: _place(row.job), reverse=True)

    def _number(self, job: Job) -> int | None:
        """The number of a job's scene in the storyboard at work."""
        if not job.scene or job.board != self._desk.storyboard.id:
            return None
        return self._scenes.index(job.scene) + 1 if job.scene in self._scenes else None

    def _desk_changed(self, board: Storyboard) -> None:
        scenes = [scene.id for scene in board.scenes]
        if scenes != self._scenes:
            self._scenes = scenes
            for shown in self._rows.values():
                shown.show_job(shown.job, self._number(shown.job))

    def _may_be_older(self) -> bool:
        lowest = min(self._rows, default=0)
        return lowest > 1 or any(n < lowest for n in self._older_than)

    def _ask_older(self) -> None:
        settled = [n for n, shown in self._rows.items() if _leaves_room(shown.job)]
        than = min(settled, default=min(self._rows, default=0))
        self._supplies.engine.tell("older", self._older_came, self._no_older, than, SHOWN)

    def _older_came(self, jobs: list[Job]) -> None:
        focused = self._older.hasFocus()
        for job in jobs:
            self._older_than[job.id] = job
            self._put(self._book.find(job.id) or job)
        self._older.setVisible(len(jobs) == SHOWN)
        if focused and jobs:
            self._make_current(self._rows[jobs[0].id])
            self._rows[jobs[0].id].setFocus()

    def _no_older(self, _: BaseException) -> None:
        self._older.setEnabled(False)

    def _let_go(self, job_id: int) -> None:
        if job_id not in self._older_than:
            self._remove(job_id)

    def _cleared(self, ids: list[int]) -> None:
        for number in ids:
            self._older_than.pop(number, None)
            self._remove(number)
        self._empty.setVisible(not self._rows)

    def _show_request(self, job: Job) -> None:
        show_job_request(self, job, self._supplies.pictures)


def _leaves_room(job: Job) -> bool:
    return job.state not in _ALWAYS_SHOWN


def _next_stop(widget: QWidget) -> QWidget | None:
    at = widget.nextInFocusChain()
    while at is not None and at is not widget and not at.focusPolicy() & Qt.FocusPolicy.TabFocus:
        at = at.nextInFocusChain()
    return at


def _place(job: Job) -> tuple[bool, int]:
    """What wants a decision stands above the rest, then the newest: the greater, the higher."""
    return job.state is State.UNCONFIRMED, job.id
