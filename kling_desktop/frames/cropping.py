"""A crop box that is moved, pulled and brought to a shape: whole pixels, always one that fits.

Pure arithmetic for whoever lets a person draw the box. A box never leaves the picture, its ratio
is always allowed (contract.md §1), and it never gets so small that its part would have to be
scaled up, unless the picture is that small itself.
"""

from enum import StrEnum
from typing import Final

from kling_desktop.frames import shape
from kling_desktop.frames.shape import Box
from kling_desktop.storyboard import limits

Ratio = tuple[int, int]
"""Width to height."""

RATIOS: Final[tuple[Ratio, ...]] = (
    limits.FRAME_RATIO,
    (16, 9),
    (4, 3),
    (1, 1),
    (3, 4),
    (9, 16),
    (limits.FRAME_RATIO[1], limits.FRAME_RATIO[0]),
)
"""Shapes to choose from, the widest and the tallest allowed ones at the ends."""


class Grip(StrEnum):
    """What of a box is taken hold of: one of its sides, one of its corners, or all of it."""

    INSIDE = ""
    LEFT = "l"
    RIGHT = "r"
    TOP = "t"
    BOTTOM = "b"
    TOP_LEFT = "tl"
    TOP_RIGHT = "tr"
    BOTTOM_LEFT = "bl"
    BOTTOM_RIGHT = "br"


def largest(width: int, height: int, ratio: Ratio | None = None) -> Box:
    """The largest box of a shape in the middle of a picture; of any allowed shape without one.

    Of any allowed shape as well where a sliver has no room for the one that is asked for.
    """
    sides = (0, 0) if ratio is None else _sides(ratio, _short_most(ratio, width, height))
    if ratio is None or sides[0] > width or sides[1] > height:
        return shape.centred(width, height)
    return _around((0, 0, width, height), sides, width, height)


def reshaped(box: Box, width: int, height: int, ratio: Ratio | None) -> Box:
    """The largest box of another shape, around the middle of `box` as far as the edges allow."""
    left, top, right, bottom = largest(width, height, ratio)
    return _around(box, (right - left, bottom - top), width, height)


def moved(box: Box, across: int, down: int, width: int, height: int) -> Box:
    """`box` moved by so many pixels, as far as the picture's edges allow."""
    left, top, right, bottom = box
    across = max(-left, min(across, width - right))
    down = max(-top, min(down, height - bottom))
    return left + across, top + down, right + across, bottom + down


def pulled(
    box: Box, grip: Grip, across: int, down: int, width: int, height: int, ratio: Ratio | None
) -> Box:
    """`box` after its `grip` was pulled by so many pixels; what lies opposite stays where it is.

    With a `ratio` that shape is kept: a pulled side then takes the two beside it along.
    """
    if grip is Grip.INSIDE:
        return moved(box, across, down, width, height)
    room = _room(box, grip, width, height)
    wanted = _wanted(box, grip, across, down)
    sides = _free(box, grip, wanted, room) if ratio is None else _fixed(ratio, grip, wanted, room)
    return _anchored(box, grip, sides, width, height)


def _short_most(ratio: Ratio, width: int, height: int) -> int:
    """The longest short side that a box of `ratio` has room for."""
    long, short = max(ratio), min(ratio)
    along, beside = (width, height) if ratio[0] >= ratio[1] else (height, width)
    return max(1, min(beside, ((along + 1) * short - 1) // long))


def _sides(ratio: Ratio, side: int) -> tuple[int, int]:
    """Width and height of a box of `ratio` whose short side is `side`."""
    long = side * max(ratio) // min(ratio)
    return (long, side) if ratio[0] >= ratio[1] else (side, long)


def _room(box: Box, grip: Grip, width: int, height: int) -> tuple[int, int]:
    """How wide and high the box can get while what lies opposite the grip stays."""
    left, top, right, bottom = box
    wide, high = width, height
    if "l" in grip:
        wide = right
    elif "r" in grip:
        wide = width - left
    if "t" in grip:
        high = bottom
    elif "b" in grip:
        high = height - top
    return wide, high


def _wanted(box: Box, grip: Grip, across: int, down: int) -> tuple[int, int]:
    left, top, right, bottom = box
    wide = right - left + (across if "r" in grip else -across if "l" in grip else 0)
    high = bottom - top + (down if "b" in grip else -down if "t" in grip else 0)
    return wide, high


def _free(box: Box, grip: Grip, wanted: tuple[int, int], room: tuple[int, int]) -> tuple[int, int]:
    least = min(limits.FRAME_SIDE, box[2] - box[0], box[3] - box[1], *room)
    wide, high = (max(least, min(side, most)) for side, most in zip(wanted, room, strict=True))
    if grip in (Grip.LEFT, Grip.RIGHT):
        return max(min(wide, shape.longest(high)), _beside(high)), high
    if grip in (Grip.TOP, Grip.BOTTOM):
        return wide, max(min(high, shape.longest(wide)), _beside(wide))
    return min(wide, shape.longest(high)), min(high, shape.longest(wide))


def _beside(long: int) -> int:
    """The shortest side allowed beside one of `long` pixels."""
    return -(-long * limits.FRAME_RATIO[1] // limits.FRAME_RATIO[0])


def _fixed(
    ratio: Ratio, grip: Grip, wanted: tuple[int, int], room: tuple[int, int]
) -> tuple[int, int]:
    most = _short_most(ratio, *room)
    by_width = _short_of(ratio, wanted[0], along=ratio[0] >= ratio[1])
    by_height = _short_of(ratio, wanted[1], along=ratio[0] < ratio[1])
    if grip in (Grip.LEFT, Grip.RIGHT):
        side = by_width
    elif grip in (Grip.TOP, Grip.BOTTOM):
        side = by_height
    else:
        side = max(by_width, by_height)
    return _sides(ratio, max(min(limits.FRAME_SIDE, most), min(side, most)))


def _short_of(ratio: Ratio, side: int, *, along: bool) -> int:
    """The short side that belongs to a side; `along` tells that it is the long one."""
    return -(-side * min(ratio) // max(ratio)) if along else side


def _anchored(box: Box, grip: Grip, sides: tuple[int, int], width: int, height: int) -> Box:
    left, top, right, bottom = box
    wide, high = sides
    around = _around(box, sides, width, height)
    if "l" in grip:
        left = right - wide
    elif "r" not in grip:
        left = around[0]
    if "t" in grip:
        top = bottom - high
    elif "b" not in grip:
        top = around[1]
    return left, top, left + wide, top + high


def _around(box: Box, sides: tuple[int, int], width: int, height: int) -> Box:
    """A box with these sides around the middle of another, within the picture."""
    wide, high = sides
    left = max(0, min((box[0] + box[2] - wide) // 2, width - wide))
    top = max(0, min((box[1] + box[3] - high) // 2, height - high))
    return left, top, left + wide, top + high
