from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kling_desktop.storyboard import scenes
from kling_desktop.storyboard.edits import Stop
from kling_desktop.storyboard.model import Scene, Shot, Storyboard
from kling_desktop.storyboard.scenes import Moved
from tests.storyboard.making import film, frame, scene, seconds_of, shots, sound_scenes, take

A, B, C = (scene(id=name, prompt=name) for name in "ABC")
ABC = film(A, B, C)
LAST = frame(picture="ef" * 32)


def order(board: Storyboard) -> str:
    return "".join(made.id for made in board.scenes)


def linked(board: Storyboard) -> list[bool]:
    return [made.linked for made in board.scenes]


def test_scenes_are_found_by_their_ids() -> None:
    assert [scenes.index_of(ABC, name) for name in "ABC"] == [0, 1, 2]
    assert scenes.scene_of(ABC, "B") is B


@pytest.mark.parametrize(
    "edit",
    [
        lambda: scenes.index_of(ABC, "X"),
        lambda: scenes.scene_of(ABC, "X"),
        lambda: scenes.change(ABC, "X", lambda made: made),
        lambda: scenes.move(ABC, "X", 0),
        lambda: scenes.duplicate(ABC, "X"),
        lambda: scenes.remove(ABC, "X"),
        lambda: scenes.link(ABC, "X"),
        lambda: scenes.unlink(ABC, "X"),
        lambda: scenes.continue_from(ABC, "X"),
        lambda: scenes.keep_take(ABC, "X", "one"),
        lambda: scenes.keep_take(ABC, "A", "one"),
        lambda: scenes.move_shot_to(ABC, "X", 0, "A", 0),
        lambda: scenes.move_shot_to(ABC, "A", 0, "X", 0),
    ],
)
def test_what_is_not_there_cannot_be_edited(edit: Callable[[], object]) -> None:
    with pytest.raises(KeyError):
        edit()


def test_changing_touches_that_scene_alone() -> None:
    after = scenes.change(ABC, "B", lambda made: replace(made, title="Two"))
    assert after.scenes == (A, replace(B, title="Two"), C)
    assert after.scenes[0] is A


def test_no_change_links_the_first_scene() -> None:
    after = scenes.change(ABC, "A", lambda made: replace(made, linked=True, title="One"))
    assert after.scenes[0] == replace(A, title="One")


@pytest.mark.parametrize(
    ("index", "after"), [(0, "XYABC"), (1, "AXYBC"), (3, "ABCXY"), (99, "ABCXY"), (-1, "XYABC")]
)
def test_scenes_come_before_the_one_at_the_place(index: int, after: str) -> None:
    new = (scene(id=name) for name in "XY")
    assert order(scenes.insert(ABC, index, new)) == after


def test_nothing_inserted_changes_nothing() -> None:
    assert scenes.insert(ABC, 1, []) == ABC


def test_a_scene_put_first_is_not_linked() -> None:
    after = scenes.insert(film(A, replace(B, linked=True)), 0, [replace(C, linked=True)])
    assert (order(after), linked(after)) == ("CAB", [False, False, True])


def test_a_bridge_goes_from_each_picture_to_the_next() -> None:
    one, two, three = (frame(picture=sign * 64) for sign in "123")
    made = scenes.bridge([one, two, three])
    assert [(new.first_frame, new.end_frame) for new in made] == [(one, two), (two, three)]
    assert scenes.bridge([one]) == scenes.bridge([]) == []


@pytest.mark.parametrize(
    ("name", "to", "after"),
    [
        ("A", 0, "ABC"),
        ("A", 1, "BAC"),
        ("A", 2, "BCA"),
        ("A", 9, "BCA"),
        ("C", 0, "CAB"),
        ("C", -5, "CAB"),
        ("B", 1, "ABC"),
        ("C", 1, "ACB"),
    ],
)
def test_a_scene_is_moved_to_its_place_in_the_order_without_it(
    name: str, to: int, after: str
) -> None:
    assert order(scenes.move(ABC, name, to)) == after


