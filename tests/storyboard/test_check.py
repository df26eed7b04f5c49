import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.storyboard.check import Code, Field, Fix, Problem, Severity, check, fits
from kling_desktop.storyboard.model import FrameRef, Scene, Shot
from tests.storyboard.making import found, frame, problem, scene, shots, some_scenes

BLOCK, WARN, HINT = Severity.BLOCK, Severity.WARN, Severity.HINT


def test_nothing_is_found_in_a_sound_scene() -> None:
    assert check(scene()) == ()
    assert check(scene(shots=shots(3, 4), cfg_scale=0.5, sound=True)) == ()


@pytest.mark.parametrize("place", ["first_frame", "end_frame"])
@pytest.mark.parametrize(
    ("good", "bad", "code"),
    [
        (frame(), frame(media_type="image/webp"), Code.FRAME_FORMAT),
        (frame(media_type="image/png"), frame(media_type=""), Code.FRAME_FORMAT),
        (frame(size=10_000_000), frame(size=10_000_001), Code.FRAME_BYTES),
        (frame(300, 300), frame(299, 300), Code.FRAME_SMALL),
        (frame(750, 300), frame(700, 299), Code.FRAME_SMALL),
        (frame(1000, 400), frame(1001, 400), Code.FRAME_RATIO),
        (frame(400, 1000), frame(400, 1001), Code.FRAME_RATIO),
        (frame(752, 301), frame(753, 301), Code.FRAME_RATIO),
    ],
)
def test_frames_are_judged_exactly(place: str, good: FrameRef, bad: FrameRef, code: Code) -> None:
    def blocking(tried: FrameRef) -> list[tuple[Code, Field]]:
        frames = {"first_frame": tried, "end_frame": tried if place == "end_frame" else None}
        return [
            (problem.code, problem.field)
            for problem in check(scene(**frames))
            if problem.severity is BLOCK and problem.field == place
        ]

    assert blocking(good) == []
    assert blocking(bad) == [(code, Field(place))]


def test_an_impossible_frame_is_refused_not_divided_by() -> None:
    codes = [code for code, _ in found(scene(first_frame=frame(0, 0)))]
    assert codes == [Code.FRAME_SMALL, Code.FRAME_RATIO]


def test_a_first_frame_is_needed() -> None:
    assert found(scene(first_frame=None)) == [(Code.FIRST_FRAME_MISSING, BLOCK)]


def test_a_linked_scene_needs_none_of_its_own() -> None:
    assert found(scene(first_frame=None, linked=True)) == []
    assert found(scene(first_frame=frame(299, 300), linked=True)) == [(Code.FRAME_SMALL, BLOCK)]


def test_an_end_frame_excludes_shots() -> None:
    ends = {"end_frame": frame(address="https://pictures.example/end.jpg")}
    assert found(scene(**ends)) == []
    assert found(scene(**ends, shots=shots(3, 3))) == [(Code.END_FRAME_WITH_SHOTS, BLOCK)]


def test_an_end_frame_sent_as_data_is_only_hinted_at() -> None:
    assert found(scene(end_frame=frame())) == [(Code.END_FRAME_AS_DATA, HINT)]


@pytest.mark.parametrize(
    ("first", "end", "differ"),
    [
        ((1280, 720), (640, 360), False),
        ((1280, 720), (641, 360), False),
        ((1280, 720), (720, 1280), True),
        ((1280, 720), (1280, 700), True),
        ((1000, 1000), (1000, 1001), False),
        ((1000, 1000), (1000, 1003), True),
    ],
)
def test_frames_of_other_shapes_are_warned_about(
    first: tuple[int, int], end: tuple[int, int], differ: bool
) -> None:
    asked = scene(first_frame=frame(*first), end_frame=frame(*end))
    assert ((Code.FRAMES_DIFFER, WARN) in found(asked)) is differ


@pytest.mark.parametrize("character", ["a", "é", "漢", "🎬", "\U0010ffff"])
def test_characters_are_code_points(character: str) -> None:
    full, over = character * 2500, character * 2501
    assert found(scene(prompt=full, negative_prompt=full)) == []
    assert found(scene(prompt=over)) == [(Code.PROMPT_LONG, BLOCK)]
    assert problem(scene(prompt=over), Code.PROMPT_LONG).values == {"count": 2501, "most": 2500}
    assert found(scene(negative_prompt=over)) == [(Code.NEGATIVE_PROMPT_LONG, BLOCK)]
    shot = Shot(prompt=full)
    assert found(scene(shots=(shot,))) == [(Code.SHOT_WORDY, WARN)]
    assert found(scene(shots=(Shot(prompt=over),))) == [(Code.SHOT_LONG, BLOCK)]


@pytest.mark.parametrize("empty", ["", " ", "\n\t", "\u3000"])
def test_a_prompt_is_needed(empty: str) -> None:
    assert found(scene(prompt=empty)) == [(Code.PROMPT_MISSING, BLOCK)]


def test_the_first_shot_may_speak_for_the_scene() -> None:
    assert found(scene(prompt=" ", shots=shots(3, 3))) == [(Code.PROMPT_FROM_SHOT, HINT)]


