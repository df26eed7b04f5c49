"""The language of the window: chosen, or the system's; Qt's own words with ours."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from kling_desktop import words
from kling_desktop.ui import language
from kling_desktop.words import Window

pytestmark = pytest.mark.qt


@pytest.fixture(autouse=True)
def _as_before(qapp: QApplication) -> Iterator[None]:
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(QLocale.system())
    words.speak("en")


def _of_qt() -> str:
    return QCoreApplication.translate("QPlatformTheme", "Cancel")


def test_qt_speaks_the_language_that_we_do(qapp: QApplication) -> None:
    assert language.speak(qapp, "zh_CN") == "zh_CN"
    assert _of_qt() == "取消"
    assert QLocale().language() is QLocale.Language.Chinese
    assert language.speak(qapp, "en") == "en"
    assert _of_qt() == "Cancel"
    assert QLocale().language() is QLocale.Language.English


def test_without_a_choice_it_is_the_system_s(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QLocale, "uiLanguages", lambda _: ["fr-FR", "zh-Hans-SG", "en"])
    assert language.speak(qapp, "") == "zh_CN"
    assert Window.CANCEL() == "取消"


def test_a_language_that_nobody_speaks_is_english(qapp: QApplication) -> None:
    assert language.speak(qapp, "xx") == "en"
    assert Window.CANCEL() == "Cancel"
