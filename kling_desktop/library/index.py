"""The index of every clip ever made on this machine. It names files and never touches one."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from threading import Lock
from types import TracebackType
from typing import Final, Self

import msgspec

from kling_desktop.library.schema import STEPS, TABLE
from kling_desktop.library.wanted import Wanted, condition, folded, order
from kling_desktop.store.database import DatabaseDamaged, connect, named_errors, writing

RATING_MOST: Final = 5

_COLUMNS: Final = (
    "id, file, made_at, seconds, width, height, has_sound, practice, rating, job, label, prompt,"
    " board, ifnull((SELECT title FROM board WHERE board.id = clip.board), '') AS board_title,"
    " scene, take, size, binned_at IS NOT NULL AS binned"
)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One clip of the library. Whether its file is there has to be looked up."""

    id: int
    file: str
    """Name in the clips folder."""
    label: str
    """What the user calls it; empty until renamed."""
    prompt: str
    made_at: float
    """Unix seconds."""
    seconds: float
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    has_sound: bool
    practice: bool
    rating: int
    """0 (none) to 5."""
    job: int | None
    board: str | None = ""
    """Id of the storyboard it was made for, empty for none; `None` while nobody has looked."""
    board_title: str = ""
    """What that storyboard was called when last seen."""
    scene: str = ""
    """Id of its scene there."""
    take: str = ""
    """Mark of the job that made it; the recipe in the file names the same."""
    size: int | None = None
    """Bytes of the file when it came in, where that is known."""
    binned: bool = False
    """It was put into the bin, and shows only if it comes back."""

    @property
    def title(self) -> str:
        """What to call it, in one line."""
        return " ".join((self.label or self.prompt or self.file).split())


class BoardClips(msgspec.Struct, frozen=True, kw_only=True):
    """A storyboard as the library knows it."""

    id: str
    title: str
    """Empty where it never had one."""
    clips: int
    latest: float
    """When its newest clip was made, Unix seconds."""


