"""Entries for tests."""

from kling_desktop.library.index import Entry, Library


def add(
    library: Library,
    file: str = "a.mp4",
    *,
    prompt: str = "a lighthouse",
    made_at: float = 1000.0,
    job: int | None = 7,
    label: str = "",
    practice: bool = False,
) -> Entry:
    """Adds a clip of no matter what."""
    return library.add(
        file,
        prompt=prompt,
        made_at=made_at,
        seconds=5.0,
        width=1280,
        height=720,
        has_sound=True,
        practice=practice,
        job=job,
        label=label,
    )
