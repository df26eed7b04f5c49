import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kling_desktop.library.index import BoardClips, Entry, Library
from kling_desktop.library.wanted import NO_BOARD, Sort, Wanted
from tests.library.making import add, everything


def test_what_goes_in_comes_out(library: Library) -> None:
    entry = add(
        library, label="first", practice=True, board="b", scene="s", take="t", size=9, job=7
    )
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
        board="b",
        scene="s",
        take="t",
        size=9,
    )
    assert everything(library) == [entry]
    assert library.entry(entry.id) == library.entry_of("a.mp4") == entry
    assert library.entry(entry.id + 1) is None


def test_it_stays_after_closing(database: Path) -> None:
    with Library(database) as library:
        entry = add(library, job=None)
    with Library(database) as library:
        assert everything(library) == [entry]


def test_adding_twice_keeps_what_is_there(library: Library) -> None:
    first = add(library)
    library.rate([first.id], 4)
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


def test_the_order_asked_for(library: Library) -> None:
    for file, made_at, seconds, label in (
        ("a.mp4", 1.0, 5.0, ""),
        ("b.mp4", 3.0, 9.0, "Zebra"),
        ("c.mp4", 2.0, 5.0, "ähre"),
        ("d.mp4", 2.0, 3.0, "Boot"),
    ):
        add(library, file, made_at=made_at, seconds=seconds, label=label, prompt="morning")
    library.rate([1, 4], 5)
    orders = {
        sort: "".join(entry.file[0] for entry in everything(library, sort=sort)) for sort in Sort
    }
    assert orders == {
        Sort.NEWEST: "bdca",
        Sort.OLDEST: "acdb",
        Sort.LONGEST: "bcad",
        Sort.BEST: "dabc",
        Sort.NAME: "dabc",
    }


def test_filters(library: Library) -> None:
    add(library, "a.mp4", made_at=10.0, board="x", practice=True)
    add(library, "b.mp4", made_at=20.0, board="x", label="boat")
    add(library, "c.mp4", made_at=30.0, board="y")
    add(library, "d.mp4", made_at=40.0)
    library.rate([2, 3], 3)
    library.rate([4], 5)

    def found(**wanted: object) -> str:
        return "".join(entry.file[0] for entry in everything(library, **wanted))

    assert found(board="x") == "ba"
    assert found(board=NO_BOARD) == "d"
    assert found(since=20.0) == "dcb"
    assert found(until=20.0) == "a"
    assert found(rating=3) == "dcb"
    assert found(unrated=True) == "a"
    assert found(practice=True) == "a"
    assert found(practice=False) == "dcb"
    assert found(board="x", rating=3, words="BOAT", sort=Sort.OLDEST) == "b"
    assert found(board="y", practice=True) == ""


def test_nothing_is_held_back_by_an_order_or_by_spaces() -> None:
    assert Wanted(sort=Sort.NAME, words="  ").all_there_is
    for wanted in (Wanted(words="a"), Wanted(board=NO_BOARD), Wanted(rating=1), Wanted(since=0.0)):
        assert not wanted.all_there_is


def test_only_what_is_asked_for_is_read(library: Library) -> None:
    ids = [add(library, f"{n}.mp4").id for n in range(5)]
    assert [entry.id for entry in library.read([ids[3], 99, ids[1]])] == [ids[3], ids[1]]
    assert library.read([]) == []


def test_what_is_in_the_bin_keeps_all_that_was_said_of_it(library: Library) -> None:
    one, other = add(library, board="x"), add(library, "b.mp4", board="y")
    library.rate([one.id], 4)
    library.rename(one.id, "mine")
    library.put_away([one.id], 5.0)
    assert (everything(library), library.count()) == ([other], 1)
    assert library.files() == {"b.mp4"}
    assert [board.id for board in library.boards()] == ["y"]
    away = library.entry_of("a.mp4")
    assert away is not None
    assert away.binned
    library.bring_back([one.id])
    back = library.entry_of("a.mp4")
    assert back is not None
    assert (back.rating, back.label, back.binned) == (4, "mine", False)
    assert library.count() == 2


