"""The arithmetic is exact: whatever comes out is allowed, and nothing more than needed is done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.frames import shape
from kling_desktop.storyboard import limits

sides = st.integers(1, 30_000)


@pytest.mark.parametrize(
    ("size", "box"),
    [
        ((400, 1001), (0, 0, 400, 1000)),
        ((1001, 400), (0, 0, 1000, 400)),
        ((400, 1000), (0, 0, 400, 1000)),
        ((10, 1), (4, 0, 6, 1)),
        ((301, 2000), (0, 624, 301, 1376)),
    ],
)
def test_the_centred_box(size: tuple[int, int], box: shape.Box) -> None:
    assert shape.centred(*size) == box


@pytest.mark.parametrize(
    ("size", "canvas"),
    [((400, 1001), (401, 1001)), ((1001, 400), (1001, 401)), ((1000, 400), (1000, 400))],
)
def test_the_padded_canvas(size: tuple[int, int], canvas: tuple[int, int]) -> None:
    assert shape.padded(*size) == canvas


@given(sides, sides)
def test_centred_is_allowed_and_as_large_as_can_be(width: int, height: int) -> None:
    left, top, right, bottom = shape.centred(width, height)
    new_width, new_height = right - left, bottom - top
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    assert limits.ratio_fits(new_width, new_height)
    assert abs(left - (width - right)) <= 1
    assert abs(top - (height - bottom)) <= 1
    if new_width < width:
        assert not limits.ratio_fits(new_width + 1, height)
    if new_height < height:
        assert not limits.ratio_fits(width, new_height + 1)


@given(sides, sides)
def test_padded_is_allowed_and_no_larger_than_needed(width: int, height: int) -> None:
    new_width, new_height = shape.padded(width, height)
    assert limits.ratio_fits(new_width, new_height)
    assert new_width >= width
    assert new_height >= height
    if new_width > width:
        assert not limits.ratio_fits(new_width - 1, new_height)
    if new_height > height:
        assert not limits.ratio_fits(new_width, new_height - 1)


@given(sides, sides, st.floats(0.001, 0.999))
def test_scaling_stays_allowed(width: int, height: int, factor: float) -> None:
    left, top, right, bottom = shape.centred(width, height)
    size = right - left, bottom - top
    for scaled in (shape.enlarged(*size), shape.reduced(*shape.enlarged(*size), factor)):
        assert limits.ratio_fits(*scaled)
        assert min(scaled) >= limits.FRAME_SIDE
        assert (scaled[0] >= scaled[1]) == (size[0] >= size[1])


def test_the_extreme_ratio_at_the_least_size() -> None:
    assert shape.enlarged(40, 100) == (300, 750)
    assert shape.enlarged(2, 5) == (300, 750)
    assert shape.enlarged(299, 747) == (300, 749)
    assert shape.enlarged(300, 750) == (300, 750)


coordinates = st.integers(-500, 1500)


@given(coordinates, coordinates, coordinates, coordinates)
def test_a_box_is_brought_into_the_picture(left: int, top: int, right: int, bottom: int) -> None:
    try:
        box = shape.within((left, top, right, bottom), 1000, 800)
    except ValueError:
        assert max(left, 0) >= min(right, 1000) or max(top, 0) >= min(bottom, 800)
        return
    assert 0 <= box[0] < box[2] <= 1000
    assert 0 <= box[1] < box[3] <= 800
    assert left <= box[0]
    assert top <= box[1]
    assert box[2] <= right
    assert box[3] <= bottom
    assert limits.ratio_fits(box[2] - box[0], box[3] - box[1])
