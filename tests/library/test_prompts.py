"""The prompts that were used, as the index knows them."""

import pytest

from kling_desktop.library.index import Library
from tests.library.making import add


@pytest.fixture
def used(library: Library) -> Library:
    """Three prompts, one of them used twice."""
    for number, prompt in enumerate(
        ("A boat leaves the harbour", "Fog rolls in", "", "The BOAT comes home", "Fog rolls in")
    ):
        add(library, f"{number}.mp4", prompt=prompt, made_at=float(number))
    return library


def test_each_prompt_is_listed_once_the_one_used_last_first(used: Library) -> None:
    listed = ["Fog rolls in", "The BOAT comes home", "A boat leaves the harbour"]
    assert used.prompts("", 9) == listed
    assert used.prompts("", 2) == listed[:2]


def test_every_word_has_to_be_in_it(used: Library) -> None:
    assert used.prompts("boat", 9) == ["The BOAT comes home", "A boat leaves the harbour"]
    assert used.prompts("harbour Boat", 9) == ["A boat leaves the harbour"]
    assert used.prompts("boat fog", 9) == []
    assert used.prompts("100 %_", 9) == []
