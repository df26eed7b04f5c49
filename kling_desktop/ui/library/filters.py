"""Which clips are shown and in which order: two menus, and what is set as small buttons."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QDateTime, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from kling_desktop.library.index import RATING_MOST, BoardClips
from kling_desktop.library.wanted import NO_BOARD, Sort, Wanted
from kling_desktop.ui import icons, tokens
from kling_desktop.ui.flow import Flow
from kling_desktop.ui.pieces import button, clear, tool
from kling_desktop.words import LibraryWords

BOARDS_LISTED = 24
"""Storyboards in the menu, those with the newest clips."""

CHIP_WIDEST = 160
"""Pixels of text on the button of a filter; the tooltip has all of it."""

_CUT = Qt.TextElideMode.ElideRight

_SORTS = {
    Sort.NEWEST: LibraryWords.NEWEST,
    Sort.OLDEST: LibraryWords.OLDEST,
    Sort.LONGEST: LibraryWords.LONGEST,
    Sort.BEST: LibraryWords.BEST,
    Sort.NAME: LibraryWords.BY_NAME,
}


class Made(StrEnum):
    """When a clip was made, seen from today."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    EARLIER = "earlier"


_MADE = {
    Made.TODAY: LibraryWords.TODAY,
    Made.WEEK: LibraryWords.LAST_WEEK,
    Made.MONTH: LibraryWords.LAST_MONTH,
    Made.EARLIER: LibraryWords.EARLIER,
}

_DAYS_BACK = {Made.TODAY: 0, Made.WEEK: 6, Made.MONTH: 29, Made.EARLIER: 29}


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The filters that are set, and the order."""

    board: str | None = None
    made: Made | None = None
    rating: int = 0
    unrated: bool = False
    practice: bool | None = None
    sort: Sort = Sort.NEWEST

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        return replace(self, sort=Sort.NEWEST) != Chosen()


def wanted(chosen: Chosen, words: str, now: datetime) -> Wanted:
    """What that asks of the library; days begin at midnight by the person's clock."""
    since = until = None
    if chosen.made is not None:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        edge = (midnight - timedelta(days=_DAYS_BACK[chosen.made])).timestamp()
        since, until = (None, edge) if chosen.made is Made.EARLIER else (edge, None)
    return Wanted(
        words=words,
        board=chosen.board,
        since=since,
        until=until,
        rating=chosen.rating,
        unrated=chosen.unrated,
        practice=chosen.practice,
        sort=chosen.sort,
    )


def called(board: BoardClips) -> str:
    """What a storyboard is called in a list; one without a name by the day of its newest clip."""
    if board.title:
        return board.title
    day = QDateTime.fromSecsSinceEpoch(int(board.latest)).date()
    said = QLocale().toString(day, QLocale.FormatType.ShortFormat)
    return LibraryWords.UNTITLED_BOARD(date=said)


