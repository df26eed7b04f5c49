"""Housekeeping: gathers every name that something may still be called by, and removes the rest
(house.md, "The way of a picture"). At any doubt nothing is removed, and a clip never.
"""

import logging
import shutil
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Final

from kling_desktop.compose import Studio
from kling_desktop.jobs.job import UNFINISHED, Job, State
from kling_desktop.store import housekeeping
from kling_desktop.store.document import frames_of, read_storyboard
from kling_desktop.store.housekeeping import Cleared, Leftovers, OthersAtWork, Space, below, pile
from kling_desktop.storyboard.model import Storyboard

log = logging.getLogger(__name__)

_GOING_ON: Final = UNFINISHED | {State.PARKED, State.UNCONFIRMED}
"""States from which a job may still want what it began with."""

_HALF: Final = (".part", ".part.mark")
"""What follows the name of a clip while it is fetched, and in the note beside it."""


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
            clips=pile(_clips(self._studio)),
            pictures=pile(below(paths.pictures)),
            thumbnails=pile(below(paths.thumbnails)),
            recovery=pile(below(paths.recovery)),
            practice=pile(below(paths.practice)),
        )

    def find(self, on_desk: Collection[str]) -> Leftovers:
        """What may go. Raises `OthersAtWork`, `DocumentError`, `DatabaseTrouble`, `OSError`."""
        studio, now = self._studio, self._clock()
        if not _alone(studio):
            raise OthersAtWork
        jobs, boards = studio.all_jobs(), _recent_boards(studio)
        named = _named(studio, on_desk, jobs, boards)
        wanted = [job for job in jobs if job.state in _GOING_ON]
        here = {clip.name for clip in _clips(studio)}
        known = studio.library.files() | here | set(_takes(boards))
        return Leftovers(
            pictures=tuple(housekeeping.unnamed(studio.pictures, named, now)),
            thumbnails=tuple(studio.thumbnails.leftovers(known, now)),
            downloads=tuple(_broken_off(studio, jobs, wanted, now)),
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


def _clip_folders(studio: Studio) -> list[Path]:
    """Where clips go and went; all but the first are the person's own, with other things too."""
    chosen = studio.settings.current
    named = (chosen.clips_folder, *chosen.earlier_clips_folders)
    return list(dict.fromkeys([studio.paths.clips, *(Path(name) for name in named if name)]))


def _clips(studio: Studio) -> list[Path]:
    own, *others = _clip_folders(studio)
    known = studio.library.files() if others else set()
    found = [path for folder in others for path in below(folder) if path.name in known]
    return below(own) + found


def _broken_off(
    studio: Studio, jobs: Iterable[Job], wanted: Iterable[Job], now: float
) -> list[Path]:
    """What was fetched of clips for jobs that have ended; never a file that no job named."""
    growing = {job.clip for job in wanted}
    ended = {job.clip for job in jobs if job.clip is not None} - growing
    return [
        path
        for folder in _clip_folders(studio)
        for clip in sorted(filter(None, ended))
        for half in _HALF
        if _is_old(path := folder / f"{clip}{half}", now)
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
