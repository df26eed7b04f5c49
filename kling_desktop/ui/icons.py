"""Draws the icons in `resources/icons` in the colours of the theme, sharp at every scale."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from kling_desktop.ui import theme
from kling_desktop.ui.drawings import drawing

SIZE = 18
"""Pixels of an icon's side, before the screen's scale."""

SCALES = (1, 1.25, 1.5, 1.75, 2, 3)
"""What desktops offer: a picture drawn for another scale would be blurred."""


_BEFORE_WORDS = 4
"""Pixels of room after a sign that words follow."""


def icon(
    name: str, colour: str, faint: str | None = None, side: int = SIZE, room: int = 0
) -> QIcon:
    """The icon `name` in `colour`; `faint` where it is disabled. Sharp at each of `SCALES`.

    `room` is so many pixels that are left empty to its right.
    """
    made = QIcon()
    for scale in SCALES:
        made.addPixmap(_with_room(pixmap(name, colour, side, scale), room))
        if faint is not None:
            made.addPixmap(_with_room(pixmap(name, faint, side, scale), room), QIcon.Mode.Disabled)
    return made


@lru_cache(maxsize=1024)
def pixmap(name: str, colour: str, side: int = SIZE, scale: float = 1) -> QPixmap:
    """The icon as a picture of `side` × `side` pixels at the given scale. Not to be painted on."""
    pixels = int(side * scale + 0.5)  # as Qt rounds, so that what it wants is what there is
    drawn = QPixmap(pixels, pixels)
    drawn.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(drawing(name, colour).encode()))
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(scale)
    return drawn


def _with_room(drawn: QPixmap, room: int) -> QPixmap:
    if not room:
        return drawn
    scale = drawn.devicePixelRatio()
    made = QPixmap(drawn.width() + int(room * scale + 0.5), drawn.height())
    made.fill(Qt.GlobalColor.transparent)
    made.setDevicePixelRatio(scale)
    painter = QPainter(made)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return made


def app_icon() -> QIcon:
    """The application's own icon, in the sizes that window managers ask for."""
    made = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(pixmap("app", "", side))
    return made


def sign(button: QAbstractButton, name: str, ink: str = "ink", side: int = SIZE) -> None:
    """Puts the icon `name` on a button, in the theme's colour called `ink`."""
    shown = (name, ink, side)
    button.setProperty(_SIGN, shown)
    _draw(button, shown)


def redraw(within: QWidget) -> None:
    """Draws every sign again after the theme has changed."""
    for button in within.findChildren(QAbstractButton):
        shown = button.property(_SIGN)
        if shown is not None:
            _draw(button, shown)


_SIGN = "sign"


def _draw(button: QAbstractButton, shown: tuple[str, str, int]) -> None:
    name, ink, side = shown
    colours = theme.colours()
    # Qt leaves hardly any room between a sign and the words after it.
    room = _BEFORE_WORDS if isinstance(button, QPushButton) and button.text() else 0
    button.setIcon(icon(name, getattr(colours, ink), colours.edge, side, room))
    button.setIconSize(QSize(side + room, side))
