from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from kling_desktop.storyboard import scenes
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Shot
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.frame_zone import FrameZone
from kling_desktop.words import FrameWords
from tests.ui.rooms import FRAME, Rooms

pytestmark = pytest.mark.qt

Draw = Callable[..., Path]


def test_a_dropped_file_becomes_the_frame(rooms: Rooms, qtbot: QtBot, picture: Draw) -> None:
    zone = rooms.window.inspector.first.zone
    others = [picture(name="other.jpg"), picture(name="third.jpg")]
    _drop(zone, _files(picture(), *others))
    qtbot.waitUntil(lambda: rooms.desk.scene.first_frame is not None)
    frame = rooms.desk.scene.first_frame
    assert frame is not None
    assert (frame.width, frame.height, frame.name) == (640, 360, "harbour.jpg")
    assert rooms.supplies.pictures.has(frame)
    assert "3" in rooms.window.inspector.first.said.text()
    assert "640" in zone.accessibleDescription()


def test_a_drop_on_the_window_goes_to_the_first_frame(
    rooms: Rooms, qtbot: QtBot, picture: Draw
) -> None:
    _drop(rooms.window, _files(picture()))
    qtbot.waitUntil(lambda: rooms.desk.scene.first_frame is not None)
    assert rooms.window.stage.currentWidget() is rooms.window.stage.frame_view


def test_a_pasted_picture_becomes_the_end_frame(rooms: Rooms, qtbot: QtBot) -> None:
    zone = rooms.window.inspector.end.zone
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(0x224466)
    QGuiApplication.clipboard().setImage(image)
    QTest.keyClick(zone, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: rooms.desk.scene.end_frame is not None)
    QGuiApplication.clipboard().clear()


