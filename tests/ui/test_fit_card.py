"""The fit card: by mouse and by keyboard alone, and what it answers is what is sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from kling_desktop.frames.fit import Crop, Pad, fit
from kling_desktop.storyboard import limits
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.fit_card import FitCard
from kling_desktop.ui.intake import Answer, Choice
from kling_desktop.words import FitWords
from tests.frames.drawing import as_file, scene
from tests.ui.rooms import Rooms
from tests.ui.test_frames import Table

pytestmark = pytest.mark.qt


@pytest.fixture
def table(rooms: Rooms, qtbot: QtBot) -> Iterator[Table]:
    made = Table(rooms)
    qtbot.waitExposed(made.window)
    yield made
    made.window.close()
    made.window.deleteLater()


def asked(table: Table, qtbot: QtBot, path: Path, data: bytes) -> FitCard:
    """The card of the first zone, once it asks about a picture."""
    path.write_bytes(data)
    table.first.take(Arrival(path=path))
    card = table.first.card
    qtbot.waitUntil(card.isVisible)
    return card


@pytest.fixture
def wide(table: Table, qtbot: QtBot, tmp_path: Path) -> FitCard:
    """The card about a picture of 2000 × 400."""
    table.first.zone.setFocus()
    return asked(table, qtbot, tmp_path / "wide.png", as_file(scene(2000, 400), "PNG"))


def test_it_stands_beside_its_zone_within_the_window(table: Table, wide: FitCard) -> None:
    assert wide.window() is table.window
    assert not wide.isWindow()
    table.window.resize(1000, 600)
    assert table.window.rect().contains(wide.geometry())
    zone = table.first.zone
    assert not wide.geometry().intersects(QRect(zone.mapTo(table.window, QPoint()), zone.size()))


def test_the_box_moves_and_is_pulled_by_keys_alone(
    table: Table, wide: FitCard, qtbot: QtBot
) -> None:
    view = wide.before
    qtbot.waitUntil(view.hasFocus)
    assert view.box == (500, 0, 1500, 400)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.box == (480, 0, 1480, 400)
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.box == (481, 0, 1481, 400)
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert view.box == (481, 0, 1461, 400)
    assert "980" in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.scene.first_frame is not None)
    assert table.scene.first_frame is not None
    assert (table.scene.first_frame.width, table.scene.first_frame.height) == (980, 400)
    assert not wide.isVisible()


def test_the_box_is_dragged_by_its_middle_and_its_edge(wide: FitCard) -> None:
    view = wide.before
    seen = view._seen()
    middle = seen.center().toPoint()
    by = QPoint(-30, 0)
    _drag(view, middle, middle + by)
    moved = view.box
    assert moved[0] < 500
    assert moved[2] - moved[0] == 1000
    edge = QPointF(view._seen().right(), middle.y()).toPoint()
    _drag(view, edge, edge - QPoint(40, 0))
    assert view.box[0] == moved[0]
    assert view.box[2] < moved[2]


def _drag(view: object, start: QPoint, end: QPoint) -> None:
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(view, left, Qt.KeyboardModifier.NoModifier, start)  # type: ignore[call-overload]
    QTest.mouseMove(view, (start + end) / 2)  # type: ignore[call-overload]
    QTest.mouseMove(view, end)  # type: ignore[call-overload]
    QTest.mouseRelease(view, left, Qt.KeyboardModifier.NoModifier, end)  # type: ignore[call-overload]


def test_a_shape_is_chosen_and_held(wide: FitCard) -> None:
    entries = {entry.text(): entry for entry in wide.ratio._menu.actions()}
    assert list(entries) == [FitWords.FREE(), "2.5:1", "16:9", "4:3", "1:1", "3:4", "9:16", "1:2.5"]
    entries["1:1"].trigger()
    assert wide.before.box == (800, 0, 1200, 400)
    QTest.keyClick(wide.before, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    left, top, right, bottom = wide.before.box
    assert right - left == bottom - top


def test_padding_with_blur_white_and_a_colour_of_ones_own(
    table: Table, wide: FitCard, qtbot: QtBot
) -> None:
    wide.pad.click()
    assert wide.answer == Answer(ratio=Pad())
    wide.fill.blur.click()
    assert wide.answer == Answer(ratio=Pad(blur=True))
    wide.fill.white.click()
    assert wide.answer == Answer(ratio=Pad(colour="#ffffff"))
    wide.fill.take_own(QColor("#204060"))
    assert wide.answer == Answer(ratio=Pad(colour="#204060"))
    wide.use.click()
    qtbot.waitUntil(lambda: table.scene.first_frame is not None)
    assert table.scene.first_frame is not None
    assert (table.scene.first_frame.width, table.scene.first_frame.height) == (2000, 800)
    kept = QImage(str(table.rooms.supplies.pictures.path(table.scene.first_frame)))
    assert kept.pixelColor(5, 5).name() == "#204060"


def test_the_keyboard_stays_at_the_way_that_was_taken(wide: FitCard, qtbot: QtBot) -> None:
    qtbot.waitUntil(wide.before.hasFocus)
    wide.pad.click()
    assert wide.pad.hasFocus()


def test_what_would_be_sent_is_told_as_it_will_be(wide: FitCard, qtbot: QtBot) -> None:
    result = fit(as_file(scene(2000, 400), "PNG"), ratio=Crop(box=(500, 0, 1500, 400)))
    size = f"{round(len(result.data) / 1000)} kB"
    said = FitWords.RESULT(width=1000, height=400, format="PNG", size=size)
    qtbot.waitUntil(lambda: wide.result.text() == said)
    QTest.keyClick(wide.before, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert wide.result.text() == FitWords.RESULT_COMING(width=980, height=400)


def test_a_background_is_chosen_for_what_is_transparent(
    table: Table, qtbot: QtBot, tmp_path: Path
) -> None:
    clear = scene(400, 400).convert("RGBA")
    clear.putalpha(0)
    card = asked(table, qtbot, tmp_path / "glass.png", as_file(clear, "PNG"))
    assert not card.crop.isVisible()
    assert card.answer == Answer(background="#ffffff")
    card.background.black.click()
    card.use.click()
    qtbot.waitUntil(lambda: table.scene.first_frame is not None)
    assert table.scene.first_frame is not None
    kept = QImage(str(table.rooms.supplies.pictures.path(table.scene.first_frame)))
    assert kept.pixelColor(9, 9).name() == "#000000"


def test_escape_leaves_what_was_there_and_gives_the_keyboard_back(
    table: Table, wide: FitCard, qtbot: QtBot
) -> None:
    qtbot.waitUntil(wide.before.hasFocus)
    QTest.keyClick(wide.before, Qt.Key.Key_Escape)
    assert not wide.isVisible()
    assert table.scene.first_frame is None
    assert table.first.zone.hasFocus()


def test_whoever_is_writing_is_not_interrupted(table: Table, qtbot: QtBot, tmp_path: Path) -> None:
    table.field.setFocus()
    qtbot.waitUntil(table.field.hasFocus)
    asked(table, qtbot, tmp_path / "wide.png", as_file(scene(2000, 400), "PNG"))
    QApplication.processEvents()
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    QTest.keyClicks(focused, "still writing")
    assert table.field.text() == "still writing"


def test_a_picture_that_fits_can_be_cropped_all_the_same(
    table: Table, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "boat.png").write_bytes(as_file(scene(800, 600), "PNG"))
    table.first.take(Arrival(path=tmp_path / "boat.png"))
    qtbot.waitUntil(lambda: table.scene.first_frame is not None)
    table.first.shape_again()
    card = table.first.card
    qtbot.waitUntil(card.isVisible)
    {entry.text(): entry for entry in card.ratio._menu.actions()}["16:9"].trigger()
    card.use.click()
    qtbot.waitUntil(lambda: table.scene.first_frame.height < 600)  # type: ignore[union-attr]
    frame = table.scene.first_frame
    assert frame is not None
    assert (frame.width, frame.height, frame.name) == (800, 450, "boat.png")
    assert limits.ratio_fits(frame.width, frame.height)


def test_only_the_last_of_many_answers_is_weighed(wide: FitCard, table: Table) -> None:
    """A box that is dragged about must not queue up work for every pixel."""
    begun: list[object] = []
    run = table.rooms.supplies.pools.pictures.run_task

    def counted(func: object, done: object, failed: object = None) -> None:
        begun.append(func)
        run(func, done, failed)  # type: ignore[arg-type]

    table.rooms.supplies.pools.pictures.run_task = counted  # type: ignore[method-assign]
    for across in range(20):
        table.first.intake.weigh(Answer(ratio=Crop(box=(across, 0, 1000 + across, 400))))
    assert len(begun) == 1


def test_a_choice_shows_what_comes_of_it(wide: FitCard) -> None:
    choice = wide._choice
    assert isinstance(choice, Choice)
    assert (choice.shape, choice.background) == (True, False)
    image = wide.after.grab().toImage()
    wide.pad.click()
    assert wide.after.grab().toImage() != image
