import math

import msgspec
import pytest
from hypothesis import given
from msgspec.structs import replace

from kling_desktop.production.snapshot import PictureForm, Snapshot, Unfit, snapshot
from kling_desktop.storyboard.check import check, fits
from kling_desktop.storyboard.model import Scene, Shot, Take
from tests.storyboard.making import frame, scene, shots, some_scenes

ASKED = Scene(
    id="a",
    title="Harbour",
    first_frame=frame(),
    prompt="The boat leaves.",
    negative_prompt="people",
    shots=(Shot(prompt="one", seconds=3), Shot(prompt="two", seconds=4)),
    sound=True,
    cfg_scale=0.5,
)


def test_everything_asked_is_fixed() -> None:
    assert snapshot(ASKED, PictureForm.RAW_BASE64) == Snapshot(
        first_frame=frame(),
        prompt="The boat leaves.",
        negative_prompt="people",
        shots=ASKED.shots,
        seconds=7,
        sound=True,
        cfg_scale=0.5,
        picture_form=PictureForm.RAW_BASE64,
    )


def test_what_the_user_did_not_set_is_left_out() -> None:
    written = msgspec.json.decode(msgspec.json.encode(snapshot(scene(negative_prompt=" \n"))))
    assert set(written) == {"first_frame", "prompt", "seconds"}
    assert written["seconds"] == 5


def test_an_empty_prompt_is_filled_from_the_first_shot() -> None:
    assert snapshot(scene(prompt=" ", shots=shots(3, 3))).prompt == "it moves 0"


def test_prompts_are_sent_as_they_were_typed() -> None:
    made = snapshot(scene(prompt=" kept ", negative_prompt=" people "))
    assert (made.prompt, made.negative_prompt) == (" kept ", " people ")


def test_frames_come_first_frame_first() -> None:
    first, end = frame(), frame(720, 720)
    assert snapshot(scene()).frames == (first,)
    assert snapshot(scene(first_frame=first, end_frame=end)).frames == (first, end)


@pytest.mark.parametrize(
    "unfit",
    [
        scene(first_frame=None),
        scene(prompt=""),
        scene(plain_seconds=16),
        scene(end_frame=frame(), shots=shots(3, 3)),
        scene(cfg_scale=math.nan),
    ],
)
def test_a_scene_that_does_not_fit_makes_none(unfit: Scene) -> None:
    with pytest.raises(Unfit) as raised:
        snapshot(unfit)
    assert [p.code for p in raised.value.problems] == [p.code for p in check(unfit)]
    assert str(check(unfit)[0].code) in str(raised.value)


@given(some_scenes)
def test_there_is_a_snapshot_exactly_where_nothing_blocks(made: Scene) -> None:
    if not fits(check(made)):
        with pytest.raises(Unfit):
            snapshot(made)
        return
    taken = snapshot(made)
    assert taken.prompt.strip()
    assert 3 <= taken.seconds <= 15
    assert not (taken.end_frame and taken.shots)
    assert msgspec.json.decode(msgspec.json.encode(taken), type=Snapshot) == taken


def test_it_cannot_be_altered() -> None:
    taken = snapshot(ASKED)
    with pytest.raises(AttributeError):
        taken.prompt = "other"  # type: ignore[misc]


def test_warnings_do_not_keep_it_from_being_made() -> None:
    assert snapshot(scene(shots=shots(*[2] * 7))).seconds == 14


@pytest.mark.parametrize(
    "change",
    [
        {"first_frame": replace(frame(), picture="cd" * 32)},
        {"end_frame": frame(), "shots": ()},
        {"prompt": "The boat returns."},
        {"negative_prompt": ""},
        {"shots": ASKED.shots[::-1]},
        {"shots": (Shot(prompt="one", seconds=4), Shot(prompt="two", seconds=3))},
        {"sound": False},
        {"cfg_scale": None},
        {"cfg_scale": 0.0},
    ],
)
def test_whatever_changes_the_clip_changes_the_digest(change: dict[str, object]) -> None:
    assert snapshot(replace(ASKED, **change)).digest != snapshot(ASKED).digest


@pytest.mark.parametrize(
    "change",
    [
        {"id": "b"},
        {"title": "Sea"},
        {"takes": (Take(job=1, recipe="x"),)},
        {"takes_wanted": 3},
        {"plain_seconds": 9},
        {"first_frame": replace(frame(), name="other.jpg")},
        {"first_frame": replace(frame(), address="https://pictures.example/a.jpg")},
    ],
)
def test_what_changes_nothing_seen_leaves_the_digest(change: dict[str, object]) -> None:
    assert snapshot(replace(ASKED, **change)).digest == snapshot(ASKED).digest


def test_the_form_of_the_picture_leaves_the_digest() -> None:
    digests = {snapshot(ASKED, form).digest for form in PictureForm}
    assert len(digests) == 1


def test_the_digest_stays_what_it_is_from_version_to_version() -> None:
    """Takes remember it: another way of reckoning would make every one of them look stale."""
    assert snapshot(ASKED).digest == "27351d07dea0b2a4"
