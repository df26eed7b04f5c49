"""Colours, spaces and type as data: the one table from which the window is dressed."""

from typing import Final

import msgspec

GRID: Final = 4
"""Pixels that every space is a multiple of."""
GAP: Final = 8
PAD: Final = 12
EDGE: Final = 16
RADIUS: Final = 8
SMALL_RADIUS: Final = 6
CONTROL: Final = 32
"""Height of a button or field, pixels."""

SMALL: Final = 12
BODY: Final = 13
TITLE: Final = 15
HERO: Final = 26
"""Type sizes in pixels."""


class Colours(msgspec.Struct, frozen=True, kw_only=True):
    """One colour for each part of the window, as `#rrggbb`."""

    ground: str
    """Behind the panels."""
    stage: str
    """Around the picture."""
    panel: str
    raised: str
    """Fields, cards and plain buttons."""
    hover: str
    line: str
    grip: str
    """What is scrolled by: calm until the pointer is on it."""
    edge: str
    """Outline of what can be pressed or dropped on: 3:1 against what surrounds it."""
    ink: str
    quiet: str
    """Ink for what is said by the way."""
    accent: str
    """Fill of the one obvious next step."""
    accent_hover: str
    on_accent: str
    second: str
    """Links, playhead, progress, focus; fill of a dialog's next step and of what is switched on."""
    second_hover: str
    on_second: str
    good: str
    caution: str
    caution_wash: str
    bad: str
    bad_wash: str
    second_wash: str
    chosen: str
    """Outline of what is selected in the timeline: 3:1 against what surrounds it."""
    chosen_wash: str


DARK: Final = Colours(
    ground="#17181b",
    stage="#0e0f11",
    panel="#1f2125",
    raised="#2a2d33",
    hover="#343840",
    line="#34383f",
    grip="#565c67",
    edge="#848c9a",
    ink="#eceef1",
    quiet="#a4abb6",
    accent="#ff7a45",
    accent_hover="#ff8f62",
    on_accent="#1d0d05",
    second="#5aaaff",
    second_hover="#7cbcff",
    on_second="#10151c",
    good="#4cc98a",
    caution="#f2b84b",
    caution_wash="#322a1c",
    bad="#ff8088",
    bad_wash="#37242a",
    second_wash="#1f2e40",
    chosen="#ff7a45",
    chosen_wash="#4b3529",
)

LIGHT: Final = Colours(
    ground="#f3f4f6",
    stage="#e5e7eb",
    panel="#fbfbfc",
    raised="#eceef1",
    hover="#e0e3e8",
    line="#d4d8de",
    grip="#a9afb9",
    edge="#79818e",
    ink="#1b1d21",
    quiet="#565e6a",
    accent="#ff7a45",
    accent_hover="#f76b33",
    on_accent="#1d0d05",
    second="#0b5cad",
    second_hover="#0a4f96",
    on_second="#fbfbfc",
    good="#14703f",
    caution="#7d5200",
    caution_wash="#fbefd4",
    bad="#b3202f",
    bad_wash="#fbe6e7",
    second_wash="#dfecfa",
    chosen="#c2460f",
    chosen_wash="#fde3d6",
)

GROUNDS: Final = (
    "ground",
    "stage",
    "panel",
    "raised",
    "hover",
    "caution_wash",
    "bad_wash",
    "second_wash",
    "chosen_wash",
)
"""What is written and drawn on."""

INKS: Final = ("ink", "quiet", "second", "good", "caution", "bad")
"""What is written with, on any of `GROUNDS`, what is disabled and what stands in an empty field
included: each pair reaches 4.5:1 (WCAG 2.2, 1.4.3).
"""

FILLS: Final = (
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("on_second", "second"),
    ("on_second", "second_hover"),
)
"""What is written on a filled button and on selected text, as legible as `INKS`."""

SIGNS: Final = ("edge", "second", "chosen", "ink", "quiet", "good", "caution", "bad")
"""Outlines, focus rings and icons, on any of `GROUNDS`: each pair reaches 3:1 (1.4.11)."""


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
