"""Qt's application, or a sentence that says why there can be none."""

import logging
import os
import sys

from PySide6.QtCore import QLoggingCategory, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QMessageBox

from kling_desktop import logs, words
from kling_desktop.ui.application import Application
from kling_desktop.words import Cli, Window

log = logging.getLogger(__name__)

NO_WINDOW = 6
"""Exit code where no window can be opened."""

_OF_THE_SCREEN = """
*.debug=false
*.info=false
*.warning=false
qt.qpa.*.warning=true
"""

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def open_application(name: str) -> Application:
    """The one application of this process. Where Qt would give up, the process ends in order."""
    # Only for now, and only what this thread says: another of Qt's, of which this one waits for an
    # answer, must not wait for Python. Who looks for a fault of Qt's hears it from Qt itself.
    listens = not logs.LOOKED_FOR & os.environ.keys()
    if listens:
        QLoggingCategory.setFilterRules(_OF_THE_SCREEN)
        qInstallMessageHandler(_hear)
    try:
        app = Application([name])
    finally:
        if listens:
            qInstallMessageHandler(None)
            QLoggingCategory.setFilterRules("")
    if getattr(sys, "frozen", False):
        # Set by PyInstaller for this process alone, and read by now: a program that we start would
        # look for its own Qt here.
        for variable in ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH"):
            os.environ.pop(variable, None)
    return app


def say_without_window(sentence: str) -> None:
    """Tells why the program ends before it has a window: where the person started it, or in a box
    where that is no terminal, as with the window's executable on Windows.
    """
    if sys.stderr is None:
        QMessageBox.critical(None, Window.TITLE(), sentence)
    else:
        sys.stderr.write(sentence + "\n")


def _hear(kind: QtMsgType, context: QMessageLogContext, said: str) -> None:
    log.log(_LEVELS[kind], "%s: %s", context.category, said)
    if kind is QtMsgType.QtFatalMsg:
        words.speak()
        if sys.stderr is not None:
            sys.stderr.write(Cli.NO_SCREEN() + "\n")
            sys.stderr.flush()
        logging.shutdown()
        os._exit(NO_WINDOW)
