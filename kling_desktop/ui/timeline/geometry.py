"""Where everything in the timeline lies: seconds ↔ pixels, hit-testing, places to insert.

Pure. `Geometry.spot_at` turns a position into (what, which) and `Geometry.rect_of` turns that into
a rectangle; everything else is built on the two. Pixels count from the left end of the content,
whatever is scrolled into view.

Time runs evenly, so that blocks stand under the ruler's seconds, but for two exceptions: a block
never gets narrower than `BLOCK_LEAST`, and a folded scene takes no more than `FOLDED_WIDTH`.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator
from enum import StrEnum
from itertools import accumulate, pairwise

import msgspec

from kling_desktop.storyboard.edits import shots_of
from kling_desktop.storyboard.model import Storyboard

SCALE_LEAST = 1.0
SCALE_MOST = 240.0
SCALE_PLAIN = 56.0
"""Pixels of a second: the least, the most, and what the timeline starts with."""

MARGIN = 12
"""Pixels left of the first scene and right of the last thing."""
GAP = 6
"""Pixels between two blocks; half of it is taken from the time on either side."""
INSET = 4
"""Pixels between a block's edge and its cards."""
SEAM = 2
"""Pixels between two cards."""
BLOCK_LEAST = 20
FOLDED_WIDTH = 132
NEW_WIDTH = 168
RULER_HEIGHT = 26
HEADER_HEIGHT = 26
LINK_HEIGHT = 14
"""Pixels below the blocks, for the lines between linked scenes."""
CARD_LEAST = 62
"""Height that a card keeps before the picture above it gets any."""
STILL_MOST = 104
GRIP = 5
"""Pixels on either side of an edge that take hold of it."""
FOLD_WIDTH = 20
WARNING_SIDE = 20
LABEL_ROOM = 72
"""Pixels that a label of the ruler wants for itself."""


class What(StrEnum):
    """The parts that a position can hit."""

    GROUND = "ground"
    RULER = "ruler"
    HEADER = "header"
    FOLD = "fold"
    STILL = "still"
    SHOT = "shot"
    SHOT_EDGE = "shot_edge"
    """The end of a shot that has a neighbour in its scene."""
    SCENE_EDGE = "scene_edge"
    """The end of a scene, and so of its last shot."""
    NEW = "new"
    """The place after the last scene that waits for a picture."""


class Spot(msgspec.Struct, frozen=True):
    """What lies somewhere, and which one of it; -1 where there is nothing to count."""

    what: What
    scene: int = -1
    shot: int = -1


class Rect(msgspec.Struct, frozen=True):
    """A rectangle in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The first pixel that is no longer inside."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The first pixel below."""
        return self.y + self.height

    def holds(self, x: float, y: float) -> bool:
        """Whether a position lies inside."""
        return self.x <= x < self.right and self.y <= y < self.bottom


class Place(msgspec.Struct, frozen=True):
    """Between two shots: before shot `place` of a scene, counted with all that are there."""

    scene: int
    place: int


class Tick(msgspec.Struct, frozen=True):
    """A mark of the ruler; without a label where it only divides."""

    x: float
    seconds: int
    labelled: bool


