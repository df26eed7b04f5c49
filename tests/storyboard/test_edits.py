from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kling_desktop.storyboard import edits
from kling_desktop.storyboard.edits import Edited, Stop
from kling_desktop.storyboard.model import Scene, Shot
from tests.storyboard.making import frame, scene, seconds_of, shots, some_scenes, sound_scenes

with_shots = sound_scenes.filter(lambda made: bool(made.shots))
seconds_wanted = st.integers(-5, 40)
PROMPT = "The boat leaves."


def prompts(made: Scene) -> Counter[str]:
    return Counter([made.prompt, *(shot.prompt for shot in made.shots)])


def within(made: Scene) -> bool:
    """Whether the scene holds all limits of contract.md §4.4."""
    return 3 <= made.seconds <= 15 and min(seconds_of(made), default=1) >= 1


@given(sound_scenes, st.data())
def test_splitting_keeps_the_length_and_every_prompt(made: Scene, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, max(0, len(made.shots) - 1)))
    at = data.draw(st.none() | seconds_wanted)
    after = edits.split(made, index, at)
    assert after.seconds == made.seconds
    assert not prompts(made) - prompts(after)
    assert within(after)
    if after != made:
        assert len(after.shots) == max(1, len(made.shots)) + 1
        assert after.shots[index + 1].prompt == ""
        assert at is None or after.shots[index].seconds == at


def test_the_first_split_hands_the_prompt_to_the_first_shot() -> None:
    after = edits.split(scene(prompt=PROMPT, plain_seconds=5), 0)
    assert after.shots == (Shot(prompt=PROMPT, seconds=3), Shot(seconds=2))
    assert after.prompt == PROMPT


def test_a_shot_of_one_second_cannot_be_cut() -> None:
    made = scene(shots=shots(1, 5))
    assert edits.split(made, 0) is made
    assert edits.split(made, 1, 0) is made
    assert edits.split(made, 1, 5) is made
    assert seconds_of(edits.split(made, 1, 4)) == [1, 4, 1]
    assert seconds_of(edits.split(made, 1, 1)) == [1, 1, 4]


@pytest.mark.parametrize(
    ("lengths", "playhead", "place"),
    [
        ((), 0, (0, 0)),
        ((), 4.5, (0, 4.5)),
        ((), 99, (0, 99)),
        ((3, 4), 2.9, (0, 2.9)),
        ((3, 4), 3, (1, 0)),
        ((3, 4), 7, (1, 4)),
        ((3, 4), -1, (0, -1)),
    ],
)
def test_the_shot_at_the_playhead(
    lengths: tuple[int, ...], playhead: float, place: tuple[int, float]
) -> None:
    assert edits.shot_at(scene(shots=shots(*lengths)), playhead) == place


def test_the_first_cut_asks_about_the_end_frame() -> None:
    made = scene(end_frame=frame())
    assert edits.split(made, 0) is made
    assert edits.duplicate_shot(made, 0) == Edited(made, Stop.END_FRAME)
    assert seconds_of(edits.split(replace(made, end_frame=None), 0)) == [3, 2]


def test_a_document_that_has_both_can_still_be_edited() -> None:
    both = scene(end_frame=frame(), shots=shots(3, 3))
    assert seconds_of(edits.split(both, 0)) == [2, 1, 3]
    assert edits.duplicate_shot(both, 0).stop is None


@given(with_shots, st.data())
def test_joining_keeps_the_length_and_every_word(made: Scene, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(made.shots) - 1))
    after = edits.join(made, index)
    assert after.seconds == made.seconds
    for text in (made.prompt, *(shot.prompt for shot in made.shots)):
        assert any(text.strip() in said for said in prompts(after))
    last = index == len(made.shots) - 1
    assert (after == made) is last


def test_joined_texts_stand_in_order_and_blank_ones_leave_no_gap() -> None:
    made = scene(shots=(Shot(prompt="a"), Shot(prompt=" "), Shot(prompt="b"), Shot(prompt="c")))
    one = edits.join(made, 0)
    assert [shot.prompt for shot in one.shots] == ["a", "b", "c"]
    assert [shot.prompt for shot in edits.join(one, 1).shots] == ["a", "b c"]
    assert seconds_of(edits.join(one, 1)) == [6, 6]


