"""Whole-number arithmetic of frames: crop boxes, padding and scaling (contract.md §1).

Everything here is in pixels, and exact: a shape that was made to fit passes `limits.ratio_fits`.
"""

from kling_desktop.storyboard import limits

Box = tuple[int, int, int, int]
"""Left, top, right, bottom; right and bottom lie just outside."""

_LONG, _SHORT = limits.FRAME_RATIO


def longest(short: int) -> int:
    """The longest side allowed beside one of `short` pixels."""
    return short * _LONG // _SHORT


def centred(width: int, height: int) -> Box:
    """The largest box of allowed ratio in the middle of a picture."""
    return _centred_in((0, 0, width, height))


def within(box: Box, width: int, height: int) -> Box:
    """`box` cut to the picture's edges and, where its ratio is not allowed, to one that is.

    Raises ValueError when nothing of the picture lies inside it.
    """
    left, top, right, bottom = box
    inside = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        raise ValueError(f"no part of a {width} × {height} picture lies in {box}")
    return _centred_in(inside)


def _centred_in(box: Box) -> Box:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    new_width, new_height = min(width, longest(height)), min(height, longest(width))
    left += (width - new_width) // 2
    top += (height - new_height) // 2
    return left, top, left + new_width, top + new_height


def padded(width: int, height: int, ratio: tuple[int, int] | None = None) -> tuple[int, int]:
    """The smallest canvas of allowed ratio that holds the picture at its full size.

    With `ratio`, width to height, it has that shape, give or take a pixel. Raises ValueError where
    that shape is not allowed.
    """
    if ratio is not None:
        across, down = ratio
        if not limits.ratio_fits(across, down):
            raise ValueError(f"{across}:{down} is not allowed")
        width, height = (
            max(width, -(-height * across // down)),
            max(height, -(-width * down // across)),
        )
    least_width = -(-height * _SHORT // _LONG)
    least_height = -(-width * _SHORT // _LONG)
    return max(width, least_width), max(height, least_height)


def enlarged(width: int, height: int) -> tuple[int, int]:
    """Sides of at least `limits.FRAME_SIDE`, the ratio kept; for an allowed ratio only."""
    return with_short_side(width, height, max(limits.FRAME_SIDE, min(width, height)))


def reduced(width: int, height: int, factor: float) -> tuple[int, int]:
    """Sides times `factor` (under 1), at least `limits.FRAME_SIDE`; for an allowed ratio only."""
    short = min(width, height)
    return with_short_side(width, height, max(limits.FRAME_SIDE, int(short * factor)))


def with_short_side(width: int, height: int, short: int) -> tuple[int, int]:
    """A picture of allowed ratio brought to a short side of `short`, the ratio kept and allowed."""
    old_short, old_long = sorted((width, height))
    long = min((old_long * short * 2 + old_short) // (old_short * 2), longest(short))
    return (long, short) if width >= height else (short, long)
