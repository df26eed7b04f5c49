"""The phrases that are put into prompts."""

import pytest

from kling_desktop.words import phrases
from kling_desktop.words.phrases import CHINESE, ENGLISH, groups, joined, tongue_of

PHRASE = "slow dolly in"


def put(before: str, after: str = "", phrase: str = PHRASE) -> str:
    blanks, written = joined(before, phrase, after)
    return before[: len(before) - blanks] + written + after


@pytest.mark.parametrize(
    ("before", "after", "made"),
    [
        ("", "", "Slow dolly in"),
        ("The boat leaves", "", "The boat leaves, slow dolly in"),
        ("The boat leaves ", "", "The boat leaves, slow dolly in"),
        ("The boat leaves,", "", "The boat leaves, slow dolly in"),
        ("The boat leaves, ", "", "The boat leaves, slow dolly in"),
        ("The boat leaves.", "", "The boat leaves. Slow dolly in"),
        ("“The boat leaves.”", "", "“The boat leaves.” Slow dolly in"),
        ("The boat leaves (", ")", "The boat leaves (slow dolly in)"),
        ("The boat leaves\n", "", "The boat leaves\nSlow dolly in"),
        ("", "the boat leaves", "Slow dolly in, the boat leaves"),
        ("", "The boat leaves", "Slow dolly in. The boat leaves"),
        ("Calm", " and quiet", "Calm, slow dolly in, and quiet"),
        ("Calm", ". Quiet", "Calm, slow dolly in. Quiet"),
        ("Calm", "\nQuiet", "Calm, slow dolly in\nQuiet"),
    ],
)
def test_a_phrase_reads_as_if_it_had_been_typed(before: str, after: str, made: str) -> None:
    assert put(before, after) == made


@pytest.mark.parametrize(
    ("before", "after", "made"),
    [
        ("", "", "慢动作"),
        ("渔船离港", "", "渔船离港，慢动作"),
        ("渔船离港。", "", "渔船离港。慢动作"),
        ("渔船离港，", "海鸥盘旋", "渔船离港，慢动作，海鸥盘旋"),
    ],
)
def test_chinese_has_its_own_signs_and_no_spaces(before: str, after: str, made: str) -> None:
    assert put(before, after, "慢动作") == made


def test_a_phrase_is_in_the_language_of_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [tongue_of(text) for text in ("The boat", "渔船", "boat 渔船")] == [
        ENGLISH,
        CHINESE,
        CHINESE,
    ]
    assert tongue_of("12 !") == ENGLISH
    monkeypatch.setattr(phrases, "language", lambda: "zh_CN")
    assert (tongue_of(""), tongue_of("The boat")) == (CHINESE, ENGLISH)


def test_the_phrases_that_ship_are_whole() -> None:
    every = [phrase for group in groups() for phrase in group.phrases]
    assert len(every) >= 40
    for said in (*(group.name for group in groups()), *(p.label for p in every)):
        assert said.en.strip()
        assert tongue_of(said.zh) == CHINESE
    for tongue in (ENGLISH, CHINESE):
        assert len({phrase.label.within(tongue) for phrase in every}) == len(every)
        assert len({phrase.text.within(tongue) for phrase in every}) == len(every)
    for phrase in every:
        text = phrase.text
        assert text.en == text.en.strip()
        assert text.en[-1] not in ".,"
        assert tongue_of(text.en) == ENGLISH
        assert text.zh[-1] not in "。，"


def test_phrases_are_found_by_either_language() -> None:
    def found(wanted: str) -> list[str]:
        return [p.label.en for group in groups() for p in group.phrases if p.found_by(wanted)]

    assert found("PUSH slow") == ["Slow push in"]
    assert "Orbit" in found("环绕")
    assert found("parallax") == ["Truck sideways"]
    assert found("no such move") == []