def test_moving_keeps_links_but_for_the_first() -> None:
    board = film(A, replace(B, linked=True), replace(C, linked=True))
    assert linked(scenes.move(board, "C", 0)) == [False, False, True]
    assert linked(scenes.move(board, "A", 2)) == [False, True, False]
    assert linked(scenes.move(board, "C", 1)) == [False, True, True]
    moved = scenes.move(board, "B", 0)
    assert moved.scenes[0] == B  # with the frame it had


def test_a_copy_is_another_scene_without_takes() -> None:
    board = film(A, replace(B, takes=(take("one"),), kept="one", linked=True, title="Two"), C)
    after = scenes.duplicate(board, "B")
    copy = after.scenes[2]
    assert after.scenes[:2] + after.scenes[3:] == board.scenes
    assert copy == replace(board.scenes[1], id=copy.id, takes=(), kept=None)
    assert len({made.id for made in after.scenes}) == 4


def test_a_scene_is_taken_out() -> None:
    board = film(A, replace(B, linked=True), replace(C, linked=True))
    assert order(scenes.remove(board, "B")) == "AC"
    after = scenes.remove(board, "A")
    assert (order(after), linked(after)) == ("BC", [False, True])
    assert after.scenes[0].first_frame == B.first_frame


def test_there_is_always_a_scene() -> None:
    (left,) = scenes.remove(film(A), "A").scenes
    assert left == Scene(id=left.id)
    assert left.id != "A"


def test_a_scene_starts_from_the_last_frame_of_the_one_before() -> None:
    after = scenes.link(ABC, "B")
    assert after.scenes == (A, replace(B, linked=True), C)
    assert scenes.unlink(after, "B") == ABC


def test_the_first_scene_has_nothing_to_link_to() -> None:
    assert scenes.link(ABC, "A") is ABC


def test_unlinking_keeps_the_frame() -> None:
    after = scenes.follow_frame(scenes.link(ABC, "B"), "B", LAST)
    assert scenes.unlink(after, "B").scenes[1] == replace(B, first_frame=LAST)


def test_going_on_from_the_last_frame_makes_a_linked_scene() -> None:
    board = film(A, replace(B, sound=True), C)
    after = scenes.continue_from(board, "B", LAST)
    new = after.scenes[2]
    assert new == Scene(id=new.id, first_frame=LAST, linked=True, sound=True)
    assert (*after.scenes[:2], after.scenes[3]) == board.scenes
    assert scenes.continue_from(board, "C").scenes[3].first_frame is None


def test_only_a_linked_scene_follows() -> None:
    board = scenes.link(ABC, "B")
    assert scenes.follow_frame(board, "B", LAST).scenes[1].first_frame == LAST
    for other in ("A", "C", "gone"):
        assert scenes.follow_frame(board, other, LAST) is board


@pytest.mark.parametrize(
    ("takes", "kept", "follows"),
    [
        ("one", None, True),
        ("one two", None, False),
        ("one two", "one", True),
        ("one two", "two", False),
        ("two", None, False),
        ("", None, False),
    ],
)
def test_a_frame_of_a_take_is_followed_where_that_take_is_kept(
    takes: str, kept: str | None, follows: bool
) -> None:
    before = replace(A, takes=tuple(take(name) for name in takes.split()), kept=kept)
    board = film(before, replace(B, linked=True))
    after = scenes.follow_frame(board, "B", LAST, take="one")
    assert (after.scenes[1].first_frame == LAST) is follows
    elsewhere = scenes.move(film(before, C, replace(B, linked=True)), "A", 2)
    assert scenes.follow_frame(elsewhere, "B", LAST, take="one") is elsewhere


def test_a_take_is_recorded_once() -> None:
    one, two = take("one"), take("two")
    board = scenes.record_take(ABC, "B", one)
    assert board.scenes == (A, replace(B, takes=(one,)), C)
    assert scenes.record_take(board, "B", one) is board
    assert scenes.record_take(board, "B", two).scenes[1].takes == (one, two)
    assert scenes.record_take(board, "gone", two) is board


def test_one_of_the_takes_is_kept() -> None:
    board = film(replace(A, takes=(take("one"), take("two"))), B)
    after = scenes.keep_take(board, "A", "two")
    assert after.scenes[0].kept_take(practice=False) == take("two")
    assert after.scenes[1] is B


