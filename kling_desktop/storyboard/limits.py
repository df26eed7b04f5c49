"""The service's documented numbers, each written once (contract.md §1 and §4)."""

from typing import Final

PROMPT_CHARACTERS: Final = 2500
"""Most code points in a prompt, a negative prompt or a shot's prompt (§1)."""

SECONDS_MIN: Final = 3
SECONDS_MAX: Final = 15
SECONDS_DEFAULT: Final = 5
"""Length of a scene in whole seconds (§1)."""

CFG_SCALE_MIN: Final = 0.0
CFG_SCALE_MAX: Final = 1.0
CFG_SCALE_SUGGESTED: Final = 0.5
"""Where a slider starts; nothing is sent until the user moves it (§4.5)."""

FRAME_BYTES: Final = 10_000_000
"""Most bytes of a picture file (§4.6)."""

FRAME_SIDE: Final = 300
"""Fewest pixels in a frame's width and height (§1)."""

FRAME_RATIO: Final = (5, 2)
"""Widest and tallest shape allowed, long side to short side, both ends included (§1)."""

FRAME_MEDIA_TYPES: Final = ("image/jpeg", "image/png")

SHOT_SECONDS_MIN: Final = 1
"""Fewest whole seconds a shot can have (§4.4)."""

SHOTS_ADVISED: Final = 6
SHOT_CHARACTERS_ADVISED: Final = 512
SHOT_SECONDS_ADVISED: Final = 3
"""Upstream's softer limits: warned about, never enforced (§4.4)."""

TAKES_AT_ONCE: Final = 10
"""More than this asks once before sending (product.md, Generate)."""


def ratio_fits(width: int, height: int) -> bool:
    """Whether a frame of `width` × `height` pixels lies within 1:2.5 to 2.5:1, both ends included.

    Exact, in whole numbers: 2.5:1 itself passes and one pixel more does not.
    """
    long, short = max(width, height), min(width, height)
    most, least = FRAME_RATIO
    return short > 0 and long * least <= short * most
