"""What of a storyboard has to be made, in which order, and what must never be paid for twice."""

import pytest
from msgspec.structs import replace

from kling_desktop.production.film import is_stale, orders, problems_of, recipe_of
from kling_desktop.production.snapshot import Unfit, snapshot
from kling_desktop.storyboard import scenes
from kling_desktop.storyboard.check import Code
from kling_desktop.storyboard.model import FrameRef, Scene, Storyboard, Take

FRAME = FrameRef(picture="ab" * 32, media_type="image/png", width=640, height=360, size=900)
LAST = replace(FRAME, picture="cd" * 32)


def scene(name: str, **fields: object) -> Scene:
    return replace(Scene(id=name, first_frame=FRAME, prompt=f"about {name}"), **fields)


def take(of: Scene, name: str = "t", *, practice: bool = False, recipe: str | None = None) -> Take:
    made_of = recipe or recipe_of(of)
    assert made_of is not None
    return Take(id=name, recipe=made_of, clip=f"{name}.mp4", made_at=1.0, practice=practice)


def with_take(of: Scene, name: str = "t", *, practice: bool = False) -> Scene:
    return replace(of, takes=(*of.takes, take(of, name, practice=practice)))


def asked(board: Storyboard, **options: object) -> list[tuple[str, str | None]]:
    made = orders(board, practice=False, **options)  # type: ignore[arg-type]
    return [(order.scene, order.after) for order in made]


def test_only_what_has_no_take_of_what_it_asks_for_is_made() -> None:
    done, new = with_take(scene("a")), scene("b")
    changed = replace(with_take(scene("c")), prompt="something else")
    assert asked(Storyboard(scenes=(done, new, changed))) == [("b", None), ("c", None)]


def test_a_choice_of_an_older_take_is_not_paid_for_again() -> None:
    older = take(scene("a"), "older", recipe="of long ago")
    both = replace(scene("a"), takes=(older, take(scene("a"), "newer")), kept="older")
    assert both.kept_take(practice=False) == older
    assert not is_stale(both, practice=False)


def test_practice_takes_never_stand_in_for_real_ones() -> None:
    practised = with_take(scene("a"), practice=True)
    assert is_stale(practised, practice=False)
    assert not is_stale(practised, practice=True)
    assert practised.kept_take(practice=False) is None


def test_practice_and_real_takes_are_chosen_apart() -> None:
    made = scene("a")
    for name, practice in (("r1", False), ("r2", False), ("p1", True), ("p2", True)):
        made = with_take(made, name, practice=practice)
    board = Storyboard(scenes=(made,))
    board = scenes.keep_take(scenes.keep_take(board, "a", "r2"), "a", "p1")
    kept = [board.scenes[0].kept_take(practice=practice) for practice in (False, True)]
    assert [one.id for one in kept if one] == ["r2", "p1"]


def test_the_take_of_what_was_asked_last_is_kept_by_itself() -> None:
    first = with_take(scene("a"), "one")
    again = with_take(replace(first, prompt="another"), "two")
    kept = again.kept_take(practice=False)
    assert kept is not None
    assert kept.id == "two"
    assert with_take(again, "three").kept_take(practice=False) is None


def test_a_linked_scene_follows_one_that_is_made_anew() -> None:
    linked = scene("b", first_frame=None, linked=True)
    board = Storyboard(scenes=(scene("a"), linked, scene("c")))
    assert asked(board) == [("a", None), ("b", "a"), ("c", None)]
    second = orders(board, practice=False)[1]
    assert second.snapshot.first_frame is None


def test_what_is_linked_to_what_is_made_anew_is_made_anew_too() -> None:
    first = replace(with_take(scene("a")), prompt="changed")
    linked = with_take(scene("b", first_frame=LAST, linked=True, follows="t"))
    assert asked(Storyboard(scenes=(first, linked))) == [("a", None), ("b", "a")]


def test_a_linked_scene_uses_the_frame_of_the_take_that_is_kept() -> None:
    first = with_take(scene("a"), "kept")
    linked = scene("b", first_frame=LAST, linked=True, follows="kept")
    (order,) = orders(Storyboard(scenes=(first, linked)), practice=False)
    assert (order.scene, order.after, order.snapshot.first_frame) == ("b", None, LAST)


@pytest.mark.parametrize(
    ("first", "follows", "code"),
    [
        (scene("a"), "", Code.NOTHING_TO_FOLLOW),
        (with_take(scene("a"), "p", practice=True), "p", Code.NOTHING_TO_FOLLOW),
        (with_take(with_take(scene("a"), "1"), "2"), "1", Code.NOTHING_TO_FOLLOW),
        (with_take(scene("a"), "now"), "before", Code.FRAME_COMING),
    ],
    ids=["nothing", "practice only", "no choice yet", "of another take"],
)
def test_a_frame_of_another_take_is_never_sent(first: Scene, follows: str, code: Code) -> None:
    linked = scene("b", first_frame=LAST, linked=True, follows=follows)
    board = Storyboard(scenes=(first, linked))
    found = problems_of(board, 1, practice=False)
    assert [problem.code for problem in found] == [code]
    with pytest.raises(Unfit):
        orders(board, practice=False, scenes=["b"])


def test_one_more_take_changes_nothing_for_what_goes_on_from_the_kept_one() -> None:
    first = with_take(scene("a"), "kept")
    linked = scene("b", first_frame=LAST, linked=True, follows="kept")
    board = Storyboard(scenes=(first, linked))
    (order,) = orders(board, practice=False, scenes=["b"], under_way={"a": (7,)})
    assert (order.after, order.after_jobs, order.snapshot.first_frame) == (None, (), LAST)
    more = orders(board, practice=False, scenes=["a", "b"])
    assert [made.after for made in more] == [None, None]


def test_a_scene_can_wait_for_jobs_that_are_under_way() -> None:
    linked = scene("b", first_frame=None, linked=True)
    board = Storyboard(scenes=(scene("a"), linked))
    (order,) = orders(board, practice=False, scenes=["b"], under_way={"a": (7, 8)})
    assert (order.after, order.after_jobs) == ("a", (7, 8))


def test_what_is_under_way_is_not_made_twice() -> None:
    board = Storyboard(scenes=(scene("a"), scene("b")))
    assert asked(board, under_way={"a": (7,)}) == [("b", None)]


def test_nothing_is_ordered_when_one_scene_does_not_fit() -> None:
    board = Storyboard(scenes=(scene("a"), scene("b", prompt="")))
    with pytest.raises(Unfit):
        orders(board, practice=False)


def test_an_order_is_what_the_scene_asks_for() -> None:
    (order,) = orders(Storyboard(scenes=(scene("a"),)), practice=False)
    assert order.snapshot == snapshot(scene("a"))
