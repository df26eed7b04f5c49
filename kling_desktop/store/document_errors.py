"""What can be wrong with a document, as codes; the sentences are in `words`.

DocumentError
├── DocumentMissing       nothing there
├── DocumentUnreadable    `flaw` says why; the file is left as it is
├── DocumentNewer         a later version of the program made it: never touched
├── DocumentTooLarge      beyond what a document may hold, to be read or to be written
├── DocumentUnwritable    `hindrance` says why; what was there before is still there, whole
├── FramesMissing         the picture store has lost frames of the storyboard: nothing was written
└── FramesUnkept          a document's frames could not be put into the picture store
"""

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Final

from kling_desktop.storyboard.model import FrameRef


class Flaw(StrEnum):
    """Why a file can't be read as a document."""

    FOLDER = "folder"
    NOT_A_FILE = "not_a_file"
    """A device, a pipe or a socket: never opened, since reading one can wait for ever."""
    FORBIDDEN = "forbidden"
    DISK = "disk"
    """The disk or the share failed while reading."""
    EMPTY = "empty"
    NOT_A_DOCUMENT = "not_a_document"
    """Something else altogether, or a zip with no storyboard in it."""
    CUT_SHORT = "cut_short"
    """Begins like a document and ends too early: half a copy, half a download."""
    DAMAGED = "damaged"
    """Checksums or structure are wrong."""
    ENCRYPTED = "encrypted"
    STRANGE_ENTRY = "strange_entry"
    """Holds something no document holds, such as a link or a name that leads out of it."""
    REPEATED_ENTRY = "repeated_entry"
    BOMB = "bomb"
    """Unpacks to far more than it is."""
    NOT_JSON = "not_json"
    FORMAT_UNKNOWN = "format_unknown"
    """No format number, or one that never was."""
    BAD_VALUE = "bad_value"
    """A value of the wrong type, or one that no storyboard can hold; `where` names it."""
    FRAME_MISSING = "frame_missing"
    FRAME_CHANGED = "frame_changed"
    """A frame's bytes are not those that its name promises."""
    FRAME_NOT_A_PICTURE = "frame_not_a_picture"


class Hindrance(StrEnum):
    """Why something can't be written."""

    NO_FOLDER = "no_folder"
    """The folder is not there: removed, or its disk is."""
    FOLDER = "folder"
    """A folder has that name."""
    NOT_A_FILE = "not_a_file"
    FORBIDDEN = "forbidden"
    READ_ONLY = "read_only"
    FULL = "full"
    NAME = "name"
    """The disk doesn't take such a name."""
    DISK = "disk"
    UNFIT = "unfit"
    """The storyboard holds what no document can: a fault of this program."""


class Bound(StrEnum):
    """What there is too much of."""

    FILE = "file"
    """Bytes of the whole file."""
    STORYBOARD = "storyboard"
    """Bytes of the storyboard's text."""
    FRAME = "frame"
    """Bytes of one frame."""
    ENTRIES = "entries"
    SCENES = "scenes"
    SHOTS = "shots"
    """Shots of one scene."""
    TAKES = "takes"
    """Takes of one scene."""


class DocumentError(Exception):
    """A document can't be used as asked."""


class DocumentMissing(DocumentError):  # noqa: N818 - a finding, named as one
    """There is no such file."""


class DocumentUnreadable(DocumentError):  # noqa: N818
    """`flaw` says why; `where` is the place inside, for those who look deeper."""

    def __init__(self, flaw: Flaw, where: str = "") -> None:
        super().__init__(flaw.value, where)
        self.flaw = flaw
        self.where = where


class DocumentNewer(DocumentError):  # noqa: N818
    """`format` is the document's, beyond what this version knows."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.format = version


class DocumentTooLarge(DocumentError):  # noqa: N818
    """More than `most` of `bound`."""

    def __init__(self, bound: Bound, most: int) -> None:
        super().__init__(bound.value, most)
        self.bound = bound
        self.most = most


class DocumentUnwritable(DocumentError):  # noqa: N818
    """`hindrance` says why. What was there before is still there."""

    def __init__(self, hindrance: Hindrance, where: str = "") -> None:
        super().__init__(hindrance.value, where)
        self.hindrance = hindrance
        self.where = where


class FramesMissing(DocumentError):  # noqa: N818
    """`frames` are gone from the picture store, or no longer what they were."""

    def __init__(self, frames: Sequence[FrameRef]) -> None:
        super().__init__([frame.picture for frame in frames])
        self.frames = tuple(frames)


class FramesUnkept(DocumentError):  # noqa: N818
    """The application's own folder can't take the frames; `hindrance` says why."""

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(hindrance.value)
        self.hindrance = hindrance


_HINDRANCES: Final = {
    errno.ENOENT: Hindrance.NO_FOLDER,
    errno.ENOTDIR: Hindrance.NO_FOLDER,
    errno.EISDIR: Hindrance.FOLDER,
    errno.EACCES: Hindrance.FORBIDDEN,
    errno.EPERM: Hindrance.FORBIDDEN,
    errno.EROFS: Hindrance.READ_ONLY,
    errno.ENOSPC: Hindrance.FULL,
    errno.EDQUOT: Hindrance.FULL,
    errno.EFBIG: Hindrance.FULL,
    errno.ENAMETOOLONG: Hindrance.NAME,
    errno.EINVAL: Hindrance.NAME,
    errno.EILSEQ: Hindrance.NAME,
    errno.ELOOP: Hindrance.NAME,
}


def hindrance_of(error: OSError) -> Hindrance:
    """What stood in the way of writing."""
    return _HINDRANCES.get(error.errno or 0, Hindrance.DISK)


@contextmanager
def reading() -> Iterator[None]:
    """Names what the system says while a document is read."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DocumentMissing(str(error)) from error
    except IsADirectoryError as error:
        raise DocumentUnreadable(Flaw.FOLDER) from error
    except PermissionError as error:
        raise DocumentUnreadable(Flaw.FORBIDDEN) from error
    except OSError as error:
        # A name that no file can have is no file either.
        if error.errno in (errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL):
            raise DocumentMissing(str(error)) from error
        raise DocumentUnreadable(Flaw.DISK, str(error)) from error


@contextmanager
def writing() -> Iterator[None]:
    """Names what the system says while a document is written."""
    try:
        yield
    except OSError as error:
        raise DocumentUnwritable(hindrance_of(error), str(error)) from error