@pytest.mark.parametrize(
    ("shot", "expected"),
    [
        (Shot(prompt="", seconds=3), [(Code.SHOT_EMPTY, BLOCK)]),
        (Shot(prompt=" \n", seconds=3), [(Code.SHOT_EMPTY, BLOCK)]),
        (Shot(prompt="x" * 512, seconds=3), []),
        (Shot(prompt="x" * 513, seconds=3), [(Code.SHOT_WORDY, WARN)]),
        (Shot(prompt="x", seconds=2), [(Code.SHOT_BRIEF, WARN)]),
        (Shot(prompt="x", seconds=1), [(Code.SHOT_BRIEF, WARN)]),
        (Shot(prompt="x", seconds=0), [(Code.SHOT_WHOLE_SECONDS, BLOCK)]),
        (Shot(prompt="x", seconds=-1), [(Code.SHOT_WHOLE_SECONDS, BLOCK)]),
    ],
)
def test_each_shot_is_looked_at(shot: Shot, expected: list[tuple[Code, Severity]]) -> None:
    asked = scene(shots=(*shots(5), shot))
    assert found(asked) == expected
    assert all(problem.shot == 1 and problem.values["number"] == 2 for problem in check(asked))


def test_more_than_six_shots_are_warned_about_only() -> None:
    assert (Code.SHOTS_MANY, WARN) not in found(scene(shots=shots(*[2] * 6)))
    many = scene(shots=shots(*[2] * 7))
    assert (Code.SHOTS_MANY, WARN) in found(many)
    assert fits(check(many))


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (2, Code.SECONDS_SHORT),
        (3, None),
        (15, None),
        (16, Code.SECONDS_LONG),
        (0, Code.SECONDS_SHORT),
        (-1, Code.SECONDS_SHORT),
    ],
)
def test_three_to_fifteen_seconds(seconds: int, code: Code | None) -> None:
    assert found(scene(plain_seconds=seconds)) == ([(code, BLOCK)] if code else [])
    # The length kept for a scene without shots does not count while there are some.
    assert found(scene(plain_seconds=seconds, shots=shots(4, 4))) == []


def test_the_sum_of_the_shots_has_the_same_bounds() -> None:
    assert fits(check(scene(shots=shots(3))))
    assert fits(check(scene(shots=shots(7, 8))))
    assert (Code.SECONDS_LONG, BLOCK) in found(scene(shots=shots(8, 8)))
    assert (Code.SECONDS_SHORT, BLOCK) in found(scene(shots=shots(1, 1)))


@pytest.mark.parametrize("value", [None, 0.0, -0.0, 1.0, 0.5, math.nextafter(1, 0), 5e-324])
def test_allowed_cfg_scales(value: float | None) -> None:
    assert found(scene(cfg_scale=value)) == []


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, math.nextafter(1, 2), -5e-324, -1.0, 2.0]
)
def test_refused_cfg_scales(value: float) -> None:
    assert found(scene(cfg_scale=value)) == [(Code.CFG_SCALE_RANGE, BLOCK)]


def test_only_what_blocks_keeps_a_scene_from_being_sent() -> None:
    def of(severity: Severity) -> Problem:
        return Problem(code=Code.SHOTS_MANY, severity=severity, field=Field.SHOTS)

    assert fits(())
    assert fits((of(WARN), of(HINT)))
    assert not fits((of(WARN), of(BLOCK)))


def test_problems_come_in_the_order_of_the_fields() -> None:
    order = list(Field)
    everything = scene(
        first_frame=None,
        end_frame=frame(200, 200),
        prompt="x" * 2501,
        negative_prompt="x" * 2501,
        shots=shots(*[0] * 7),
        cfg_scale=2.0,
    )
    places = [order.index(problem.field) for problem in check(everything)]
    assert places == sorted(places)
    assert set(places) == set(range(len(order)))


@given(some_scenes)
def test_whatever_is_in_a_document_is_judged_and_can_be_written_down(made: Scene) -> None:
    problems = check(made)
    assert problems == check(made) or made.cfg_scale != made.cfg_scale
    assert msgspec.json.decode(msgspec.json.encode(problems), type=list[dict[str, object]]) != [{}]
    for one in problems:
        assert one.shot is None or 0 <= one.shot < len(made.shots)
        assert one.fix is None or one.severity is not HINT


@given(st.lists(st.integers(1, 15), min_size=1, max_size=10))
def test_the_lengths_of_shots_alone_decide_on_the_sum(seconds: list[int]) -> None:
    asked = scene(shots=shots(*seconds))
    assert fits(check(asked)) == (3 <= sum(seconds) <= 15)


def test_fixes_offered() -> None:
    offered = {
        Code.FRAME_RATIO: (scene(first_frame=frame(1001, 400)), Fix.CROP),
        Code.END_FRAME_WITH_SHOTS: (
            scene(end_frame=frame(), shots=shots(4, 4)),
            Fix.REMOVE_END_FRAME,
        ),
        Code.SHOT_EMPTY: (scene(shots=(*shots(4), Shot())), Fix.REMOVE_SHOT),
        Code.SHOT_BRIEF: (scene(shots=shots(4, 2)), Fix.LENGTHEN_SHOT),
        Code.SHOT_WHOLE_SECONDS: (scene(shots=shots(4, 0)), Fix.LENGTHEN_SHOT),
        Code.SECONDS_SHORT: (scene(plain_seconds=2), Fix.LENGTHEN_SCENE),
        Code.SECONDS_LONG: (scene(plain_seconds=16), Fix.SHORTEN_SCENE),
        Code.CFG_SCALE_RANGE: (scene(cfg_scale=2.0), Fix.UNSET_CFG_SCALE),
    }
    for code, (asked, fix) in offered.items():
        assert problem(asked, code).fix is fix
