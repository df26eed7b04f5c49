"""The library: every clip made on this machine, to be found, played, rated and used again."""

import logging
from datetime import datetime

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QGuiApplication,
    QKeyEvent,
)
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from kling_desktop.library.index import BoardClips, Entry, Library
from kling_desktop.library.wanted import Wanted
from kling_desktop.ui import tokens
from kling_desktop.ui.ask_row import AskRow
from kling_desktop.ui.clip_data import carry
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.library.deleting import Deleting
from kling_desktop.ui.library.filters import Chosen, Filters, wanted
from kling_desktop.ui.library.grid import SCROLL_BAR, Grid
from kling_desktop.ui.library.latest import Latest
from kling_desktop.ui.library.locating import Locating
from kling_desktop.ui.library.menu import Acts, clip_menu
from kling_desktop.ui.library.model import Clips
from kling_desktop.ui.library.note import Note
from kling_desktop.ui.library.pictures import Glance, Posters, Strips
from kling_desktop.ui.pieces import Elided, button, label, row
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import LibraryWords

log = logging.getLogger(__name__)

SEARCH_WAIT = 150
"""Milliseconds of rest before a search is made."""


class LibraryPanel(QFrame):
    """A searchable grid of clips; says which one is to be played."""

    chosen = Signal(object)
    """An `Entry` to be played."""
    show_in_folder = Signal(object)
    """The path of a clip."""

    def __init__(self, supplies: Supplies, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("libraryPanel")
        self._supplies = supplies
        self._desk = desk
        self._asked: Wanted | None = None
        self._named = ("", "")
        supplies.shelf.lay(desk)
        self.model = Clips(supplies)
        self.posters = Posters(supplies)
        self.strips = Strips(supplies)
        self.list = Grid(self.model, self.posters, self.strips)
        self.search = QLineEdit()
        self.search.setAccessibleName(LibraryWords.SEARCH_LIBRARY())
        self.search.setPlaceholderText(LibraryWords.SEARCH_HINT())
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.filters = Filters(self._open_board)
        self.count = Elided("", "small")
        self.empty = _Empty()
        self.ask = AskRow()
        self.note = Note()
        self.deleting = Deleting(supplies, self.ask, self.note)
        self.locating = Locating(self, supplies, self.note)
        self._finding = Latest(supplies.pools.disk, self._found, self._failed)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SEARCH_WAIT)
        for part in (self.model, self.posters, self.strips, self.filters, self.deleting):
            # What they wait for must not reach them when the window is gone.
            part.setParent(self)
        self._finding.setParent(self)
        self._lay_out()
        self._connect()
        self.setMinimumWidth(160)

    def refresh(self) -> None:
        """Reads the index again, off the window's thread."""
        self._rest.stop()
        asked = wanted(self.filters.chosen, self.search.text(), datetime.now().astimezone())
        library = self._supplies.library
        self._finding.run(lambda: (asked, *_find(library(), asked)))

    def name_board(self, board: str, title: str) -> None:
        """Notes what the storyboard that lies open is called, for clips that are made of it."""
        if (board, title) == self._named or not title:
            return
        self._named = (board, title)
        library = self._supplies.library
        self._supplies.pools.disk.run_task(
            lambda: library().name_board(board, title), self._noted, self._not_noted
        )

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        # From the words that are searched for, Down goes to what was found.
        if (
            watched is self.search
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and self.model.rowCount()
        ):
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            if not self.list.chosen():
                self.list.choose(self.model.ids()[:1], self.model.ids()[0])
            return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            # Another program may have moved files, another process may have made clips.
            self.posters.look_again()
            self.refresh()

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.empty)
        head = row(
            label(LibraryWords.LIBRARY(), "heading"),
            self.count,
            None,
            self.filters.sort,
            self.filters.filter,
            gap=tokens.GRID,
        )
        above = QVBoxLayout()
        above.setContentsMargins(0, 0, SCROLL_BAR, 0)
        above.setSpacing(tokens.GAP)
        above.addLayout(head)
        above.addWidget(self.search)
        above.addWidget(self.filters.chips)
        below = QVBoxLayout()
        below.setContentsMargins(0, 0, SCROLL_BAR, tokens.GAP)
        below.setSpacing(tokens.GRID)
        below.addWidget(self.ask)
        below.addWidget(self.note)
        layout = QVBoxLayout(self)
        # The scroll bar lies in the margin, so that what is left and right of the grid is the same.
        layout.setContentsMargins(tokens.PAD, tokens.GAP, 0, 0)
        layout.setSpacing(tokens.GAP)
        layout.addLayout(above)
        layout.addWidget(self._pages, 1)
        layout.addLayout(below)

    def _connect(self) -> None:
        self._rest.timeout.connect(self.refresh)
        self.search.textChanged.connect(self._rest.start)
        self.filters.changed.connect(self.refresh)
        self.empty.clear.clicked.connect(self._let_all_through)
        self._supplies.shelf.changed.connect(self.refresh)
        self.posters.seen.connect(self._saw)
        self.model.renamed.connect(self._rename)
        self.locating.located.connect(self._located)
        self.list.played.connect(self._play)
        self.list.rated.connect(self._rate)
        self.list.deleted.connect(self._delete)
        self.list.copied.connect(self._copy)
        self.list.undone.connect(self.deleting.undo)
        self.list.menu_wanted.connect(self._show_menu)
        self.list.selectionModel().selectionChanged.connect(self._offer_to_locate)

    def _found(self, result: tuple[Wanted, list[int], int, list[BoardClips]]) -> None:
        asked, ids, count, boards = result
        other = asked != self._asked
        self._asked = asked
        self.filters.boards = boards
        self.list.undoable = self.deleting.undoable
        chosen, current = self.list.chosen(), self.list.current()
        anchor = None if other else self.list.anchor()
        self.model.show_ids(ids)
        self.list.choose(chosen, current)
        if other:
            self.list.scrollToTop()
        self.list.hold(anchor)
        self._tell(asked, len(ids), count, aloud=other)
        self.list.look_soon()

    def _tell(self, asked: Wanted, found: int, count: int, *, aloud: bool) -> None:
        """Says how many there are, or what to do where there are none."""
        everything = asked.all_there_is
        if not everything:
            text = LibraryWords.FOUND(found=found, count=count)
        else:
            text = LibraryWords.ONE_CLIP() if count == 1 else LibraryWords.CLIPS(count=count)
        self.count.setText(text if count else "")
        if aloud and not everything:
            said = LibraryWords.FOUND_SAID(found=found, count=count)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.list, said))
        if count and not everything:
            self.empty.say(
                LibraryWords.NOTHING_FOUND(), LibraryWords.NOTHING_FOUND_HINT(), clear=True
            )
        else:
            self.empty.say(LibraryWords.LIBRARY_EMPTY(), LibraryWords.LIBRARY_EMPTY_HINT())
        self._pages.setCurrentWidget(self.list if found else self.empty)

    def _failed(self, error: BaseException) -> None:
        log.warning("the library can't be read: %s", error)
        self.empty.say(LibraryWords.LIBRARY_UNREADABLE())
        self.count.setText("")
        self._pages.setCurrentWidget(self.empty)

    def _open_board(self) -> str:
        return self._desk.storyboard.id

    def _let_all_through(self) -> None:
        self.search.clear()
        self.filters.clear()
        self.refresh()

    def _play(self, entry: Entry) -> None:
        if self.model.is_missing(entry):
            self.locating.ask(entry)
        else:
            self.chosen.emit(entry)

    def _rate(self, numbers: list[int], stars: int) -> None:
        self.model.change(numbers, rating=stars)
        library = self._supplies.library
        self._supplies.pools.disk.run_task(
            lambda: library().rate(numbers, stars), self._noted, self._not_noted
        )

    def _rename(self, entry: Entry, name: str) -> None:
        library = self._supplies.library
        self._supplies.pools.disk.run_task(
            lambda: library().rename(entry.id, name), self._noted, self._not_noted
        )

    def _noted(self, _: object) -> None:
        self._supplies.shelf.changed.emit()

    def _not_noted(self, error: BaseException) -> None:
        log.warning("the library can't be changed: %s", error)
        self.note.tell(self, LibraryWords.NOT_CHANGED())
        self.refresh()

    def _delete(self) -> None:
        library, numbers = self._supplies.library, self.list.chosen()
        if numbers:
            # What was selected without having been in sight is not known here yet.
            self._supplies.pools.disk.run_task(
                lambda: library().read(numbers), self.deleting.delete, self._not_noted
            )

    def _copy(self) -> None:
        library, numbers = self._supplies.library, self.list.chosen()
        if numbers:
            self._supplies.pools.disk.run_task(
                lambda: library().read(numbers), self._copy_these, self._not_noted
            )

    def _copy_these(self, entries: list[Entry]) -> None:
        there = [entry for entry in entries if not self.model.is_missing(entry)]
        if not there:
            return
        files = [self._supplies.clips / entry.file for entry in there]
        QGuiApplication.clipboard().setMimeData(carry(files))
        count = len(files)
        said = LibraryWords.COPIED_ONE() if count == 1 else LibraryWords.COPIED(count=count)
        self.note.tell(self, said)

    def _saw(self, glance: Glance) -> None:
        self.model.show_missing(glance.file, missing=glance.missing)
        self._offer_to_locate()

    def _offer_to_locate(self) -> None:
        """A missing clip that is selected alone says what can be done about it."""
        entry = self.list.sole()
        if entry is not None and self.model.is_missing(entry):
            about = ("missing", entry.id)
            if self.note.about is None:
                locate = (LibraryWords.LOCATE(), "", lambda: self.locating.ask(entry))
                remove = (LibraryWords.REMOVE(), LibraryWords.OUT_OF_LIBRARY(), self._delete)
                self.note.tell(about, LibraryWords.ONE_IS_MISSING(), [locate, remove])
        elif isinstance(self.note.about, tuple):
            self.note.put_away()

    def _located(self, entry: Entry) -> None:
        self.strips.forget(entry.file)
        self.posters.forget(entry.file)
        self._supplies.shelf.changed.emit()

    def _show_menu(self, where: QPoint) -> None:
        entry = self.model.entry(self.list.currentIndex())
        numbers = self.list.chosen()
        if entry is None or not numbers:
            return
        acts = Acts(
            play=self._play,
            locate=self.locating.ask,
            rename=lambda: self.list.edit(self.list.currentIndex()),
            rate=lambda stars: self._rate(numbers, stars),
            only_board=lambda board: self.filters.choose(Chosen(board=board)),
            copy=self._copy,
            show_in_folder=self._show_in_folder,
            delete=self._delete,
            select_all=self.list.selectAll,
        )
        missing = self.model.is_missing(entry)
        menu = clip_menu(self, entry, len(numbers), acts, missing=missing)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def _show_in_folder(self, entry: Entry) -> None:
        self.show_in_folder.emit(self._supplies.clips / entry.file)


class _Empty(QWidget):
    """What stands where the clips would be."""

    def __init__(self) -> None:
        super().__init__()
        self.text = label("", "quiet", wrap=True)
        self.hint = label("", "small", wrap=True)
        self.clear = button(LibraryWords.CLEAR_FILTERS(), "link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.GAP, 88, tokens.GAP + SCROLL_BAR, 0)
        layout.setSpacing(tokens.GRID)
        for part in (self.text, self.hint):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(part)
        layout.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.say("")

    def say(self, text: str, hint: str = "", *, clear: bool = False) -> None:
        """Shows a sentence, and whether letting all clips through would help."""
        self.text.setText(text)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.clear.setVisible(clear)


def _find(library: Library, asked: Wanted) -> tuple[list[int], int, list[BoardClips]]:
    return library.find(asked), library.count(), library.boards()
