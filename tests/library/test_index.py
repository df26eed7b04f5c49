import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kling_desktop.library.index import Entry, Library
from tests.library.making import add


def test_what_goes_in_comes_out(library: Library, clips: Path) -> None:
    (clips / "a.mp4").touch()
    entry = add(library, label="first", practice=True)
    assert entry == Entry(
        id=entry.id,
        file="a.mp4",
        label="first",
        prompt="a lighthouse",
        made_at=1000.0,
        seconds=5.0,
        width=1280,
        height=720,
        has_sound=True,
        practice=True,
        rating=0,
        job=7,
        missing=False,
    )
    assert library.entries() == [entry]
    assert library.entry(entry.id) == library.entry_of("a.mp4") == entry
    assert library.entry(entry.id + 1) is None


def test_it_stays_after_closing(database: Path, clips: Path) -> None:
    with Library(database, clips) as library:
        entry = add(library, job=None)
    with Library(database, clips) as library:
        assert library.entries() == [entry]


def test_adding_twice_keeps_what_is_there(library: Library) -> None:
    first = add(library)
    library.rate(first.id, 4)
    library.rename(first.id, "mine")
    again = add(library, prompt="something else", label="other", made_at=5.0)
    assert (again.id, again.rating, again.label) == (first.id, 4, "mine")
    assert (again.prompt, again.made_at) == ("a lighthouse", 1000.0)
    assert library.count() == 1


@pytest.mark.parametrize("file", ["", ".", "..", "a/b.mp4", "/a.mp4", "a\\b.mp4", "c:a.mp4", "a\0"])
def test_only_plain_names(library: Library, file: str) -> None:
    with pytest.raises(ValueError, match="file name"):
        add(library, file)
    assert library.count() == 0


def test_missing_is_seen_when_asked(library: Library, clips: Path) -> None:
    assert add(library).missing
    (clips / "a.mp4").touch()
    assert not library.entries()[0].missing
    (clips / "a.mp4").unlink()
    assert library.entries()[0].missing


def test_newest_first_in_pages(library: Library) -> None:
    for index in (3, 1, 4, 0, 2):
        add(library, f"{index}.mp4", made_at=float(index))
    add(library, "later.mp4", made_at=4.0)
    files = [entry.file for entry in library.entries()]
    assert files == ["later.mp4", "4.mp4", "3.mp4", "2.mp4", "1.mp4", "0.mp4"]
    assert [entry.file for entry in library.entries(limit=2, offset=3)] == files[3:5]
    assert library.entries(offset=6) == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", 4),
        ("light", 1),
        ("LIGHTHOUSE", 1),
        ("ÉTÉ", 1),
        ("e\u0301te\u0301", 1),
        ("STRASSE", 1),
        ("straße", 1),
        ("灯台", 1),
        ("  café ", 1),
        ("100%", 0),
        ("_", 0),
        ("house a", 0),
        ("mine", 1),
    ],
)
def test_search(library: Library, search: str, found: int) -> None:
    add(library, "a.mp4", prompt="A Lighthouse")
    add(library, "b.mp4", prompt="Un été au Café", label="mine")
    add(library, "c.mp4", prompt="die Straße")
    add(library, "d.mp4", prompt="夜の灯台と海")
    assert len(library.entries(search)) == library.count(search) == found


def test_rename_is_searched(library: Library) -> None:
    entry = add(library)
    library.rename(entry.id, "Übung")
    assert [found.label for found in library.entries("übung")] == ["Übung"]
    assert library.count("lighthouse") == 1
    library.rename(entry.id + 1, "nobody")


@pytest.mark.parametrize("rating", [-1, 6])
def test_rating_has_bounds(library: Library, rating: int) -> None:
    entry = add(library)
    with pytest.raises(ValueError, match="rating"):
        library.rate(entry.id, rating)
    library.rate(entry.id, 5)
    assert library.entries()[0].rating == 5


def test_forgetting_leaves_the_file_and_never_reuses_an_id(library: Library, clips: Path) -> None:
    (clips / "a.mp4").write_bytes(b"film")
    entry = add(library)
    library.forget(entry.id)
    assert library.entries() == []
    assert (clips / "a.mp4").read_bytes() == b"film"
    assert add(library, "b.mp4").id > entry.id


def test_several_threads(library: Library) -> None:
    def work(thread: int) -> None:
        for index in range(20):
            entry = add(library, f"{thread}-{index}.mp4")
            library.rate(entry.id, index % 6)
            library.entries("light", limit=3)
            add(library, "shared.mp4")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert library.count() == 6 * 20 + 1


def test_several_processes_from_the_very_start(database: Path, clips: Path) -> None:
    script = (
        "import sys; from pathlib import Path;"
        "from kling_desktop.library.index import Library;"
        "from tests.library.making import add;"
        "library = Library(Path(sys.argv[1]), Path(sys.argv[2]));"
        "[add(library, f'{sys.argv[3]}-{n}.mp4') for n in range(25)];"
        "shared = add(library, 'shared.mp4');"
        "[library.rename(shared.id, f'{sys.argv[3]} {n}') for n in range(60)]; library.close()"
    )
    root = Path(__file__).parents[2]
    processes = [
        subprocess.Popen([sys.executable, "-c", script, database, clips, str(n)], cwd=root)
        for n in range(4)
    ]
    assert [process.wait(60) for process in processes] == [0] * 4
    with Library(database, clips) as library:
        assert library.count() == 4 * 25 + 1


def test_made_by_several_at_the_same_moment(tmp_path: Path, clips: Path) -> None:
    script = (
        "import sys; from pathlib import Path;"
        "from kling_desktop.library.index import Library;"
        "sys.stdin.read();"
        "[Library(Path(sys.argv[1], f'{n}.sqlite'), Path()).close() for n in range(60)]"
    )
    root = Path(__file__).parents[2]
    processes = [
        subprocess.Popen([sys.executable, "-c", script, tmp_path], cwd=root, stdin=subprocess.PIPE)
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()
    assert [process.wait(60) for process in processes] == [0] * 4


def test_another_process_is_seen(database: Path, clips: Path, library: Library) -> None:
    with Library(database, clips) as other:
        entry = add(other)
        assert library.entries() == [entry]
        library.rate(entry.id, 3)
        assert other.entries()[0].rating == 3


def test_a_failure_midway_changes_nothing(library: Library) -> None:
    add(library)
    with pytest.raises(UnicodeEncodeError):
        add(library, "b.mp4", prompt="half a pair \ud800")
    assert library.count() == 1
    add(library, "c.mp4")
    assert library.count() == 2
