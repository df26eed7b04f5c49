"""What a scene may cost: an estimate from dated rates, never a promise (contract.md §5)."""

import msgspec

from kling_desktop.storyboard.model import Scene


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """Price per second of clip. Data in `resources/rates.json`, editable in the settings."""

    silent: float
    """Per second without sound."""
    sound: float
    """Per second with sound."""
    currency: str
    """ISO 4217 code."""
    source: str
    """Whose rate it is, since MyRouter's own is not public."""
    date: str
    """Year and month of the rate, ISO 8601."""


def estimate(seconds: int, rates: Rates, *, sound: bool, takes: int = 1) -> float:
    """What `takes` clips of `seconds` each may cost, in `rates.currency`."""
    return round(seconds * (rates.sound if sound else rates.silent) * takes, 4)


def estimate_scene(scene: Scene, rates: Rates, takes: int | None = None) -> float:
    """What the takes that `scene` asks for may cost together."""
    wanted = scene.takes_wanted if takes is None else takes
    return estimate(scene.seconds, rates, sound=scene.sound, takes=wanted)
