import pytest
from pytestqt.qtbot import QtBot

from kling_desktop.storyboard.model import Scene, Storyboard
from kling_desktop.ui.desk import Desk

pytestmark = pytest.mark.qt


def test_an_empty_storyboard_gets_a_scene_to_work_on() -> None:
    assert len(Desk().storyboard.scenes) == 1


def test_a_change_makes_a_new_value_and_tells_of_it(qtbot: QtBot) -> None:
    desk = Desk()
    before = desk.storyboard
    with qtbot.waitSignals([desk.changed, desk.scene_changed]):
        desk.set(prompt="Waves")
    assert before.scenes[0].prompt == ""
    assert desk.scene.prompt == "Waves"
    assert desk.scene.id == before.scenes[0].id


def test_no_change_tells_nothing(qtbot: QtBot) -> None:
    desk = Desk()
    with qtbot.assertNotEmitted(desk.changed):
        desk.set(prompt="")


def test_other_scenes_stay_as_they_are() -> None:
    desk = Desk(Storyboard(scenes=(Scene(prompt="one"), Scene(prompt="two"))))
    desk.set(prompt="changed")
    assert [scene.prompt for scene in desk.storyboard.scenes] == ["changed", "two"]


def test_opening_another_storyboard_selects_its_first_scene() -> None:
    desk = Desk()
    desk.open(Storyboard(scenes=(Scene(prompt="a"),)))
    assert desk.scene.prompt == "a"
