"""Bringing a clip's file home that went missing from the clips folder."""

import shutil
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from kling_desktop.clips import recipe
from kling_desktop.clips.probe import NotAClip, probe
from kling_desktop.library.index import Entry
from kling_desktop.store.durable import make_folder, replacing

_SECONDS_OFF: Final = 0.05
_MODE: Final = 0o666
"""Clips are the person's own files, for whatever their umask allows."""


class Match(StrEnum):
    """Whether a file is a clip of the library."""

    SAME = "same"
    ANOTHER = "another"
    NO_CLIP = "no_clip"
    """Nothing that can be played."""


class _Recipe(msgspec.Struct):
    take: str = ""


def compare(entry: Entry, file: Path) -> Match:
    """Whether `file` is that clip, whatever it is called now. Decodes it. Raises `OSError`.

    The recipe inside names the job that made it; where that is missing, or was not noted, the clip
    must agree in size, length and measures.
    """
    try:
        found = probe(file)
    except NotAClip:
        return Match.NO_CLIP
    take = _take(file)
    if take and entry.take:
        return Match.SAME if take == entry.take else Match.ANOTHER
    agrees = (
        (found.width, found.height) == (entry.width, entry.height)
        and abs(found.seconds - entry.seconds) <= _SECONDS_OFF
        and entry.size in (None, found.size)
    )
    return Match.SAME if agrees else Match.ANOTHER


def bring_home(entry: Entry, file: Path, clips_folder: Path) -> None:
    """Copies `file` into the clips folder under the clip's name, whole or not at all.

    Raises `FileExistsError` where a file of that name is there, and `OSError`.
    """
    home = clips_folder / entry.file
    if home.exists():
        raise FileExistsError(home)
    make_folder(home.parent)
    with file.open("rb") as source, replacing(home, _MODE) as copy:
        shutil.copyfileobj(source, copy, 1 << 20)


def _take(file: Path) -> str:
    written = recipe.read(file)
    if written is None:
        return ""
    try:
        return msgspec.json.decode(written, type=_Recipe).take
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # somebody else's bytes
        return ""
