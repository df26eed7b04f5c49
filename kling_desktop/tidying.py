"""Housekeeping: gathers every name that something may still be called by, and removes the rest
(house.md, "The way of a picture"). At any doubt nothing is removed, and a clip never.
"""

import logging
import re
import shutil
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Final

from kling_desktop.compose import Studio
from kling_desktop.jobs.job import UNFINISHED, Job, State
from kling_desktop.store import housekeeping
from kling_desktop.store.document import frames_of, read_storyboard
from kling_desktop.store.durable import UNFINISHED as SIDE_FILE
from kling_desktop.store.housekeeping import Cleared, Leftovers, OthersAtWork, Space, below, pile
from kling_desktop.storyboard.model import Storyboard

log = logging.getLogger(__name__)

_GOING_ON: Final = UNFINISHED | {State.PARKED, State.UNCONFIRMED}
"""States from which a job may still want what it began with."""

_PART: Final = ".part"
"""How the names of clips end while they are fetched."""

_NO_CLIP: Final = re.compile(rf"{re.escape(_PART)}(\.mark)?$|{re.escape(SIDE_FILE)}$")
"""A clip that is being fetched, the note beside it, or a copy that is being written."""


def tidy(studio: Studio, on_desk: Collection[str]) -> int:
    """Removes pictures that no document, recovery copy, undo step or job names; bytes freed.

    `on_desk` are the hashes of what this process may still want. Nothing is removed while another
    process works in the same home. Not for the window's thread. Raises `DocumentError` where a
    recent document can't be read, `DatabaseTrouble` and `OSError`: nothing was removed, or in the
    last case not all.
    """
    if not _alone(studio):
        return 0
    named = _named(studio, on_desk, studio.all_jobs(), _recent_boards(studio))
    return housekeeping.remove(housekeeping.unnamed(studio.pictures, named))


class Tidying:
    """The window's door to housekeeping (`store.housekeeping.Housekeeper`)."""

    def __init__(self, studio: Studio, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives Unix seconds."""
        self._studio = studio
        self._clock = clock

    def measure(self) -> Space:
        """How much room everything takes. Raises `OSError`."""
        paths = self._studio.paths
        return Space(
            clips=pile(self._clips()),
            pictures=pile(below(paths.pictures)),
            thumbnails=pile(below(paths.thumbnails)),
            recovery=pile(below(paths.recovery)),
            practice=pile(below(paths.practice)),
        )

    def _clips(self) -> set[Path]:
        """What lies in our own folder, and of folders that the user chose what the library has."""
        studio, chosen = self._studio, self._studio.settings.current
        clips = set(below(studio.paths.clips))
        if chosen.clips_folder or chosen.earlier_clips_folders:
            clips.update(studio.clips / name for name in studio.library.files())
        return clips

    def find(self, on_desk: Collection[str]) -> Leftovers:
        """What may go. Raises `OthersAtWork`, `DocumentError`, `DatabaseTrouble`, `OSError`."""
        studio, now = self._studio, self._clock()
        if not _alone(studio):
            raise OthersAtWork
        jobs, boards = studio.all_jobs(), _recent_boards(studio)
        named = _named(studio, on_desk, jobs, boards)
        wanted = [job for job in jobs if job.state in _GOING_ON]
        clips = below(studio.paths.clips)
        known = studio.library.files() | {clip.name for clip in clips} | set(_takes(boards))
        return Leftovers(
            pictures=tuple(housekeeping.unnamed(studio.pictures, named, now)),
            thumbnails=tuple(studio.thumbnails.leftovers(known, now)),
            downloads=tuple(_broken_off(clips, wanted, now)),
            practice=tuple(self._practice(jobs, wanted, now)),
        )

    def clear(self, shown: Leftovers, on_desk: Collection[str]) -> Cleared:
        """Removes what was shown, as far as it may still go. Raises what `find` does."""
        found = self.find(on_desk)
        pictures = sorted(set(found.pictures) & set(shown.pictures))
        # A picture that is kept again meanwhile stays: the store's own way.
        freed = housekeeping.remove(pictures, self._clock())
        stayed = sum(path.exists() for path in shown.pictures)
        for kind in ("thumbnails", "downloads", "practice"):
            agreed = set(getattr(found, kind)) & set(getattr(shown, kind))
            for path in sorted(agreed):
                size = pile([path]).size
                if _remove(path):
                    freed += size
            stayed += sum(path.exists() for path in getattr(shown, kind))
        return Cleared(freed=freed, stayed=stayed)

    def _practice(self, jobs: Iterable[Job], wanted: Iterable[Job], now: float) -> list[Path]:
        """Folders of practice tasks that nobody asks for any more: their clips are in the library,
        or they are a day old and no job goes on with them.
        """
        done = {job.task_id for job in jobs if job.practice and job.state is State.DONE}
        going_on = {job.task_id for job in wanted if job.practice}
        return [
            folder
            for folder in below(self._studio.paths.practice / "tasks")
            if folder.name not in going_on and (folder.name in done or _is_old(folder, now))
        ]


def _alone(studio: Studio) -> bool:
    tokens = {lock.stem for lock in studio.paths.owners.glob("*.lock")}
    return not any(studio.owners.alive(token) for token in tokens - {studio.owners.me})


def _recent_boards(studio: Studio) -> list[Storyboard]:
    return [read_storyboard(document.path) for document in studio.recent.documents()]


def _named(
    studio: Studio, on_desk: Collection[str], jobs: Iterable[Job], boards: Iterable[Storyboard]
) -> set[str]:
    """Hashes of all pictures that something names."""
    named = set(on_desk) | studio.recovery.named()
    for job in jobs:
        if job.snapshot is not None:
            named.update(frame.picture for frame in job.snapshot.frames)
    for board in boards:
        named.update(frame.picture for frame in frames_of(board))
    return named


def _takes(boards: Iterable[Storyboard]) -> Iterable[str]:
    return (take.clip for board in boards for scene in board.scenes for take in scene.takes)


def _broken_off(clips: Iterable[Path], wanted: Iterable[Job], now: float) -> list[Path]:
    """Files in the clips folder that are no clips: half of one, for a job that has ended."""
    growing = tuple(f"{job.clip}{_PART}" for job in wanted if job.clip is not None)
    return [
        path
        for path in clips
        if _NO_CLIP.search(path.name) and not path.name.startswith(growing) and _is_old(path, now)
    ]


def _is_old(path: Path, now: float) -> bool:
    try:
        return now - path.stat().st_mtime > housekeeping.DAY
    except FileNotFoundError:
        return False


def _remove(path: Path) -> bool:
    """Whether a file, or a folder with all that is in it, is gone now."""
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("something that nothing refers to stays: %s", error)
        return False
    return True
