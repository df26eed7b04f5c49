import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from kling_desktop.library.index import Library
from kling_desktop.library.schema import STEPS, TABLE
from kling_desktop.store.database import (
    DatabaseDamaged,
    DatabaseNewer,
    DatabaseTrouble,
    DatabaseUnavailable,
    connect,
    named_errors,
)
from tests.library.making import add, everything

VERSION = len(STEPS)


def test_a_newer_index_is_left_alone(database: Path) -> None:
    _fill(database)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = database.read_bytes()
    with pytest.raises(DatabaseNewer):
        Library(database)
    assert database.read_bytes() == before


def test_newer_only_in_the_log(database: Path) -> None:
    """Another process, of a later version, has it open: its change is not in the file yet."""
    with Library(database), closing(sqlite3.connect(database)) as later:
        later.execute(f"PRAGMA user_version = {VERSION + 1}")
        before = database.read_bytes()
        with pytest.raises(DatabaseNewer):
            Library(database)
        assert database.read_bytes() == before


def test_newer_only_in_the_log_of_a_program_that_died(database: Path, tmp_path: Path) -> None:
    left = tmp_path / "left.sqlite"
    with Library(database), closing(sqlite3.connect(database)) as later:
        later.execute(f"PRAGMA user_version = {VERSION + 1}")
        shutil.copy(database, left)
        shutil.copy(f"{database}-wal", f"{left}-wal")
    before = left.read_bytes()
    with pytest.raises(DatabaseNewer):
        Library(left)
    assert left.read_bytes() == before
    assert Path(f"{left}-wal").stat().st_size > 0


@pytest.mark.parametrize(
    "data", [b"not a database at all, but long enough to be one" * 50, b"SQLite format 3\0", b"x"]
)
def test_something_else(database: Path, data: bytes) -> None:
    database.write_bytes(data)
    with pytest.raises(DatabaseDamaged):
        Library(database)
    assert database.read_bytes() == data


def test_a_damaged_page(database: Path) -> None:
    _fill(database)
    data = bytearray(database.read_bytes())
    data[4096 : len(data) - 100] = b"\xa5" * (len(data) - 100 - 4096)
    database.write_bytes(data)
    with pytest.raises(DatabaseDamaged):
        Library(database)
    assert database.read_bytes() == data


def test_a_truncated_index(database: Path) -> None:
    _fill(database)
    data = database.read_bytes()[:-5000]
    database.write_bytes(data)
    with pytest.raises(DatabaseDamaged):
        Library(database)
    assert database.read_bytes() == data


@pytest.mark.parametrize("version", [0, VERSION])
def test_another_programs_database(database: Path, version: int) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE other (id)")
        connection.execute(f"PRAGMA user_version = {version}")
    before = database.read_bytes()
    with pytest.raises(DatabaseDamaged):
        Library(database)
    assert database.read_bytes() == before


def test_a_row_that_makes_no_sense(database: Path) -> None:
    _fill(database)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE clip SET made_at = 'yesterday'")
        connection.commit()
    with Library(database) as library, pytest.raises(DatabaseDamaged):
        everything(library)


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    with Library(tmp_path / "new" / "library.db") as library:
        assert library.count() == 0


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnavailable):
        Library(tmp_path / "file" / "library.db")


def test_a_folder_in_its_place(database: Path) -> None:
    database.mkdir()
    with pytest.raises(DatabaseUnavailable):
        Library(database)


def test_a_full_disk_is_no_damage_and_passes(database: Path) -> None:
    with Library(database) as library:
        add(library)
        connection = library._connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(DatabaseUnavailable):
            add(library, "b.mp4", prompt="x" * 100_000)
        connection.execute("PRAGMA max_page_count = 100000")
        add(library, "c.mp4")
        assert library.count() == 2


def test_our_own_mistakes_are_not_renamed() -> None:
    with pytest.raises(sqlite3.IntegrityError), named_errors():
        raise sqlite3.IntegrityError
    assert issubclass(DatabaseNewer, DatabaseTrouble)


def _fill(database: Path) -> None:
    with Library(database) as library:
        for index in range(40):
            add(library, f"{index}.mp4", prompt="a lighthouse " * 50)


def test_an_index_of_the_first_version_is_brought_up_to_date(database: Path) -> None:
    with closing(connect(database, STEPS[:1], TABLE)) as connection:
        connection.execute(
            "INSERT INTO clip (file, made_at, seconds, width, height, has_sound, practice, rating,"
            " job, label, prompt, searched)"
            " VALUES ('a.mp4', 1000.0, 5.0, 1280, 720, 1, 0, 4, 7, 'Mine', 'waves', 'mine waves')"
        )
    with Library(database) as library:
        (entry,) = everything(library)
        assert (entry.label, entry.rating, entry.job) == ("Mine", 4, 7)
        assert (entry.board, entry.take, entry.size) == (None, "", None)
        assert library.unplaced() == [entry]
        library.place([replace(entry, board="b", scene="s", take="t")])
        assert library.unplaced() == []
        assert everything(library, board="b") == [replace(entry, board="b", scene="s", take="t")]
