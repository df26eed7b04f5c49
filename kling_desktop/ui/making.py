"""What is being made of the selected scene, said over its picture on the stage."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from kling_desktop import words
from kling_desktop.jobs.job import Job, State
from kling_desktop.ui import tokens
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.job_bar import Bar
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.job_texts import elapsed, minutes
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import Elided, label, row
from kling_desktop.words import Film, PlayerWords

_WIDTH = 280
"""Pixels."""


class MakingSign(QFrame):
    """A slim bar with a word and the time that has gone by."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("makingSign")
        self.setAccessibleName(PlayerWords.BEING_MADE())
        self._said = Elided()
        self._lasted = label(look="quiet")
        self._bar = Bar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.PAD, tokens.GAP, tokens.PAD, tokens.PAD)
        layout.setSpacing(tokens.GAP)
        layout.addLayout(row(self._said, None, self._lasted))
        layout.addWidget(self._bar)
        self.setFixedWidth(_WIDTH)

    @property
    def said(self) -> str:
        """What is written there."""
        return self._said.text()

    def show_job(self, job: Job) -> None:
        """Shows how far the job is now."""
        state = words.state(job)
        said = Film.PERCENT(state=state, percent=job.progress) if job.progress else state
        self._said.setText(said)
        sent = job.state is not State.WAITING
        self._lasted.setText(minutes(elapsed(job)) if sent else "")
        self._bar.setVisible(sent)
        self._bar.show_progress(job.progress, elapsed(job))
        self.setAccessibleDescription(said)
        self.adjustSize()


class Making(QObject):
    """Follows the job that the selected scene waits for: the one that is furthest."""

    changed = Signal(object)
    """The `Job`, or `None`. Comes every second while there is one, for the time that goes by."""

    def __init__(self, desk: Desk, mode: Mode, book: JobBook) -> None:
        super().__init__()
        self._desk = desk
        self._mode = mode
        self._book = book
        self._closed = False
        self._seconds = QTimer(self)
        self._seconds.setInterval(1000)
        self._seconds.timeout.connect(self._tick)
        book.changed.connect(self._look)
        mode.changed.connect(self._look)
        desk.scene_changed.connect(self._look)
        self.job: Job | None = None
        self._look()

    def close(self) -> None:
        """Follows nothing more, whatever still comes of the job."""
        self._closed = True
        self._seconds.stop()

    def _look(self, _: object = None) -> None:
        if self._closed:
            return
        scene, practice = self._desk.scene.id, self._mode.practice
        mine = [
            job
            for job in self._book.newest_first()
            if job.scene == scene and job.practice == practice and job.unfinished
        ]
        mine.sort(key=lambda job: (job.state is State.WAITING, -job.progress, job.id))
        job = mine[0] if mine else None
        if job == self.job:
            return
        self.job = job
        if job is None:
            self._seconds.stop()
        elif not self._seconds.isActive():
            self._seconds.start()
        self.changed.emit(job)

    def _tick(self) -> None:
        self.changed.emit(self.job)