def test_a_scene_without_a_next_shot_is_joined_with_nothing() -> None:
    plain, cut = scene(), scene(shots=shots(3, 4))
    assert edits.join(plain, 0) is plain
    assert edits.join(cut, 1) is cut


@pytest.mark.parametrize(
    ("prompt", "one", "other", "joined"),
    [
        ("", "a", "b", "a b"),
        (" \n", "a", "b", "a b"),
        ("a", "a", "b", "a b"),
        ("b", "a", "b", "a b"),
        (" a ", "a", "b", "a b"),
        ("a b", "a", "b", "a b"),
        ("a", "a", "", "a"),
        ("all of it", "", " ", "all of it"),
        ("", "", "", ""),
    ],
)
def test_the_last_two_joined_are_a_scene_without_shots(
    prompt: str, one: str, other: str, joined: str
) -> None:
    made = scene(prompt=prompt, shots=(Shot(prompt=one, seconds=2), Shot(prompt=other, seconds=5)))
    after = edits.join(made, 0)
    assert after == replace(made, shots=(), prompt=joined, plain_seconds=7)


@pytest.mark.parametrize("prompt", ["rain", "all of it", "a b c"])
def test_what_only_the_scene_says_is_not_lost_by_joining(prompt: str) -> None:
    made = scene(prompt=prompt, shots=(Shot(prompt="a train"), Shot(prompt="b")))
    after = edits.join(made, 0)
    assert (after.prompt, after.shots) == (prompt, (Shot(prompt="a train b", seconds=6),))


@given(sound_scenes.filter(lambda made: not made.shots), st.none() | st.integers(1, 2))
def test_the_first_cut_is_undone_by_joining(made: Scene, at: int | None) -> None:
    after = edits.join(edits.split(made, 0, at), 0)
    assert (after.shots, after.seconds) == ((), made.seconds)
    assert after.prompt.strip() == made.prompt.strip()


@pytest.mark.parametrize(
    ("lengths", "index", "after", "stop"),
    [
        ((), 0, [5, 5], None),
        ((3, 4), 0, [3, 3, 4], None),
        ((4, 7), 0, [4, 4, 7], None),
        ((5, 7), 0, [4, 4, 7], Stop.SCENE_LONGEST),
        ((5, 8), 0, [4, 3, 8], Stop.SCENE_LONGEST),
        ((7, 8), 1, [7, 4, 4], Stop.SCENE_LONGEST),
        ((2, 13), 0, [1, 1, 13], Stop.SCENE_LONGEST),
        ((1, 14), 0, [1, 14], Stop.SCENE_LONGEST),
        ((1, 13), 0, [1, 1, 13], None),
        ((10, 10), 0, [5, 5, 10], Stop.SCENE_LONGEST),
    ],
)
def test_a_copy_of_a_shot_takes_what_room_there_is(
    lengths: tuple[int, ...], index: int, after: list[int], stop: Stop | None
) -> None:
    made = scene(shots=shots(*lengths), plain_seconds=5)
    edited = edits.duplicate_shot(made, index)
    assert (seconds_of(edited.scene), edited.stop) == (after, stop)
    if len(after) > len(lengths):
        copied = edits.shots_of(made)[index].prompt
        pair = edited.scene.shots[index : index + 2]
        assert [shot.prompt for shot in pair] == [copied] * 2


@given(with_shots, st.data())
def test_removing_takes_out_that_shot_alone(made: Scene, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(made.shots) - 1))
    after = edits.remove_shot(made, index)
    left = made.shots[:index] + made.shots[index + 1 :]
    assert within(after)
    assert not Counter(s.prompt for s in left if s.prompt.strip()) - prompts(after)
    if after.shots:
        assert after.shots[:-1] == left[:-1]
        assert after.seconds == max(3, sum(shot.seconds for shot in left))


