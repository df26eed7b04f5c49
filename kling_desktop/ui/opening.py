"""Qt's application, or a sentence that says why there can be none."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QLoggingCategory, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
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

_UNSEEN = {"offscreen", "minimal"}
"""Platforms of Qt's on which a box would be waited for in vain."""

_STARTED_FROM_MENU = {"GIO_LAUNCHED_DESKTOP_FILE", "XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"}

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


_PLUGIN_FOLDERS = ("QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "QML2_IMPORT_PATH")


def open_application(name: str) -> Application:
    """The one application of this process. Where Qt would give up, the process ends in order."""
    # Only for now, and only what this thread says: another of Qt's, of which this one waits for an
    # answer, must not wait for Python. Who looks for a fault of Qt's hears it from Qt itself.
    listens = not logs.LOOKED_FOR & os.environ.keys()
    if listens:
        QLoggingCategory.setFilterRules(_OF_THE_SCREEN)
        qInstallMessageHandler(_hear)
    try:
        with own_plugins():
            app = Application([name])
    finally:
        if listens:
            qInstallMessageHandler(None)
            QLoggingCategory.setFilterRules("")
    return app


@contextmanager
def own_plugins() -> Iterator[None]:
    """A frozen program takes Qt's plugins from its own folder, whatever other Qt the environment
    names, which programs that we start are told of again. Qt reads these names once, at its start.
    """
    if not getattr(sys, "frozen", False):
        yield
        return
    theirs = {}
    if sys.platform.startswith("linux"):
        theirs = {name: os.environ.pop(name) for name in _PLUGIN_FOLDERS if name in os.environ}
    try:
        yield
    finally:
        for name in _PLUGIN_FOLDERS:
            # Elsewhere PyInstaller has set them, for this process alone.
            os.environ.pop(name, None)
        os.environ.update(theirs)


def say_without_window(sentence: str) -> None:
    """Tells why the program ends before it has a window: on stderr, and where a desktop has started
    it, which shows stderr to nobody, in a box.
    """
    if sys.stderr is not None:
        sys.stderr.write(sentence + "\n")
    if QGuiApplication.platformName() not in _UNSEEN and _started_by_desktop():
        QMessageBox.critical(None, Window.TITLE(), sentence)


def _started_by_desktop() -> bool:
    """Whether a menu or a file manager has started this process.

    The signs: on Windows the window's executable has no stderr. On Linux the desktop sets a
    variable for what it starts, on macOS launchd is the parent; and there is no terminal, since
    what is started in one, a script too, may inherit the variable and must not wait for a box.
    """
    if os.name == "nt":
        return sys.stderr is None
    if _has_terminal():
        return False
    if sys.platform == "darwin":
        return os.getppid() == 1
    return bool(_STARTED_FROM_MENU & os.environ.keys())


def _has_terminal() -> bool:
    """Whether a terminal controls this process, wherever its streams lead."""
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _hear(kind: QtMsgType, context: QMessageLogContext, said: str) -> None:
    log.log(_LEVELS[kind], "%s: %s", context.category, said)
    if kind is QtMsgType.QtFatalMsg:
        words.speak()
        if sys.stderr is not None:
            sys.stderr.write(Cli.NO_SCREEN() + "\n")
            sys.stderr.flush()
        logging.shutdown()
        os._exit(NO_WINDOW)
