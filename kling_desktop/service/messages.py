"""What goes over the wire, as values: a submission out, a task's result back."""

import math
from pathlib import Path
from typing import Any

import msgspec

from kling_desktop.storyboard import limits
from kling_desktop.storyboard.model import Shot


class PictureFile(msgspec.Struct, frozen=True, kw_only=True):
    """A picture on disk that is read while it is sent."""

    path: Path
    media_type: str
    size: int
    """Bytes; the file must have exactly this size when it is sent."""


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """One request to the service (contract.md §1). A `str` picture is a web address, sent as such.

    What keeps its default here is left out of the request, except `duration` (§4.5).
    """

    image: PictureFile | str
    prompt: str
    negative_prompt: str = ""
    duration: int = limits.SECONDS_DEFAULT
    """Whole seconds; with shots their sum (§4.4)."""
    sound: bool = False
    cfg_scale: float | None = None
    end_image: PictureFile | str | None = None
    shots: tuple[Shot, ...] = ()
    raw_base64: bool = False
    """Send pictures as bare base64 instead of data URIs (§4.1)."""

    @property
    def pictures(self) -> tuple[PictureFile, ...]:
        """The picture files it reads, in the order in which they are sent."""
        return tuple(p for p in (self.image, self.end_image) if isinstance(p, PictureFile))


class Video(msgspec.Struct, frozen=True, kw_only=True):
    """A finished clip at the service's file host."""

    url: str
    ttl_seconds: int | None = None
    """How long the address works; `None` when not told. "0" tells nothing (contract.md §2)."""
    type: str = ""


class TaskResult(msgspec.Struct, frozen=True, kw_only=True):
    """What the service says about a task (contract.md §2)."""

    status: str
    """The service's own word, unknown ones included; empty when it said none."""
    reason: str = ""
    progress: int = 0
    """Percent, 0 to 100; may stay 0, even on success."""
    eta: int = 0
    """Seconds, often 0."""
    video: Video | None = None


def read_result(told: dict[str, Any]) -> TaskResult:
    """Reads a result however oddly it is shaped: what is missing or senseless gets its default."""
    task = told.get("task")
    if not isinstance(task, dict):
        task = told
    return TaskResult(
        status=text(task.get("status")),
        reason=text(task.get("reason")),
        progress=min(100, whole(task.get("progress_percent")) or 0),
        eta=whole(task.get("eta")) or 0,
        video=_first_video(told.get("videos")),
    )


def _first_video(videos: Any) -> Video | None:
    """The first entry with an address; one that is a video by its type goes before others."""
    if isinstance(videos, dict):
        videos = [videos]
    if not isinstance(videos, list):
        return None
    found = [video for entry in videos if (video := _video(entry)) is not None]
    return next((video for video in found if video.type != "gif"), found[0] if found else None)


def _video(entry: Any) -> Video | None:
    if isinstance(entry, str):
        entry = {"video_url": entry}
    if not isinstance(entry, dict):
        return None
    url = text(entry.get("video_url"))
    if not url.lower().startswith(("https://", "http://")):
        return None
    ttl = whole(entry.get("video_url_ttl"))
    return Video(url=url, ttl_seconds=ttl or None, type=text(entry.get("video_type")).lower())


def text(value: Any) -> str:
    """A string or a number as trimmed text; anything else as nothing."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def whole(value: Any) -> int | None:
    """A number, or a string holding one, as a whole number of at least 0; `None` for the rest."""
    if isinstance(value, str):
        value = value.strip().removesuffix("%")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    # Past this a number of seconds or percent is nonsense, and would not fit the ledger either.
    return int(number) if math.isfinite(number) and 0 <= number < 2**31 else None
