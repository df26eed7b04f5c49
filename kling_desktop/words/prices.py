"""Amounts of money, always estimates, and where they come from."""

from kling_desktop.storyboard.price import Rates
from kling_desktop.words.speech import N_, say


def money(amount: float, currency: str) -> str:
    """An amount of money, always an estimate."""
    sign = {"USD": "$", "EUR": "€", "CNY": "¥"}.get(currency)
    return f"{sign}{amount:,.2f}" if sign else f"{amount:,.2f} {currency}"


def rate_source(rates: Rates) -> str:
    """Where an estimate comes from."""
    if not rates.source:
        return say(N_("Estimate by your own rates, {date}"), {"date": rates.date})
    return say(
        N_("Estimate, {source}'s rate, {date}"), {"source": rates.source, "date": rates.date}
    )
