"""The documents opened lately, newest first, in a small JSON file that processes share."""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
from filelock import FileLock

from kling_desktop.store.document_errors import DocumentError
from kling_desktop.store.document_text import from_text, to_text
from kling_desktop.store.durable import make_folder, replacing

log = logging.getLogger(__name__)

KEPT: Final = 12
_LOCK_SECONDS: Final = 5.0


class Lately(msgspec.Struct, frozen=True, kw_only=True):
    """One document of the list."""

    path: Path
    missing: bool
    """Whether nothing is there at the moment; its disk may come back."""


class _File(msgspec.Struct, frozen=True):
    documents: list[str]


class Recent(msgspec.Struct, frozen=True):
    """The list kept in one file. Touches disks that may be slow: not for the window's thread."""

    file: Path

    def documents(self) -> list[Lately]:
        """The list, newest first. A file that can't be understood counts as an empty list."""
        return [Lately(path=Path(name), missing=not _is_file(name)) for name in self._names()]

    def add(self, document: Path) -> None:
        """Puts a document first. Raises `OSError` where the list can't be kept."""
        name = os.path.abspath(document)  # noqa: PTH100 - links are to stay as they are called
        self._change(lambda names: [name, *(other for other in names if other != name)])

    def remove(self, document: Path) -> None:
        """Takes a document off the list; the file itself stays. Raises `OSError`."""
        name = os.path.abspath(document)  # noqa: PTH100
        self._change(lambda names: [other for other in names if other != name])

    def clear(self) -> None:
        """Empties the list. Raises `OSError`."""
        self._change(lambda _: [])

    def _change(self, edit: Callable[[list[str]], list[str]]) -> None:
        make_folder(self.file.parent)
        lock = FileLock(f"{self.file}.lock", timeout=_LOCK_SECONDS)
        with lock, replacing(self.file) as file:
            names = edit(self._names())[:KEPT]
            file.write(to_text({"documents": names}, indent=2))

    def _names(self) -> list[str]:
        try:
            return msgspec.convert(from_text(self.file.read_bytes()), _File).documents[:KEPT]
        except FileNotFoundError:
            return []
        except (DocumentError, msgspec.ValidationError) as error:
            log.warning("the list of recent documents starts afresh: %s", error)
            return []


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # a folder we may not look into, a name no file can have
        return False
