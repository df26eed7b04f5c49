"""What of the library is asked for: words, filters, and the order."""

import unicodedata
from enum import StrEnum
from typing import Final

import msgspec

NO_BOARD: Final = ""
"""The storyboard of clips that came from none: from the command line, say, or adopted."""


class Sort(StrEnum):
    """The order in which clips are shown."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LONGEST = "longest"
    BEST = "best"
    """The best rated first."""
    NAME = "name"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which clips, in which order. Everything that is not said lets all of them through."""

    words: str = ""
    """In the label or the prompt, in any case."""
    board: str | None = None
    """Id of the storyboard they were made for; `NO_BOARD` for those of none."""
    since: float | None = None
    """Made at this moment or later, Unix seconds."""
    until: float | None = None
    """Made before this moment, Unix seconds."""
    rating: int = 0
    """At least so many of 5."""
    unrated: bool = False
    """Only those without a rating."""
    practice: bool | None = None
    sort: Sort = Sort.NEWEST

    @property
    def all_there_is(self) -> bool:
        """Whether nothing is held back."""
        return msgspec.structs.replace(self, sort=Sort.NEWEST, words=folded(self.words)) == Wanted()


_ORDERS: Final = {
    Sort.NEWEST: "made_at DESC, id DESC",
    Sort.OLDEST: "made_at, id",
    Sort.LONGEST: "seconds DESC, made_at DESC, id DESC",
    Sort.BEST: "rating DESC, made_at DESC, id DESC",
    # The label leads what is searched; without one it is an empty line before the prompt.
    Sort.NAME: "substr(ltrim(searched, char(10)), 1, 200), made_at DESC, id DESC",
}


def condition(wanted: Wanted) -> tuple[str, list[object]]:
    """The conditions in SQL, and their values."""
    words = folded(wanted.words)
    tests: list[tuple[str, object]] = [
        (test, value)
        for test, value, said in (
            ("instr(searched, ?)", words, bool(words)),
            ("ifnull(board, '') = ?", wanted.board, wanted.board is not None),
            ("made_at >= ?", wanted.since, wanted.since is not None),
            ("made_at < ?", wanted.until, wanted.until is not None),
            ("rating >= ?", wanted.rating, wanted.rating > 0),
            ("rating = ?", 0, wanted.unrated),
            ("practice = ?", wanted.practice, wanted.practice is not None),
        )
        if said
    ]
    return " AND ".join(["binned_at IS NULL", *(test for test, _ in tests)]), [
        value for _, value in tests
    ]


def order(wanted: Wanted) -> str:
    """The order in SQL."""
    return _ORDERS[wanted.sort]


def folded(text: str) -> str:
    """A text as it is compared: in any case, in any of Unicode's spellings."""
    once = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", once).strip()
