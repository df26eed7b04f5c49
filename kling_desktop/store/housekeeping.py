"""Removing pictures that nothing names any more (house.md, "The way of a picture").

What is named comes from the caller: documents, recovery copies, undo steps and jobs. What another
process has on its desk only that process knows, so this is for a moment when no other one runs.
"""

import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from kling_desktop.store.pictures import Pictures

DAY: Final = 24 * 60 * 60.0
"""Seconds for which a picture is safe after it was last kept: it may be on its way to be named."""

_LEAVING: Final = ".leaving"
_HASH_CHARACTERS: Final = 64


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