class Library:
    """The index in `database` of the clips in the clips folder.

    Safe from several threads, and beside other processes on the same file. Raises `DatabaseNewer`,
    `DatabaseDamaged` (the file is left untouched) and `DatabaseUnavailable`, here and later on.
    """

    def __init__(self, database: Path) -> None:
        self._lock = Lock()
        self._connection = connect(database, STEPS, TABLE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the database; nothing else can be asked after."""
        with self._lock:
            self._connection.close()

    def add(
        self,
        file: str,
        *,
        prompt: str,
        made_at: float,
        seconds: float,
        width: int,
        height: int,
        has_sound: bool,
        practice: bool = False,
        job: int | None = None,
        label: str = "",
        board: str = "",
        scene: str = "",
        take: str = "",
        size: int | None = None,
    ) -> Entry:
        """Puts a clip in, once per `file`: what is there already stays, ratings and labels too.

        One that was in the bin shows again. `file` is a plain name in the clips folder; raises
        `ValueError` for anything else.
        """
        if not _is_plain_name(file):
            raise ValueError("not a plain file name")
        values = (
            *(file, made_at, seconds, width, height, has_sound, practice, job, label, prompt),
            *(_searched(label, prompt), board, scene, take, size),
        )
        with self._changing() as connection:
            connection.execute(
                "INSERT INTO clip (file, made_at, seconds, width, height, has_sound, practice,"
                " job, label, prompt, searched, board, scene, take, size)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (file) DO UPDATE SET binned_at = NULL",
                values,
            )
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM clip WHERE file = ?",  # noqa: S608 - our own columns
                (file,),
            ).fetchone()
        return _entry(row)

    def find(self, wanted: Wanted) -> list[int]:
        """Ids of all clips that are wanted, in that order; `read` tells about them."""
        tests, values = condition(wanted)
        with self._asking() as connection:
            rows = connection.execute(
                f"SELECT id FROM clip WHERE {tests} ORDER BY {order(wanted)}",  # noqa: S608
                values,
            )
            return [number for (number,) in rows]

    def read(self, ids: Sequence[int]) -> list[Entry]:
        """The clips with these ids, in this order; those that are gone are left out."""
        with self._asking() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM clip"  # noqa: S608
                " WHERE id IN (SELECT value FROM json_each(?))",
                (_listed(ids),),
            ).fetchall()
        found = {entry.id: entry for entry in map(_entry, rows)}
        return [found[number] for number in ids if number in found]

    def prompts(self, words: str, limit: int) -> list[str]:
        """Distinct prompts that every one of `words` is in, the one used last first."""
        parts = folded(words).split()
        tests = " AND ".join(["prompt != ''", *["instr(searched, ?)"] * len(parts)])
        with self._asking() as connection:
            rows = connection.execute(
                f"SELECT prompt FROM clip WHERE {tests}"  # noqa: S608 - our own tests
                " GROUP BY prompt ORDER BY max(made_at) DESC, max(id) DESC LIMIT ?",
                (*parts, limit),
            )
            return [prompt for (prompt,) in rows]

    def count(self) -> int:
        """How many clips there are in all."""
        with self._asking() as connection:
            sql = "SELECT count(*) FROM clip WHERE binned_at IS NULL"
            (count,) = connection.execute(sql).fetchone()
        return int(count)

    def entry(self, id: int) -> Entry | None:  # noqa: A002 - the field's own name
        """The clip with that id, unless it is not in the library."""
        return next(iter(self.read([id])), None)

    def entry_of(self, file: str) -> Entry | None:
        """The clip with that file name in the clips folder, one in the bin too."""
        with self._asking() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM clip WHERE file = ?",  # noqa: S608
                (file,),
            ).fetchone()
        return None if row is None else _entry(row)

    def files(self) -> set[str]:
        """File names of all clips that are not in the bin."""
        with self._asking() as connection:
            rows = connection.execute("SELECT file FROM clip WHERE binned_at IS NULL").fetchall()
        return {file for (file,) in rows}

    def rate(self, ids: Collection[int], rating: int) -> None:
        """Gives clips 0 to 5; raises `ValueError` for anything else."""
        if not 0 <= rating <= RATING_MOST:
            raise ValueError(f"rating {rating}")
        self._set(ids, "rating", rating)

    def rename(self, id: int, label: str) -> None:  # noqa: A002
        """Gives a clip another label; its file keeps its name."""
        with self._changing() as connection:
            row = connection.execute("SELECT prompt FROM clip WHERE id = ?", (id,)).fetchone()
            if row is not None:
                connection.execute(
                    "UPDATE clip SET label = ?, searched = ? WHERE id = ?",
                    (label, _searched(label, row[0]), id),
                )

    def put_away(self, ids: Collection[int], at: float) -> None:
        """Shows clips no more, while their files are in the bin; their ratings and labels stay.

        `at` is in Unix seconds.
        """
        self._set(ids, "binned_at", at)

    def bring_back(self, ids: Collection[int]) -> None:
        """Shows clips again that were put away."""
        self._set(ids, "binned_at", None)

    def boards(self) -> list[BoardClips]:
        """The storyboards that clips were made for, the one with the newest clip first."""
        with self._asking() as connection:
            rows = connection.execute(
                "SELECT clip.board, ifnull(title, ''), count(*), max(made_at)"
                " FROM clip LEFT JOIN board ON board.id = clip.board"
                " WHERE clip.board != '' AND binned_at IS NULL"
                " GROUP BY clip.board ORDER BY max(made_at) DESC, clip.board"
            ).fetchall()
        return [
            BoardClips(id=board, title=title, clips=clips, latest=latest)
            for board, title, clips, latest in rows
        ]

    def name_board(self, board: str, title: str) -> None:
        """Notes what a storyboard is called now."""
        with self._changing() as connection:
            connection.execute(
                "INSERT INTO board (id, title) VALUES (?, ?)"
                " ON CONFLICT (id) DO UPDATE SET title = excluded.title",
                (board, title),
            )

    def unplaced(self) -> list[Entry]:
        """Clips of which nobody has looked up where they came from."""
        with self._asking() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM clip WHERE board IS NULL"  # noqa: S608
            ).fetchall()
        return [_entry(row) for row in rows]

    def place(self, placed: Collection[Entry]) -> None:
        """Notes where clips came from: their `board`, `scene` and `take`."""
        with self._changing() as connection:
            connection.executemany(
                "UPDATE clip SET board = ?, scene = ?, take = ? WHERE id = ?",
                [(entry.board or "", entry.scene, entry.take, entry.id) for entry in placed],
            )

    @contextmanager
    def _asking(self) -> Iterator[sqlite3.Connection]:
        with self._lock, named_errors():
            yield self._connection

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._asking() as connection, writing(connection):
            yield connection

    def _set(self, ids: Collection[int], column: str, value: float | None) -> None:
        with self._changing() as connection:
            connection.execute(
                f"UPDATE clip SET {column} = ?"  # noqa: S608
                " WHERE id IN (SELECT value FROM json_each(?))",
                (value, _listed(ids)),
            )


def _entry(row: tuple[object, ...]) -> Entry:
    fields = dict(zip(_NAMES, row, strict=True))
    try:
        # SQLite keeps truth as 0 and 1, and holds whatever was put in.
        return msgspec.convert(fields, Entry, strict=False)
    except msgspec.ValidationError as error:
        raise DatabaseDamaged(str(error)) from error


_NAMES: Final = (
    *("id", "file", "made_at", "seconds", "width", "height", "has_sound", "practice", "rating"),
    *("job", "label", "prompt", "board", "board_title", "scene", "take", "size", "binned"),
)


def _listed(ids: Collection[int]) -> str:
    return msgspec.json.encode(list(ids)).decode()


def _is_plain_name(file: str) -> bool:
    # Both kinds of path: a library folder may be carried from one system to another.
    named = PurePosixPath(file).name == file == PureWindowsPath(file).name
    return named and file not in {"", ".", ".."} and "\0" not in file


def _searched(label: str, prompt: str) -> str:
    return f"{folded(label)}\n{folded(prompt)}"
