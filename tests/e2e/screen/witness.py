"""Runs the program as it is, and writes down each picture that reaches its player's video sink.

`python -m tests.e2e.screen.witness FILE ARGUMENTS…`; a line of FILE is one picture: where in
the clip it begins (microseconds), its size, and a checksum of what it shows.
"""

import sys
import zlib
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtMultimedia import QVideoFrame

from kling_desktop.app import start
from kling_desktop.ui.video_view import VideoView


class Witness(QObject):
    """Lives on the window's thread, as the view does."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file.open("w", encoding="ascii", buffering=1)

    def take(self, frame: QVideoFrame) -> None:
        # Its brightness as it was decoded: turning each picture into colours would slow down what
        # is watched.
        if not frame.map(QVideoFrame.MapMode.ReadOnly):
            return
        shown = zlib.crc32(frame.bits(0))
        frame.unmap()
        self._file.write(f"{frame.startTime()} {frame.width()}x{frame.height()} {shown}\n")


def main() -> int:
    witness = Witness(Path(sys.argv[1]))
    build = VideoView.__init__

    def watched(view: VideoView) -> None:
        build(view)
        view.sink.videoFrameChanged.connect(witness.take)

    VideoView.__init__ = watched  # type: ignore[assignment, method-assign]
    return start(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