TWO_SCENES = film(
    scene(id="from", prompt="", shots=(Shot(prompt="a", seconds=4), Shot(prompt="b", seconds=2))),
    scene(id="to", prompt="c", plain_seconds=5),
)


def moved(board: Storyboard, index: int, to: int) -> tuple[list[str], list[str], Stop | None]:
    """The texts of both scenes, the scene's own in place of shots."""
    after = scenes.move_shot_to(board, "from", index, "to", to)
    origin, target = after.board.scenes
    texts = [[s.prompt for s in made.shots] or [made.prompt] for made in (origin, target)]
    return texts[0], texts[1], after.stop


@pytest.mark.parametrize(
    ("index", "to", "left", "there"),
    [
        (0, 0, ["b"], ["a", "c"]),
        (0, 1, ["b"], ["c", "a"]),
        (1, 9, ["a"], ["c", "b"]),
        (1, -9, ["a"], ["b", "c"]),
    ],
)
def test_a_shot_goes_to_another_scene(
    index: int, to: int, left: list[str], there: list[str]
) -> None:
    assert moved(TWO_SCENES, index, to) == (left, there, None)


def test_both_scenes_stay_sound_on_the_way() -> None:
    origin, target = scenes.move_shot_to(TWO_SCENES, "from", 0, "to", 0).board.scenes
    assert (origin.shots, origin.prompt, origin.seconds) == ((), "b", 3)
    assert (target.prompt, seconds_of(target)) == ("c", [4, 5])


def test_a_full_scene_takes_no_other_shot() -> None:
    room = scenes.change(TWO_SCENES, "to", lambda made: replace(made, plain_seconds=11))
    assert moved(room, 0, 0)[2] is None
    full = scenes.change(TWO_SCENES, "to", lambda made: replace(made, plain_seconds=12))
    assert scenes.move_shot_to(full, "from", 0, "to", 0) == Moved(full, Stop.SCENE_LONGEST)


@pytest.mark.parametrize("only", [(), shots(5)])
def test_the_only_shot_stays_with_its_scene(only: tuple[Shot, ...]) -> None:
    board = scenes.change(TWO_SCENES, "from", lambda made: replace(made, shots=only))
    assert scenes.move_shot_to(board, "from", 0, "to", 0) == Moved(board, Stop.ONLY_SHOT)


@pytest.mark.parametrize("there", [(), shots(3)])
def test_a_scene_that_ends_on_a_frame_takes_no_shot(there: tuple[Shot, ...]) -> None:
    ending = {"end_frame": frame(), "shots": there}
    board = scenes.change(TWO_SCENES, "to", lambda made: replace(made, **ending))
    assert scenes.move_shot_to(board, "from", 0, "to", 0) == Moved(board, Stop.END_FRAME)


def test_within_one_scene_it_is_moved_only() -> None:
    after = scenes.move_shot_to(TWO_SCENES, "from", 0, "from", 1)
    assert seconds_of(after.board.scenes[0]) == [2, 4]
    assert after.stop is None


@given(sound_scenes, sound_scenes, st.data())
def test_no_shot_is_lost_or_shortened_between_scenes(
    origin: Scene, target: Scene, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, max(0, len(origin.shots) - 1)))
    to = data.draw(st.integers(0, len(target.shots) + 1))
    board = film(replace(origin, id="from"), replace(target, id="to"))
    after = scenes.move_shot_to(board, "from", index, "to", to)
    if after.stop is not None:
        assert after.board is board
        return
    left, there = after.board.scenes
    assert 3 <= left.seconds <= 15
    assert there.seconds == target.seconds + origin.shots[index].seconds <= 15
    assert there.shots[min(to, len(there.shots) - 1)] == origin.shots[index]
    words = " ".join(text for made in (left, there) for text in texts_of(made))
    assert all(text.strip() in words for made in (origin, target) for text in texts_of(made))


def texts_of(made: Scene) -> list[str]:
    return [made.prompt, *(shot.prompt for shot in made.shots)]
