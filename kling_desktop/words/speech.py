"""How a sentence is said: looked up in the catalogue of the language, its values filled in."""

import gettext
from collections.abc import Mapping
from enum import Enum

from kling_desktop.paths import resource

_translation: gettext.NullTranslations = gettext.NullTranslations()


def speak(language: str | None = None) -> None:
    """Chooses the language for all that is said from now on; `None` follows the system."""
    global _translation  # noqa: PLW0603 - one language for the whole process
    languages = [language] if language else None
    folder = resource("locale")
    _translation = gettext.translation("kling-desktop", folder, languages, fallback=True)


def language() -> str:
    """The language that is spoken now, as its catalogue names it: `zh_CN`, say."""
    return _translation.info().get("language", "en")


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