def test_a_clip_that_comes_in_again_is_out_of_the_bin(library: Library) -> None:
    one = add(library)
    library.rate([one.id], 4)
    library.put_away([one.id], 5.0)
    assert add(library).rating == 4
    assert library.count() == 1


def test_storyboards_are_listed_with_their_latest_name(library: Library) -> None:
    add(library, "a.mp4", board="old", made_at=1.0)
    add(library, "b.mp4", board="new", made_at=2.0)
    add(library, "c.mp4", board="new", made_at=3.0)
    add(library, "d.mp4", made_at=9.0)
    library.name_board("new", "Draft")
    library.name_board("new", "Harbour at dawn")
    library.name_board("empty", "Nothing made")
    assert library.boards() == [
        BoardClips(id="new", title="Harbour at dawn", clips=2, latest=3.0),
        BoardClips(id="old", title="", clips=1, latest=1.0),
    ]
    assert [entry.board_title for entry in everything(library, board="new")] == [
        "Harbour at dawn",
        "Harbour at dawn",
    ]


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
    assert len(everything(library, words=search)) == found


def test_rename_is_searched(library: Library) -> None:
    entry = add(library)
    library.rename(entry.id, "Übung")
    assert [found.label for found in everything(library, words="übung")] == ["Übung"]
    assert len(everything(library, words="lighthouse")) == 1
    library.rename(entry.id + 1, "nobody")


@pytest.mark.parametrize("rating", [-1, 6])
def test_rating_has_bounds(library: Library, rating: int) -> None:
    entry = add(library)
    with pytest.raises(ValueError, match="rating"):
        library.rate([entry.id], rating)
    library.rate([entry.id], 5)
    assert everything(library)[0].rating == 5


def test_several_threads(library: Library) -> None:
    def work(thread: int) -> None:
        for index in range(20):
            entry = add(library, f"{thread}-{index}.mp4")
            library.rate([entry.id], index % 6)
            everything(library, words="light")
            add(library, "shared.mp4")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert library.count() == 6 * 20 + 1


def test_several_processes_from_the_very_start(database: Path) -> None:
    script = (
        "import sys; from pathlib import Path;"
        "from kling_desktop.library.index import Library;"
        "from tests.library.making import add, everything;"
        "library = Library(Path(sys.argv[1]));"
        "[add(library, f'{sys.argv[2]}-{n}.mp4') for n in range(25)];"
        "shared = add(library, 'shared.mp4');"
        "[library.rename(shared.id, f'{sys.argv[2]} {n}') for n in range(60)]; library.close()"
    )
    root = Path(__file__).parents[2]
    processes = [
        subprocess.Popen([sys.executable, "-c", script, database, str(n)], cwd=root)
        for n in range(4)
    ]
    assert [process.wait(60) for process in processes] == [0] * 4
    with Library(database) as library:
        assert library.count() == 4 * 25 + 1


def test_made_by_several_at_the_same_moment(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path;"
        "from kling_desktop.library.index import Library;"
        "sys.stdin.read();"
        "[Library(Path(sys.argv[1], f'{n}.sqlite')).close() for n in range(60)]"
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


def test_another_process_is_seen(database: Path, library: Library) -> None:
    with Library(database) as other:
        entry = add(other)
        assert everything(library) == [entry]
        library.rate([entry.id], 3)
        assert everything(other)[0].rating == 3


def test_a_failure_midway_changes_nothing(library: Library) -> None:
    add(library)
    with pytest.raises(UnicodeEncodeError):
        add(library, "b.mp4", prompt="half a pair \ud800")
    assert library.count() == 1
    add(library, "c.mp4")
    assert library.count() == 2
