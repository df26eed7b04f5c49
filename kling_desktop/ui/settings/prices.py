"""The rates that estimates are made from: dated, with their source, and open to change."""

import math
import re
from datetime import UTC, datetime

from msgspec.structs import replace
from PySide6.QtCore import QLocale

from kling_desktop.storyboard.price import Rates
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.ui.settings.form import Entry, Form, Row
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import SettingsWords

AMOUNT_MOST = 1000.0
_CURRENCY = re.compile(r"[A-Za-z]{3}", re.ASCII)
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_SHORT = 104
"""Pixels for an amount, a currency, a date."""


class Prices(Form):
    """What is changed here is followed at once by every estimate in sight (contract.md §5)."""

    def __init__(self, supplies: Supplies) -> None:
        super().__init__(SettingsWords.PRICES(), SettingsWords.PRICES_WHY())
        self._supplies = supplies
        self._choices = supplies.choices
        self.silent = Entry(SettingsWords.SILENT(), self._take_silent, _SHORT)
        self.sound = Entry(SettingsWords.SOUND(), self._take_sound, _SHORT)
        self.currency = Entry(SettingsWords.CURRENCY(), self._take_currency, _SHORT)
        self.source = Entry(SettingsWords.SOURCE(), self._take_source)
        self.source.setPlaceholderText(SettingsWords.SOURCE_OWN())
        self.source.setMaxLength(60)
        self.date = Entry(SettingsWords.DATE(), self._take_date, _SHORT)
        self._units = (label(look="quiet"), label(look="quiet"))
        self._silent_row = self.add(
            SettingsWords.SILENT(), self.silent, beside=row(self.silent, self._units[0], None)
        )
        self._sound_row = self.add(
            SettingsWords.SOUND(), self.sound, beside=row(self.sound, self._units[1], None)
        )
        self._currency_row = self.add(
            SettingsWords.CURRENCY(), self.currency, SettingsWords.CURRENCY_HINT()
        )
        self.add(SettingsWords.SOURCE(), self.source)
        self._date_row = self.add(SettingsWords.DATE(), self.date, SettingsWords.DATE_HINT())
        self._whose = label(look="small")
        self.reset = button(SettingsWords.RATES_RESET())
        self.reset.clicked.connect(self._reset)
        self.add_wide(row(self.reset, self._whose, None))
        self.refresh()

    def refresh(self) -> None:
        """Shows what holds."""
        rates, own = self._supplies.rates, self._choices.current.rates is not None
        self.silent.show_text(_amount(rates.silent))
        self.sound.show_text(_amount(rates.sound))
        self.currency.show_text(rates.currency)
        self.source.show_text(rates.source)
        self.date.show_text(rates.date)
        for unit in self._units:
            unit.setText(SettingsWords.PER_SECOND(currency=rates.currency))
        self.reset.setEnabled(own)
        said = SettingsWords.RATES_ARE_OWN if own else SettingsWords.RATES_ARE_SHIPPED
        self._whose.setText(said())

    def _take_silent(self, typed: str) -> None:
        amount = _taken(typed, self.silent, self._silent_row)
        if amount is not None:
            self._own(replace(self._supplies.rates, silent=amount))

    def _take_sound(self, typed: str) -> None:
        amount = _taken(typed, self.sound, self._sound_row)
        if amount is not None:
            self._own(replace(self._supplies.rates, sound=amount))

    def _take_currency(self, typed: str) -> None:
        if not _CURRENCY.fullmatch(typed):
            self._currency_row.refuse(SettingsWords.BAD_CURRENCY())
            return
        self._currency_row.accept()
        self.currency.settle(typed.upper())
        self._own(replace(self._supplies.rates, currency=typed.upper()))

    def _take_source(self, typed: str) -> None:
        self.source.settle(typed)
        self._choices.choose(rates=replace(self._supplies.rates, source=typed))

    def _take_date(self, typed: str) -> None:
        if not _DATE.fullmatch(typed):
            self._date_row.refuse(SettingsWords.BAD_DATE())
            return
        self._date_row.accept()
        self.date.settle(typed)
        self._choices.choose(rates=replace(self._supplies.rates, date=typed))

    def _own(self, rates: Rates) -> None:
        """Other figures are no longer those of whoever the rates came from."""
        shipped = self._supplies.shipped_rates
        if (rates.source, rates.date) == (shipped.source, shipped.date) and rates != shipped:
            rates = replace(rates, source="", date=datetime.now(UTC).strftime("%Y-%m"))
        self._choices.choose(rates=rates)

    def _reset(self) -> None:
        for entry in (self.silent, self.sound, self.currency, self.source, self.date):
            entry.setModified(False)
        for line in (self._silent_row, self._sound_row, self._currency_row, self._date_row):
            line.accept()
        self._choices.choose(rates=None)
        self.refresh()


def _amount(amount: float) -> str:
    return QLocale().toString(
        amount, "f", QLocale.FloatingPointPrecisionOption.FloatingPointShortest
    )


def _taken(typed: str, entry: Entry, line: Row) -> float | None:
    """Takes what was typed into an entry for an amount, or says on its line why not."""
    amount = _read(typed)
    if amount is None:
        line.refuse(SettingsWords.BAD_AMOUNT(most=f"{AMOUNT_MOST:.0f}"))
        return None
    line.accept()
    entry.settle(_amount(amount))
    return amount


def _read(typed: str) -> float | None:
    """An amount as people here write it, or with a point; `None` for what is none."""
    amount, sound = QLocale().toDouble(typed)
    if not sound:
        try:
            amount = float(typed)
        except ValueError:
            return None
    return amount if math.isfinite(amount) and 0 <= amount <= AMOUNT_MOST else None
