"""What a drop would do, said while it hovers: from names and kinds alone, no file is touched."""

from enum import StrEnum

import msgspec
from PySide6.QtCore import QMimeData, QMimeDatabase

from kling_desktop.ui import arrivals
from kling_desktop.ui.clip_data import CLIP_TYPE
from kling_desktop.words import Hover


class Sort(StrEnum):
    """What is being dragged, as far as it shows."""

    PICTURE = "picture"
    """A picture, or a file that may be one."""
    VIDEO = "video"
    CLIP = "clip"
    """A clip out of the library."""
    ADDRESS = "address"
    PDF = "pdf"
    FOLDER = "folder"
    OTHER = "other"
    """A file of another kind, by its name."""


class Look(msgspec.Struct, frozen=True):
    """What is being dragged, and how many."""

    sort: Sort
    count: int = 1

    @property
    def usable(self) -> bool:
        """Whether something can be made of it, as far as it shows."""
        return self.sort not in (Sort.PDF, Sort.FOLDER, Sort.OTHER)


def look(mime: QMimeData) -> Look | None:
    """What a drag carries; `None` where it is nothing for a frame."""
    urls = mime.urls()
    if not urls and mime.hasUrls():
        # On X11 a program whose mouse has moved on meanwhile gives nothing just now. It is let in
        # for what it says it has; once it is dropped all of it can be read.
        return Look(Sort.PICTURE)
    if not arrivals.carries_picture(mime, urls):
        return None
    names = [url.path() for url in urls if url.isLocalFile()]
    if names:
        sorts = [_sort(name) for name in names]
        usable = [sort for sort in sorts if Look(sort).usable]
        if mime.hasFormat(CLIP_TYPE):
            return Look(Sort.CLIP, len(names))
        return Look((usable or sorts)[0], len(usable or sorts))
    if mime.hasImage():
        return Look(Sort.PICTURE)
    return Look(Sort.ADDRESS, max(1, len(urls)))


def on_zone(seen: Look, *, end: bool, filled: bool, pairs: bool = False) -> str:
    """What dropping it on a frame's zone would do; `pairs` where two would fill both zones."""
    trouble = _trouble(seen)
    if trouble:
        return trouble
    if seen.count == 2 and pairs:
        return Hover.BOTH_FRAMES()
    if seen.count > 1:
        return Hover.FIRST_OF_MANY(count=seen.count)
    if seen.sort in (Sort.VIDEO, Sort.CLIP):
        return Hover.TAKE_FIRST_FRAME() if end else Hover.TAKE_LAST_FRAME()
    if end:
        return Hover.REPLACE_END() if filled else Hover.USE_AS_END()
    return Hover.REPLACE_FIRST() if filled else Hover.USE_AS_FIRST()


def on_stage(seen: Look, *, filled: bool) -> str:
    """What dropping it on the stage would do."""
    trouble = _trouble(seen)
    if trouble:
        return trouble
    if seen.count > 1:
        return Hover.MAKE_SCENES(count=seen.count)
    if seen.sort is Sort.CLIP:
        return Hover.BRING_BACK()
    return on_zone(seen, end=False, filled=filled)


def on_block(seen: Look, *, filled: bool, number: int) -> str:
    """What dropping it on a scene in the timeline would do."""
    trouble = _trouble(seen)
    if trouble:
        return trouble
    if seen.sort in (Sort.VIDEO, Sort.CLIP):
        return Hover.TAKE_LAST_FRAME()
    if filled:
        return Hover.REPLACE_FIRST_OF(number=number)
    return Hover.USE_AS_FIRST_OF(number=number)


def _sort(name: str) -> Sort:
    if name.endswith("/"):
        return Sort.FOLDER
    # By the name alone: a drag over a slow disk must not wait for it.
    kinds = [kind.name() for kind in QMimeDatabase().mimeTypesForFileName(name)]
    if not kinds:
        return Sort.PICTURE
    for beginning, sort in _BEGINNINGS.items():
        if any(kind.startswith(beginning) for kind in kinds):
            return Sort.OTHER if "image/svg+xml" in kinds else sort
    return Sort.OTHER


_BEGINNINGS = {"image/": Sort.PICTURE, "video/": Sort.VIDEO, "application/pdf": Sort.PDF}


def _trouble(seen: Look) -> str:
    return {
        Sort.PDF: Hover.NO_PDF,
        Sort.FOLDER: Hover.NO_FOLDER,
        Sort.OTHER: Hover.NO_PICTURE,
    }.get(seen.sort, _no_trouble)()


def _no_trouble() -> str:
    return ""
