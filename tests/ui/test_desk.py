import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from kling_desktop.storyboard import edits, scenes
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Shot, Storyboard, Take
from kling_desktop.ui.desk import PAUSE, Desk, Selection
from tests.ui.rooms import FRAME

pytestmark = pytest.mark.qt

TAKE = Take(id="t", recipe="r", clip="c.mp4", made_at=1.0)


class Clock:
    """Stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def write(desk: Desk, *texts: str) -> None:
    for text in texts:
        desk.set(Act.WRITE_PROMPT, desk.scene.id, prompt=text)


def test_an_empty_storyboard_gets_a_scene_to_work_on() -> None:
    assert len(Desk().storyboard.scenes) == 1


def test_a_change_makes_a_new_value_and_tells_of_it(qtbot: QtBot) -> None:
    desk = Desk()
    before = desk.storyboard
    with qtbot.waitSignals([desk.changed, desk.scene_changed]):
        write(desk, "Waves")
    assert before.scenes[0].prompt == ""
    assert desk.scene.prompt == "Waves"
    assert desk.scene.id == before.scenes[0].id


def test_no_change_tells_nothing_and_is_no_step(qtbot: QtBot) -> None:
    desk = Desk()
    with qtbot.assertNotEmitted(desk.changed):
        write(desk, "")
    assert desk.undoable is None


def test_other_scenes_stay_as_they_are() -> None:
    desk = Desk(Storyboard(scenes=(Scene(prompt="one"), Scene(prompt="two"))))
    write(desk, "changed")
    assert [scene.prompt for scene in desk.storyboard.scenes] == ["changed", "two"]


def test_opening_another_storyboard_selects_its_first_scene_and_forgets_the_steps() -> None:
    desk = Desk()
    write(desk, "Waves")
    desk.open(Storyboard(scenes=(Scene(prompt="a"),)))
    assert desk.scene.prompt == "a"
    assert desk.undoable is None


def test_a_run_of_typing_is_one_step() -> None:
    desk = Desk(clock=Clock())
    write(desk, "W", "Wa", "Wav")
    desk.undo()
    assert desk.scene.prompt == ""
    desk.redo()
    assert desk.scene.prompt == "Wav"


def test_a_pause_ends_the_run() -> None:
    clock = Clock()
    desk = Desk(clock=clock)
    write(desk, "W")
    clock.now += PAUSE - 0.1
    write(desk, "Wa")
    clock.now += PAUSE + 0.1
    write(desk, "Wav")
    desk.undo()
    assert desk.scene.prompt == "Wa"
    desk.undo()
    assert desk.scene.prompt == ""


@pytest.mark.parametrize("between", ["focus", "other act", "other field", "selection"])
def test_what_comes_between_ends_the_run(between: str) -> None:
    desk = Desk(Storyboard(scenes=(Scene(), Scene())), clock=Clock())
    first = desk.scene.id
    write(desk, "W")
    if between == "focus":
        desk.settle()
    elif between == "other act":
        desk.set(Act.SET_SOUND, sound=True)
    elif between == "other field":
        desk.set(Act.WRITE_AVOID, desk.scene.id, negative_prompt="blur")
    else:
        desk.select(desk.storyboard.scenes[1].id)
        desk.select(first)
    write(desk, "Wa")
    desk.undo()
    assert scenes.scene_of(desk.storyboard, first).prompt == "W"


def test_a_slider_that_is_held_is_one_step_however_long() -> None:
    clock = Clock()
    desk = Desk(clock=clock)
    desk.hold()
    for seconds in (6, 7, 8):
        clock.now += 2 * PAUSE
        desk.set(Act.SET_LENGTH, desk.scene.id, plain_seconds=seconds)
    desk.let_go()
    desk.set(Act.SET_LENGTH, desk.scene.id, plain_seconds=9)
    desk.undo()
    assert desk.scene.seconds == 8
    desk.undo()
    assert desk.scene.seconds == 5
    assert desk.undoable is None


def test_the_selection_goes_to_what_a_step_changed() -> None:
    desk = Desk(Storyboard(scenes=(Scene(), Scene(), Scene())))
    first, second, third = (scene.id for scene in desk.storyboard.scenes)
    desk.edit(Act.WRITE_PROMPT, lambda scene: replace(scene, prompt="x"), scene_id=third)
    desk.select(first)
    desk.undo()
    assert desk.selection == Selection(third)
    desk.select(second)
    desk.redo()
    assert desk.selection == Selection(third)


def test_the_selection_goes_to_the_shot_that_changed() -> None:
    shots = (Shot(prompt="a", seconds=3), Shot(prompt="b", seconds=4))
    desk = Desk(Storyboard(scenes=(Scene(shots=shots), Scene())))
    desk.edit(Act.WRITE_SHOT, lambda scene: edits.change_shot(scene, 1, prompt="c"))
    desk.select(desk.storyboard.scenes[1].id)
    desk.undo()
    assert desk.selection == Selection(desk.storyboard.scenes[0].id, 1)


def test_a_scene_that_comes_back_is_selected_and_a_moved_one_followed() -> None:
    desk = Desk(Storyboard(scenes=tuple(Scene(prompt=name) for name in "abc")))
    ids = [scene.id for scene in desk.storyboard.scenes]
    desk.do(Act.DELETE_SCENE, lambda board: replace(board, scenes=board.scenes[:2]))
    desk.undo()
    assert desk.selection.scene == ids[2]
    desk.do(Act.MOVE_SCENE, lambda board: scenes.move(board, ids[2], 0))
    desk.select(ids[1])
    desk.undo()
    assert [scene.prompt for scene in desk.storyboard.scenes] == ["a", "b", "c"]
    assert desk.selection.scene == ids[2]


def test_a_step_that_changed_what_is_looked_at_leaves_the_selection() -> None:
    desk = Desk(Storyboard(scenes=(Scene(), Scene())))
    second = desk.storyboard.scenes[1].id
    desk.do(
        Act.MEND,
        lambda board: replace(board, scenes=tuple(replace(s, prompt="x") for s in board.scenes)),
    )
    desk.select(second)
    desk.undo()
    assert desk.selection.scene == second


def test_a_take_is_no_step_and_undo_never_takes_it_away() -> None:
    desk = Desk()
    write(desk, "Waves")
    desk.tell(lambda board: scenes.record_take(board, desk.scene.id, TAKE))
    desk.undo()
    assert desk.scene.prompt == ""
    assert desk.scene.takes == (TAKE,)
    assert desk.undoable is None


def test_pictures_that_lay_here_stay_named() -> None:
    desk = Desk()
    desk.set(Act.SET_FIRST_FRAME, first_frame=FRAME)
    desk.set(Act.REMOVE_FRAME, first_frame=None)
    desk.open(Storyboard())
    assert desk.named == {FRAME.picture}
