"""The recovery copy: what is being edited, on disk within a second of every change."""

import logging
import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from kling_desktop.storyboard.model import FrameRef, Storyboard
from kling_desktop.ui.background import Background
from kling_desktop.ui.desk import Desk

log = logging.getLogger(__name__)

FORMAT = 1
WAIT = 600
"""Milliseconds from a change to its writing: with the writing itself less than a second."""


class Restored(StrEnum):
    """What was found at the start."""

    NOTHING = "nothing"
    FOUND = "found"
    NEWER = "newer"
    UNREADABLE = "unreadable"


class _Copy(Storyboard, frozen=True, kw_only=True, omit_defaults=True):
    format: int


class _Version(msgspec.Struct):
    format: int = FORMAT


def write(storyboard: Storyboard, path: Path) -> None:
    """Replaces the copy at `path` by this one, or leaves it as it was. Raises `OSError`."""
    copy = _Copy(**msgspec.structs.asdict(storyboard), format=FORMAT)
    path.parent.mkdir(parents=True, exist_ok=True)
    side = path.with_name(f"{path.name}.{os.getpid()}.new")
    with side.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(copy), indent=2))
        file.flush()
        os.fsync(file.fileno())
    side.replace(path)


def read(path: Path) -> tuple[Restored, Storyboard | None]:
    """The copy at `path`. One that is newer or can't be read is set aside, never overwritten."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Restored.NOTHING, None
    try:
        newer = msgspec.json.decode(data, type=_Version).format > FORMAT
        storyboard = None if newer else msgspec.json.decode(data, type=Storyboard)
    except msgspec.DecodeError as fault:
        log.warning("the recovery copy could not be read: %s", fault)
        newer, storyboard = False, None
    if storyboard is not None:
        return Restored.FOUND, storyboard
    _set_aside(path, "newer" if newer else "unreadable")
    return (Restored.NEWER if newer else Restored.UNREADABLE), None


def without_lost_frames(
    storyboard: Storyboard, has: Callable[[FrameRef], bool]
) -> tuple[Storyboard, list[str]]:
    """The storyboard without the frames whose pictures are gone, and what those were called."""
    lost: list[str] = []

    def found(frame: FrameRef | None) -> FrameRef | None:
        if frame is not None and not has(frame):
            lost.append(frame.name)
            return None
        return frame

    scenes = tuple(
        replace(s, first_frame=found(s.first_frame), end_frame=found(s.end_frame))
        for s in storyboard.scenes
    )
    return replace(storyboard, scenes=scenes), lost


def _set_aside(path: Path, why: str) -> None:
    number = 1
    while (aside := path.with_name(f"{path.stem}.{why}-{number}{path.suffix}")).exists():
        number += 1
    path.replace(aside)


class Autosave(QObject):
    """Writes the desk's storyboard after changes, off the window's thread."""

    failed = Signal(object)
    """The copy could not be written; the exception. The next change tries again."""

    def __init__(self, desk: Desk, path: Path, disk: Background) -> None:
        super().__init__()
        self._desk = desk
        self._path = path
        self._disk = disk
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self._save)
        desk.changed.connect(self._wait)

    def flush(self) -> None:
        """Writes now what has not been written: the program is ending."""
        if self._timer.isActive():
            self._timer.stop()
            storyboard = self._desk.storyboard
            self._disk.last(lambda: write(storyboard, self._path))

    def _wait(self) -> None:
        # Not started anew by each key stroke: steady typing must not put the writing off.
        if not self._timer.isActive():
            self._timer.start()

    def _save(self) -> None:
        storyboard = self._desk.storyboard
        self._disk.run_task(lambda: write(storyboard, self._path), self._saved, self._not_saved)

    def _saved(self, _: object) -> None:
        log.debug("the recovery copy is written")

    def _not_saved(self, error: BaseException) -> None:
        log.warning("the recovery copy can't be written: %s", error)
        self.failed.emit(error)
