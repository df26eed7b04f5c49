"""However a crop box is moved and pulled, what it holds can be sent."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling_desktop.frames import cropping, shape
from kling_desktop.frames.cropping import RATIOS, Grip
from kling_desktop.storyboard import limits

sides = st.integers(12, 6000)
by = st.integers(-7000, 7000)
gestures = st.lists(
    st.tuples(st.sampled_from(Grip), by, by, st.sampled_from([None, *RATIOS])), max_size=6
)


@settings(max_examples=300)
@given(sides, sides, gestures)
def test_any_gestures_leave_a_box_that_fits(
    width: int, height: int, made: list[tuple[Grip, int, int, cropping.Ratio | None]]
) -> None:
    box = cropping.largest(width, height)
    for grip, across, down, ratio in made:
        before = box = cropping.reshaped(box, width, height, ratio)
        box = cropping.pulled(box, grip, across, down, width, height, ratio)
        left, top, right, bottom = box
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        assert limits.ratio_fits(right - left, bottom - top)
        assert shape.within(box, width, height) == box
        least = min(limits.FRAME_SIDE, before[2] - before[0], before[3] - before[1])
        assert min(right - left, bottom - top) >= least
        if ratio is not None:
            drift = abs((right - left) * ratio[1] - (bottom - top) * ratio[0])
            assert drift <= max(ratio)


@pytest.mark.parametrize(
    ("grip", "by", "ratio", "pulled"),
    [
        (Grip.INSIDE, (50, -20), None, (150, 80, 750, 480)),
        (Grip.INSIDE, (-900, 900), None, (0, 400, 600, 800)),
        (Grip.RIGHT, (100, 999), None, (100, 100, 800, 500)),
        (Grip.RIGHT, (900, 0), None, (100, 100, 1100, 500)),
        (Grip.LEFT, (250, 0), None, (350, 100, 700, 500)),
        (Grip.LEFT, (590, 0), None, (400, 100, 700, 500)),
        (Grip.TOP, (0, 300), None, (100, 200, 700, 500)),
        (Grip.BOTTOM_RIGHT, (100, 100), None, (100, 100, 800, 600)),
        (Grip.BOTTOM_RIGHT, (60, 0), (3, 2), (100, 100, 760, 540)),
        (Grip.TOP_LEFT, (-60, 0), (3, 2), (40, 60, 700, 500)),
        (Grip.RIGHT, (60, 0), (3, 2), (100, 80, 760, 520)),
    ],
)
def test_a_pull_moves_what_is_held_and_nothing_else(
    grip: Grip,
    by: tuple[int, int],
    ratio: cropping.Ratio | None,
    pulled: shape.Box,
) -> None:
    assert cropping.pulled((100, 100, 700, 500), grip, *by, 1200, 800, ratio) == pulled


def test_another_shape_is_the_largest_around_the_same_middle() -> None:
    assert cropping.largest(4000, 1200) == (500, 0, 3500, 1200)
    assert cropping.largest(4000, 1200, (16, 9)) == (933, 0, 3066, 1200)
    at_left = (0, 0, 3000, 1200)
    assert cropping.reshaped(at_left, 4000, 1200, (1, 1)) == (900, 0, 2100, 1200)
    assert cropping.reshaped((0, 0, 100, 40), 4000, 1200, (1, 1)) == (0, 0, 1200, 1200)


def test_a_shape_that_a_sliver_has_no_room_for_is_left() -> None:
    assert cropping.largest(1, 1000, (5, 2)) == shape.centred(1, 1000)