class Geometry(msgspec.Struct, frozen=True):
    """The layout of one storyboard at one zoom and height. Made by `lay_out`."""

    scale: float
    """Pixels of a second."""
    height: float
    shots: tuple[tuple[int, ...], ...]
    """Seconds of each shot, by scene."""
    folded: tuple[bool, ...]
    begins: tuple[int, ...]
    """Second of the film at which each scene begins; one more for the end."""
    lefts: tuple[float, ...]
    """Pixel at which each scene's time begins; one more for the end."""

    @property
    def width(self) -> float:
        """Pixels of everything, the place for a new scene included."""
        return self.lefts[-1] + GAP + NEW_WIDTH + MARGIN

    @property
    def seconds(self) -> int:
        """Length of the film."""
        return self.begins[-1]

    @property
    def scenes(self) -> int:
        """How many scenes there are."""
        return len(self.shots)

    def scale_of(self, scene: int) -> float:
        """Pixels that a second takes in a scene: not the common number where it is folded."""
        return self._span(scene) / max(1, sum(self.shots[scene]))

    def x_of(self, seconds: float) -> float:
        """Where a moment of the film lies."""
        if seconds >= self.seconds:
            return self.lefts[-1] + (seconds - self.seconds) * self.scale
        scene = self._scene_playing(seconds)
        return self.lefts[scene] + (seconds - self.begins[scene]) * self.scale_of(scene)

    def seconds_at(self, x: float) -> float:
        """The moment of the film that lies there; before the start is the start."""
        if x >= self.lefts[-1]:
            return self.seconds + (x - self.lefts[-1]) / self.scale
        scene = self.scene_near(x)
        within = max(0.0, x - self.lefts[scene])
        return self.begins[scene] + within / self.scale_of(scene)

    def scene_near(self, x: float) -> int:
        """The scene whose time lies there; beyond either end, the one at that end."""
        return max(0, min(self.scenes - 1, bisect_right(self.lefts, x) - 1))

    def rect_of(self, spot: Spot) -> Rect:
        """Where a part lies. The block of a scene is the rectangle that `block` gives."""
        match spot.what:
            case What.RULER:
                return Rect(0, 0, self.width, RULER_HEIGHT)
            case What.GROUND:
                return Rect(0, 0, self.width, self.height)
            case What.NEW:
                left = self.lefts[-1] + GAP
                return Rect(left, self._top, NEW_WIDTH, self._bottom - self._top)
            case What.HEADER:
                block = self.block(spot.scene)
                tall = block.height if self.folded[spot.scene] else HEADER_HEIGHT
                return Rect(block.x, block.y, block.width, tall)
            case What.FOLD:
                block = self.block(spot.scene)
                return Rect(block.x + 2, block.y, min(FOLD_WIDTH, block.width / 3), HEADER_HEIGHT)
            case What.STILL:
                block = self.block(spot.scene)
                width = max(0.0, block.width - 2 * INSET)
                return Rect(block.x + INSET, block.y + HEADER_HEIGHT, width, self.still_height)
            case What.SHOT:
                return self._card(spot.scene, spot.shot)
            case What.SHOT_EDGE:
                x = self.edge(spot.scene, spot.shot)
                grip = self._grip(spot.scene, spot.shot)
                top = self._top + HEADER_HEIGHT
                return Rect(x - grip, top, 2 * grip, self._bottom - top)
            case What.SCENE_EDGE:
                block = self.block(spot.scene)
                grip = min(GRIP, block.width / 3)
                return Rect(block.right - grip, block.y, grip + GAP / 2, block.height)

    def spot_at(self, x: float, y: float) -> Spot:
        """What lies at a position. Edges come before what they divide."""
        if y < RULER_HEIGHT:
            return Spot(What.RULER)
        new = Spot(What.NEW)
        if self.rect_of(new).holds(x, y):
            return new
        if not self.lefts[0] <= x < self.lefts[-1] or not self._top <= y < self._bottom:
            return Spot(What.GROUND)
        scene = self.scene_near(x)
        return next(
            (s for s in self._spots(scene) if self.rect_of(s).holds(x, y)), Spot(What.GROUND)
        )

    def block(self, scene: int) -> Rect:
        """The whole block of a scene."""
        left = self.lefts[scene] + GAP / 2
        width = self._span(scene) - GAP
        return Rect(left, self._top, width, self._bottom - self._top)

    def warning(self, scene: int, shot: int) -> Rect:
        """The corner of a card that shows what was found in the shot."""
        card = self._card(scene, shot)
        side = min(WARNING_SIDE, card.width, card.height)
        return Rect(card.x + 1, card.bottom - side - 1, side, side)

    def edge(self, scene: int, shot: int) -> float:
        """Where the end of a shot lies."""
        return self.lefts[scene] + sum(self.shots[scene][: shot + 1]) * self.scale_of(scene)

    @property
    def still_height(self) -> float:
        """Pixels of the scene's picture above the cards; 0 where the timeline is low."""
        body = self._bottom - self._top - HEADER_HEIGHT - INSET
        spare = body - CARD_LEAST - INSET
        return 0.0 if spare < 24 else min(float(STILL_MOST), spare, body * 0.62)

    def scene_place(self, x: float) -> int:
        """Before which scene something let go there would stand; the number of scenes is last."""
        middles = [(a + b) / 2 for a, b in pairwise(self.lefts)]
        return bisect_right(middles, x)

    def scene_mark(self, place: int) -> float:
        """Where the mark of a place between scenes stands."""
        return self.lefts[max(0, min(self.scenes, place))]

    def shot_place(self, x: float) -> Place:
        """Between which shots something let go there would stand."""
        scene = self.scene_near(x)
        ends = [self.lefts[scene], *(self.edge(scene, n) for n in range(len(self.shots[scene])))]
        middles = [(a + b) / 2 for a, b in pairwise(ends)]
        return Place(scene, bisect_right(middles, x))

    def shot_mark(self, place: Place) -> float:
        """Where the mark of a place between shots stands."""
        if place.place == 0:
            return self.lefts[place.scene] + GAP / 2 + INSET
        if place.place >= len(self.shots[place.scene]):
            return self.lefts[place.scene + 1] - GAP / 2 - INSET
        return self.edge(place.scene, place.place - 1)

    def visible(self, left: float, right: float) -> range:
        """The scenes of which something shows between two positions."""
        if right <= self.lefts[0] or left >= self.lefts[-1]:
            return range(0)
        return range(self.scene_near(left), self.scene_near(right) + 1)

    def ticks(self, left: float, right: float) -> Iterator[Tick]:
        """The ruler's marks between two positions, never closer than a label needs."""
        wide = _step(LABEL_ROOM / self.scale)
        fine = _step(10 / self.scale)
        if wide % fine:
            fine = wide
        first = max(0, math.floor(self.seconds_at(left)) // fine * fine)
        last = math.ceil(self.seconds_at(right))
        said = -math.inf
        for seconds in range(first, last + 1, fine):
            x = self.x_of(seconds)
            labelled = seconds % wide == 0 and x - said >= LABEL_ROOM / 2
            if labelled:
                said = x
            yield Tick(x, seconds, labelled)

    @property
    def _top(self) -> float:
        return RULER_HEIGHT + 4.0

    @property
    def _bottom(self) -> float:
        return max(self._top + HEADER_HEIGHT, self.height - LINK_HEIGHT)

    def _span(self, scene: int) -> float:
        return self.lefts[scene + 1] - self.lefts[scene]

    def _scene_playing(self, seconds: float) -> int:
        return max(0, min(self.scenes - 1, bisect_right(self.begins, seconds) - 1))

    def _card(self, scene: int, shot: int) -> Rect:
        block = self.block(scene)
        inset = min(float(INSET), block.width / 6)
        seam = min(SEAM / 2, self.scale_of(scene) / 4)
        first, last = block.x + inset, block.right - inset
        left = first if shot == 0 else self.edge(scene, shot - 1) + seam
        final = shot == len(self.shots[scene]) - 1
        right = last if final else self.edge(scene, shot) - seam
        left, right = (max(first, min(last, x)) for x in (left, right))
        still = self.still_height
        top = self._top + HEADER_HEIGHT + still + (INSET if still else 0)
        return Rect(left, top, right - left, max(1.0, self._bottom - INSET - top))

    def _grip(self, scene: int, shot: int) -> float:
        narrower = min(self._card(scene, shot).width, self._card(scene, shot + 1).width)
        return min(float(GRIP), narrower / 3)

    def _spots(self, scene: int) -> Iterator[Spot]:
        yield Spot(What.FOLD, scene)
        if self.folded[scene]:
            yield Spot(What.HEADER, scene)
            return
        yield Spot(What.SCENE_EDGE, scene, len(self.shots[scene]) - 1)
        yield from (Spot(What.SHOT_EDGE, scene, n) for n in range(len(self.shots[scene]) - 1))
        yield Spot(What.HEADER, scene)
        yield from (Spot(What.SHOT, scene, n) for n in range(len(self.shots[scene])))
        yield Spot(What.STILL, scene)


def lay_out(board: Storyboard, scale: float, height: float) -> Geometry:
    """The layout of a storyboard at `scale` pixels per second, `height` pixels tall."""
    scale = max(SCALE_LEAST, min(SCALE_MOST, scale))
    shots = tuple(tuple(shot.seconds for shot in shots_of(scene)) for scene in board.scenes)
    folded = tuple(scene.collapsed for scene in board.scenes)
    widths = [_width(sum(s), scale, f) for s, f in zip(shots, folded, strict=True)]
    return Geometry(
        scale=scale,
        height=height,
        shots=shots,
        folded=folded,
        begins=tuple(accumulate(map(sum, shots), initial=0)),
        lefts=tuple(accumulate(widths, initial=float(MARGIN))),
    )


def fitting_scale(board: Storyboard, width: float) -> float:
    """The largest scale at which everything lies within `width` pixels, as far as there is one."""
    least, most = SCALE_LEAST, SCALE_MOST
    for _ in range(24):
        middle = (least + most) / 2
        if lay_out(board, middle, 0).width <= width:
            least = middle
        else:
            most = middle
    return least


def _width(seconds: int, scale: float, folded: bool) -> float:
    even = seconds * scale
    return max(float(BLOCK_LEAST), min(even, FOLDED_WIDTH) if folded else even)


def _step(seconds: float) -> int:
    """The round number of seconds that is no less."""
    for step in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600):
        if step >= seconds:
            return step
    return 1800
