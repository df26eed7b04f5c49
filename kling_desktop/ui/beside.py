"""The second of two takes that are watched side by side: it shows what it is told to, exactly."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtMultimedia import QVideoFrame

from kling_desktop.clips.reel import Times
from kling_desktop.ui.background import Background
from kling_desktop.ui.exact_frames import ExactFrames
from kling_desktop.ui.video_view import VideoView


class Beside(QObject):
    """Has no clock of its own. Each frame of the first brings the one of the same moment here, so
    that the two cannot drift apart, whatever is done with the one playhead.
    """

    def __init__(self, pool: Background) -> None:
        super().__init__()
        self.path: Path | None = None
        self.view = VideoView()
        self.view.live = False
        self.view.hide()
        self._frames = ExactFrames(pool)
        self._frames.setParent(self)
        self._seconds = 0.0
        self._frames.opened.connect(self._opened)
        self._frames.found.connect(self._found)

    def open(self, path: Path, caption: str) -> None:
        """Puts a clip beside the first."""
        self.view.caption = caption
        if path != self.path:
            self.path = path
            self.view.forget()
            self._frames.open(path)
        self.view.show()

    def close(self) -> None:
        """Lets go of it."""
        if self.path is not None:
            self.path = None
            self._frames.close()
        self.view.forget()
        self.view.hide()

    def show_moment(self, seconds: float) -> None:
        """Shows what is seen `seconds` into the clip."""
        self._seconds = seconds
        times = self._frames.times
        if times is not None and self.path is not None:
            self._frames.ask(times.at(seconds))

    def _opened(self, _: Times) -> None:
        self.show_moment(self._seconds)

    def _found(self, _: int, frame: QVideoFrame) -> None:
        self.view.show_frame(frame)