def test_the_last_shot_makes_up_for_the_time_that_is_missing() -> None:
    assert seconds_of(edits.remove_shot(scene(shots=shots(13, 1, 1)), 0)) == [1, 2]
    assert seconds_of(edits.remove_shot(scene(shots=shots(1, 1, 13)), 2)) == [1, 2]
    assert seconds_of(edits.remove_shot(scene(shots=shots(4, 1, 2)), 0)) == [1, 2]
    assert edits.remove_shot(scene(shots=shots(1, 14)), 1).seconds == 3


def test_removing_down_to_one_shot_leaves_a_scene_without() -> None:
    made = scene(prompt="", shots=(Shot(prompt="a", seconds=5), Shot(prompt="b", seconds=4)))
    after = edits.remove_shot(made, 0)
    assert (after.shots, after.prompt, after.plain_seconds) == ((), "b", 4)
    other = edits.remove_shot(replace(made, prompt="all of it"), 0)
    assert (other.shots, other.prompt) == ((Shot(prompt="b", seconds=4),), "all of it")


def test_the_only_shot_leaves_its_words_and_length() -> None:
    last = Shot(prompt="one", seconds=9)
    assert edits.remove_shot(scene(prompt="", shots=(last,)), 0).prompt == "one"
    assert edits.remove_shot(scene(prompt=" ", shots=(last,)), 0).prompt == "one"
    assert edits.remove_shot(scene(prompt="all", shots=(last,)), 0).prompt == "all"
    assert edits.remove_shot(scene(shots=(last,)), 0).plain_seconds == 9
    assert edits.remove_shot(scene(shots=shots(1)), 0).plain_seconds == 3
    assert edits.remove_shot(scene(shots=shots(20)), 0).plain_seconds == 15


def test_a_scene_that_was_never_cut_has_no_shot_to_take_out_or_move() -> None:
    made = scene()
    assert edits.remove_shot(made, 0) is made
    assert edits.move_shot(made, 0, 1) is made


@given(with_shots, st.data(), st.none() | st.text(max_size=5), st.none() | seconds_wanted)
def test_changing_touches_that_shot_alone(
    made: Scene, data: st.DataObject, prompt: str | None, seconds: int | None
) -> None:
    index = data.draw(st.integers(0, len(made.shots) - 1))
    after = edits.change_shot(made, index, prompt=prompt, seconds=seconds)
    was = made.shots[index]
    others = made.seconds - was.seconds
    held = was.seconds if seconds is None else min(max(1, seconds, 3 - others), 15 - others)
    now = Shot(prompt=was.prompt if prompt is None else prompt, seconds=held)
    assert after.shots == (*made.shots[:index], now, *made.shots[index + 1 :])
    assert within(after)


def test_a_scene_that_was_never_cut_is_changed_as_its_own_only_shot() -> None:
    made = scene(plain_seconds=5)
    after = edits.change_shot(made, 0, prompt="new", seconds=9)
    assert after == replace(made, prompt="new", plain_seconds=9)
    assert edits.change_shot(made, 0, seconds=99).plain_seconds == 15
    assert edits.change_shot(made, 0, seconds=0).plain_seconds == 3


def test_typing_never_takes_the_field_away() -> None:
    made = scene(prompt="all", shots=shots(5))
    assert edits.change_shot(made, 0, prompt="").shots == (Shot(prompt="", seconds=5),)
    assert edits.change_shot(made, 0, prompt="all").shots == (Shot(prompt="all", seconds=5),)


@given(sound_scenes, st.data(), seconds_wanted)
def test_typed_seconds_stop_where_the_edge_pulled_with_shift_does(
    made: Scene, data: st.DataObject, seconds: int
) -> None:
    index = data.draw(st.integers(0, max(0, len(made.shots) - 1)))
    by = seconds - edits.shots_of(made)[index].seconds
    pulled = edits.pull_edge(made, index, by, whole=True)
    assert edits.change_shot(made, index, seconds=seconds) == pulled.scene
    held = edits.shots_of(pulled.scene)[index].seconds
    assert (pulled.stop is None) is (held == seconds)