def test_pasting_without_a_picture_says_so(rooms: Rooms) -> None:
    QGuiApplication.clipboard().setText("only words")
    rooms.window.inspector.first.zone.paste()
    assert rooms.window.inspector.first.said.text() == FrameWords.NO_PICTURE_ON_CLIPBOARD()
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("kind", ["folder", "text", "pdf", "cut short"])
def test_what_is_no_picture_gets_one_sentence(
    rooms: Rooms, qtbot: QtBot, picture: Draw, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "thing.jpg"
    if kind == "folder":
        path.mkdir()
    elif kind == "text":
        path.write_text("hello, hello, hello")
    elif kind == "pdf":
        path.write_bytes(b"%PDF-1.7 and so on and so on")
    else:
        path.write_bytes(picture().read_bytes()[:900])
    place = rooms.window.inspector.first
    _drop(place.zone, _files(path))
    qtbot.waitUntil(lambda: place.said.text() != "")
    assert "thing.jpg" in place.said.text()
    assert rooms.desk.scene.first_frame is None


def test_a_shape_that_is_not_allowed_is_asked_about_beside_its_zone(
    rooms: Rooms, qtbot: QtBot, picture: Draw
) -> None:
    place = rooms.window.inspector.first
    _drop(place.zone, _files(picture(1200, 300, "wide.png")))
    qtbot.waitUntil(lambda: not place.card.isHidden())
    place.card.use.click()
    qtbot.waitUntil(lambda: rooms.desk.scene.first_frame is not None)
    frame = rooms.desk.scene.first_frame
    assert frame is not None
    assert (frame.width, frame.height) == (750, 300)
    assert place.card.isHidden()


def test_a_choice_can_be_left_and_what_was_there_stays(
    rooms: Rooms, qtbot: QtBot, picture: Draw
) -> None:
    place = rooms.window.inspector.end
    _drop(place.zone, _files(picture()))
    qtbot.waitUntil(lambda: rooms.desk.scene.end_frame is not None)
    before = rooms.desk.scene.end_frame
    _drop(place.zone, _files(picture(1200, 300, "wide.png")))
    qtbot.waitUntil(lambda: not place.card.isHidden())
    place.card.cancelled.emit()
    assert place.card.isHidden()
    assert rooms.desk.scene.end_frame == before


def test_a_later_picture_wins_over_one_that_takes_longer(
    rooms: Rooms, qtbot: QtBot, picture: Draw
) -> None:
    place = rooms.window.inspector.first
    _drop(place.zone, _files(picture(4000, 3000, "slow.png")))
    _drop(place.zone, _files(picture(400, 300, "quick.jpg")))
    qtbot.waitUntil(lambda: rooms.desk.scene.first_frame is not None)
    rooms.pools.pictures.close()
    qtbot.wait(50)
    assert rooms.desk.scene.first_frame is not None
    assert rooms.desk.scene.first_frame.name == "quick.jpg"


def test_an_address_without_fetching_is_said_plainly(rooms: Rooms) -> None:
    place = rooms.window.inspector.first
    _drop(place.zone, _address())
    assert place.said.text() == FrameWords.NO_FETCHING()


def test_an_address_is_fetched_off_the_thread(rooms: Rooms, qtbot: QtBot, picture: Draw) -> None:
    asked = []

    async def fetch(address: str) -> bytes:
        asked.append(address)
        return picture().read_bytes()

    rooms.supply(fetch_picture=fetch)
    _drop(rooms.window.inspector.first.zone, _address())
    qtbot.waitUntil(lambda: rooms.desk.scene.first_frame is not None)
    assert asked == ["https://example.org/pictures/boat.jpg?size=big"]
    assert rooms.desk.scene.first_frame is not None
    assert rooms.desk.scene.first_frame.name == "boat.jpg"


def test_what_was_done_by_itself_is_told(rooms: Rooms, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "photo.webp"
    Image.new("RGB", (400, 300), (9, 90, 120)).save(path)
    place = rooms.window.inspector.first
    _drop(place.zone, _files(path))
    qtbot.waitUntil(lambda: rooms.desk.scene.first_frame is not None)
    assert "converted" in place.said.text()


def test_delete_takes_the_frame_out(rooms: Rooms) -> None:
    zone = rooms.window.inspector.first.zone
    rooms.desk.set(Act.MEND, first_frame=FRAME)
    QTest.keyClick(zone, Qt.Key.Key_Delete)
    assert rooms.desk.scene.first_frame is None


def test_the_count_is_in_code_points(rooms: Rooms) -> None:
    prompt = rooms.window.inspector.prompt
    prompt.field.setPlainText("⛵🌊👍🏽")
    assert rooms.desk.scene.prompt == "⛵🌊👍🏽"
    assert prompt.count.number.text() == "4 / 2500"


def test_2500_emoji_fit_and_one_more_does_not(rooms: Rooms) -> None:
    window = rooms.window
    rooms.desk.set(Act.MEND, first_frame=FRAME)
    window.inspector.prompt.field.setPlainText("🌊" * 2500)
    assert window.inspector.generate.button.isEnabled()
    window.inspector.prompt.field.setPlainText("🌊" * 2501)
    assert not window.inspector.generate.button.isEnabled()


def test_cutting_into_shots_with_an_end_frame_asks_which_to_keep(rooms: Rooms) -> None:
    shots = rooms.window.inspector.shots
    rooms.desk.set(Act.MEND, first_frame=FRAME, end_frame=FRAME, prompt="The boat leaves")
    shots.begin.click()
    assert not shots.question.isHidden()
    assert rooms.desk.scene.shots == ()
    shots.question.shots.click()
    assert rooms.desk.scene.end_frame is None
    assert _prompts(rooms) == ["The boat leaves", ""]
    assert shots.question.isHidden()


def test_keeping_the_end_frame_changes_nothing(rooms: Rooms) -> None:
    shots = rooms.window.inspector.shots
    rooms.desk.set(Act.MEND, end_frame=FRAME)
    before = rooms.desk.scene
    shots.begin.click()
    shots.question.end_frame.click()
    assert rooms.desk.scene == before


def test_shots_are_moved_timed_and_removed(rooms: Rooms) -> None:
    shots = rooms.window.inspector.shots
    rooms.desk.set(Act.MEND, shots=(Shot(prompt="a", seconds=3), Shot(prompt="b", seconds=4)))
    shots._rows[1].up.click()
    shots._rows[0].seconds.field.setValue(6)
    assert _prompts(rooms) == ["b", "a"]
    assert [shot.seconds for shot in rooms.desk.scene.shots] == [6, 3]
    shots._rows[1].text.setPlainText("gulls")
    shots._rows[0].remove.click()
    assert (_prompts(rooms), rooms.desk.scene.prompt) == ([], "gulls")


def test_a_problem_is_mended_by_its_button(rooms: Rooms) -> None:
    window = rooms.window
    rooms.desk.set(Act.MEND, shots=(Shot(prompt="a", seconds=9), Shot(prompt="b", seconds=9)))
    fixes = [b for b in window.inspector.findChildren(QPushButton) if b.text() == "Make it 15 s"]
    fixes[0].click()
    assert rooms.desk.scene.seconds == 15


def test_closeness_is_left_to_the_service_until_it_is_moved(rooms: Rooms) -> None:
    cfg = rooms.window.inspector.cfg
    assert rooms.desk.scene.cfg_scale is None
    cfg.slider.setValue(14)
    assert rooms.desk.scene.cfg_scale == pytest.approx(0.7)
    cfg._unset.click()
    assert rooms.desk.scene.cfg_scale is None


def test_what_is_used_is_not_folded_away(rooms: Rooms) -> None:
    inspector = rooms.window.inspector
    assert not inspector.avoid.isVisible()
    rooms.desk.set(Act.MEND, negative_prompt="blur")
    assert inspector.avoid.isVisible()


def _prompts(rooms: Rooms) -> list[str]:
    return [shot.prompt for shot in rooms.desk.scene.shots]


def _files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def _address() -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/pictures/boat.jpg?size=big")])
    return mime


def _drop(target: object, mime: QMimeData) -> None:
    copy, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), copy, mime, button, none)
    drop = QDropEvent(QPointF(5, 5), copy, mime, button, none)
    target.dragEnterEvent(enter)  # type: ignore[attr-defined]
    assert enter.isAccepted()
    if isinstance(target, FrameZone):
        assert target._hovering
    target.dropEvent(drop)  # type: ignore[attr-defined]


def test_a_picture_goes_to_the_scene_it_was_dropped_on(
    rooms: Rooms, qtbot: QtBot, picture: Draw
) -> None:
    window = rooms.window
    first = rooms.desk.scene.id
    rooms.desk.do(Act.ADD_SCENES, lambda board: scenes.insert(board, 1, [Scene()]))
    rooms.desk.select(first)
    window.inspector.first.take(Arrival(path=picture()))
    rooms.desk.select(rooms.desk.storyboard.scenes[1].id)
    qtbot.waitUntil(lambda: rooms.desk.storyboard.scenes[0].first_frame is not None)
    assert rooms.desk.scene.first_frame is None


def test_a_picture_under_way_does_not_land_in_another_storyboard(
    rooms: Rooms, qtbot: QtBot, picture: Draw
) -> None:
    window = rooms.window
    window.inspector.first.take(Arrival(path=picture()))
    window.documents.start_new()
    rooms.supplies.pools.pictures.close()
    QApplication.processEvents()
    assert rooms.desk.scene.first_frame is None
    assert not window.documents.edited
