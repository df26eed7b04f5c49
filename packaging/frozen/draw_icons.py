"""Draws the application's icon from its SVG in every form that systems ask for.

`python packaging/frozen/draw_icons.py FOLDER` writes `16.png` … `1024.png`, `app.ico` for Windows
and `app.icns` for macOS.
"""

import io
import os
import sys
from pathlib import Path

from PIL import Image

SOURCE = Path(__file__).parent.parent.parent / "resources/icons/app.svg"
SIDES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
ICO_SIDES = (16, 24, 32, 48, 64, 128, 256)


def main(folder: Path) -> None:
    """Writes all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = draw(SIDES)
    for side, image in drawn.items():
        image.save(folder / f"{side}.png", optimize=True)
    large = drawn[1024]
    smaller = [drawn[side] for side in ICO_SIDES]
    large.save(folder / "app.ico", sizes=[(s, s) for s in ICO_SIDES], append_images=smaller)
    large.save(folder / "app.icns", append_images=[drawn[side] for side in SIDES[:-1]])


def draw(sides: tuple[int, ...]) -> dict[int, Image.Image]:
    """The icon at each side length, in pixels."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication([])
    renderer = QSvgRenderer(str(SOURCE))
    drawn = {}
    for side in sides:
        image = QImage(side, side, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        drawn[side] = Image.open(io.BytesIO(bytes(buffer.data().data())))
    app.shutdown()
    return drawn


if __name__ == "__main__":
    main(Path(sys.argv[1]))
