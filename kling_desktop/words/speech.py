"""How a sentence is said: looked up in the catalogue of the language, its values filled in."""

import gettext
import locale
import os
import re
from collections.abc import Iterable, Mapping
from enum import Enum

from kling_desktop.paths import resource

LANGUAGES = {"en": "English", "zh_CN": "简体中文"}
"""What can be spoken, each by its own name for itself. English is what the words are written in."""

DOMAIN = "kling-desktop"

_translation: gettext.NullTranslations = gettext.NullTranslations()


def speak(*wanted: str) -> str:
    """Chooses the language for all that is said from now on and returns it.

    `wanted` are names as gettext, Qt or BCP 47 spell them, the dearest first; without any, the
    environment's. The first that we speak is taken, or else English.
    """
    global _translation  # noqa: PLW0603 - one language for the whole process
    language = next(filter(None, map(spoken, wanted or _of_environment())), "en")
    # English too may have a catalogue; there need not be one.
    _translation = gettext.translation(DOMAIN, resource("locale"), [language], fallback=True)
    return language


def spoken(name: str) -> str | None:
    """The language of `LANGUAGES` that a name means; `None` for one that we do not speak."""
    parts = re.split(r"[.@]", name)[0].replace("-", "_").casefold().split("_")
    if parts[0] in ("en", "english", "c", "posix"):
        return "en"
    if parts[0] in ("zh", "chinese (simplified)"):
        # Traditional characters are another language to read.
        return None if {"hant", "tw", "hk", "mo"} & set(parts) else "zh_CN"
    return None


def language() -> str:
    """The language that is spoken now, as its catalogue names it."""
    return _translation.info().get("language", "en")


def _of_environment() -> Iterable[str]:
    """What gettext looks at, in its order, then what the system calls its language."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return value.split(":")
    return filter(None, [locale.getlocale()[0]])


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "to be translated later"
    """Marks a message for the catalogue."""
    return message


def say(message: str, values: Mapping[str, object] | None = None) -> str:
    """A message in the language chosen, with its values."""
    return _translation.gettext(message).format_map(values or {})


class Saying(Enum):
    """Base of the enumerations of labels and messages; calling a member says it."""

    def __call__(self, **values: object) -> str:
        return say(self.value, values)
