"""The language of the window: our own words, and those that Qt says itself in its dialogs."""

import logging

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from kling_desktop import words
from kling_desktop.words.speech import spoken

log = logging.getLogger(__name__)

_QT = "qtbase"
"""Qt's catalogue for its file dialogs, menus in text fields and standard buttons."""


def speak(app: QApplication, chosen: str) -> str:
    """Speaks the language chosen in the settings, or the system's, and returns it.

    Call it before anything says a word: what is on screen is not said again.
    """
    wanted = [chosen] if chosen else QLocale.system().uiLanguages()
    language = words.speak(*wanted)
    # The system's own way with numbers and dates, unless it is of another language.
    system = QLocale.system()
    plain = system.language() is QLocale.Language.C
    fits = not plain and spoken(system.name()) == language
    QLocale.setDefault(system if fits else QLocale(language))
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(language), _QT, "_", folder):
        app.installTranslator(translator)
    elif language != "en":
        log.warning("Qt's own dialogs have no words in %s", language)
    return language
