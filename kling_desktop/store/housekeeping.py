"""Removing pictures that nothing names any more (house.md, "The way of a picture").

What is named comes from the caller: documents, recovery copies, undo steps and jobs. What another
process has on its desk only that process knows, so this is for a moment when no other one runs.
"""

import os
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

import msgspec

from kling_desktop.store.pictures import Pictures

DAY: Final = 24 * 60 * 60.0
"""Seconds for which a picture is safe after it was last kept: it may be on its way to be named."""

_LEAVING: Final = ".leaving"
_HASH_CHARACTERS: Final = 64


class OthersAtWork(Exception):  # noqa: N818 - a finding, named as one
    """Another process works in the same home, and only that one knows what it still wants."""


class Pile(msgspec.Struct, frozen=True):
    """Files of one kind, and the bytes they take together."""

    files: int = 0
    size: int = 0


class Space(msgspec.Struct, frozen=True, kw_only=True):
    """What takes room on the disk."""

    clips: Pile
    pictures: Pile
    thumbnails: Pile
    recovery: Pile
    practice: Pile


class Leftovers(msgspec.Struct, frozen=True, kw_only=True):
    """Files that nothing refers to any more, by kind. Never a clip."""

    pictures: tuple[Path, ...] = ()
    thumbnails: tuple[Path, ...] = ()
    downloads: tuple[Path, ...] = ()
    """Clips that broke off while they were fetched, for jobs that have ended."""
    practice: tuple[Path, ...] = ()
    """Folders of the stand-in service's tasks."""


class Cleared(msgspec.Struct, frozen=True, kw_only=True):
    """What a clean-up has done."""

    freed: int
    """Bytes."""
    stayed: int = 0
    """Things that could not be removed, or have found a use since they were shown."""


class Housekeeper(Protocol):
    """The door to all of it. Touches the disk, and takes its time: not for the window's thread."""

    def measure(self) -> Space:
        """How much room everything takes. Raises `OSError`."""

    def find(self, on_desk: Collection[str]) -> Leftovers:
        """What may go. `on_desk` are the hashes of pictures that this process may still want.

        Raises `OthersAtWork`, `DocumentError` where a recent document can't be read,
        `DatabaseTrouble` and `OSError`: at any doubt there is nothing that may go.
        """

    def clear(self, shown: Leftovers, on_desk: Collection[str]) -> Cleared:
        """Removes what was shown, as far as it may still go. Raises what `find` does."""


def pile(files: Iterable[Path]) -> Pile:
    """How many files there are, and how large they are together; folders count with all in them.

    Raises `OSError` where a folder can't be read.
    """
    count = size = 0
    for path in files:
        with suppress(FileNotFoundError):  # removed meanwhile
            if path.is_dir():
                inside = pile(path.iterdir())
                count, size = count + inside.files, size + inside.size
            else:
                count, size = count + 1, size + path.stat().st_size
    return Pile(count, size)


def below(folder: Path) -> list[Path]:
    """Everything directly in a folder; nothing where it is not there. Raises `OSError`."""
    try:
        with os.scandir(folder) as entries:
            return [Path(entry.path) for entry in entries]
    except FileNotFoundError:
        return []


def unnamed(pictures: Pictures, named: Collection[str], now: float | None = None) -> list[Path]:
    """Files of pictures whose hash is not in `named` and that were last kept a day ago or more.

    A named one that a crash left half removed is put back. `now` is in Unix seconds.
    Raises `OSError` where the store can't be read.
    """
    latest = (time.time() if now is None else now) - DAY
    found = []
    for path in pictures.files():
        with suppress(FileNotFoundError):  # removed meanwhile
            if path.name[:_HASH_CHARACTERS] not in named:
                if path.stat().st_mtime <= latest:
                    found.append(path)
            elif path.suffix == _LEAVING:
                path.replace(path.with_suffix(""))
    return found


def remove(files: Iterable[Path], now: float | None = None) -> int:
    """Removes what `unnamed` found and nobody kept again since; returns the bytes freed.

    Raises `OSError` where a file can't be removed; those before it are gone.
    """
    latest = (time.time() if now is None else now) - DAY
    freed = 0
    for path in files:
        leaving = path.with_name(path.name + _LEAVING)
        try:
            # Out of the store's sight first: keeping the picture now writes it anew, and keeping
            # it a moment ago shows in the time that moved along.
            path.rename(leaving)
        except FileNotFoundError:
            continue
        facts = leaving.stat()
        if facts.st_mtime > latest:
            leaving.replace(path)
            continue
        leaving.unlink()
        freed += facts.st_size
    return freed
