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


def fill(library: Library, count: int, prompt: str = "a lighthouse in the haze") -> None:
    """Adds many clips at once, `0.mp4` the oldest, each made a second after the one before."""
    values = [
        (
            f"{n}.mp4",
            float(n),
            5.0 + n % 10,
            n % 6,
            f"{prompt} {n}",
            f"\n{prompt} {n}",
            f"b{n % 40}",
        )
        for n in range(count)
    ]
    with library._changing() as connection:
        connection.executemany(
            "INSERT INTO clip (file, made_at, seconds, rating, prompt, searched, board,"
            " width, height, has_sound, practice, label)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 1280, 720, 0, 0, '')",
            values,
        )
