"""How one window is divided: panels that hide, resize and come back as they were.

Sizes are kept as plain pixels, so that what was left by a larger screen can be fitted to this one.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QSplitter, QWidget

from kling_desktop.settings import WindowPlace

LEAST = QSize(960, 620)
"""The smallest window."""
LARGEST_START = QSize(1920, 1200)
"""A first window is not larger, however large the screen: eyes and pointer have to cross it."""
LOW = 700
"""Below so many pixels for the panels, Activity takes the timeline's place instead of squeezing
what is being written.
"""
_STAGE_LEAST = 320
_BESIDE = 32
"""Pixels from one window to the next one opened."""

LIBRARY, INSPECTOR, TIMELINE, ACTIVITY = "library", "inspector", "timeline", "activity"


class Arrangement(QObject):
    """The panels of one window, and where it stands."""

    def __init__(
        self,
        window: QWidget,
        *,
        library: QWidget,
        stage: QWidget,
        inspector: QWidget,
        timeline: QWidget,
        activity: QWidget,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._stage = stage
        self.panels: dict[str, QWidget] = {
            LIBRARY: library,
            INSPECTOR: inspector,
            TIMELINE: timeline,
            ACTIVITY: activity,
        }
        self._wanted = {LIBRARY, INSPECTOR, TIMELINE}
        """Panels that are to be seen, whether or not there is room for them now."""
        self._across = _splitter(Qt.Orientation.Horizontal, (library, stage, inspector), 1)
        # In a low window the timeline gives way first.
        self._across.setMinimumHeight(_STAGE_LEAST)
        self.root = _splitter(Qt.Orientation.Vertical, (self._across, timeline, activity), 0)
        """Everything between the top bar and the foot."""
        inspector.setMinimumWidth(320)
        library.setMinimumWidth(180)
        activity.setMinimumHeight(140)
        activity.hide()
        self._sizes: dict[str, int] = {}
        """What the person chose; the rest follows the window."""
        for splitter in (self._across, self.root):
            splitter.splitterMoved.connect(self._moved)
        self.root.installEventFilter(self)

    def show(self, panel: str, *, on: bool) -> None:
        """Shows or hides a panel."""
        if on:
            self._wanted.add(panel)
            if self._low and {TIMELINE, ACTIVITY} <= self._wanted and panel == TIMELINE:
                self._wanted.discard(ACTIVITY)
        else:
            self._wanted.discard(panel)
        self._settle()

    def reset(self) -> None:
        """Shows what is shown at the first start, in the sizes of the first start."""
        self._wanted = {LIBRARY, INSPECTOR, TIMELINE}
        self._sizes = {}
        self._settle()
        self._divide()

    def restore(self, place: WindowPlace) -> None:
        """Puts the window where it stood, as far as there is still a screen there."""
        screen = _screen_at(QRect(place.x, place.y, place.width, place.height))
        room = screen.availableGeometry()
        if place.width and place.height:
            size = QSize(place.width, place.height).boundedTo(room.size())
            where = QPoint(place.x, place.y)
        else:
            size = first_size(room.size())
            where = room.center() - QPoint(size.width() // 2, size.height() // 2)
        self._window.resize(size)
        self._window.move(_inside(QRect(where, size), room))
        if place.maximized:
            self._window.setWindowState(Qt.WindowState.WindowMaximized)
        self._sizes = {name: kept for name in self.panels if (kept := getattr(place, name)) > 0}
        self._wanted = set(self.panels) - set(place.hidden)
        self._settle()
        self._divide()

    def stand_beside(self, other: "Arrangement") -> None:
        """Takes another window's arrangement, a little further right and down."""
        self.restore(other.place())
        if not self._window.isMaximized():
            room = _screen_at(self._window.geometry()).availableGeometry()
            moved = QRect(self._window.pos() + QPoint(_BESIDE, _BESIDE), self._window.size())
            self._window.move(_inside(moved, room))

    def place(self) -> WindowPlace:
        """Where the window stands now and how it is divided, for the settings."""
        maximized = bool(self._window.windowState() & Qt.WindowState.WindowMaximized)
        normal = self._window.normalGeometry() if maximized else self._window.geometry()
        where = normal.topLeft() if maximized else self._window.pos()
        return WindowPlace(
            x=where.x(),
            y=where.y(),
            width=normal.width(),
            height=normal.height(),
            maximized=maximized,
            hidden=tuple(sorted(set(self.panels) - self._wanted)),
            **self._sizes,
        )

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            # Before it is shown it is not known how much there is to divide.
            self._settle()
            self._divide()
        return False

    @property
    def _low(self) -> bool:
        return self.root.height() < LOW

    def _settle(self) -> None:
        """Shows what is wanted and has room."""
        crowded = self._low and {TIMELINE, ACTIVITY} <= self._wanted
        for name, panel in self.panels.items():
            shown = name in self._wanted and not (name == TIMELINE and crowded)
            if panel.isHidden() == shown:
                panel.setVisible(shown)
                self._divide()

    def _moved(self) -> None:
        """Remembers the sizes that a person has just chosen."""
        across = self.sender() is self._across
        for name in (LIBRARY, INSPECTOR) if across else (TIMELINE, ACTIVITY):
            panel = self.panels[name]
            if not panel.isHidden():
                self._sizes[name] = panel.width() if across else panel.height()

    def _divide(self) -> None:
        """Gives every panel its size; the stage takes what is left."""
        width, height = self._window.width(), self._window.height()
        sizes = {**first_sizes(width, height), **self._sizes}
        inspector = min(sizes[INSPECTOR], width // 2)
        library = min(sizes[LIBRARY], max(0, width - inspector - _STAGE_LEAST))
        self._across.setSizes([library, max(1, width - library - inspector), inspector])
        both = not (self.panels[TIMELINE].isHidden() or self.panels[ACTIVITY].isHidden())
        most = max(0, self.root.height() - _STAGE_LEAST) // (2 if both else 1)
        sizes = {name: min(size, most) for name, size in sizes.items()}
        below = [sizes[name] if name in self._wanted else 0 for name in (TIMELINE, ACTIVITY)]
        if self.panels[TIMELINE].isHidden() and TIMELINE in self._wanted:
            # What stands in the timeline's place takes as much, so that nothing above it moves.
            below = [0, sizes[TIMELINE]]
        self.root.setSizes([max(_STAGE_LEAST, self.root.height() - sum(below)), *below])


def first_size(room: QSize) -> QSize:
    """The size of a first window on a screen with so much room."""
    wanted = QSize(round(room.width() * 0.88), round(room.height() * 0.9))
    return wanted.boundedTo(LARGEST_START).expandedTo(LEAST).boundedTo(room)


def first_sizes(width: int, height: int) -> dict[str, int]:
    """How a window of that size is divided at first: panels grow with it, within reason."""
    return {
        LIBRARY: _between(200, round(width * 0.175), 360),
        INSPECTOR: _between(344, round(width * 0.24), 420),
        TIMELINE: _between(196, round(height * 0.275), 320),
        ACTIVITY: _between(140, round(height * 0.24), 320),
    }


def _between(least: int, wanted: int, most: int) -> int:
    return max(least, min(wanted, most))


def _splitter(way: Qt.Orientation, parts: Sequence[QWidget], stretches: int) -> QSplitter:
    made = QSplitter(way)
    for part in parts:
        made.addWidget(part)
    made.setStretchFactor(stretches, 1)
    made.setChildrenCollapsible(False)
    made.setHandleWidth(1)
    return made


def _screen_at(frame: QRect) -> QScreen:
    """The screen that a window was on, or else the first."""
    return QGuiApplication.screenAt(frame.center()) or QGuiApplication.primaryScreen()


def _inside(frame: QRect, room: QRect) -> QPoint:
    """Where to put a window so that all of it can be seen."""
    left = max(room.left(), min(frame.left(), room.right() + 1 - frame.width()))
    top = max(room.top(), min(frame.top(), room.bottom() + 1 - frame.height()))
    return QPoint(left, top)
