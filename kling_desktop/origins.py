"""Where clips came from, for those that were in the library before that was noted."""

import logging
from collections.abc import Iterable

from msgspec.structs import replace

from kling_desktop.jobs.job import Job
from kling_desktop.library.index import Library
from kling_desktop.store.document import read_storyboard
from kling_desktop.store.document_errors import DocumentError
from kling_desktop.store.recent import Recent

log = logging.getLogger(__name__)


def look_up(library: Library, jobs: Iterable[Job], recent: Recent) -> None:
    """Finds the storyboards of clips in the ledger's jobs, and their names in recent documents.

    Each clip is looked up once. Raises `DatabaseTrouble`.
    """
    # A job's number is good in one ledger only; its clip's name ends in its mark.
    made = {job.clip: job for job in jobs if job.clip is not None}
    placed = []
    for entry in library.unplaced():
        job = made.get(entry.file)
        board, scene, take = (job.board, job.scene, job.mark) if job else ("", "", "")
        placed.append(replace(entry, board=board, scene=scene, take=take))
    library.place(placed)
    _name(library, recent)


def _name(library: Library, recent: Recent) -> None:
    nameless = {board.id for board in library.boards() if not board.title}
    for document in recent.documents():
        if not nameless:
            return
        try:
            board = read_storyboard(document.path)
        except (DocumentError, OSError) as error:
            log.info("a document can't tell the name of its clips' storyboard: %s", error)
            continue
        if board.id in nameless:
            nameless.discard(board.id)
            library.name_board(board.id, board.title or document.path.stem)
