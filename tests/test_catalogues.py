"""The catalogues of the other languages are complete, sound and compiled."""

import importlib.util
import string
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message

from kling_desktop.paths import resource
from kling_desktop.words.speech import DOMAIN, LANGUAGES

OTHERS = sorted(set(LANGUAGES) - {"en"})


def _catalogues() -> ModuleType:
    """The script behind `make catalogues`."""
    script = Path(__file__).parent.parent / "packaging" / "catalogues.py"
    spec = importlib.util.spec_from_file_location("catalogues", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


catalogues = _catalogues()
TEMPLATE: Catalog = catalogues.extracted()


@pytest.fixture(params=OTHERS)
def file(request: pytest.FixtureRequest) -> Path:
    return resource(f"locale/{request.param}/LC_MESSAGES/{DOMAIN}.po")


def _messages(catalogue: Catalog) -> dict[str, Message]:
    return {str(message.id): message for message in catalogue if message.id}


def test_nothing_is_left_untranslated(file: Path) -> None:
    said = _messages(catalogues.read(file))
    missing = [m for m in _messages(TEMPLATE) if m not in said or not said[m].string]
    assert not missing, "make catalogues, then translate"
    assert not [m for m in said.values() if m.fuzzy]


def test_nothing_is_translated_that_nobody_says(file: Path) -> None:
    catalogue = catalogues.read(file)
    assert not set(_messages(catalogue)) - set(_messages(TEMPLATE)), "make catalogues"
    assert not catalogue.obsolete


def test_every_value_finds_its_place(file: Path) -> None:
    for message in _messages(catalogues.read(file)).values():
        assert _places(str(message.string or message.id)) == _places(str(message.id)), message.id


def test_a_translation_keeps_to_the_rules(file: Path) -> None:
    for message in _messages(catalogues.read(file)).values():
        said, original = str(message.string), str(message.id)
        assert "!" not in said, original
        assert "！" not in said, original
        assert said.count("&") == original.count("&"), original
        assert said.endswith("…") == original.endswith("…"), original
        assert said.count("\n") == original.count("\n"), original


def test_what_is_compiled_is_what_is_written(file: Path) -> None:
    compiled = file.with_suffix(".mo").read_bytes()
    assert compiled == catalogues.as_mo(catalogues.read(file)), "make catalogues"
    template = resource(f"locale/{DOMAIN}.pot").read_bytes()
    assert template == catalogues.as_po(TEMPLATE), "make catalogues"


def _places(message: str) -> list[str]:
    parsed = string.Formatter().parse(message)
    return sorted(
        f"{name}!{conversion}:{form}" for _, name, form, conversion in parsed if name is not None
    )
