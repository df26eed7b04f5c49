"""A picture's bytes from wherever they are, without ever waiting on something that is no file."""

import errno
import os
import stat
from pathlib import Path
from typing import Final

from kling_desktop.frames.codes import PictureError, Trouble

FILE_BYTES: Final = 300_000_000
"""Most bytes of a file that is looked into; a 200 megapixel photo stays well below."""

_BEGINNING: Final = 4096

_NOT_THERE: Final = {
    errno.ENOENT,
    errno.ENOTDIR,
    errno.ELOOP,
    errno.ENAMETOOLONG,
    errno.EINVAL,
}

# A pipe put in the file's place between looking and opening must not make us wait either.
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def read(source: Path | bytes, name: str) -> bytes:
    """The bytes of `source`, at least one and at most `FILE_BYTES`.

    Raises PictureError: NOT_FOUND, FOLDER, NOT_A_FILE, FORBIDDEN, UNREADABLE, EMPTY,
    TOO_LARGE_FILE.
    """
    data = source if isinstance(source, bytes) else _read_file(source, name)
    if not data:
        raise PictureError(Trouble.EMPTY, name=name)
    if len(data) > FILE_BYTES:
        raise _too_large(name, len(data))
    return data


def beginning(path: Path, name: str) -> bytes:
    """The first bytes of a file of any size, enough to tell what it is.

    Raises PictureError: NOT_FOUND, FOLDER, NOT_A_FILE, FORBIDDEN, UNREADABLE.
    """
    return _read_file(path, name, _BEGINNING)


def _read_file(path: Path, name: str, most: int = FILE_BYTES + 1) -> bytes:
    whole = most > FILE_BYTES
    try:
        _must_be_file(path.stat(), name, whole=whole)
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            _must_be_file(os.fstat(file.fileno()), name, whole=whole)
            return file.read(most)
    except PermissionError as error:
        raise PictureError(Trouble.FORBIDDEN, name=name) from error
    except OSError as error:
        code = Trouble.NOT_FOUND if error.errno in _NOT_THERE else Trouble.UNREADABLE
        raise PictureError(code, name=name) from error
    except ValueError as error:  # a name no file can have, such as one with a NUL
        raise PictureError(Trouble.NOT_FOUND, name=name) from error


def _must_be_file(facts: os.stat_result, name: str, *, whole: bool) -> None:
    if stat.S_ISDIR(facts.st_mode):
        raise PictureError(Trouble.FOLDER, name=name)
    if not stat.S_ISREG(facts.st_mode):
        raise PictureError(Trouble.NOT_A_FILE, name=name)
    if whole and facts.st_size > FILE_BYTES:
        raise _too_large(name, facts.st_size)


def _too_large(name: str, size: int) -> PictureError:
    return PictureError(Trouble.TOO_LARGE_FILE, name=name, bytes=size, most=FILE_BYTES)
