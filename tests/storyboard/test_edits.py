from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kling_desktop.storyboard import edits
from kling_desktop.storyboard.check import Code, Fix, Severity, check
from kling_desktop.storyboard.model import Scene, Shot
from tests.storyboard.making import frame, problem, scene, shots, some_scenes

BLOCK = Severity.BLOCK

sound_shots = st.lists(
    st.builds(Shot, prompt=st.text(max_size=5), seconds=st.integers(1, 9)), max_size=8
)
sound_scenes = st.builds(
    lambda shots, seconds, prompt: scene(shots=tuple(shots), plain_seconds=seconds, prompt=prompt),
    sound_shots,
    st.integers(3, 15),
    st.text(max_size=5),
)
"""Scenes as the window can make them: whole seconds, at least one in each shot."""

with_shots = sound_scenes.filter(lambda made: bool(made.shots))
seconds_wanted = st.integers(-5, 40)


def prompts(made: Scene) -> Counter[str]:
    return Counter([made.prompt, *(shot.prompt for shot in made.shots)])


def seconds_of(made: Scene) -> list[int]:
    return [shot.seconds for shot in made.shots]


@given(sound_scenes, st.data())
def test_splitting_keeps_the_length_and_every_prompt(made: Scene, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, max(0, len(made.shots) - 1)))
    at = data.draw(st.none() | seconds_wanted)
    after = edits.split(made, index, at)
    assert after.seconds == made.seconds
    assert not prompts(made) - prompts(after)
    assert min(seconds_of(after), default=1) >= 1
    if after != made:
        assert len(after.shots) == max(1, len(made.shots)) + 1
        assert after.shots[index + 1].prompt == ""
        assert at is None or after.shots[index].seconds == at


def test_the_first_split_hands_the_prompt_to_the_first_shot() -> None:
    after = edits.split(scene(prompt="The boat leaves.", plain_seconds=5), 0)
    assert after.shots == (Shot(prompt="The boat leaves.", seconds=3), Shot(seconds=2))
    assert after.prompt == "The boat leaves."


def test_a_shot_of_one_second_cannot_be_cut() -> None:
    made = scene(shots=shots(1, 5))
    assert edits.split(made, 0) is made
    assert edits.split(made, 1, 0) is made
    assert edits.split(made, 1, 5) is made
    assert seconds_of(edits.split(made, 1, 4)) == [1, 4, 1]
    assert seconds_of(edits.split(made, 1, 1)) == [1, 1, 4]


@given(with_shots, st.data())
def test_removing_takes_out_that_shot_alone(made: Scene, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(made.shots) - 1))
    after = edits.remove_shot(made, index)
    assert after.shots == made.shots[:index] + made.shots[index + 1 :]
    assert after.shots or 3 <= after.seconds <= 15


def test_the_last_shot_leaves_its_words_and_length() -> None:
    last = Shot(prompt="one", seconds=9)
    assert edits.remove_shot(scene(prompt="", shots=(last,)), 0).prompt == "one"
    assert edits.remove_shot(scene(prompt="all", shots=(last,)), 0).prompt == "all"
    assert edits.remove_shot(scene(shots=(last,)), 0).plain_seconds == 9
    assert edits.remove_shot(scene(shots=shots(1)), 0).plain_seconds == 3
    assert edits.remove_shot(scene(shots=shots(20)), 0).plain_seconds == 15


@given(with_shots, st.data(), st.none() | st.text(max_size=5), st.none() | seconds_wanted)
def test_changing_touches_that_shot_alone(
    made: Scene, data: st.DataObject, prompt: str | None, seconds: int | None
) -> None:
    index = data.draw(st.integers(0, len(made.shots) - 1))
    after = edits.change_shot(made, index, prompt=prompt, seconds=seconds)
    was = made.shots[index]
    now = Shot(
        prompt=was.prompt if prompt is None else prompt,
        seconds=was.seconds if seconds is None else max(1, seconds),
    )
    assert after.shots == (*made.shots[:index], now, *made.shots[index + 1 :])


