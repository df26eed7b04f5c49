"""Recovery copies: what every open desk holds, on disk, until it is saved or let go.

A copy is a JSON file `<desk>.<owner>.json`: the storyboard's text, where it belongs, and what was
saved of it. Frames are in the picture store already, so a copy is small and quickly written. The
owner in its name is a process, whose OS lock shows whether it lives: a copy of a dead one is what
a crash left behind. Taking one over is a rename, so two processes never both get it.
"""

import logging
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Final
from uuid import uuid4

import msgspec

from kling_desktop.store import document_text
from kling_desktop.store.document import digest_of, read_storyboard
from kling_desktop.store.document_errors import (
    DocumentError,
    DocumentMissing,
    DocumentNewer,
    DocumentUnreadable,
    Flaw,
)
from kling_desktop.store.durable import make_folder, remove_left_behind, replacing
from kling_desktop.store.owners import Owners
from kling_desktop.storyboard.model import Storyboard

log = logging.getLogger(__name__)

_COPY: Final = ".json"
_HASH: Final = re.compile(rb"[0-9a-f]{64}")


class Recovered(msgspec.Struct, frozen=True, kw_only=True):
    """Work that was not saved when its process died."""

    desk: str
    storyboard: Storyboard
    document: Path | None
    """The file it belongs to; `None` for untitled work."""
    saved: str | None
    """`digest_of` what was last saved or opened; `None` where nothing was."""
    changed_since: bool
    """Whether the file is no longer what this work began from: gone, or written by another."""
    at: float
    """When it was written, Unix seconds."""
    path: Path
    """The copy itself."""


class Unusable(StrEnum):
    """Why a copy can't be offered."""

    NEWER = "newer"
    """A later version of the program made it, and will find it again."""
    UNREADABLE = "unreadable"


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """A copy that can't be offered: moved out of the way, never deleted."""

    why: Unusable
    path: Path
    """Where it is now."""


class _Copy(msgspec.Struct, frozen=True, kw_only=True):
    storyboard: document_text.Plain
    at: float
    document: str | None = None
    saved: str | None = None


def new_desk() -> str:
    """An identity for a desk, for as long as a storyboard lies open on it."""
    return uuid4().hex


class Recovery:
    """The recovery copies of one installation. Safe from any thread; one writer for each desk."""

    def __init__(
        self, folder: Path, owners: Owners, clock: Callable[[], float] = time.time
    ) -> None:
        """`clock` gives Unix seconds."""
        self._folder = folder
        self._owners = owners
        self._clock = clock

    def write(
        self, desk: str, board: Storyboard, *, document: Path | None = None, saved: str | None
    ) -> None:
        """Replaces the desk's copy; on disk when it returns.

        `saved` is `digest_of` what was last saved, opened or begun with. Raises `OSError`: the
        copy before is still there.
        """
        copy = _Copy(
            storyboard=document_text.plain(board),
            at=self._clock(),
            document=None if document is None else os.path.abspath(document),  # noqa: PTH100
            saved=saved,
        )
        make_folder(self._folder)
        with replacing(self._path(desk)) as file:
            file.write(document_text.to_text(msgspec.to_builtins(copy)))

    def discard(self, desk: str) -> None:
        """Removes the desk's copy: its work was saved, or given up by the person."""
        self._path(desk).unlink(missing_ok=True)

    def find_abandoned(self) -> list[Recovered]:
        """Unsaved work of dead processes, newest first. Reads documents to compare with.

        Copies that say no more than the saved document are removed; unusable ones are left alone,
        see `set_aside`. Raises `OSError` where the folder can't be read.
        """
        found = []
        for path in self._abandoned():
            try:
                recovered = _read(path)
            except (DocumentError, OSError) as error:
                log.warning("a recovery copy can't be offered: %s", error)
                continue
            if recovered is None:
                path.unlink(missing_ok=True)
            else:
                found.append(recovered)
        return sorted(found, key=lambda recovered: recovered.at, reverse=True)

    def set_aside(self) -> list[SetAside]:
        """Moves dead processes' copies that can't be used out of the way; tells of each once."""
        aside = []
        for path in self._abandoned():
            try:
                _read(path)
            except DocumentError as error:
                why = Unusable.NEWER if isinstance(error, DocumentNewer) else Unusable.UNREADABLE
                if path.suffix == f".{Unusable.NEWER}" and why is Unusable.NEWER:
                    continue
                log.warning("a recovery copy is set aside as %s: %s", why.value, error)
                target = path.with_name(f"{path.name}.{why.value}")
                path.replace(target)
                aside.append(SetAside(why=why, path=target))
            except OSError as error:  # another process took it over, or the disk fails
                log.warning("a recovery copy can't be read: %s", error)
        return aside

    def take_over(self, recovered: Recovered) -> bool:
        """Makes an abandoned copy this process's own; `False` if another was quicker.

        From here on its desk is written and discarded like any other.
        """
        try:
            recovered.path.rename(self._path(recovered.desk))
        except FileNotFoundError:
            return False
        return True

    def give_up(self, recovered: Recovered) -> None:
        """Removes an abandoned copy that the person does not want."""
        recovered.path.unlink(missing_ok=True)

    def named(self) -> set[str]:
        """Hashes of the pictures that copies name, also those that can't be understood."""
        found: set[str] = set()
        for path in self._folder.glob("*"):
            with suppress(FileNotFoundError):  # saved or given up meanwhile
                found.update(match.decode() for match in _HASH.findall(path.read_bytes()))
        return found

    def _abandoned(self) -> Iterator[Path]:
        # What an older version set aside as newer may be readable by now.
        paths = [*self._folder.glob(f"*{_COPY}"), *self._folder.glob(f"*{_COPY}.{Unusable.NEWER}")]
        alive: dict[str, bool] = {}
        for path in sorted(paths):
            owner = path.name.split(".")[1]
            if owner not in alive:
                alive[owner] = self._owners.alive(owner)
            if not alive[owner]:
                yield path
        remove_left_behind(self._folder)

    def _path(self, desk: str) -> Path:
        return self._folder / f"{desk}.{self._owners.me}{_COPY}"


def _read(path: Path) -> Recovered | None:
    """The work in a copy, or `None` where it is saved already.

    Raises `DocumentError` where it can't be understood, `OSError` where it can't be read.
    """
    values = document_text.from_text(path.read_bytes())
    storyboard = values.get("storyboard")
    if not isinstance(storyboard, dict):
        raise DocumentUnreadable(Flaw.BAD_VALUE, "$.storyboard")
    # Before anything else: what a newer copy says beside it may mean other things.
    board = document_text.board_of(storyboard)
    try:
        copy = msgspec.convert(values, _Copy)
    except msgspec.ValidationError as error:
        raise DocumentUnreadable(Flaw.BAD_VALUE, str(error)) from error
    document = None if copy.document is None else Path(copy.document)
    # What is in the file counts, not what was meant to be: the crash may have come in between.
    on_disk = copy.saved if document is None else _digest_at(document)
    if digest_of(board) == on_disk:
        return None
    return Recovered(
        desk=path.name.split(".")[0],
        storyboard=board,
        document=document,
        saved=copy.saved,
        changed_since=on_disk != copy.saved,
        at=copy.at,
        path=path,
    )


def _digest_at(document: Path) -> str | None:
    try:
        return digest_of(read_storyboard(document))
    except DocumentError as error:
        if not isinstance(error, DocumentMissing):
            log.warning("the document of a recovery copy can't be compared: %s", error)
        return None
