"""Shots put together and taken apart: what the fixes for upstream's softer limits are made of."""

import re

from kling_desktop.storyboard import limits
from kling_desktop.storyboard.model import Shot

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")
_WORD_END = re.compile(r"\s+")


def joined(one: Shot, other: Shot) -> Shot:
    """One shot of two that follow each other: both texts, one after the other."""
    texts = [text for text in (one.prompt, other.prompt) if text.strip()]
    return Shot(prompt=" ".join(texts), seconds=one.seconds + other.seconds)


def fewer(shots: tuple[Shot, ...], most: int = limits.SHOTS_ADVISED) -> tuple[Shot, ...] | None:
    """The shots with the shortest neighbours joined until there are `most`.

    `None` where a text would get longer than the service takes.
    """
    while len(shots) > most:
        pairs = [joined(shots[i], shots[i + 1]) for i in range(len(shots) - 1)]
        fitting = [i for i, pair in enumerate(pairs) if _takes(pair.prompt)]
        if not fitting:
            return None
        best = min(fitting, key=lambda i: (pairs[i].seconds, len(pairs[i].prompt)))
        shots = (*shots[:best], pairs[best], *shots[best + 2 :])
    return shots


def halves(shot: Shot) -> tuple[Shot, Shot] | None:
    """The shot in two of half the time, cut at the end of a sentence, or else of a word.

    `None` where the texts would still be longer than is advised, or the time can't be halved.
    """
    if shot.seconds < 2 * limits.SHOT_SECONDS_MIN:
        return None
    most = limits.SHOT_CHARACTERS_ADVISED
    middle = len(shot.prompt) / 2
    for ends in (_SENTENCE_END, _WORD_END):
        places = [
            found
            for found in ends.finditer(shot.prompt)
            if 0 < found.start() <= most and 0 < len(shot.prompt) - found.end() <= most
        ]
        if places:
            cut = min(places, key=lambda found: abs(found.start() - middle))
            first = (shot.seconds + 1) // 2
            return (
                Shot(prompt=shot.prompt[: cut.start()], seconds=first),
                Shot(prompt=shot.prompt[cut.end() :], seconds=shot.seconds - first),
            )
    return None


def sound(shots: tuple[Shot, ...]) -> bool:
    """Whether the service would take every shot as it is."""
    return all(
        shot.prompt.strip() and _takes(shot.prompt) and shot.seconds >= limits.SHOT_SECONDS_MIN
        for shot in shots
    )


def _takes(prompt: str) -> bool:
    return len(prompt) <= limits.PROMPT_CHARACTERS
