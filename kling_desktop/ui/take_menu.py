"""What can be done with a take, as a menu and by keys."""

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from kling_desktop.library.index import RATING_MOST
from kling_desktop.ui.entries import written
from kling_desktop.ui.take_records import Record
from kling_desktop.ui.takes_shown import Shown
from kling_desktop.words import Film, LibraryWords, RequestWords


class TakeActs(msgspec.Struct, frozen=True, kw_only=True):
    """Where each entry goes. All of them are about the take that the menu is for."""

    play: Callable[[], object]
    keep: Callable[[], object]
    compare: Callable[[], object]
    go_on: Callable[[], object]
    rename: Callable[[], object]
    rate: Callable[[int], object]
    copy: Callable[[], object]
    show_in_folder: Callable[[], object]
    request: Callable[[], object]
    delete: Callable[[], object]


def take_menu(
    owner: QWidget, shown: Shown, record: Record, acts: TakeActs, *, several: bool
) -> QMenu:
    """The menu of a take; the keys beside the entries work where it has the focus."""
    menu = QMenu(owner)
    there, known = record.there, record.entry is not None
    written(menu, LibraryWords.PLAY(), acts.play, keys="Enter", on=there)
    written(menu, Film.COMPARE_TAKE(), acts.compare, on=there and several)
    menu.addSeparator()
    written(menu, Film.KEEP_FOR_FILM(), acts.keep, on=not shown.kept and not shown.apart)
    written(menu, Film.CONTINUE(), acts.go_on, on=there and not shown.apart)
    menu.addSeparator()
    written(menu, LibraryWords.RENAME(), acts.rename, keys="F2", on=known)
    rate = menu.addMenu(LibraryWords.RATE())
    rate.setEnabled(known)
    for stars in range(RATING_MOST, -1, -1):
        text = "★" * stars or LibraryWords.NO_RATING()
        written(rate, text, partial(acts.rate, stars), keys=str(stars))
    menu.addSeparator()
    written(menu, LibraryWords.COPY(), acts.copy, keys="Ctrl+C", on=there)
    written(menu, LibraryWords.SHOW_IN_FOLDER(), acts.show_in_folder, on=there)
    written(menu, RequestWords.SHOW(), acts.request)
    menu.addSeparator()
    written(menu, LibraryWords.TO_BIN(), acts.delete, keys="Del", on=known and there)
    return menu


def act_by_key(event: QKeyEvent, record: Record, acts: TakeActs) -> bool:
    """Does what a key stands for; says whether it stands for anything."""
    there, known = record.there, record.entry is not None
    plain = event.modifiers() in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.KeypadModifier,
    )
    stars = event.key() - Qt.Key.Key_0
    if event.matches(QKeySequence.StandardKey.Copy) and there:
        acts.copy()
    elif plain and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and known and there:
        acts.delete()
    elif plain and event.key() == Qt.Key.Key_F2 and known:
        acts.rename()
    elif plain and 0 <= stars <= RATING_MOST and known:
        acts.rate(stars)
    else:
        return False
    return True