@given(with_shots, st.data())
def test_moving_there_and_back_again(made: Scene, data: st.DataObject) -> None:
    places = st.integers(0, len(made.shots) - 1)
    index, to = data.draw(places), data.draw(places)
    moved = edits.move_shot(made, index, to)
    assert moved.shots[to] == made.shots[index]
    assert Counter(moved.shots) == Counter(made.shots)
    assert edits.move_shot(moved, to, index) == made


@given(sound_scenes, seconds_wanted)
def test_a_scene_takes_the_length_it_is_given(made: Scene, seconds: int) -> None:
    after = edits.set_seconds(made, seconds)
    assert min(seconds_of(after), default=1) >= 1
    assert after.seconds == max(len(after.shots), min(15, max(3, seconds)))
    assert prompts(after) == prompts(made)


def test_the_last_shots_give_and_take() -> None:
    made = scene(shots=shots(4, 3, 2))
    assert seconds_of(edits.set_seconds(made, 12)) == [4, 3, 5]
    assert seconds_of(edits.set_seconds(made, 8)) == [4, 3, 1]
    assert seconds_of(edits.set_seconds(made, 6)) == [4, 1, 1]
    assert seconds_of(edits.set_seconds(made, 3)) == [1, 1, 1]


@pytest.mark.parametrize(("asked", "given"), [(-1, 3), (2, 3), (3, 3), (9, 9), (15, 15), (16, 15)])
def test_clamping(asked: int, given: int) -> None:
    assert edits.clamp_seconds(asked) == given


@given(some_scenes)
def test_every_pure_fix_offered_makes_its_problem_go_away(made: Scene) -> None:
    for offered in check(made):
        if offered.fix in (None, Fix.CROP, Fix.PAD):
            assert edits.mend(made, offered) is made
            continue
        mended = edits.mend(made, offered)
        if offered.fix is Fix.REMOVE_SHOT:
            assert len(mended.shots) == len(made.shots) - 1
        else:
            assert (offered.code, offered.shot) not in {(p.code, p.shot) for p in check(mended)}


@given(some_scenes)
def test_a_fix_brings_nothing_new_that_blocks(made: Scene) -> None:
    for offered in check(made):
        # Taking a shot out can leave too little: that has a fix of its own.
        if offered.fix is None or offered.fix is Fix.REMOVE_SHOT:
            continue
        before = {(p.code, p.shot) for p in check(made) if p.severity is BLOCK}
        mended = edits.mend(made, offered)
        assert {(p.code, p.shot) for p in check(mended) if p.severity is BLOCK} <= before


def test_removing_the_empty_shot_may_need_the_scene_lengthened_next() -> None:
    made = scene(shots=(*shots(2), Shot(seconds=3)))
    mended = edits.mend(made, problem(made, Code.SHOT_EMPTY))
    again = edits.mend(mended, problem(mended, Code.SECONDS_SHORT))
    assert again.shots == (replace(made.shots[0], seconds=3),)


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


def test_a_fix_that_came_too_late_does_no_harm() -> None:
    """The button still shows what was found before the other shots took the time."""
    found_then = problem(scene(shots=shots(1, 4)), Code.SHOT_BRIEF)
    full = scene(shots=shots(1, 2, 3, 3, 3, 3))
    assert edits.mend(full, found_then) is full


def test_mending_what_needs_a_picture_leaves_the_scene_alone() -> None:
    made = scene(first_frame=frame(1001, 400))
    assert edits.mend(made, problem(made, Code.FRAME_RATIO)) is made


def test_mending_the_end_frame_and_the_closeness() -> None:
    made = scene(end_frame=frame(), shots=shots(4, 4), cfg_scale=2.0)
    mended = edits.mend(made, problem(made, Code.END_FRAME_WITH_SHOTS))
    mended = edits.mend(mended, problem(mended, Code.CFG_SCALE_RANGE))
    assert check(mended) == ()
    assert mended.shots == made.shots


def test_the_last_shot_speaks_even_where_the_prompt_is_only_spaces() -> None:
    spaces = scene(prompt=" ", shots=(Shot(prompt="one", seconds=5),))
    assert edits.remove_shot(spaces, 0).prompt == "one"
