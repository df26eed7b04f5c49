import re
from itertools import product

import pytest
from msgspec.structs import asdict, fields
from PySide6.QtGui import QPalette

from kling_desktop.paths import resource
from kling_desktop.ui import tokens
from kling_desktop.ui.theme import palette, style_sheet
from kling_desktop.ui.tokens import DARK, FILLS, GROUNDS, INKS, LIGHT, SIGNS, Colours, contrast

pytestmark = pytest.mark.qt


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_every_text_can_be_read(colours: Colours) -> None:
    table = asdict(colours)
    pairs = [*product(INKS, GROUNDS), *FILLS]
    assert not [pair for pair in pairs if contrast(*(table[name] for name in pair)) < 4.5]


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_what_can_be_pressed_and_what_has_the_focus_stands_out(colours: Colours) -> None:
    table = asdict(colours)
    pairs = product(SIGNS, GROUNDS)
    assert not [pair for pair in pairs if contrast(*(table[name] for name in pair)) < 3]


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_what_the_style_sheet_does_not_reach_can_be_read_too(colours: Colours) -> None:
    made, roles, groups = palette(colours), QPalette.ColorRole, QPalette.ColorGroup
    for ink, ground in (
        (roles.WindowText, roles.Window),
        (roles.Text, roles.Base),
        (roles.PlaceholderText, roles.Base),
        (roles.ButtonText, roles.Button),
        (roles.ToolTipText, roles.ToolTipBase),
        (roles.HighlightedText, roles.Highlight),
        (roles.Link, roles.Window),
        (roles.BrightText, roles.Window),
    ):
        for group in (groups.Active, groups.Inactive, groups.Disabled):
            shown = [made.color(group, role).name() for role in (ink, ground)]
            assert contrast(*shown) >= 4.5, (group, ink, ground)


def test_every_ground_and_ink_of_the_style_sheets_is_one_that_is_measured() -> None:
    """A colour written with must be an ink, one painted on a ground: no pair goes unmeasured."""
    inks = {*INKS, *(ink for ink, _ in FILLS)}
    grounds = {*GROUNDS, *(fill for _, fill in FILLS), *SIGNS, "line", "grip"}
    for sheet in sorted(resource("style").glob("*.qss")):
        text = sheet.read_text(encoding="utf-8")
        assert set(re.findall(r"(?<![-\w])color: \$(\w+)", text)) <= inks, sheet.name
        assert set(re.findall(r"background: \$(\w+)", text)) <= grounds, sheet.name


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
def test_the_style_sheet_takes_every_colour_from_the_table(colours: Colours) -> None:
    sheet = style_sheet(colours)
    known = set(asdict(colours).values())
    used = {"#" + part[:6] for part in sheet.split("#")[1:] if _is_hex(part[:6])}
    assert "$" not in sheet
    assert used <= known


def test_spaces_stand_on_the_grid() -> None:
    for space in (tokens.GAP, tokens.PAD, tokens.EDGE, tokens.CONTROL, tokens.RADIUS):
        assert space % tokens.GRID == 0
    assert {field.name for field in fields(Colours)} == set(asdict(DARK))


def _is_hex(text: str) -> bool:
    return len(text) == 6 and all(mark in "0123456789abcdef" for mark in text)