@pytest.mark.parametrize(
    ("lengths", "index", "by", "after", "stop"),
    [
        ((4, 5), 0, 0, [4, 5], None),
        ((4, 5), 0, 2, [6, 3], None),
        ((4, 5), 0, -3, [1, 8], None),
        ((4, 5), 0, 4, [8, 1], None),
        ((4, 5), 0, 5, [8, 1], Stop.SHOT_SHORTEST),
        ((4, 5), 0, -4, [1, 8], Stop.SHOT_SHORTEST),
        ((4, 5, 2), 0, 9, [8, 1, 2], Stop.SHOT_SHORTEST),
        ((4, 5, 2), 1, -9, [4, 1, 6], Stop.SHOT_SHORTEST),
        ((7, 8), 0, 3, [10, 5], None),
    ],
)
def test_an_edge_gives_time_to_one_shot_from_its_neighbour(
    lengths: tuple[int, ...], index: int, by: int, after: list[int], stop: Stop | None
) -> None:
    edited = edits.pull_edge(scene(shots=shots(*lengths)), index, by)
    assert (seconds_of(edited.scene), edited.stop) == (after, stop)


@pytest.mark.parametrize(
    ("lengths", "index", "by", "after", "stop"),
    [
        ((4, 5), 0, 0, [4, 5], None),
        ((4, 5), 0, 6, [10, 5], None),
        ((4, 5), 0, 7, [10, 5], Stop.SCENE_LONGEST),
        ((4, 5), 0, -3, [1, 5], None),
        ((4, 5), 0, -4, [1, 5], Stop.SHOT_SHORTEST),
        ((4, 5), 1, 7, [4, 11], Stop.SCENE_LONGEST),
        ((4, 5), 1, -9, [4, 1], Stop.SHOT_SHORTEST),
        ((1, 5), 1, -3, [1, 2], None),
        ((1, 5), 1, -4, [1, 2], Stop.SCENE_SHORTEST),
        ((1, 2), 0, -1, [1, 2], Stop.SHOT_SHORTEST),
        ((7, 8), 1, 1, [7, 8], Stop.SCENE_LONGEST),
    ],
)
def test_with_shift_the_edge_changes_the_scene_instead(
    lengths: tuple[int, ...], index: int, by: int, after: list[int], stop: Stop | None
) -> None:
    made = scene(shots=shots(*lengths))
    edited = edits.pull_edge(made, index, by, whole=True)
    assert (seconds_of(edited.scene), edited.stop) == (after, stop)
    if index == len(lengths) - 1:
        assert edits.pull_edge(made, index, by) == edited


@pytest.mark.parametrize(
    ("by", "seconds", "stop"),
    [
        (0, 5, None),
        (10, 15, None),
        (11, 15, Stop.SCENE_LONGEST),
        (-2, 3, None),
        (-3, 3, Stop.SCENE_SHORTEST),
        (-9, 3, Stop.SCENE_SHORTEST),
    ],
)
def test_the_edge_of_a_scene_without_shots(by: int, seconds: int, stop: Stop | None) -> None:
    edited = edits.pull_edge(scene(plain_seconds=5), 0, by)
    assert edited == Edited(scene(id=edited.scene.id, plain_seconds=seconds), stop)


@given(sound_scenes, st.data(), st.booleans())
def test_a_drag_is_the_same_wherever_the_pointer_went_on_the_way(
    made: Scene, data: st.DataObject, whole: bool
) -> None:
    index = data.draw(st.integers(0, max(0, len(made.shots) - 1)))
    for by in data.draw(st.lists(st.integers(-20, 20), max_size=4)):
        edited = edits.pull_edge(made, index, by, whole=whole)
        assert within(edited.scene)
        assert prompts(edited.scene) == prompts(made)
    assert edits.pull_edge(made, index, 0, whole=whole) == Edited(made)


@given(some_scenes.filter(lambda made: bool(made.shots)), st.data(), st.booleans())
def test_an_edge_of_an_impossible_scene_only_goes_where_it_is_pulled(
    made: Scene, data: st.DataObject, whole: bool
) -> None:
    index = data.draw(st.integers(0, len(made.shots) - 1))
    by = data.draw(st.integers(-20, 20))
    edited = edits.pull_edge(made, index, by, whole=whole)
    moved = edited.scene.shots[index].seconds - made.shots[index].seconds
    assert min(0, by) <= moved <= max(0, by)
    assert (edited.stop is None) is (moved == by)


