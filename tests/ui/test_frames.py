"""The two frame zones over a real desk: what comes to them, and the way back from each."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kling_desktop.clips import recipe
from kling_desktop.frames.fit import Fitted, fit
from kling_desktop.jobs.fetching import recipe_of
from kling_desktop.production.snapshot import Snapshot
from kling_desktop.storyboard import scenes
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import FrameRef, Scene, Shot, Storyboard
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.drops import Drops
from kling_desktop.ui.frame_acts import FrameActs
from kling_desktop.ui.frame_menu import frame_menu
from kling_desktop.ui.frame_place import FramePlace
from kling_desktop.words import FrameWords, Hover
from tests.clips.making import make_clip
from tests.frames.drawing import as_file, scene
from tests.ui.rooms import FRAME, Rooms, job

pytestmark = pytest.mark.qt

Draw = Callable[..., Path]
OTHER = msgspec.structs.replace(FRAME, picture="1" * 64, name="pier.jpg")


class Table:
    """Both zones in a window of their own, beside a field to write in."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self.desk = rooms.desk
        self.window = QWidget()
        self.first = FramePlace("First frame", "", rooms.supplies)
        self.end = FramePlace("End frame", "", rooms.supplies, end=True)
        self.field = QLineEdit()
        self.panel = QWidget()
        self.panel.setFixedWidth(360)
        column = QVBoxLayout(self.panel)
        for part in (self.first.zone, self.end.zone, self.first, self.end):
            column.addWidget(part)
        layout = QHBoxLayout(self.window)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.panel)
        self.acts = FrameActs(self.desk, self.first, self.end)
        self.acts.setParent(self.window)
        self.desk.scene_changed.connect(self.show)
        self.show(self.desk.scene)
        self.window.resize(1200, 700)
        self.window.show()

    def show(self, shown: Scene) -> None:
        self.first.scene = self.end.scene = shown.id
        self.first.show_frame(shown.first_frame)
        self.end.show_frame(shown.end_frame)

    @property
    def scene(self) -> Scene:
        return self.desk.scene

    def frames(self) -> list[FrameRef | None]:
        return [self.scene.first_frame, self.scene.end_frame]

    def undoable(self) -> Act | None:
        return self.desk.undoable

    def link(self, place: FramePlace, text: str) -> None:
        (press,) = [link for link in place.links if link.text() == text]
        press.click()

    def drop(self, place: FramePlace, *paths: Path) -> None:
        copy, left, none = _DROP
        mime = files(*paths)
        enter = QDragEnterEvent(QPoint(5, 5), copy, mime, left, none)
        place.zone.dragEnterEvent(enter)
        assert enter.isAccepted()
        place.zone.dropEvent(QDropEvent(QPointF(5, 5), copy, mime, left, none))


_DROP = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


@pytest.fixture
def table(rooms: Rooms, qtbot: QtBot) -> Iterator[Table]:
    made = Table(rooms)
    qtbot.waitExposed(made.window)
    yield made
    made.window.close()
    made.window.deleteLater()


def test_what_was_done_by_itself_can_be_undone(table: Table, qtbot: QtBot, tmp_path: Path) -> None:
    table.desk.set(Act.MEND, first_frame=FRAME)
    (tmp_path / "photo.webp").write_bytes(as_file(scene(400, 300), "WEBP"))
    table.drop(table.first, tmp_path / "photo.webp")
    qtbot.waitUntil(lambda: table.scene.first_frame != FRAME)
    assert "converted" in table.first.said.text()
    table.link(table.first, FrameWords.UNDO())
    assert table.scene.first_frame == FRAME
    assert table.desk.redoable is Act.SET_FIRST_FRAME
    assert table.first.said.text() == ""


def test_undoing_it_later_leaves_what_came_after(
    table: Table, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "photo.webp").write_bytes(as_file(scene(400, 300), "WEBP"))
    table.drop(table.end, tmp_path / "photo.webp")
    qtbot.waitUntil(lambda: table.scene.end_frame is not None)
    table.desk.set(Act.WRITE_PROMPT, prompt="The boat leaves")
    table.link(table.end, FrameWords.UNDO())
    assert (table.scene.end_frame, table.scene.prompt) == (None, "The boat leaves")


