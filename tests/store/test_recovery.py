import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

import pytest
from msgspec.structs import replace

from kling_desktop.store import document_text
from kling_desktop.store.document import digest_of, frames_of, save
from kling_desktop.store.owners import Owners
from kling_desktop.store.pictures import Pictures
from kling_desktop.store.recovery import Recovery, Unusable, new_desk
from kling_desktop.storyboard.model import Storyboard
from tests.store.boards import full_board, many_scenes


class Machine:
    """One home, and the processes that come and go on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.copies = folder / "home" / "recovery"
        self.pictures = Pictures(folder / "home" / "pictures")
        self.now = 1_000.0
        self._owners: dict[Recovery, Owners] = {}

    def start(self) -> Recovery:
        owners = Owners(self.folder / "home" / "owners")
        process = Recovery(self.copies, owners, lambda: self.now)
        self._owners[process] = owners
        return process

    def crash(self, process: Recovery) -> None:
        """What the system does for a process that dies: its lock is free, its files stay."""
        self._owners.pop(process)._lock.release()

    def files(self) -> list[str]:
        return sorted(path.name for path in self.copies.iterdir())


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_untitled_work_is_found_after_a_crash(machine: Machine) -> None:
    process, desk = machine.start(), new_desk()
    board = full_board(machine.pictures)
    process.write(desk, board, saved="the digest of what it began with")
    machine.crash(process)
    (found,) = machine.start().find_abandoned()
    assert found.storyboard == board
    assert (found.desk, found.document, found.at) == (desk, None, 1_000.0)
    assert found.saved == "the digest of what it began with"
    assert not found.changed_since


def test_the_last_writing_counts(machine: Machine) -> None:
    process = machine.start()
    for title in ("one", "two", "three"):
        process.write("desk", Storyboard(title=title), saved=None)
    machine.crash(process)
    (found,) = machine.start().find_abandoned()
    assert found.storyboard.title == "three"
    assert len(machine.files()) == 1


def test_the_work_of_the_living_is_left_to_them(machine: Machine) -> None:
    living, dying = machine.start(), machine.start()
    living.write("a", Storyboard(title="living"), saved=None)
    dying.write("b", Storyboard(title="dying"), saved=None)
    machine.crash(dying)
    for process in (machine.start(), living):
        assert [found.storyboard.title for found in process.find_abandoned()] == ["dying"]


def test_any_number_of_desks_newest_first(machine: Machine) -> None:
    one, other = machine.start(), machine.start()
    for number, process in enumerate([one, one, other, one]):
        machine.now += 10
        process.write(f"desk{number}", Storyboard(title=str(number)), saved=None)
    machine.crash(one)
    machine.crash(other)
    found = machine.start().find_abandoned()
    assert [copy.storyboard.title for copy in found] == ["3", "2", "1", "0"]


def test_what_is_saved_needs_no_recovery(machine: Machine) -> None:
    process = machine.start()
    document = machine.folder / "film.klingboard"
    board = full_board(machine.pictures)
    save(board, document, machine.pictures)
    process.write("named", board, document=document, saved=digest_of(board))
    # The crash came between saving and noting it.
    process.write("late", board, document=document, saved=digest_of(Storyboard()))
    untouched = Storyboard()
    process.write("untitled", untouched, saved=digest_of(untouched))
    machine.crash(process)
    assert machine.start().find_abandoned() == []
    assert machine.files() == []


def test_unsaved_changes_of_a_document(machine: Machine) -> None:
    process = machine.start()
    document = machine.folder / "film.klingboard"
    board = full_board(machine.pictures)
    save(board, document, machine.pictures)
    changed = replace(board, title="changed")
    process.write("desk", changed, document=document, saved=digest_of(board))
    machine.crash(process)
    (found,) = machine.start().find_abandoned()
    assert (found.storyboard, found.document) == (changed, document)
    assert not found.changed_since


@pytest.mark.parametrize("since", ["another", "gone", "damaged"])
def test_the_document_is_no_longer_what_it_was(machine: Machine, since: str) -> None:
    """Even equal work is offered where the document that held it is gone: it may be the last."""
    process = machine.start()
    document = machine.folder / "film.klingboard"
    board = Storyboard(title="mine")
    save(board, document, machine.pictures)
    process.write("desk", board, document=document, saved=digest_of(board))
    machine.crash(process)
    if since == "another":
        save(Storyboard(title="somebody else's"), document, machine.pictures)
    elif since == "gone":
        document.unlink()
    else:
        document.write_bytes(b"PK\3\4")
    (found,) = machine.start().find_abandoned()
    assert found.storyboard == board
    assert found.changed_since


def test_a_relative_document_is_found_from_anywhere(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = machine.start()
    monkeypatch.chdir(machine.folder)
    process.write("desk", Storyboard(), document=Path("film.klingboard"), saved=None)
    machine.crash(process)
    monkeypatch.chdir("/")
    (found,) = machine.start().find_abandoned()
    assert found.document == machine.folder / "film.klingboard"


def test_names_that_are_no_text(machine: Machine) -> None:
    process = machine.start()
    document = machine.folder / os.fsdecode(b"caf\xe9.klingboard")
    process.write("desk", Storyboard(title="\udce9🚤"), document=document, saved=None)
    machine.crash(process)
    (found,) = machine.start().find_abandoned()
    assert (found.document, found.storyboard.title) == (document, "\udce9🚤")


def test_discarding(machine: Machine) -> None:
    process = machine.start()
    process.write("a", Storyboard(title="a"), saved=None)
    process.write("b", Storyboard(title="b"), saved=None)
    process.discard("a")
    process.discard("a")
    machine.crash(process)
    assert [found.storyboard.title for found in machine.start().find_abandoned()] == ["b"]


def test_work_taken_over_is_the_new_processs_own(machine: Machine) -> None:
    process = machine.start()
    process.write("desk", Storyboard(title="a"), saved=None)
    machine.crash(process)
    second, third = machine.start(), machine.start()
    (found,) = second.find_abandoned()
    assert second.take_over(found)
    assert not third.take_over(found)
    assert third.find_abandoned() == []
    second.write(found.desk, Storyboard(title="b"), saved=None)
    assert len(machine.files()) == 1
    machine.crash(second)
    (again,) = third.find_abandoned()
    assert (again.desk, again.storyboard.title) == ("desk", "b")
    third.give_up(again)
    third.give_up(again)
    assert machine.files() == []


def test_one_of_many_gets_it(machine: Machine) -> None:
    process = machine.start()
    process.write("desk", Storyboard(title="a"), saved=None)
    machine.crash(process)
    heirs = [machine.start() for _ in range(8)]
    (found,) = heirs[0].find_abandoned()
    ready = Barrier(len(heirs))
    got: list[bool] = []

    def take(heir: Recovery) -> None:
        ready.wait()
        got.append(heir.take_over(found))

    threads = [Thread(target=take, args=(heir,)) for heir in heirs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 7 + [True]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Unusable.UNREADABLE),
        (b"\0" * 500, Unusable.UNREADABLE),
        (b'{"storyboard": 3}', Unusable.UNREADABLE),
        (b'{"at": 1}', Unusable.UNREADABLE),
        (b'{"storyboard": {"format": 1}, "at": "noon"}', Unusable.UNREADABLE),
        (b'{"storyboard": {"format": 1, "scenes": 4}, "at": 1}', Unusable.UNREADABLE),
        (b'{"storyboard": {"format": 9, "scenes": 4}, "at": "noon"}', Unusable.NEWER),
    ],
)
def test_what_can_not_be_used_is_set_aside_and_never_deleted(
    machine: Machine, data: bytes, why: Unusable
) -> None:
    process = machine.start()
    process.write("a", Storyboard(title="sound"), saved=None)
    process.write("b", Storyboard(), saved=None)
    (machine.copies / next(f for f in machine.files() if f.startswith("b."))).write_bytes(data)
    machine.crash(process)
    heir = machine.start()
    assert [found.storyboard.title for found in heir.find_abandoned()] == ["sound"]
    (aside,) = heir.set_aside()
    assert aside.why is why
    assert aside.path.read_bytes() == data
    assert heir.set_aside() == []
    assert [found.storyboard.title for found in heir.find_abandoned()] == ["sound"]
    assert aside.path.read_bytes() == data


def test_what_was_newer_is_offered_by_the_version_that_can_read_it(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = machine.start()
    with monkeypatch.context() as later:
        later.setattr(document_text, "FORMAT", 2)
        process.write("desk", Storyboard(title="later"), saved=None)
    machine.crash(process)
    older = machine.start()
    assert len(older.set_aside()) == 1
    assert older.find_abandoned() == []
    with monkeypatch.context() as later:
        later.setattr(document_text, "FORMAT", 2)
        (found,) = older.find_abandoned()
        assert found.storyboard.title == "later"
        assert older.take_over(found)
        assert [name.endswith(".json") for name in machine.files()] == [True]


def test_older_copies_are_upgraded(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    process = machine.start()
    with monkeypatch.context() as earlier:
        earlier.setattr(document_text, "FORMAT", 0)
        process.write("desk", Storyboard(title="earlier"), saved=None)
    machine.crash(process)
    monkeypatch.setitem(
        document_text.UPGRADES, 0, lambda values: {**values, "title": values["title"].upper()}
    )
    (found,) = machine.start().find_abandoned()
    assert found.storyboard.title == "EARLIER"


def test_a_writing_that_fails_leaves_the_copy_before(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = machine.start()
    process.write("desk", Storyboard(title="before"), saved=None)

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    steps: list[tuple[object, str]] = [(os, "fsync"), (os, "open"), (Path, "replace")]
    for room, step in steps:
        with monkeypatch.context() as patched:
            patched.setattr(room, step, fail)
            with pytest.raises(OSError, match="full"):
                process.write("desk", Storyboard(title="after"), saved=None)
    assert len(machine.files()) == 1
    machine.crash(process)
    (found,) = machine.start().find_abandoned()
    assert found.storyboard.title == "before"


def test_what_a_killed_writing_left_goes_after_a_day(machine: Machine) -> None:
    process = machine.start()
    process.write("desk", Storyboard(title="a"), saved=None)
    fresh, old = machine.copies / ".a-b.unfinished", machine.copies / ".c-d.unfinished"
    fresh.write_bytes(b"{")
    old.write_bytes(b"{")
    os.utime(old, (0, 0))
    machine.start().find_abandoned()
    assert fresh.exists()
    assert not old.exists()


def test_pictures_are_named_by_copies_of_any_state(machine: Machine) -> None:
    process = machine.start()
    assert process.named() == set()
    board = full_board(machine.pictures)
    process.write("desk", board, saved=None)
    expected = {frame.picture for frame in frames_of(board)}
    assert expected <= process.named()
    (name,) = machine.files()
    copy = machine.copies / name
    copy.write_bytes(copy.read_bytes()[:-20])
    assert expected <= process.named()
    machine.crash(process)
    heir = machine.start()
    assert len(heir.set_aside()) == 1
    assert expected <= heir.named()


def test_a_long_film_is_a_small_copy(machine: Machine) -> None:
    process = machine.start()
    board = many_scenes(60, 6)
    process.write("desk", board, saved=None)
    (name,) = machine.files()
    assert (machine.copies / name).stat().st_size < 150_000
    machine.crash(process)
    (found,) = machine.start().find_abandoned()
    assert found.storyboard == board


def test_a_process_killed_in_the_middle_of_writing(machine: Machine) -> None:
    """The real thing: SIGKILL, and the work of the last moment is found whole."""
    machine.start()
    child = subprocess.Popen(
        [sys.executable, "-c", _WORKING, str(machine.folder / "home")], stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    for _ in range(20):
        line = child.stdout.readline()
    written = int(line)
    assert machine.start().find_abandoned() == []
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    (found,) = machine.start().find_abandoned()
    assert int(found.storyboard.title) >= written
    assert len(found.storyboard.scenes) == 60


_WORKING = """
import sys
from itertools import count
from pathlib import Path
from msgspec.structs import replace
from kling_desktop.store.owners import Owners
from kling_desktop.store.recovery import Recovery
from tests.store.boards import many_scenes
home = Path(sys.argv[1])
process, board = Recovery(home / "recovery", Owners(home / "owners")), many_scenes(60, 6)
for number in count():
    process.write("desk", replace(board, title=str(number)), saved=None)
    print(number, flush=True)
"""
