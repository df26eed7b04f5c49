"""The index of every clip ever made on this machine. It names files and never touches one."""

import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from threading import Lock
from types import TracebackType
from typing import Final, Self

import msgspec

from kling_desktop.library.schema import STEPS, TABLE
from kling_desktop.store.database import DatabaseDamaged, connect, named_errors, writing

RATING_MOST: Final = 5
PAGE: Final = 100

_COLUMNS: Final = (
    "id, file, made_at, seconds, width, height, has_sound, practice, rating, job, label, prompt"
)
_NEWEST: Final = "ORDER BY made_at DESC, id DESC LIMIT ? OFFSET ?"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One clip of the library."""

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
    missing: bool
    """The file was not in the clips folder when this was read."""


class Library:
    """The index in `database` of the clips in `clips_folder`.

    Safe from several threads, and beside other processes on the same file. Raises `DatabaseNewer`,
    `DatabaseDamaged` (the file is left untouched) and `DatabaseUnavailable`, here and later on.
    """

    def __init__(self, database: Path, clips_folder: Path) -> None:
        self._folder = clips_folder
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
    ) -> Entry:
        """Puts a clip in, once per `file`: what is there already stays, ratings and labels too.

        `file` is a plain name in the clips folder; raises `ValueError` for anything else.
        """
        if not _is_plain_name(file):
            raise ValueError("not a plain file name")
        values = (file, made_at, seconds, width, height, has_sound, practice, job, label, prompt)
        with self._changing() as connection:
            connection.execute(
                "INSERT INTO clip (file, made_at, seconds, width, height, has_sound, practice,"
                " job, label, prompt, searched) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (file) DO NOTHING",
                (*values, _searched(label, prompt)),
            )
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM clip WHERE file = ?",  # noqa: S608 - our own columns
                (file,),
            ).fetchone()
        return self._entry(row)

    def entries(self, search: str = "", *, limit: int = PAGE, offset: int = 0) -> list[Entry]:
        """A page of clips, newest first, whose label or prompt holds `search`, in any case."""
        wanted = _folded(search)
        condition = "WHERE instr(searched, ?)" if wanted else ""
        values = (wanted, limit, offset) if wanted else (limit, offset)
        with self._asking() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM clip {condition} {_NEWEST}",  # noqa: S608
                values,
            ).fetchall()
        return [self._entry(row) for row in rows]

    def count(self, search: str = "") -> int:
        """How many clips `entries` would find in all."""
        with self._asking() as connection:
            (count,) = connection.execute(
                "SELECT count(*) FROM clip WHERE ?1 = '' OR instr(searched, ?1)",
                (_folded(search),),
            ).fetchone()
        return int(count)

    def entry(self, id: int) -> Entry | None:  # noqa: A002 - the field's own name
        """The clip with that id, unless it is not, or no longer, in the library."""
        return self._one("id", id)

    def entry_of(self, file: str) -> Entry | None:
        """The clip with that file name in the clips folder."""
        return self._one("file", file)

    def rate(self, id: int, rating: int) -> None:  # noqa: A002
        """Gives a clip 0 to 5; raises `ValueError` for anything else."""
        if not 0 <= rating <= RATING_MOST:
            raise ValueError(f"rating {rating}")
        with self._changing() as connection:
            connection.execute("UPDATE clip SET rating = ? WHERE id = ?", (rating, id))

    def rename(self, id: int, label: str) -> None:  # noqa: A002
        """Gives a clip another label; its file keeps its name."""
        with self._changing() as connection:
            row = connection.execute("SELECT prompt FROM clip WHERE id = ?", (id,)).fetchone()
            if row is not None:
                connection.execute(
                    "UPDATE clip SET label = ?, searched = ? WHERE id = ?",
                    (label, _searched(label, row[0]), id),
                )

    def forget(self, id: int) -> None:  # noqa: A002
        """Takes a clip out of the index. Its file stays where it is (house.md)."""
        with self._changing() as connection:
            connection.execute("DELETE FROM clip WHERE id = ?", (id,))

    @contextmanager
    def _asking(self) -> Iterator[sqlite3.Connection]:
        with self._lock, named_errors():
            yield self._connection

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        with self._asking() as connection, writing(connection):
            yield connection

    def _one(self, column: str, value: int | str) -> Entry | None:
        with self._asking() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM clip WHERE {column} = ?",  # noqa: S608
                (value,),
            ).fetchone()
        return None if row is None else self._entry(row)

    def _entry(self, row: tuple[object, ...]) -> Entry:
        fields = dict(zip(_COLUMNS.split(", "), row, strict=True))
        fields["missing"] = not _is_there(self._folder / str(fields["file"]))
        try:
            # SQLite keeps truth as 0 and 1, and holds whatever was put in.
            return msgspec.convert(fields, Entry, strict=False)
        except msgspec.ValidationError as error:
            raise DatabaseDamaged(str(error)) from error


def _is_plain_name(file: str) -> bool:
    # Both kinds of path: a library folder may be carried from one system to another.
    named = PurePosixPath(file).name == file == PureWindowsPath(file).name
    return named and file not in {"", ".", ".."} and "\0" not in file


def _is_there(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # a drive that is gone or may not be read: not there now
        return False


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def _searched(label: str, prompt: str) -> str:
    return f"{_folded(label)}\n{_folded(prompt)}"