def test_keeping_the_end_frame_makes_one_prompt_of_all_texts() -> None:
    end = frame(address="https://pictures.example/end.png")
    made = scene(prompt="all", shots=(Shot(prompt="a"), Shot(prompt=""), Shot(prompt="b")))
    after = edits.keep_end_frame(made, end)
    assert after == replace(made, prompt="all a b", shots=(), plain_seconds=9, end_frame=end)


@pytest.mark.parametrize(
    ("prompt", "texts", "kept"),
    [
        ("", ["a", "b"], "a b"),
        ("a", ["a", "b"], "a b"),
        ("a b c", ["a", "b"], "a b c"),
        ("a", ["", ""], "a"),
        ("rain", ["a train", "b"], "rain a train b"),
        ("all", ["one"], "all one"),
        ("all", [], "all"),
    ],
)
def test_no_text_is_said_twice_for_the_end_frame(prompt: str, texts: list[str], kept: str) -> None:
    made = scene(prompt=prompt, shots=tuple(Shot(prompt=text) for text in texts))
    assert edits.keep_end_frame(made, frame()).prompt == kept


@given(sound_scenes)
def test_keeping_the_end_frame_keeps_the_length_and_every_word(made: Scene) -> None:
    after = edits.keep_end_frame(made, frame())
    assert (after.shots, after.seconds) == ((), made.seconds)
    assert all(text.strip() in after.prompt for text in prompts(made))


@given(with_shots, st.data())
def test_moving_there_and_back_again(made: Scene, data: st.DataObject) -> None:
    places = st.integers(0, len(made.shots) - 1)
    index, to = data.draw(places), data.draw(places)
    moved = edits.move_shot(made, index, to)
    assert moved.shots[to] == made.shots[index]
    assert Counter(moved.shots) == Counter(made.shots)
    assert edits.move_shot(moved, to, index) == made


def test_a_shot_moved_too_far_is_at_the_end() -> None:
    made = scene(shots=shots(1, 2, 3))
    assert seconds_of(edits.move_shot(made, 0, 9)) == [2, 3, 1]
    assert seconds_of(edits.move_shot(made, 2, -1)) == [3, 1, 2]


@given(sound_scenes, seconds_wanted)
def test_a_scene_takes_the_length_it_is_given(made: Scene, seconds: int) -> None:
    after = edits.set_seconds(made, seconds)
    assert within(after)
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


@given(sound_scenes)
def test_the_first_cut_makes_no_shot_that_is_warned_of(made: Scene) -> None:
    after = edits.begin_shots(made)
    if made.shots or made.end_frame is not None:
        assert after == made
    else:
        assert [shot.prompt for shot in after.shots] == [made.prompt, ""]
        assert min(seconds_of(after)) >= 3
        assert within(after)
        assert after.seconds == max(6, made.seconds)


@given(with_shots)
def test_another_shot_makes_the_scene_longer_while_there_is_room(made: Scene) -> None:
    after = edits.add_shot(made)
    assert within(after.scene)
    if after.stop is Stop.SCENE_LONGEST:
        assert after.scene == made
        assert made.seconds + 3 > 15
        assert sum(max(0, seconds - 3) for seconds in seconds_of(made)) < made.seconds - 12
        return
    *others, last = after.scene.shots
    assert last == Shot(prompt="", seconds=3)
    assert [shot.prompt for shot in others] == [shot.prompt for shot in made.shots]
    assert after.scene.seconds == min(15, made.seconds + 3)
    if made.seconds <= 12:
        assert tuple(others) == made.shots


def test_the_longest_shots_give_the_time_for_another() -> None:
    after = edits.add_shot(scene(shots=shots(9, 5)))
    assert (seconds_of(after.scene), after.stop) == ([7, 5, 3], None)
    full = scene(shots=shots(3, 3, 3, 3, 3))
    assert edits.add_shot(full) == Edited(full, Stop.SCENE_LONGEST)
