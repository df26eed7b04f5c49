"""How far everything is, on the program's button in the taskbar or dock, where there is one."""

import platform
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from kling_desktop.jobs.job import Hold, Job, State
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.taskbar_linux import Launcher
from kling_desktop.ui.taskbar_windows import TaskbarButton, taskbar_list

WAITS_FOR_USER = frozenset(
    {
        Hold.BALANCE,
        Hold.BUDGET,
        Hold.CERTIFICATE,
        Hold.CHOICE,
        Hold.KEY_MISSING,
        Hold.KEY_REFUSED,
        Hold.KEY_STORE,
        Hold.PAUSED,
        Hold.PREDECESSOR,
        Hold.PREDECESSOR_FAILED,
    }
)
"""Holds in which nothing moves until the user, or another job, has done something."""


class Taskbar(Protocol):
    """The program's button, in whatever way the system draws it."""

    def show(self, fraction: float | None, count: int) -> None:
        """Shows that `count` jobs are under way and how far they are together, from 0 to 1;
        `None` takes everything off the button.
        """
        ...


class Badge:
    """A number on the icon, where a system has no bar for progress: macOS."""

    def show(self, fraction: float | None, count: int) -> None:
        """A number goes with the jobs under way."""
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.setBadgeNumber(0 if fraction is None else count)


class Nowhere:
    """A system without any of it."""

    def show(self, fraction: float | None, count: int) -> None:
        """Shows nothing."""


def taskbar(windows: Callable[[], list[int]]) -> Taskbar:
    """The one of this system. `windows` are the native handles of the program's windows."""
    system = platform.system()
    if system == "Windows":
        found = taskbar_list()
        return Nowhere() if found is None else TaskbarButton(found, windows)
    return Badge() if system == "Darwin" else Launcher()


class Progress(QObject):
    """Tells the taskbar of the jobs under way. Those done since nothing was under way count too,
    so that the bar never goes back when one of several is done.
    """

    def __init__(self, book: JobBook, shown_on: Taskbar) -> None:
        super().__init__()
        self._shown_on = shown_on
        self._together: dict[int, float] = {}
        """The share that each job of this stretch has behind it, from 0 to 1."""
        self._moving: set[int] = set()
        self._last: tuple[float | None, int] = (None, 0)
        book.changed.connect(self._follow)

    def close(self) -> None:
        """Takes everything off the button."""
        self._show(None, 0)

    def _follow(self, job: Job) -> None:
        if moves(job):
            self._moving.add(job.id)
            self._together[job.id] = max(self._together.get(job.id, 0.0), job.progress / 100)
        else:
            self._moving.discard(job.id)
            if job.id in self._together:
                # Done, failed, or set aside: it is no longer what is waited for.
                self._together[job.id] = 1.0
        if not self._moving:
            self._together.clear()
            self._show(None, 0)
            return
        share = sum(self._together.values()) / len(self._together)
        self._show(round(min(share, 1.0), 2), len(self._moving))

    def _show(self, fraction: float | None, count: int) -> None:
        if (fraction, count) != self._last:
            self._last = (fraction, count)
            self._shown_on.show(fraction, count)


def moves(job: Job) -> bool:
    """Whether a job goes on by itself, however long that takes."""
    if job.state is State.WAITING:
        return job.hold not in WAITS_FOR_USER
    return job.unfinished
