"""The rates that a person gives."""

import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from kling_desktop.ui.settings.dialog import SettingsDialog
from tests.ui.rooms import RATES, Rooms
from tests.ui.settings.hands import type_into

pytestmark = pytest.mark.qt


def test_own_rates_are_followed_and_no_longer_called_somebody_else_s(
    rooms: Rooms, dialog: SettingsDialog, qtbot: QtBot
) -> None:
    prices = dialog.prices
    type_into(prices.silent, "0.1")
    assert rooms.supplies.rates.silent == 0.1
    assert rooms.supplies.rates.sound == RATES.sound
    assert rooms.supplies.rates.source == ""
    assert rooms.supplies.rates.date > RATES.date
    type_into(prices.currency, "cny")
    type_into(prices.source, "My contract")
    type_into(prices.date, "2026-09")
    assert rooms.supplies.rates.currency == "CNY"
    assert "CNY" in prices._units[0].text()
    assert (rooms.supplies.rates.source, rooms.supplies.rates.date) == ("My contract", "2026-09")
    prices.reset.click()
    assert rooms.supplies.rates == RATES
    assert prices.silent.text() == QLocale().toString(0.084)
    assert not prices.reset.isEnabled()


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("silent", "free", "An amount"),
        ("silent", "-1", "An amount"),
        ("sound", "nan", "An amount"),
        ("sound", "1e9", "An amount"),
        ("currency", "dollars", "Three letters"),
        ("date", "2026-13", "Year and month"),
    ],
)
def test_what_is_no_rate_is_refused_where_it_stands(
    rooms: Rooms, dialog: SettingsDialog, qtbot: QtBot, field: str, typed: str, why: str
) -> None:
    line = getattr(dialog.prices, field)
    type_into(line, typed)
    assert why in getattr(dialog.prices, f"_{field}_row")._said.text()
    assert rooms.supplies.rates == RATES
    dialog.prices.reset.setEnabled(True)
    dialog.prices.reset.click()
    assert line.text() != typed
