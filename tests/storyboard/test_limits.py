import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.storyboard import limits


def test_the_numbers_are_those_of_the_contract() -> None:
    assert limits.PROMPT_CHARACTERS == 2500
    assert (limits.SECONDS_MIN, limits.SECONDS_DEFAULT, limits.SECONDS_MAX) == (3, 5, 15)
    assert (limits.CFG_SCALE_MIN, limits.CFG_SCALE_MAX) == (0, 1)
    assert limits.FRAME_BYTES == 10_000_000
    assert limits.FRAME_SIDE == 300
    assert limits.FRAME_MEDIA_TYPES == ("image/jpeg", "image/png")
    assert limits.SHOT_SECONDS_MIN == 1
    advised = limits.SHOTS_ADVISED, limits.SHOT_CHARACTERS_ADVISED, limits.SHOT_SECONDS_ADVISED
    assert advised == (6, 512, 3)
    assert limits.TAKES_AT_ONCE == 10


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [
        (1000, 400, True),
        (1001, 400, False),
        (400, 1000, True),
        (400, 1001, False),
        (752, 301, True),
        (753, 301, False),
        (500, 500, True),
        (0, 0, False),
        (0, 10, False),
        (10, 0, False),
        (2_500_000_001, 1_000_000_000, False),
        (2_500_000_000, 1_000_000_000, True),
    ],
)
def test_the_shape_is_judged_exactly(width: int, height: int, fits: bool) -> None:
    assert limits.ratio_fits(width, height) is fits


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_turning_a_frame_changes_nothing(width: int, height: int) -> None:
    assert limits.ratio_fits(width, height) == limits.ratio_fits(height, width)
    assert limits.ratio_fits(width, height) == (2 * max(width, height) <= 5 * min(width, height))
