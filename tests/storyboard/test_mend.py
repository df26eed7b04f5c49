import pytest
from hypothesis import given

from kling_desktop.storyboard import edits
from kling_desktop.storyboard.check import Code, Fix, Severity, check
from kling_desktop.storyboard.model import Scene, Shot
from tests.storyboard.making import frame, problem, scene, seconds_of, shots, some_scenes

BLOCK = Severity.BLOCK


@given(some_scenes)
def test_every_pure_fix_offered_makes_its_problem_go_away(made: Scene) -> None:
    for offered in check(made):
        if offered.fix in (None, Fix.CROP, Fix.PAD):
            assert edits.mend(made, offered) is made
            continue
        mended = edits.mend(made, offered)
        if offered.fix is Fix.REMOVE_SHOT:
            assert mended == edits.remove_shot(made, offered.shot or 0)
        else:
            assert (offered.code, offered.shot) not in {(p.code, p.shot) for p in check(mended)}


@given(some_scenes)
def test_a_fix_brings_nothing_new_that_blocks(made: Scene) -> None:
    for offered in check(made):
        # Taking a shot out gives the others new places.
        if offered.fix is None or offered.fix is Fix.REMOVE_SHOT:
            continue
        before = {(p.code, p.shot) for p in check(made) if p.severity is BLOCK}
        mended = edits.mend(made, offered)
        assert {(p.code, p.shot) for p in check(mended) if p.severity is BLOCK} <= before


def test_removing_the_empty_shot_leaves_three_seconds() -> None:
    made = scene(prompt="", shots=(*shots(2), Shot(seconds=3)))
    mended = edits.mend(made, problem(made, Code.SHOT_EMPTY))
    assert check(mended) == ()
    assert (mended.prompt, mended.seconds) == (made.shots[0].prompt, 3)


@pytest.mark.parametrize(
    ("before", "index", "after"),
    [
        ((4, 2), 1, [4, 3]),
        ((13, 2), 1, [12, 3]),
        ((2, 13), 0, [3, 12]),
        ((1, 7, 7), 0, [3, 6, 6]),
        ((1, 4, 4, 3, 3), 0, [3, 3, 3, 3, 3]),
        ((0, 15), 0, [3, 12]),
        ((2, 10**12), 0, [3, 12]),
    ],
)
def test_a_shot_is_lengthened_at_the_cost_of_the_longest_others(
    before: tuple[int, ...], index: int, after: list[int]
) -> None:
    made = scene(shots=shots(*before))
    (brief,) = (p for p in check(made) if p.shot == index and p.fix is Fix.LENGTHEN_SHOT)
    assert seconds_of(edits.mend(made, brief)) == after


def test_no_fix_is_offered_that_nobody_could_pay_for() -> None:
    full = scene(shots=shots(1, 2, 3, 3, 3, 3))
    assert [p.fix for p in check(full) if p.code is Code.SHOT_BRIEF] == [None, None]
    crowd = scene(shots=shots(*[1] * 16))
    assert problem(crowd, Code.SECONDS_LONG).fix is None
    fifteen = scene(shots=shots(*[1] * 14, 2))
    assert problem(fifteen, Code.SECONDS_LONG).fix is Fix.SHORTEN_SCENE


def test_mending_what_needs_a_picture_leaves_the_scene_alone() -> None:
    made = scene(first_frame=frame(1001, 400))
    assert edits.mend(made, problem(made, Code.FRAME_RATIO)) is made


def test_mending_the_end_frame_and_the_closeness() -> None:
    made = scene(end_frame=frame(), shots=shots(4, 4), cfg_scale=2.0)
    mended = edits.mend(made, problem(made, Code.END_FRAME_WITH_SHOTS))
    mended = edits.mend(mended, problem(mended, Code.CFG_SCALE_RANGE))
    assert check(mended) == ()
    assert mended.shots == made.shots


def test_a_fix_that_came_too_late_does_no_harm() -> None:
    """The button still shows what was found before the other shots took the time."""
    found_then = problem(scene(shots=shots(1, 4)), Code.SHOT_BRIEF)
    full = scene(shots=shots(1, 2, 3, 3, 3, 3))
    assert edits.mend(full, found_then) is full


def test_too_many_shots_are_joined_where_they_are_shortest() -> None:
    made = scene(shots=shots(1, 1, 3, 2, 2, 3, 2, 1))
    found = problem(made, Code.SHOTS_MANY)
    mended = edits.mend(made, found)
    assert seconds_of(mended) == [2, 3, 2, 2, 3, 3]
    assert mended.shots[0].prompt == f"{made.shots[0].prompt} {made.shots[1].prompt}"
    assert " ".join(s.prompt for s in mended.shots) == " ".join(s.prompt for s in made.shots)


def test_too_many_shots_with_too_much_to_say_are_left_to_the_user() -> None:
    made = scene(shots=tuple(Shot(prompt="x" * 1500, seconds=2) for _ in range(7)))
    assert problem(made, Code.SHOTS_MANY).fix is None


def test_a_wordy_shot_is_cut_at_the_end_of_a_sentence() -> None:
    one, other = "The boat leaves. " * 16, "Gulls follow it " * 18
    made = scene(shots=(Shot(prompt=one + other.strip(), seconds=7), *shots(4)))
    mended = edits.mend(made, problem(made, Code.SHOT_WORDY))
    assert seconds_of(mended) == [4, 3, 4]
    assert mended.shots[0].prompt == one.strip()
    assert mended.shots[1].prompt == other.strip()
    assert Code.SHOT_WORDY not in {found.code for found in check(mended)}


@pytest.mark.parametrize(
    "wordy",
    [Shot(prompt="word " * 300, seconds=6), Shot(prompt="x" * 600, seconds=6)],
    ids=["still too long", "nowhere to cut"],
)
def test_a_wordy_shot_that_can_t_be_halved_is_left_to_the_user(wordy: Shot) -> None:
    assert problem(scene(shots=(wordy, *shots(4))), Code.SHOT_WORDY).fix is None
