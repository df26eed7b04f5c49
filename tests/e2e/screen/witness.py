"""Runs the program as it is, and writes down each picture that reaches its player's video sink.

`python -m tests.e2e.screen.witness FILE ARGUMENTS…`; a line of FILE is one picture: where in
the clip it begins (microseconds), its size, and a checksum of what it shows.
"""

import sys
import zlib
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame

from kling_desktop.app import start
from kling_desktop.ui.video_view import VideoView


class Witness(QObject):
    """Lives on the window's thread, as the view does."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file.open("w", encoding="ascii", buffering=1)

    def take(self, frame: QVideoFrame) -> None:
        image = frame.toImage()
        if image.isNull():
            return
        small = image.scaled(
            64,
            36,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        ).convertToFormat(QImage.Format.Format_RGB32)
        shown = zlib.crc32(bytes(small.constBits()))
        self._file.write(f"{frame.startTime()} {image.width()}x{image.height()} {shown}\n")


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
