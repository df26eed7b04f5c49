import pytest
from msgspec.structs import asdict, fields

from kling_desktop.ui import tokens
from kling_desktop.ui.theme import style_sheet
from kling_desktop.ui.tokens import DARK, LIGHT, TEXT_PAIRS, Colours, contrast

pytestmark = pytest.mark.qt


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
def test_every_text_can_be_read(colours: Colours, pair: tuple[str, str]) -> None:
    ink, ground = (asdict(colours)[name] for name in pair)
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("ground", ["panel", "stage", "raised"])
def test_what_can_be_pressed_and_what_has_the_focus_stands_out(
    colours: Colours, ground: str
) -> None:
    around = asdict(colours)[ground]
    assert contrast(colours.second, around) >= 3
    if ground != "raised":
        assert contrast(colours.edge, around) >= 3


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
