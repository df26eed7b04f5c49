import msgspec
import pytest

from kling_desktop.paths import resource
from kling_desktop.storyboard.price import Rates, estimate, estimate_scene
from tests.storyboard.making import scene, shots

RATES = Rates(silent=0.084, sound=0.126, currency="USD", source="Novita", date="2026-10")


def test_the_rates_shipped_are_the_dated_ones_of_the_contract() -> None:
    assert msgspec.json.decode(resource("rates.json").read_bytes(), type=Rates) == RATES


@pytest.mark.parametrize(
    ("seconds", "sound", "takes", "amount"),
    [
        (5, False, 1, 0.42),
        (5, True, 1, 0.63),
        (15, True, 3, 5.67),
        (3, False, 1, 0.252),
        (7, False, 0, 0.0),
    ],
)
def test_price_goes_by_the_second_and_the_take(
    seconds: int, sound: bool, takes: int, amount: float
) -> None:
    assert estimate(seconds, RATES, sound=sound, takes=takes) == amount


def test_a_scene_is_priced_by_its_own_length_sound_and_takes() -> None:
    asked = scene(shots=shots(3, 4), plain_seconds=15, sound=True, takes_wanted=2)
    assert estimate_scene(asked, RATES) == 1.764
    assert estimate_scene(asked, RATES, takes=1) == 0.882
    assert estimate_scene(asked, RATES, takes=0) == 0.0
