"""Pictures dropped on the timeline become scenes where they were dropped, in one step."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QUrl
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Storyboard
from kling_desktop.ui.timeline.geometry import What
from kling_desktop.words import FrameWords, Hover
from tests.ui.timeline.bench import FILM, Bench

pytestmark = pytest.mark.qt

Draw = Callable[..., Path]


def test_pictures_between_scenes_become_scenes_there(
    bench: Bench, qtbot: QtBot, picture: Draw
) -> None:
    names = ["one.jpg", "two.jpg", "three.jpg"]
    drop = files(*[picture(name=name) for name in names])
    at = QPoint(round(bench.board.plan.scene_mark(1)) + 4, 100)
    bench.drop(drop, at, let_go=False)
    assert bench.board.mark.isVisible()
    assert abs(bench.board.mark.geometry().center().x() - bench.board.plan.scene_mark(1)) <= 1
    bench.drop(drop, at)
    assert not bench.board.mark.isVisible()
    qtbot.waitUntil(lambda: len(bench.film) == 7)
    made = bench.desk.storyboard.scenes[1:4]
    assert [scene.first_frame.name for scene in made if scene.first_frame] == names
    assert bench.selected() == (made[0].id, None)
    assert bench.undoable() is Act.ADD_SCENES
    bench.desk.undo()
    assert bench.desk.storyboard == FILM
    assert bench.undoable() is None


def test_bridging_takes_the_place_of_the_step(bench: Bench, qtbot: QtBot, picture: Draw) -> None:
    names = ["one.jpg", "two.jpg", "three.jpg"]
    bench.drop(files(*[picture(name=name) for name in names]), bench.at(What.NEW))
    qtbot.waitUntil(lambda: len(bench.film) == 7)
    bar = bench.timeline.ask_bar
    assert bar.isVisible()
    assert bar.answers[0].text() == "Bridge: 2 scenes"
    bar.answers[0].click()
    made = bench.desk.storyboard.scenes[4:]
    assert [
        (s.first_frame.name, s.end_frame.name) for s in made if s.first_frame and s.end_frame
    ] == [
        ("one.jpg", "two.jpg"),
        ("two.jpg", "three.jpg"),
    ]
    assert not bar.isVisible()
    bench.desk.undo()
    assert bench.desk.storyboard == FILM
    assert bench.undoable() is None


def test_the_offer_goes_with_the_next_change(bench: Bench, qtbot: QtBot, picture: Draw) -> None:
    bench.drop(files(picture(name="1.jpg"), picture(name="2.jpg")), bench.at(What.NEW))
    qtbot.waitUntil(lambda: len(bench.film) == 6)
    assert bench.timeline.ask_bar.answers[0].text() == "Bridge: one scene"
    bench.timeline.cutting.add_scene()
    assert not bench.timeline.ask_bar.isVisible()


def test_a_blank_scene_gives_its_place(bench: Bench, qtbot: QtBot, picture: Draw) -> None:
    bench.desk.open(Storyboard(scenes=(Scene(id="blank"),)))
    bench.drop(files(picture(), picture(name="b.jpg")), QPoint(40, 100))
    qtbot.waitUntil(lambda: bench.desk.scene.first_frame is not None)
    assert len(bench.film) == 2
    bench.desk.undo()
    assert [scene.id for scene in bench.desk.storyboard.scenes] == ["blank"]


def test_what_can_not_be_used_gets_one_sentence_each(
    bench: Bench, qtbot: QtBot, picture: Draw, tmp_path: Path
) -> None:
    words = tmp_path / "notes.txt"
    words.write_text("no picture")
    page = tmp_path / "page.pdf"
    page.write_bytes(b"%PDF-1.7\n")
    bench.drop(files(words, picture(), page), bench.at(What.NEW))
    qtbot.waitUntil(lambda: len(bench.film) == 5)
    said = [notice.text for notice in bench.rooms.notices.waiting]
    assert len(said) == 2
    assert "notes.txt" in said[0]
    assert "PDF" in said[1]


def test_a_picture_of_another_shape_asks_without_stopping_the_others(
    bench: Bench, qtbot: QtBot, picture: Draw
) -> None:
    bench.drop(
        files(picture(), picture(2000, 400, "wide.jpg"), picture(400, 2000, "tall.jpg")),
        bench.at(What.NEW),
    )
    bar = bench.timeline.ask_bar
    qtbot.waitUntil(lambda: bar.about == "shape")
    first, last = (
        ("wide.jpg", "tall.jpg") if "wide.jpg" in bar.text.text() else ("tall.jpg", "wide.jpg")
    )
    bar.answers[0].click()
    qtbot.waitUntil(lambda: bar.about == "shape" and last in bar.text.text())
    bar.answers[2].click()
    qtbot.waitUntil(lambda: len(bench.film) == 6)
    names = [s.first_frame.name for s in bench.desk.storyboard.scenes[4:] if s.first_frame]
    assert names == ["harbour.jpg", first]


def test_pixels_and_addresses_are_taken_too(bench: Bench, qtbot: QtBot) -> None:
    image = QImage(640, 360, QImage.Format.Format_RGB32)
    image.fill(0x226644)
    mime = QMimeData()
    mime.setImageData(image)
    bench.drop(mime, bench.at(What.NEW))
    qtbot.waitUntil(lambda: len(bench.film) == 5)
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/boat.jpg")])
    bench.drop(mime, bench.at(What.NEW))
    qtbot.waitUntil(lambda: bool(bench.rooms.notices.waiting))
    assert bench.rooms.notices.waiting[0].text == FrameWords.NO_FETCHING()
    assert len(bench.film) == 5


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_a_picture_on_a_scene_becomes_its_first_frame(
    bench: Bench, qtbot: QtBot, picture: Draw
) -> None:
    block = bench.board.plan.block(2)
    at = QPoint(round(block.x + block.width / 2), 100)
    drop = files(picture())
    bench.drop(drop, at, let_go=False)
    assert bench.board.drop_mark.isVisible()
    assert bench.board.drop_mark.said == Hover.USE_AS_FIRST_OF(number=3)
    assert not bench.board.mark.isVisible()
    bench.drop(drop, at)
    assert not bench.board.drop_mark.isVisible()
    qtbot.waitUntil(lambda: bench.desk.storyboard.scenes[2].first_frame is not None)
    assert len(bench.film) == 4
    assert bench.undoable() is Act.SET_FIRST_FRAME
    bench.desk.undo()
    assert bench.desk.storyboard == FILM


def test_near_the_ends_of_a_scene_a_picture_goes_between(
    bench: Bench, qtbot: QtBot, picture: Draw
) -> None:
    block = bench.board.plan.block(2)
    drop = files(picture())
    bench.drop(drop, QPoint(round(block.x + 6), 100), let_go=False)
    assert bench.board.mark.isVisible()
    assert not bench.board.drop_mark.isVisible()
    bench.drop(drop, QPoint(round(block.x + 6), 100))
    qtbot.waitUntil(lambda: len(bench.film) == 5)
    assert bench.desk.storyboard.scenes[2].first_frame is not None


def test_what_can_not_be_used_says_so_over_the_scene(bench: Bench, tmp_path: Path) -> None:
    block = bench.board.plan.block(1)
    middle = QPoint(round(block.x + block.width / 2), 100)
    bench.drop(files(tmp_path / "paper.pdf"), middle, let_go=False)
    assert bench.board.drop_mark.said == Hover.NO_PDF()


def test_a_transparent_picture_asks_what_shows_through(
    bench: Bench, qtbot: QtBot, tmp_path: Path
) -> None:
    clear = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    clear.save(tmp_path / "glass.png")
    bench.drop(files(tmp_path / "glass.png"), bench.at(What.NEW))
    bar = bench.timeline.ask_bar
    qtbot.waitUntil(lambda: bar.about == "shape")
    assert [press.text() for press in bar.answers] == ["White", "Black", "Leave it out"]
    bar.answers[1].click()
    qtbot.waitUntil(lambda: len(bench.film) == 5)


def test_a_stalled_address_is_stopped_from_the_bar(bench: Bench) -> None:
    bench.rooms.supply(fetch_picture=_never)
    bench.rooms.engine.ask = lambda *_: None  # type: ignore[method-assign]
    bench.timeline.newcomers._supplies = bench.rooms.supplies
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/boat.jpg")])
    bench.drop(mime, bench.at(What.NEW))
    bar = bench.timeline.ask_bar
    assert bar.about == "coming"
    bar.answers[0].click()
    assert not bar.isVisible()
    assert len(bench.film) == 4


async def _never(_: str) -> bytes:
    raise AssertionError("the engine does not run here")
