"""Language, looks and notifications."""

from kling_desktop.settings import Appearance, Motion, Notify
from kling_desktop.ui.choices import Choices
from kling_desktop.ui.settings.form import Choice, Form
from kling_desktop.words import SettingsWords
from kling_desktop.words.speech import LANGUAGES


class General(Form):
    """What has nothing to do with clips."""

    def __init__(self, choices: Choices) -> None:
        super().__init__(SettingsWords.GENERAL())
        self._choices = choices
        self.language = Choice(
            SettingsWords.LANGUAGE(),
            [("", SettingsWords.LANGUAGE_SYSTEM()), *LANGUAGES.items()],
        )
        self.appearance = Choice(
            SettingsWords.APPEARANCE(),
            [
                (Appearance.SYSTEM, SettingsWords.APPEARANCE_SYSTEM()),
                (Appearance.LIGHT, SettingsWords.LIGHT()),
                (Appearance.DARK, SettingsWords.DARK()),
            ],
        )
        self.motion = Choice(
            SettingsWords.MOTION(),
            [
                (Motion.SYSTEM, SettingsWords.MOTION_SYSTEM()),
                (Motion.LESS, SettingsWords.MOTION_LESS()),
                (Motion.FULL, SettingsWords.MOTION_FULL()),
            ],
        )
        self.notify = Choice(
            SettingsWords.NOTIFY(),
            [
                (Notify.EACH, SettingsWords.NOTIFY_EACH()),
                (Notify.EMPTY, SettingsWords.NOTIFY_EMPTY()),
                (Notify.NEVER, SettingsWords.NOTIFY_NEVER()),
            ],
        )
        self.add(SettingsWords.LANGUAGE(), self.language, SettingsWords.LANGUAGE_LATER())
        self.add(SettingsWords.APPEARANCE(), self.appearance)
        self.add(SettingsWords.MOTION(), self.motion, SettingsWords.MOTION_HINT())
        self.add(SettingsWords.NOTIFY(), self.notify)
        self.language.picked.connect(self._speak)
        self.appearance.picked.connect(self._dress)
        self.motion.picked.connect(self._move)
        self.notify.picked.connect(self._notify)
        self.refresh()

    def refresh(self) -> None:
        """Shows what holds."""
        chosen = self._choices.current
        self.language.show_value(chosen.language)
        self.appearance.show_value(chosen.appearance)
        self.motion.show_value(chosen.motion)
        self.notify.show_value(chosen.notify)

    def _speak(self, language: str) -> None:
        self._choices.choose(language=language)

    def _dress(self, appearance: str) -> None:
        self._choices.choose(appearance=Appearance(appearance))

    def _move(self, motion: str) -> None:
        self._choices.choose(motion=Motion(motion))

    def _notify(self, notify: str) -> None:
        self._choices.choose(notify=Notify(notify))
