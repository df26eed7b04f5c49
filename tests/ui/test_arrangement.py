"""How a window is divided, tried on plain panels."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop.settings import WindowPlace
from kling_desktop.ui.arrangement import (
    ACTIVITY,
    INSPECTOR,
    LARGEST_START,
    LEAST,
    LIBRARY,
    LOW,
    TIMELINE,
    Arrangement,
    first_size,
    first_sizes,
)

pytestmark = pytest.mark.qt


class Divided:
    """A window with five empty panels."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self.stage = QWidget()
        self.arrangement = Arrangement(
            self.window,
            library=QWidget(),
            stage=self.stage,
            inspector=QWidget(),
            timeline=QWidget(),
            activity=QWidget(),
        )
        self.window.setCentralWidget(self.arrangement.root)

    def show(self, place: WindowPlace, *size: int) -> None:
        self.arrangement.restore(place)
        self.window.show()
        if size:
            self.window.resize(*size)
        QApplication.processEvents()

    def seen(self) -> set[str]:
        return {name for name, panel in self.arrangement.panels.items() if panel.isVisible()}

    def sizes(self) -> dict[str, int]:
        return {
            name: panel.width() if name in (LIBRARY, INSPECTOR) else panel.height()
            for name, panel in self.arrangement.panels.items()
            if panel.isVisible()
        }

    def drag(self, handle: int, to: int) -> None:
        """Drags a divider between the panels beside each other."""
        across = self.stage.parentWidget()
        assert isinstance(across, QSplitter)
        across.moveSplitter(to, handle)


@pytest.fixture
def divided(qapp: QApplication, qtbot: QtBot) -> Iterator[Divided]:
    """A window of empty panels, closed after the test."""
    made = Divided()
    yield made
    made.window.close()
    made.window.deleteLater()


@pytest.mark.parametrize("size", [(1024, 700), (1440, 900), (2560, 1440)])
def test_panels_grow_with_the_window_until_someone_chooses(
    divided: Divided, size: tuple[int, int]
) -> None:
    divided.show(WindowPlace(), *size)
    wanted = first_sizes(*size)
    assert divided.sizes() == {name: wanted[name] for name in (LIBRARY, INSPECTOR, TIMELINE)}
    assert divided.stage.width() >= 460
    assert divided.stage.height() >= 400


def test_what_was_chosen_stays_and_is_kept(divided: Divided) -> None:
    divided.show(WindowPlace(), 1440, 900)
    divided.drag(1, 300)
    divided.window.resize(1300, 900)
    QApplication.processEvents()
    assert divided.sizes()[LIBRARY] == 300
    place = divided.arrangement.place()
    assert (place.library, place.timeline) == (300, 0)
    assert place.hidden == ("activity",)


def test_hidden_panels_come_back_as_they_were(divided: Divided) -> None:
    divided.show(WindowPlace(library=250, hidden=("activity", "inspector")), 1440, 900)
    assert divided.seen() == {LIBRARY, TIMELINE}
    divided.arrangement.show(INSPECTOR, on=True)
    divided.arrangement.show(LIBRARY, on=False)
    assert divided.seen() == {INSPECTOR, TIMELINE}
    divided.arrangement.show(LIBRARY, on=True)
    assert divided.sizes()[LIBRARY] == 250
    divided.arrangement.reset()
    assert divided.seen() == {LIBRARY, INSPECTOR, TIMELINE}
    assert divided.sizes()[LIBRARY] == first_sizes(1440, 900)[LIBRARY]


def test_in_a_low_window_activity_takes_the_timelines_place(divided: Divided) -> None:
    divided.show(WindowPlace(), 1024, LOW - 20)
    above = divided.stage.height()
    divided.arrangement.show(ACTIVITY, on=True)
    QApplication.processEvents()
    assert divided.seen() == {LIBRARY, INSPECTOR, ACTIVITY}
    # What is being written does not move.
    assert divided.stage.height() == above
    # It is still wanted: it comes back with the room, and when it is asked for.
    divided.window.resize(1024, LOW + 200)
    QApplication.processEvents()
    assert divided.seen() == {LIBRARY, INSPECTOR, TIMELINE, ACTIVITY}
    divided.window.resize(1024, LOW - 20)
    QApplication.processEvents()
    assert TIMELINE not in divided.seen()
    assert divided.arrangement.place().hidden == ()
    divided.arrangement.show(TIMELINE, on=True)
    assert divided.seen() == {LIBRARY, INSPECTOR, TIMELINE}


@pytest.mark.parametrize(
    "place",
    [
        WindowPlace(x=9000, y=-4000, width=900, height=700),
        WindowPlace(x=40, y=40, width=30000, height=20000),
        WindowPlace(x=-500, y=20, width=700, height=650, library=5000, timeline=9000),
    ],
)
def test_what_a_larger_screen_left_is_brought_into_this_one(
    divided: Divided, place: WindowPlace
) -> None:
    room = QGuiApplication.primaryScreen().availableGeometry()
    divided.show(place)
    assert room.contains(QRect(divided.window.pos(), divided.window.size()))
    assert divided.stage.width() >= 150
    assert divided.seen() >= {LIBRARY, INSPECTOR}


def test_another_window_stands_beside(divided: Divided) -> None:
    divided.show(WindowPlace(x=10, y=10, width=600, height=500, library=220))
    other = Divided()
    other.arrangement.stand_beside(divided.arrangement)
    assert other.window.pos() != divided.window.pos()
    assert other.window.size() == divided.window.size()
    assert other.arrangement.place().library == 220
    other.window.deleteLater()


@pytest.mark.parametrize("room", [(1024, 700), (1440, 900), (2560, 1440), (800, 600)])
def test_a_first_window_is_fit_for_its_screen(room: tuple[int, int]) -> None:
    size = first_size(QSize(*room))
    assert size.boundedTo(QSize(*room)) == size
    assert size.boundedTo(LARGEST_START) == size
    assert size.width() >= min(LEAST.width(), room[0])
