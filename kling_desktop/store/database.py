"""A database file of ours: opening it, bringing it up to date, and what can be wrong with it.

DatabaseTrouble
├── DatabaseNewer         made by a later version of the program: leave it alone
├── DatabaseDamaged       not a database of ours, or no longer readable
└── DatabaseUnavailable   the world is in the way: disk full, locked for too long, no permission
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Final

_HEADER_BYTES: Final = 100
_BUSY_SECONDS: Final = 10.0
_PAUSE_SECONDS: Final = 0.02
_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class DatabaseTrouble(Exception):  # noqa: N818 - a finding, named as one
    """The database cannot be used as asked."""


class DatabaseNewer(DatabaseTrouble):
    """A later version of the program made it."""


class DatabaseDamaged(DatabaseTrouble):
    """The file is no database of ours, or no longer readable."""


class DatabaseUnavailable(DatabaseTrouble):
    """Disk full, locked for too long, no permission: trouble that may pass."""


@contextmanager
def named_errors() -> Iterator[None]:
    """Tells what the world did to the file from what is wrong with it."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # our own mistakes
    except OSError as error:
        raise DatabaseUnavailable(str(error)) from error
    except sqlite3.DatabaseError as error:
        # The low byte is the kind; the rest says more about it.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _DAMAGE:
            raise DatabaseDamaged(str(error)) from error
        if isinstance(error, sqlite3.OperationalError) and code != sqlite3.SQLITE_ERROR:
            raise DatabaseUnavailable(str(error)) from error
        # What is left, a table or column that is not there, means the file is not ours.
        raise DatabaseDamaged(str(error)) from error


def connect(database: Path, steps: Sequence[str], table: str) -> sqlite3.Connection:
    """Opens a database, making or upgrading it where needed; usable from any thread, one at a time.

    `steps` holds one script per version: never change one that has been released, add another.
    `table` is there in every version of it. What is written outlives a power cut. A database that
    is newer or damaged is looked at read-only and left as it was, to the byte.
    Raises `DatabaseTrouble`.
    """
    with named_errors():
        database.parent.mkdir(parents=True, exist_ok=True)
        _examine(database, len(steps), table)
        connection = sqlite3.connect(
            database, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _use_log(connection)
            connection.execute("PRAGMA synchronous = FULL")
            _upgrade(connection, steps)
        except BaseException:
            connection.close()
            raise
        return connection


def _examine(database: Path, newest: int, table: str) -> None:
    if not database.exists() or (database.is_file() and database.stat().st_size == 0):
        return
    # SQLite itself takes a file of a few odd bytes for an empty one, and writes over it. The file
    # must not be opened here to look: closing it would drop the locks that another connection of
    # this process holds on it (POSIX; SQLite, "How to corrupt a database file", 2.2).
    if database.is_file() and database.stat().st_size < _HEADER_BYTES:
        raise DatabaseDamaged("not a SQLite file")
    address = f"{database.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS)) as connection:
        # One transaction, since another process may be making the tables right now.
        connection.execute("BEGIN")
        version = _version(connection)
        if version > newest:
            raise DatabaseNewer(f"schema {version}, known up to {newest}")
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        if (version > 0 and table not in tables) or (version == 0 and tables):
            raise DatabaseDamaged("not a database of ours")
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise DatabaseDamaged(found)


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


def _upgrade(connection: sqlite3.Connection, steps: Sequence[str]) -> None:
    if _version(connection) == len(steps):
        return
    with writing(connection):
        # Read again under the lock: another process may have been quicker.
        for version in range(_version(connection), len(steps)):
            for statement in filter(str.strip, steps[version].split(";")):
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