def test_two_pictures_on_an_empty_scene_are_both_frames_in_one_step(
    table: Table, qtbot: QtBot, picture: Draw
) -> None:
    table.drop(table.first, picture(name="one.jpg"), picture(name="two.jpg"))
    qtbot.waitUntil(lambda: None not in table.frames())
    assert [frame.name for frame in table.frames() if frame] == ["one.jpg", "two.jpg"]
    assert table.undoable() is Act.SET_FRAMES
    table.desk.undo()
    assert table.frames() == [None, None]


def test_two_that_came_together_go_together(table: Table, qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("one.webp", "two.webp"):
        (tmp_path / name).write_bytes(as_file(scene(400, 300), "WEBP"))
    table.drop(table.first, tmp_path / "one.webp", tmp_path / "two.webp")
    qtbot.waitUntil(lambda: None not in table.frames())
    table.desk.set(Act.WRITE_PROMPT, prompt="The boat leaves")
    table.link(table.first, FrameWords.UNDO())
    assert table.frames() == [None, None]
    assert table.scene.prompt == "The boat leaves"


def test_of_several_the_first_is_used_and_scenes_are_offered_of_the_rest(
    table: Table, qtbot: QtBot, picture: Draw
) -> None:
    table.desk.do(Act.ADD_SCENES, lambda board: scenes.insert(board, 1, [Scene(id="next")]))
    asked: list[tuple[list[Arrival], str | None]] = []
    table.acts.scenes_wanted.connect(lambda rest, before: asked.append((rest, before)))
    table.drop(table.first, *(picture(name=f"{n}.jpg") for n in range(3)))
    qtbot.waitUntil(lambda: table.scene.first_frame is not None)
    assert table.first.said.text() == FrameWords.FIRST_OF_SEVERAL(count=3)
    table.link(table.first, FrameWords.SCENES_OF_REST(count=2))
    ((rest, before),) = asked
    assert [arrival.path.name for arrival in rest if arrival.path] == ["1.jpg", "2.jpg"]
    assert before == "next"


def test_a_video_gives_its_last_frame_to_go_on_from_or_its_first(
    table: Table, qtbot: QtBot, tmp_path: Path
) -> None:
    red, blue = (Image.new("RGB", (320, 320), ink) for ink in ("red", "blue"))
    clip = make_clip(tmp_path / "pier.mp4", pictures=[red, red, blue])

    def colour() -> str:
        frame = table.scene.first_frame
        assert frame is not None
        pixel = Image.open(table.rooms.supplies.pictures.path(frame)).getpixel((9, 9))
        assert isinstance(pixel, tuple)
        return "red" if pixel[0] > pixel[2] else "blue"

    table.drop(table.first, clip)
    qtbot.waitUntil(lambda: table.scene.first_frame is not None)
    assert colour() == "blue"
    assert table.first.said.text() == FrameWords.LAST_FRAME_USED(name="pier.mp4")
    table.link(table.first, FrameWords.USE_FIRST_FRAME())
    qtbot.waitUntil(lambda: colour() == "red")
    table.drop(table.end, clip)
    qtbot.waitUntil(lambda: table.scene.end_frame is not None)
    assert table.scene.end_frame == table.scene.first_frame


def test_a_frame_of_its_own_ends_a_link(table: Table, qtbot: QtBot, picture: Draw) -> None:
    linked = Scene(id="b", first_frame=FRAME, linked=True, follows="take")
    table.desk.open(Storyboard(scenes=(Scene(id="a"), linked)))
    table.desk.select("b")
    table.drop(table.first, picture())
    qtbot.waitUntil(lambda: table.scene.first_frame != FRAME)
    assert (table.scene.linked, table.scene.follows) == (False, "")
    table.desk.undo()
    assert table.scene == linked


def test_frames_are_swapped_by_a_key(table: Table) -> None:
    table.desk.set(Act.MEND, first_frame=FRAME, end_frame=OTHER)
    QTest.keyClick(table.end.zone, Qt.Key.Key_X)
    assert table.frames() == [OTHER, FRAME]
    assert table.undoable() is Act.SWAP_FRAMES
    table.desk.undo()
    assert table.frames() == [FRAME, OTHER]


def test_swapping_nothing_is_no_step(table: Table) -> None:
    table.acts.swap()
    assert table.undoable() is None


def test_sending_the_address_is_a_choice_that_is_told_and_undone(table: Table) -> None:
    address = "https://example.org/boat.jpg"
    table.desk.set(Act.MEND, end_frame=FRAME)
    table.end.send_address(address)
    assert table.scene.end_frame == msgspec.structs.replace(FRAME, address=address)
    assert table.undoable() is Act.SEND_ADDRESS
    assert table.end.said.text() == FrameWords.ADDRESS_IS_SENT(host="example.org")
    table.link(table.end, FrameWords.SEND_PICTURE())
    assert table.scene.end_frame == FRAME
    assert table.undoable() is Act.SEND_PICTURE
    assert table.end.said.text() == ""
    table.desk.undo()
    assert table.end.said.text() == FrameWords.ADDRESS_IS_SENT(host="example.org")


@pytest.mark.parametrize(
    ("address", "offered"),
    [
        ("https://example.org/boat.jpg", True),
        ("http://93.184.216.34/boat.jpg", True),
        ("http://127.0.0.1:8188/boat.jpg", False),
        ("http://192.168.1.7/boat.jpg", False),
        ("http://nas/boat.jpg", False),
        ("http://nas.local/boat.jpg", False),
        ("https://me:secret@example.org/boat.jpg", False),
    ],
)
def test_an_address_is_offered_for_sending_where_a_service_could_reach_it(
    table: Table, rooms: Rooms, qtbot: QtBot, address: str, offered: bool
) -> None:
    png = as_file(scene(400, 300), "PNG")

    def answer(_: object, done: Callable[[bytes], None], __: object) -> None:
        done(png)

    async def fetch(_: str) -> bytes:
        return png

    rooms.supply(fetch_picture=fetch)
    place = table.first
    place.intake._supplies = rooms.supplies
    rooms.engine.ask = answer  # type: ignore[assignment, method-assign]
    place.take(Arrival(address=address))
    qtbot.waitUntil(lambda: table.scene.first_frame is not None)
    assert table.scene.first_frame is not None
    assert table.scene.first_frame.address is None
    texts = [link.text() for link in place.links]
    assert (FrameWords.SEND_ADDRESS() in texts) == offered


def test_an_address_can_be_typed(table: Table) -> None:
    taken: list[str] = []
    table.first.enter_address()
    row = table.first.address
    row.given.connect(taken.append)
    QTest.keyClicks(row.field, "boat.jpg")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert [w.text() for w in row.findChildren(QLabel) if w.isVisible()] == [
        FrameWords.NOT_AN_ADDRESS()
    ]
    row.field.setText("https://example.org/boat.jpg")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert taken == ["https://example.org/boat.jpg"]
    assert row.isHidden()


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier),
    ],
)
def test_the_menu_opens_by_keyboard(
    table: Table, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    asked: list[object] = []
    table.first.zone.menu_wanted.disconnect()
    table.first.zone.menu_wanted.connect(asked.append)
    table.first.zone.keyPressEvent(QKeyEvent(QKeyEvent.Type.KeyPress, key, modifier))
    assert len(asked) == 1


def test_the_menu_has_all_that_can_be_done(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    menu = frame_menu(table.first)
    assert _texts(menu)[FrameWords.BROWSE()]
    assert not _texts(menu)[FrameWords.OPEN_IN_VIEWER()]
    menu.deleteLater()
    table.desk.set(Act.MEND, first_frame=FRAME)
    menu = frame_menu(table.first)
    assert all(_texts(menu).values())
    assert FrameWords.REPLACE() in _texts(menu)
    opened: list[QUrl] = []

    def no_viewer(url: QUrl) -> bool:
        opened.append(url)
        return False

    monkeypatch.setattr(QDesktopServices, "openUrl", no_viewer)
    entry = [e for e in menu.actions() if e.text() == FrameWords.OPEN_IN_VIEWER()]
    entry[0].trigger()
    assert opened[0].toLocalFile() == str(table.rooms.supplies.pictures.path(FRAME))
    assert table.first.said.text() == FrameWords.NO_VIEWER()
    menu.deleteLater()


def _texts(menu: QMenu) -> dict[str, bool]:
    return {entry.text(): entry.isEnabled() for entry in menu.actions() if entry.text()}


def made_here(rooms: Rooms, path: Path, *, keep: bool) -> tuple[Path, Snapshot]:
    """A clip with the recipe that the engine writes; its frame in the store or not."""
    fitted: Fitted = fit(as_file(scene(400, 320), "PNG"), name="boat.png")
    frame = (
        rooms.supplies.pictures.keep(fitted)
        if keep
        else msgspec.structs.replace(FRAME, picture="ab" * 32)
    )
    asked = Snapshot(
        first_frame=frame,
        prompt="The boat leaves",
        negative_prompt="people",
        shots=(Shot(prompt="one", seconds=4), Shot(prompt="two", seconds=3)),
        seconds=7,
        sound=True,
        cfg_scale=0.3,
    )
    make_clip(path, pictures=[scene(320, 320)] * 3)
    recipe.write(path, recipe_of(job(snapshot=asked)))
    return path, asked


@pytest.mark.parametrize("here", [True, False])
def test_a_clip_made_here_brings_back_its_scene(
    table: Table, qtbot: QtBot, tmp_path: Path, here: bool
) -> None:
    clip, asked = made_here(table.rooms, tmp_path / "7.mp4", keep=here)
    table.desk.set(Act.WRITE_PROMPT, prompt="something else")
    drops = Drops(table.desk, table.window)
    drops.picture_came.connect(table.first.take)
    copy, left, none = _DROP
    mime = files(clip)
    drops.drop(QDropEvent(QPointF(5, 5), copy, mime, left, none))
    qtbot.waitUntil(lambda: len(table.desk.storyboard.scenes) == 2)
    made = table.desk.storyboard.scenes[1]
    assert table.scene == made
    assert (made.prompt, made.negative_prompt, made.shots, made.sound, made.cfg_scale) == (
        asked.prompt,
        asked.negative_prompt,
        asked.shots,
        asked.sound,
        asked.cfg_scale,
    )
    assert made.first_frame is not None
    assert table.rooms.supplies.pictures.has(made.first_frame)
    assert (made.first_frame == asked.first_frame) == here
    said = FrameWords.SCENE_IS_BACK if here else FrameWords.SCENE_IS_BACK_NO_FIRST
    assert table.first.said.text() == said(name="7.mp4")
    table.link(table.first, FrameWords.UNDO())
    assert [s.prompt for s in table.desk.storyboard.scenes] == ["something else"]


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{",
        b"[]",
        b'{"format": 2, "snapshot": null}',
        b'{"format": 1}',
        b'{"format": 1, "snapshot": {"prompt": "a", "seconds": 99999}}',
        (
            b'{"format": 1, "snapshot": {"prompt": "a", "seconds": 5, "first_frame": {"picture":'
            b' "../../secret", "media_type": "image/png", "width": 9, "height": 9, "size": 9}}}'
        ),
    ],
)
def test_a_recipe_that_is_none_leaves_the_last_frame(
    table: Table, qtbot: QtBot, tmp_path: Path, written: bytes
) -> None:
    clip = make_clip(tmp_path / "7.mp4", pictures=[scene(320, 320)])
    recipe.write(clip, written)
    table.first.take(Arrival(path=clip, recipe=True))
    qtbot.waitUntil(lambda: table.scene.first_frame is not None)
    assert len(table.desk.storyboard.scenes) == 1
    assert table.first.said.text() == FrameWords.LAST_FRAME_USED(name="7.mp4")


def test_the_stage_says_what_a_drop_will_do_and_does_it(table: Table, picture: Draw) -> None:
    drops = Drops(table.desk, table.window)
    several: list[list[Arrival]] = []
    drops.pictures_came.connect(several.append)
    copy, left, none = _DROP
    mime = files(picture(name="1.jpg"), picture(name="2.jpg"))
    enter = QDragEnterEvent(QPoint(5, 5), copy, mime, left, none)
    drops.enter(enter)
    assert enter.isAccepted()
    assert drops.hint.isVisible()
    assert drops.hint.text() == Hover.MAKE_SCENES(count=2)
    drops.drop(QDropEvent(QPointF(5, 5), copy, mime, left, none))
    assert not drops.hint.isVisible()
    assert len(several[0]) == 2


def test_pasting_in_the_window_goes_to_the_selected_scene(table: Table, picture: Draw) -> None:
    drops = Drops(table.desk, table.window)
    came: list[Arrival] = []
    empty: list[bool] = []
    drops.picture_came.connect(came.append)
    drops.nothing_there.connect(lambda: empty.append(True))
    clipboard = QApplication.clipboard()
    clipboard.setMimeData(files(picture()))
    drops.paste()
    clipboard.setText("words")
    drops.paste()
    clipboard.clear()
    assert [arrival.path.name for arrival in came if arrival.path] == ["harbour.jpg"]
    assert empty == [True]
