"""Seconds and pixels, hits and places: pure, so tried with thousands of films."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_desktop.storyboard.model import Scene, Shot, Storyboard
from kling_desktop.ui.timeline import geometry
from kling_desktop.ui.timeline.geometry import (
    BLOCK_LEAST,
    FOLDED_WIDTH,
    GAP,
    MARGIN,
    Place,
    Spot,
    What,
    fitting_scale,
    lay_out,
)

pytestmark = pytest.mark.qt

shots = st.lists(st.integers(1, 15), min_size=1, max_size=7)
scenes = st.builds(
    lambda lengths, folded: Scene(shots=tuple(Shot(seconds=s) for s in lengths), collapsed=folded),
    shots,
    st.booleans(),
)
boards = st.lists(scenes, min_size=1, max_size=8).map(lambda s: Storyboard(scenes=tuple(s)))
scales = st.floats(geometry.SCALE_LEAST, geometry.SCALE_MOST)
heights = st.integers(80, 500)


def film(*lengths: tuple[int, ...], folded: int = -1) -> Storyboard:
    return Storyboard(
        scenes=tuple(
            Scene(shots=tuple(Shot(seconds=s) for s in one), collapsed=n == folded)
            for n, one in enumerate(lengths)
        )
    )


def test_blocks_stand_under_their_seconds() -> None:
    plan = lay_out(film((5,), (4, 4, 1), (3,)), 40, 220)
    assert plan.x_of(0) == MARGIN
    assert plan.x_of(5) == MARGIN + 200
    assert plan.block(1).x == MARGIN + 200 + GAP / 2
    assert plan.edge(1, 0) == MARGIN + 360
    assert plan.seconds == 17
    assert plan.width > plan.rect_of(Spot(What.NEW)).right


def test_a_short_scene_keeps_a_block_that_can_be_seen() -> None:
    plan = lay_out(film((3,), (3,)), 1, 220)
    assert plan.block(0).width == BLOCK_LEAST - GAP
    assert plan.x_of(3) == MARGIN + BLOCK_LEAST
    assert plan.seconds_at(MARGIN + BLOCK_LEAST / 2) == pytest.approx(1.5)


def test_a_folded_scene_takes_little_room_and_has_no_shots_to_hit() -> None:
    plan = lay_out(film((5,), (10, 5), folded=1), 60, 220)
    assert plan.block(1).width == FOLDED_WIDTH - GAP
    block = plan.block(1)
    hits = {plan.spot_at(block.x + x, block.y + 60).what for x in range(int(block.width))}
    assert hits == {What.HEADER}
    small = lay_out(film((5,), (3,), folded=1), 20, 220)
    assert small.block(1).width == 60 - GAP


def test_each_part_is_hit_in_its_middle() -> None:
    plan = lay_out(film((5,), (4, 4, 3)), 40, 260)
    for spot in (
        Spot(What.HEADER, 1),
        Spot(What.FOLD, 1),
        Spot(What.STILL, 1),
        Spot(What.SHOT, 1, 1),
        Spot(What.SHOT_EDGE, 1, 0),
        Spot(What.SCENE_EDGE, 1, 2),
        Spot(What.NEW),
        Spot(What.RULER),
    ):
        rect = plan.rect_of(spot)
        x = rect.x + rect.width / 2
        assert plan.spot_at(x, rect.y + rect.height / 2) == spot
    assert plan.spot_at(2, 200).what is What.GROUND
    assert plan.spot_at(100, 259).what is What.GROUND


def test_a_low_timeline_gives_up_the_picture_before_the_text() -> None:
    assert lay_out(film((5,)), 40, 130).still_height == 0
    assert lay_out(film((5,)), 40, 300).still_height > 60


def test_insertion_places_lie_between_the_middles() -> None:
    plan = lay_out(film((5,), (4, 4), (3,)), 40, 220)
    assert [plan.scene_place(x) for x in (0, MARGIN + 99, MARGIN + 101, 5000)] == [0, 0, 1, 3]
    assert plan.scene_mark(1) == MARGIN + 200
    assert plan.shot_place(MARGIN + 205) == Place(1, 0)
    assert plan.shot_place(MARGIN + 359) == Place(1, 1)
    assert plan.shot_place(MARGIN + 519) == Place(1, 2)
    assert plan.shot_mark(Place(1, 1)) == MARGIN + 360


def test_labels_of_the_ruler_never_crowd() -> None:
    long = film(*[(5, 5, 5)] * 60)
    for scale in (1, 3, 10, 56, 240):
        plan = lay_out(long, scale, 220)
        at = [tick.x for tick in plan.ticks(0, 1600) if tick.labelled]
        assert len(at) >= 2
        assert min(b - a for a, b in itertools.pairwise(at)) >= geometry.LABEL_ROOM / 2
        assert len(list(plan.ticks(0, 1600))) < 400


def test_fitting_shows_all_of_it() -> None:
    for board in (film((5,), (4, 4, 1)), film(*[(3, 2, 3)] * 30)):
        scale = fitting_scale(board, 1000)
        assert lay_out(board, scale, 0).width <= 1000
        assert lay_out(board, scale + 1, 0).width > 1000


@given(boards, scales, heights)
def test_what_is_hit_lies_there(board: Storyboard, scale: float, height: int) -> None:
    plan = lay_out(board, scale, height)
    for part in range(24):
        x = plan.width * part / 23 * 0.999
        for y in (3.0, 35.0, height * 0.5, height * 0.8):
            spot = plan.spot_at(x, y)
            assert plan.rect_of(spot).holds(x, y)


@given(boards, scales, st.floats(0, 1))
def test_seconds_and_pixels_go_both_ways(board: Storyboard, scale: float, part: float) -> None:
    plan = lay_out(board, scale, 220)
    seconds = plan.seconds * part
    assert plan.seconds_at(plan.x_of(seconds)) == pytest.approx(seconds, abs=1e-6)


@given(boards, scales, heights)
def test_nothing_overlaps(board: Storyboard, scale: float, height: int) -> None:
    plan = lay_out(board, scale, height)
    right = 0.0
    for scene in range(plan.scenes):
        block = plan.block(scene)
        assert block.x >= right
        right = block.right
        if plan.folded[scene]:
            continue
        cards = [plan.rect_of(Spot(What.SHOT, scene, n)) for n in range(len(plan.shots[scene]))]
        for one, other in itertools.pairwise(cards):
            assert one.right <= other.x + 1e-6
        assert all(card.width >= 0 for card in cards)
        assert cards[-1].right <= block.right
    assert plan.rect_of(Spot(What.NEW)).x >= right


@given(boards, scales, st.floats(-100, 9000))
def test_places_exist(board: Storyboard, scale: float, x: float) -> None:
    plan = lay_out(board, scale, 220)
    assert 0 <= plan.scene_place(x) <= plan.scenes
    place = plan.shot_place(x)
    assert 0 <= place.place <= len(plan.shots[place.scene])
    assert plan.lefts[place.scene] <= plan.shot_mark(place) <= plan.lefts[place.scene + 1]