class Filters(QObject):
    """Holds what is chosen, and the widgets for choosing: `sort`, `filter` and `chips`."""

    changed = Signal()

    def __init__(self, open_board: Callable[[], str]) -> None:
        """`open_board` names the storyboard that lies open."""
        super().__init__()
        self.chosen = Chosen()
        self.boards: list[BoardClips] = []
        self._open_board = open_board
        self.sort = _opener("sort", LibraryWords.SORT())
        self.filter = _opener("filter", LibraryWords.FILTER())
        for opener, fill in ((self.sort, self._fill_sort), (self.filter, self._fill_filter)):
            menu = QMenu(opener)
            menu.aboutToShow.connect(partial(fill, menu))
            opener.setMenu(menu)
        self.chips = QWidget()
        self._flow = Flow()
        self.chips.setLayout(self._flow)
        self._flow.setSpacing(tokens.GRID)
        self._show()

    def choose(self, chosen: Chosen) -> None:
        """Sets the filters and the order."""
        if chosen != self.chosen:
            self.chosen = chosen
            self._show()
            self.changed.emit()

    def clear(self) -> None:
        """Lets every clip through again; the order stays."""
        self.choose(Chosen(sort=self.chosen.sort))

    def _set(self, fields: dict[str, object], _: bool = False) -> None:
        self.choose(replace(self.chosen, **fields))

    def _fill_sort(self, menu: QMenu) -> None:
        menu.clear()
        self._add(menu, [(said(), {"sort": sort}) for sort, said in _SORTS.items()])

    def _fill_filter(self, menu: QMenu) -> None:
        menu.clear()
        here = self._open_board()
        boards: list[tuple[str, dict[str, object]]] = [
            (LibraryWords.ANY_BOARD(), {"board": None}),
            (LibraryWords.THIS_BOARD(), {"board": here}),
        ]
        boards += [
            (called(board), {"board": board.id})
            for board in self.boards[:BOARDS_LISTED]
            if board.id != here
        ]
        boards.append((LibraryWords.NO_BOARD(), {"board": NO_BOARD}))
        made: list[tuple[str, dict[str, object]]] = [(LibraryWords.ANY_DATE(), {"made": None})]
        made += [(said(), {"made": day}) for day, said in _MADE.items()]
        ratings = [(LibraryWords.ANY_RATING(), _rating(0))]
        ratings += [(at_least(stars), _rating(stars)) for stars in range(RATING_MOST, 0, -1)]
        ratings.append((LibraryWords.UNRATED(), _rating(0, unrated=True)))
        practice: list[tuple[str, dict[str, object]]] = [
            (LibraryWords.BOTH(), {"practice": None}),
            (LibraryWords.ONLY_REAL(), {"practice": False}),
            (LibraryWords.ONLY_PRACTICE(), {"practice": True}),
        ]
        for title, entries in (
            (LibraryWords.FILTER_BOARD(), boards),
            (LibraryWords.FILTER_DATE(), made),
            (LibraryWords.FILTER_RATING(), ratings),
            (LibraryWords.FILTER_PRACTICE(), practice),
        ):
            self._add(menu.addMenu(title), entries)
        menu.addSeparator()
        none = menu.addAction(LibraryWords.CLEAR_FILTERS())
        none.setEnabled(self.chosen.narrows)
        none.triggered.connect(self.clear)

    def _add(self, menu: QMenu, entries: list[tuple[str, dict[str, object]]]) -> None:
        group = QActionGroup(menu)
        for text, fields in entries:
            action = menu.addAction(text.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(replace(self.chosen, **fields) == self.chosen)
            action.triggered.connect(partial(self._set, fields))
            group.addAction(action)

    def _show(self) -> None:
        clear(self._flow)
        for text, fields in self._set_now():
            self._flow.addWidget(self._chip(text, fields))
        self.chips.setVisible(self._flow.count() > 0)
        order = LibraryWords.SORT_BY(order=_SORTS[self.chosen.sort]())
        self.sort.setToolTip(order)
        self.sort.setAccessibleDescription(order)

    def _set_now(self) -> list[tuple[str, dict[str, object]]]:
        """The filters that are set, and what takes each away."""
        chosen = self.chosen
        found: list[tuple[str, dict[str, object]]] = []
        if chosen.board is not None:
            found.append((self._name_of(chosen.board), {"board": None}))
        if chosen.made is not None:
            found.append((_MADE[chosen.made](), {"made": None}))
        if chosen.unrated:
            found.append((LibraryWords.UNRATED(), _rating(0)))
        elif chosen.rating:
            found.append((at_least(chosen.rating), _rating(0)))
        if chosen.practice is not None:
            only = LibraryWords.ONLY_PRACTICE if chosen.practice else LibraryWords.ONLY_REAL
            found.append((only(), {"practice": None}))
        return found

    def _name_of(self, board: str) -> str:
        if board == NO_BOARD:
            return LibraryWords.NO_BOARD()
        known = next((called(found) for found in self.boards if found.id == board), None)
        if known is None or board == self._open_board():
            return LibraryWords.THIS_BOARD()
        return known

    def _chip(self, text: str, fields: dict[str, object]) -> QPushButton:
        made = button("", "chip", LibraryWords.REMOVE_FILTER(filter=text))
        made.setText(made.fontMetrics().elidedText(text, _CUT, CHIP_WIDEST).replace("&", "&&"))
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        icons.sign(made, "close", "quiet", side=10)
        made.setToolTip(LibraryWords.REMOVE_FILTER(filter=text))
        made.setAccessibleDescription(LibraryWords.REMOVE_FILTER_HINT())
        made.clicked.connect(partial(self._set, fields))
        return made


def at_least(stars: int) -> str:
    """A rating as a filter says it."""
    if stars == RATING_MOST:
        return LibraryWords.ALL_STARS()
    if stars == 1:
        return LibraryWords.AT_LEAST_ONE_STAR()
    return LibraryWords.AT_LEAST_STARS(stars=stars)


def _rating(stars: int, *, unrated: bool = False) -> dict[str, object]:
    return {"rating": stars, "unrated": unrated}


def _opener(sign: str, name: str) -> QToolButton:
    made = tool(sign, name, side=16)
    made.setObjectName("opensMenu")
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return made
