import itertools

import pytest

from kling_desktop.practice.framing import SETTLE, WHOLE, Box, move_for, smooth

SHOTS = range(12)


@pytest.mark.parametrize("shot", SHOTS)
def test_the_camera_never_leaves_the_still(shot: int) -> None:
    move = move_for(shot, 15)
    for step in range(101):
        left, top, right, bottom = move.at(step / 100)
        assert 0 <= left < right <= 1 + 1e-9
        assert 0 <= top < bottom <= 1 + 1e-9


@pytest.mark.parametrize("shot", SHOTS)
def test_a_move_never_jumps(shot: int) -> None:
    boxes = [move_for(shot, 3).at(step / 71) for step in range(72)]
    assert all(distance(a, b) < 0.02 for a, b in itertools.pairwise(boxes))


@pytest.mark.parametrize("shot", SHOTS)
def test_a_cut_always_jumps(shot: int) -> None:
    before, after = move_for(shot, 3).at(1), move_for(shot + 1, 3).at(0)
    assert distance(before, after) > 0.1


def test_a_clip_begins_on_the_whole_first_frame_and_settles_on_the_whole_end_frame() -> None:
    assert move_for(0, 5).at(0) == WHOLE
    assert SETTLE.at(1) == WHOLE


def test_smooth_holds_its_ends() -> None:
    assert [smooth(t) for t in (-1, 0, 0.5, 1, 2)] == [0, 0, 0.5, 1, 1]


def distance(one: Box, other: Box) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
