"""The menu bar. On macOS it is the system's own; elsewhere it is drawn at the top of the window."""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from kling_desktop import words
from kling_desktop.store.recent import Lately
from kling_desktop.ui.about import About
from kling_desktop.ui.arrangement import Arrangement
from kling_desktop.ui.background import Background
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.document_acts import DocumentActs
from kling_desktop.ui.documents import Documents
from kling_desktop.ui.entries import plain
from kling_desktop.ui.shortcut_sheet import ShortcutSheet
from kling_desktop.ui.shortcuts import all_groups
from kling_desktop.ui.undo_keys import REDO, UNDO
from kling_desktop.words import HelpWords, SettingsWords, Window


class OpenWindow(msgspec.Struct, frozen=True):
    """One line of the Window menu."""

    name: str
    here: bool
    """Whether it is the window that the menu belongs to."""
    come_forward: Callable[[], None]


class Menus(QObject):
    """Every entry does something that can be done elsewhere too; here it is found by name."""

    settings_wanted = Signal()
    leave_wanted = Signal()
    """The whole program is to end."""

    def __init__(
        self,
        window: QMainWindow,
        desk: Desk,
        documents: Documents,
        acts: DocumentActs,
        picture_pool: Background,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._documents = documents
        self._acts = acts
        # Licences are hundreds of small files: no recovery copy and no save may wait for them.
        self._reading_pool = picture_pool
        bar = window.menuBar()
        self.file = bar.addMenu(Window.MENU_FILE())
        self.edit = bar.addMenu(Window.MENU_EDIT())
        self.view = bar.addMenu(Window.MENU_VIEW())
        self.windows = bar.addMenu(Window.MENU_WINDOW())
        self.help = bar.addMenu(Window.MENU_HELP())
        _entry(self.file, Window.MENU_NEW(), acts.new, "Ctrl+N")
        _entry(self.file, Window.MENU_OPEN(), acts.browse, "Ctrl+O")
        self.recent = self.file.addMenu(Window.MENU_RECENT())
        self.file.addSeparator()
        _entry(self.file, Window.MENU_SAVE(), acts.save, "Ctrl+S")
        _entry(self.file, Window.MENU_SAVE_AS(), acts.save_as, "Ctrl+Shift+S")
        self.file.addSeparator()
        settings = _entry(self.file, SettingsWords.MENU(), self.settings_wanted.emit, "Ctrl+,")
        settings.setMenuRole(QAction.MenuRole.PreferencesRole)
        self.file.addSeparator()
        _entry(self.file, Window.MENU_CLOSE(), window.close, "Ctrl+W")
        leave = _entry(self.file, Window.MENU_QUIT(), self.leave_wanted.emit, "Ctrl+Q")
        leave.setMenuRole(QAction.MenuRole.QuitRole)
        self.undo = _entry(self.edit, Window.UNDO(), desk.undo, *UNDO)
        self.redo = _entry(self.edit, Window.REDO(), desk.redo, *REDO)
        # What they are for, without the step that they would take just now.
        self.undo.setProperty("plain", Window.UNDO())
        self.redo.setProperty("plain", Window.REDO())
        _entry(self.help, HelpWords.MENU_SHORTCUTS(), self.show_shortcuts, "F1")
        self.help.addSeparator()
        about = _entry(self.help, Window.MENU_ABOUT(), self._tell_about)
        about.setMenuRole(QAction.MenuRole.AboutRole)
        desk.changed.connect(self._name_steps)
        documents.opened.connect(self._name_steps)
        documents.recent_changed.connect(self.show_recent)
        self.show_recent([])
        self._name_steps()
        documents.look_up_recent()

    def add_panel(self, panel: str, name: str, key: str, arrangement: Arrangement) -> QAction:
        """An entry of the View menu that shows and hides a panel, and says which it is."""
        widget = arrangement.panels[panel]
        entry = plain(self.view, name)
        entry.setShortcut(QKeySequence(key))
        entry.setCheckable(True)
        entry.setChecked(not widget.isHidden())
        entry.triggered.connect(lambda on: arrangement.show(panel, on=on))
        Watch(widget, entry).changed.connect(entry.setChecked)
        return entry

    def add_views(self, *deeds: tuple[str, Callable[[], object]]) -> None:
        """Entries of the View menu, below the panels."""
        self.view.addSeparator()
        for text, deed in deeds:
            _entry(self.view, text, deed)

    def add_paste(self, paste: Callable[[], object]) -> None:
        """Pastes a picture. In a field the same key pastes what belongs there."""
        self.edit.addSeparator()
        entry = _entry(self.edit, Window.MENU_PASTE(), paste, "Ctrl+V")
        # Shown only: the window takes what no field wants.
        entry.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def show_shortcuts(self) -> None:
        """Opens the sheet of every key, or brings the open one to the front."""
        sheet = self._window.findChild(ShortcutSheet)
        if sheet is None:
            sheet = ShortcutSheet(all_groups(self._window.menuBar()), self._window)
        sheet.show()
        sheet.raise_()
        sheet.activateWindow()

    def show_recent(self, lately: list[Lately]) -> None:
        """Lists the documents opened lately; those whose file is away can't be chosen."""
        self.recent.clear()
        for document in lately:
            name = document.path.stem
            text = Window.MENU_RECENT_MISSING(name=name) if document.missing else name
            entry = plain(self.recent, text.replace("&", "&&"))
            entry.setToolTip(str(document.path))
            entry.setEnabled(not document.missing)
            entry.triggered.connect(lambda _=False, path=document.path: self._open(path))
        self.recent.setToolTipsVisible(True)
        if lately:
            self.recent.addSeparator()
            _entry(self.recent, Window.MENU_RECENT_CLEAR(), self._documents.forget_recent)
        else:
            plain(self.recent, Window.MENU_RECENT_NONE()).setEnabled(False)

    def show_windows(self, listed: Sequence[OpenWindow]) -> None:
        """Lists the open storyboards."""
        self.windows.clear()
        for place in listed:
            entry = _entry(self.windows, place.name.replace("&", "&&"), place.come_forward)
            entry.setCheckable(True)
            entry.setChecked(place.here)

    def _open(self, path: Path) -> None:
        self._acts.open(path)

    def _name_steps(self, _: object = None) -> None:
        done, undone = self._desk.undoable, self._desk.redoable
        self.undo.setEnabled(done is not None)
        self.redo.setEnabled(undone is not None)
        self.undo.setText(Window.UNDO_STEP(step=words.act(done)) if done else Window.UNDO())
        self.redo.setText(Window.REDO_STEP(step=words.act(undone)) if undone else Window.REDO())

    def _tell_about(self) -> None:
        About(self._reading_pool, self._window).open()


class Watch(QObject):
    """Tells when a panel is shown or hidden, whoever does it."""

    changed = Signal(bool)

    def __init__(self, panel: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._panel = panel
        panel.installEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HideToParent, QEvent.Type.ShowToParent):
            self.changed.emit(not self._panel.isHidden())
        return False


def _entry(menu: QMenu, text: str, act: Callable[[], object], *keys: str | QKeySequence) -> QAction:
    entry = plain(menu, text)
    entry.setShortcuts([QKeySequence(key) for key in keys])
    entry.triggered.connect(lambda _=False: act())
    return entry
