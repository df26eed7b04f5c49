import copy
import pickle

import msgspec
import pytest
from hypothesis import given

from kling_desktop.storyboard.model import Scene, Shot, Storyboard, new_id
from tests.storyboard.making import scene, shots, some_scenes, take


def test_each_scene_has_an_identity_of_its_own() -> None:
    assert Scene().id != Scene().id
    assert len({new_id() for _ in range(100)}) == 100


def test_values_cannot_be_altered_behind_anyones_back() -> None:
    made = scene(shots=shots(3, 4))
    for value, name in ((made, "prompt"), (made.shots[0], "seconds"), (made.first_frame, "size")):
        with pytest.raises(AttributeError):
            setattr(value, name, 1)
    assert hash(made.shots) == hash(copy.deepcopy(made.shots))


def test_length_is_the_sum_of_the_shots_where_there_are_any() -> None:
    assert scene(plain_seconds=7).seconds == 7
    assert scene(plain_seconds=7, shots=shots(3, 4, 5)).seconds == 12


def test_a_film_is_as_long_as_its_scenes() -> None:
    assert Storyboard().seconds == 0
    assert Storyboard(scenes=(scene(), scene(shots=shots(3, 4)))).seconds == 12


@pytest.mark.parametrize(
    ("prompt", "first_shot", "sent"),
    [
        ("all of it", "one", "all of it"),
        ("", "one", "one"),
        (" \n", "one", "one"),
        (" kept as typed ", "one", " kept as typed "),
    ],
)
def test_the_first_shot_speaks_for_an_empty_prompt(prompt: str, first_shot: str, sent: str) -> None:
    made = scene(prompt=prompt, shots=(Shot(prompt=first_shot), Shot(prompt="two")))
    assert made.prompt_to_send == sent


def test_without_shots_the_prompt_is_sent_as_it_is() -> None:
    assert scene(prompt="").prompt_to_send == ""


def test_a_sole_take_stands_in_the_film_by_itself_and_of_several_the_chosen_one() -> None:
    one, two = take("one"), take("two")
    assert scene().kept_take(practice=False) is None
    assert scene(takes=(one,)).kept_take(practice=False) == one
    assert scene(takes=(one, two)).kept_take(practice=False) is None
    assert scene(takes=(one, two), kept="two").kept_take(practice=False) == two
    assert scene(takes=(one, two), kept="gone").kept_take(practice=False) is None


def test_practice_takes_never_stand_in_for_real_ones() -> None:
    real, tried = take("real"), take("tried", practice=True)
    made = scene(takes=(real, tried), kept="tried")
    assert made.kept_take(practice=False) == real
    assert made.kept_take(practice=True) == tried
    assert scene(takes=(tried,), kept="tried").kept_take(practice=False) is None


@given(some_scenes)
def test_a_scene_survives_being_written_and_read(made: Scene) -> None:
    if made.cfg_scale is not None and made.cfg_scale != made.cfg_scale:
        made = msgspec.structs.replace(made, cfg_scale=None)  # no NaN is equal to itself
    if made.cfg_scale in (float("inf"), float("-inf")):
        made = msgspec.structs.replace(made, cfg_scale=0.5)  # JSON knows no infinity
    assert msgspec.json.decode(msgspec.json.encode(made), type=Scene) == made
    assert pickle.loads(pickle.dumps(made)) == made


def test_what_was_not_set_is_not_written() -> None:
    written = msgspec.json.decode(msgspec.json.encode(Scene(id="a")))
    assert written == {"id": "a"}
