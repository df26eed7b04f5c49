"""A video where a picture was expected: its first or last frame, or the scene it was made from."""

import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self

from kling_desktop.clips.stills import first_frame, last_frame
from kling_desktop.frames.codes import Trouble
from kling_desktop.frames.examine import is_video
from kling_desktop.frames.kind import kind_of
from kling_desktop.storyboard.model import FrameRef
from kling_desktop.ui.arrivals import End
from kling_desktop.ui.clip_recipe import Returned, scene_in


def video_of(source: Path | bytes, name: str) -> "Video | None":
    """The video at `source`; `None` where it is something else. Raises `PictureError`."""
    if isinstance(source, bytes):
        return Video(source, name) if kind_of(source) is Trouble.VIDEO else None
    return Video(source, name) if is_video(source) else None


class Video:
    """A video file, for as long as it is entered: what was fetched is put on disk meanwhile."""

    def __init__(self, source: Path | bytes, name: str) -> None:
        self._source = source
        self._name = name
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._path = source if isinstance(source, Path) else Path()

    def __enter__(self) -> Self:
        if isinstance(self._source, bytes):
            self._folder = tempfile.TemporaryDirectory(prefix="kling-video-")
            self._path = Path(self._folder.name) / "video"
            self._path.write_bytes(self._source)
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def still(self, end: End) -> bytes:
        """Its first or last frame as a PNG file, lossless. Raises `NotAClip` and `OSError`."""
        taken = first_frame if end is End.FIRST else last_frame
        encoded = BytesIO()
        taken(self._path).save(encoded, "PNG", compress_level=1)
        return encoded.getvalue()

    @property
    def still_name(self) -> str:
        """What that frame is called."""
        return f"{Path(self._name).stem}.png"

    def scene(self, has: Callable[[FrameRef], bool]) -> Returned | None:
        """The scene that it was made from, if it was made here. Raises `OSError`."""
        return scene_in(self._path, has)
