"""Housekeeping: gathers every name that a picture may still be called by, then lets the store
remove the rest (house.md, "The way of a picture"). At any doubt nothing is removed.
"""

from collections.abc import Collection

from kling_desktop.compose import Studio
from kling_desktop.jobs.ledger import Ledger
from kling_desktop.store import housekeeping
from kling_desktop.store.document import frames_of, read_storyboard
from kling_desktop.store.owners import Owners


def tidy(studio: Studio, on_desk: Collection[str]) -> int:
    """Removes pictures that no document, recovery copy, undo step or job names; bytes freed.

    `on_desk` are the hashes of what this process may still want. Nothing is removed while another
    process works in the same home. Not for the window's thread. Raises `DocumentError` where a
    recent document can't be read, `DatabaseTrouble` and `OSError`: nothing was removed, or in the
    last case not all.
    """
    if not _alone(studio):
        return 0
    named = set(on_desk) | studio.recovery.named() | _named_by_jobs(studio)
    for document in studio.recent.documents():
        named.update(frame.picture for frame in frames_of(read_storyboard(document.path)))
    return housekeeping.remove(housekeeping.unnamed(studio.pictures, named))


def _alone(studio: Studio) -> bool:
    tokens = {lock.stem for lock in studio.paths.owners.glob("*.lock")}
    return not any(studio.owners.alive(token) for token in tokens - {studio.owners.me})


def _named_by_jobs(studio: Studio) -> set[str]:
    # With a name of its own: closing a ledger lets go of every job that its owner drives.
    reader = Owners(studio.paths.owners)
    try:
        ledger = Ledger(studio.paths.ledger, reader)
        try:
            snapshots = [job.snapshot for job in ledger.jobs() if job.snapshot is not None]
        finally:
            ledger.close()
    finally:
        reader.leave()
    return {frame.picture for snapshot in snapshots for frame in snapshot.frames}
