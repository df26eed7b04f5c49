"""Entries of menus that tell a key which belongs to a place: there it holds, and nowhere else."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

Deed = Callable[[], object]


def as_written(keys: str) -> str:
    """Keys as this system writes them: Ctrl+Z, or ⌘Z."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def plain(menu: QMenu, text: str) -> QAction:
    """Adds an entry that stays in its menu. macOS has a menu of its own for some things, and Qt
    would move what sounds like one of them there: a storyboard called "Setup", say.
    """
    entry = menu.addAction(text)
    entry.setMenuRole(QAction.MenuRole.NoRole)
    return entry


def told(
    menu: QMenu,
    text: str,
    deed: Deed,
    key: str | QKeySequence.StandardKey | None = None,
    *,
    on: bool = True,
) -> QAction:
    """Adds an entry that has the key, so that the sheet of keys finds it in the menu bar."""
    entry = plain(menu, text)
    entry.setEnabled(on)
    if key is not None:
        entry.setShortcut(QKeySequence(key))
        # Told here, done by the place: twice would be an ambiguous shortcut.
        entry.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        entry.setShortcutVisibleInContextMenu(True)
    entry.triggered.connect(lambda _=False: deed())
    return entry


def written(menu: QMenu, text: str, deed: Deed, keys: str = "", *, on: bool = True) -> QAction:
    """Adds an entry with the keys written beside it, and nothing more."""
    # Behind a tab Qt writes the key where shortcuts stand, without taking it for the whole window.
    entry = menu.addAction(f"{text}\t{as_written(keys)}" if keys else text)
    entry.setEnabled(on)
    entry.triggered.connect(lambda _=False: deed())
    return entry
