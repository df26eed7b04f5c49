"""What can be done with the selected clips, as a menu."""

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtWidgets import QMenu, QWidget

from kling_desktop.library.index import RATING_MOST, Entry
from kling_desktop.ui.entries import written
from kling_desktop.words import LibraryWords


class Acts(msgspec.Struct, frozen=True, kw_only=True):
    """Where each entry of the menu goes."""

    play: Callable[[Entry], object]
    locate: Callable[[Entry], object]
    rename: Callable[[], object]
    rate: Callable[[int], object]
    only_board: Callable[[str], object]
    copy: Callable[[], object]
    show_in_folder: Callable[[Entry], object]
    delete: Callable[[], object]
    select_all: Callable[[], object]


def clip_menu(owner: QWidget, entry: Entry, count: int, acts: Acts, *, missing: bool) -> QMenu:
    """The menu for `count` selected clips, of which `entry` is the one the keyboard is at.

    The keys beside the entries are those of the grid, said here so that they can be learned.
    """
    menu = QMenu(owner)
    alone = count == 1
    if missing and alone:
        written(menu, LibraryWords.LOCATE(), partial(acts.locate, entry), keys="Enter")
    else:
        written(menu, LibraryWords.PLAY(), partial(acts.play, entry), keys="Enter")
    menu.addSeparator()
    written(menu, LibraryWords.RENAME(), acts.rename, keys="F2", on=alone)
    rate = menu.addMenu(LibraryWords.RATE())
    for stars in range(RATING_MOST, -1, -1):
        text = "★" * stars or LibraryWords.NO_RATING()
        written(rate, text, partial(acts.rate, stars), keys=str(stars))
    menu.addSeparator()
    there = not missing or not alone
    written(menu, LibraryWords.COPY(), acts.copy, keys="Ctrl+C", on=there)
    show = partial(acts.show_in_folder, entry)
    written(menu, LibraryWords.SHOW_IN_FOLDER(), show, on=alone and there)
    only = partial(acts.only_board, entry.board or "")
    written(menu, LibraryWords.ONLY_ITS_BOARD(), only, on=alone and bool(entry.board))
    written(menu, LibraryWords.SELECT_ALL(), acts.select_all, keys="Ctrl+A")
    menu.addSeparator()
    gone = missing and alone
    said = LibraryWords.OUT_OF_LIBRARY() if gone else LibraryWords.TO_BIN()
    written(menu, said, acts.delete, keys="Del")
    return menu
