"""Entries for tests."""

from kling_desktop.library.index import Entry, Library
from kling_desktop.library.wanted import Wanted


def add(library: Library, file: str = "a.mp4", **said: object) -> Entry:
    """Adds a clip of no matter what."""
    plain: dict[str, object] = {
        "prompt": "a lighthouse",
        "made_at": 1000.0,
        "seconds": 5.0,
        "width": 1280,
        "height": 720,
        "has_sound": True,
        "job": 7,
    }
    return library.add(file, **{**plain, **said})  # type: ignore[arg-type]


def everything(library: Library, **wanted: object) -> list[Entry]:
    """All clips that are wanted."""
    return library.read(library.find(Wanted(**wanted)))  # type: ignore[arg-type]
