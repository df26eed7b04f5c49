"""Phrases that video models understand, to be put into a prompt: data in `resources/phrases.json`.

A phrase is written in the language of the prompt it goes into, whatever the window speaks.
"""

import unicodedata
from functools import cache

import msgspec

from kling_desktop.paths import resource
from kling_desktop.words.speech import language

CHINESE = "zh"
ENGLISH = "en"

_PAUSES = frozenset(",;:–—-(，；：、（")
"""Signs after which a phrase goes on in the same sentence."""
_ENDS = frozenset(".!?…。！？")
_CLOSERS = frozenset(")]}\"'”’»）】」』")


class Words(msgspec.Struct, frozen=True):
    """The same in each language that ships."""

    en: str
    zh: str

    def within(self, tongue: str) -> str:
        """As it is said in a language."""
        return self.zh if tongue == CHINESE else self.en


class Phrase(msgspec.Struct, frozen=True):
    """What it is called in the menu, and what is written."""

    label: Words
    text: Words

    def found_by(self, wanted: str) -> bool:
        """Whether every word of `wanted` is in its label or its text, in any language."""
        label, text = self.label, self.text
        return holds(f"{label.en}\n{label.zh}\n{text.en}\n{text.zh}", wanted)


class Group(msgspec.Struct, frozen=True):
    """Phrases about one thing: the camera, the light."""

    name: Words
    phrases: tuple[Phrase, ...]


class _Book(msgspec.Struct, frozen=True):
    groups: tuple[Group, ...]


@cache
def groups() -> tuple[Group, ...]:
    """Every phrase that ships, in the order of the menu."""
    return msgspec.json.decode(resource("phrases.json").read_bytes(), type=_Book).groups


def window_tongue() -> str:
    """The language that labels are shown in."""
    return CHINESE if language().startswith(CHINESE) else ENGLISH


def tongue_of(text: str) -> str:
    """The language that a prompt is written in; the window's where nothing tells."""
    if any("\u4e00" <= mark <= "\u9fff" for mark in text):
        return CHINESE
    return ENGLISH if any(mark.isalpha() for mark in text) else window_tongue()


def holds(text: str, wanted: str) -> bool:
    """Whether every word of a search is in a text, in any case."""
    said = _folded(text)
    return all(part in said for part in _folded(wanted).split())


def joined(before: str, phrase: str, after: str) -> tuple[int, str]:
    """How `phrase` reads well between `before` and `after`: how many blanks at the end of `before`
    give way, and what is written in their place.
    """
    chinese = tongue_of(phrase) == CHINESE
    space, comma, stop = ("", "，", "。") if chinese else (" ", ", ", ". ")
    line = before.rpartition("\n")[2]
    said = line.rstrip()
    fresh = not said or _bare(said)[-1:] in _ENDS
    if not said:
        front = line
    elif fresh or said[-1] in _PAUSES:
        front = "" if said[-1] in "(（" else space
    else:
        front = comma
    text = phrase[:1].upper() + phrase[1:] if fresh else phrase
    return len(line) - len(said), front + text + _tail(after, comma, stop)


def _tail(after: str, comma: str, stop: str) -> str:
    rest = after.partition("\n")[0].strip()
    if not rest or rest[0] in _ENDS | _PAUSES | _CLOSERS:
        return ""
    mark = stop if rest[0].isupper() else comma
    return mark.rstrip() if after[0].isspace() else mark


def _bare(text: str) -> str:
    """A text without the quotation marks and brackets that may close it."""
    return text.rstrip("".join(_CLOSERS))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
