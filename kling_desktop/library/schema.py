"""How the index lies in SQLite: opening it, bringing it up to date, and what can be wrong with it.

LibraryError
├── LibraryNewer        made by a later version of the program: leave it alone
├── LibraryDamaged      not an index of ours, or no longer readable
└── LibraryUnavailable  the world is in the way: disk full, locked for too long, no permission
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Final

STEPS: Final = (
    # Long texts come last, so that listing and sorting need not read past them.
    """
    CREATE TABLE clip (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        file TEXT NOT NULL UNIQUE,
        made_at REAL NOT NULL,
        seconds REAL NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        has_sound INTEGER NOT NULL,
        practice INTEGER NOT NULL,
        rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
        job INTEGER,
        label TEXT NOT NULL,
        prompt TEXT NOT NULL,
        searched TEXT NOT NULL
    );
    CREATE INDEX clip_newest ON clip (made_at DESC, id DESC);
    """,
)
"""One script per version; never change one that has been released, add another."""

VERSION: Final = len(STEPS)

_MAGIC: Final = b"SQLite format 3\0"
_BUSY_SECONDS: Final = 10.0
_PAUSE_SECONDS: Final = 0.02
_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class LibraryError(Exception):
    """The index cannot be used as asked."""


class LibraryNewer(LibraryError):  # noqa: N818 - a finding, named as one
    """A later version of the program made this index."""


class LibraryDamaged(LibraryError):  # noqa: N818
    """The file is no index of ours, or no longer readable."""


class LibraryUnavailable(LibraryError):  # noqa: N818
    """Disk full, locked for too long, no permission: trouble that may pass."""


@contextmanager
def named_errors() -> Iterator[None]:
    """Tells what the world did to the file from what is wrong with it."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # our own mistakes
    except OSError as error:
        raise LibraryUnavailable(str(error)) from error
    except sqlite3.DatabaseError as error:
        # The low byte is the kind; the rest says more about it.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _DAMAGE:
            raise LibraryDamaged(str(error)) from error
        if isinstance(error, sqlite3.OperationalError) and code != sqlite3.SQLITE_ERROR:
            raise LibraryUnavailable(str(error)) from error
        # What is left, a table or column that is not there, means the file is not ours.
        raise LibraryDamaged(str(error)) from error


def connect(database: Path) -> sqlite3.Connection:
    """Opens the index, making or upgrading it where needed; usable from any thread, one at a time.

    An index that is newer or damaged is looked at read-only and left as it was, to the byte.
    Raises `LibraryError`.
    """
    with named_errors():
        _examine(database)
        connection = sqlite3.connect(
            database, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _use_log(connection)
            connection.execute("PRAGMA synchronous = FULL")
            _upgrade(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def _examine(database: Path) -> None:
    if not database.exists() or (database.is_file() and database.stat().st_size == 0):
        return
    with database.open("rb") as file:
        # SQLite itself takes a file of a few odd bytes for an empty one, and writes over it.
        if file.read(len(_MAGIC)) != _MAGIC:
            raise LibraryDamaged("not a SQLite file")
    address = f"{database.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS)) as connection:
        # One transaction, since another process may be making the tables right now.
        connection.execute("BEGIN")
        version = _version(connection)
        if version > VERSION:
            raise LibraryNewer(f"schema {version}, known up to {VERSION}")
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        if (version > 0 and "clip" not in tables) or (version == 0 and tables):
            raise LibraryDamaged("not an index of clips")
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise LibraryDamaged(found)


def _use_log(connection: sqlite3.Connection) -> None:
    """Switches to write-ahead logging. SQLite does not wait by itself where two do so at once."""
    deadline = monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise
            sleep(_PAUSE_SECONDS)
        else:
            return


def _upgrade(connection: sqlite3.Connection) -> None:
    if _version(connection) == VERSION:
        return
    with writing(connection):
        # Read again under the lock: another process may have been quicker.
        for version in range(_version(connection), VERSION):
            for statement in filter(str.strip, STEPS[version].split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction that takes the write lock at once, so that it can never be refused midway."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk makes SQLite roll back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
