"""Draws the icons of the application and of its documents in every form that systems ask for.

`python packaging/frozen/draw_icons.py FOLDER` writes for each of the two, `app` and `klingboard`:
`NAME-16.png` … `NAME-1024.png`, `NAME.ico` for Windows and `NAME.icns` for macOS.
"""

import io
import os
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).parent
SOURCES = {
    "app": HERE.parent.parent / "resources/icons/app.svg",
    "klingboard": HERE / "klingboard.svg",
}
SIDES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
ICO_SIDES = (16, 24, 32, 48, 64, 128, 256)


def main(folder: Path) -> None:
    """Writes all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, drawn in draw(SIDES).items():
        for side, image in drawn.items():
            image.save(folder / f"{name}-{side}.png", optimize=True)
        large = drawn[1024]
        smaller = [drawn[side] for side in ICO_SIDES]
        sizes = [(side, side) for side in ICO_SIDES]
        large.save(folder / f"{name}.ico", sizes=sizes, append_images=smaller)
        large.save(folder / f"{name}.icns", append_images=[drawn[side] for side in SIDES[:-1]])


def draw(sides: tuple[int, ...]) -> dict[str, dict[int, Image.Image]]:
    """Each icon at each side length, in pixels."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication([])
    drawn = {
        name: {side: rendered(source, side) for side in sides} for name, source in SOURCES.items()
    }
    app.shutdown()
    return drawn


def rendered(source: Path, side: int) -> Image.Image:
    """One SVG as a square picture."""
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(source)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return Image.open(io.BytesIO(bytes(buffer.data().data())))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
