"""The ledger: written before the world is touched, and one driver per job."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kling_desktop.jobs.job import MOVES, IllegalMove, Job, State, require_move
from kling_desktop.jobs.ledger import STEPS, JobTaken, Ledger
from kling_desktop.production.snapshot import Snapshot
from kling_desktop.store.database import DatabaseDamaged, DatabaseNewer, DatabaseUnavailable
from kling_desktop.store.owners import Owners
from kling_desktop.storyboard.model import FrameRef, Shot

FRAME = FrameRef(picture="ab" * 32, media_type="image/png", width=300, height=300, size=9)
SNAPSHOT = Snapshot(
    first_frame=FRAME,
    prompt="🌊 it moves",
    seconds=7,
    shots=(Shot(prompt="one", seconds=3), Shot(prompt="two", seconds=4)),
    cfg_scale=0.25,
)


def draft(state: State = State.WAITING) -> Job:
    return Job(id=0, service="https://one.example", snapshot=SNAPSHOT, created_at=1.5, state=state)


def opened(home: Path) -> Ledger:
    return Ledger(home / "jobs.db", Owners(home / "owners"))


def test_a_job_comes_back_as_it_was_written(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    (job,) = ledger.add([draft()])
    assert job.id == 1
    ledger.close()
    again = opened(tmp_path)
    assert again.get(1) == job
    again.close()


def test_only_the_drawn_moves_are_legal() -> None:
    for origin in State:
        for target in State:
            if target in MOVES[origin]:
                require_move(origin, target)
            else:
                with pytest.raises(IllegalMove):
                    require_move(origin, target)
    assert set(MOVES) == set(State)


def test_an_illegal_move_is_not_written(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    (job,) = ledger.add([draft()])
    with pytest.raises(IllegalMove):
        ledger.change(job, state=State.DONE)
    assert ledger.get(job.id) == job
    ledger.close()


def test_a_change_to_what_has_moved_on_is_not_written(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    (job,) = ledger.add([draft()])
    ledger.change(job, state=State.SENDING)
    with pytest.raises(JobTaken):
        ledger.change(job, state=State.SENDING)
    ledger.close()


def test_two_processes_never_drive_one_job(tmp_path: Path) -> None:
    first, second = opened(tmp_path), opened(tmp_path)
    (job,) = first.add([draft()])
    assert second.claim(0.0) == []
    with pytest.raises(JobTaken):
        second.change(job, state=State.SENDING)
    first.close()
    assert [taken.id for taken in second.claim(0.0)] == [job.id]
    second.close()


@pytest.mark.parametrize("state", [State.WAITING, State.SENDING, State.QUEUED])
def test_the_jobs_of_a_killed_process_are_taken_up(tmp_path: Path, state: State) -> None:
    code = f"""
import os, sys
from pathlib import Path
from tests.jobs.test_ledger import draft, opened
from kling_desktop.jobs.job import State
ledger = opened(Path({str(tmp_path)!r}))
(job,) = ledger.add([draft()])
for state in (State.SENDING, State.QUEUED):
    if {state.value!r} != "waiting" and job.state.value != {state.value!r}:
        job = ledger.change(job, state=state)
print("ready", flush=True)
sys.stdin.read()
"""
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert child.stdout is not None
    assert child.stdin is not None
    assert child.stdout.readline() == b"ready\n"
    ledger = opened(tmp_path)
    assert ledger.claim(0.0) == []
    child.kill()
    child.wait()
    child.stdin.close()
    child.stdout.close()
    (job,) = ledger.claim(0.0)
    assert job.state is (State.UNCONFIRMED if state is State.SENDING else state)
    assert ledger.get(job.id) == job
    ledger.close()


def test_only_some_jobs_can_be_claimed(tmp_path: Path) -> None:
    first = opened(tmp_path)
    jobs = first.add([draft(), draft()])
    first.close()
    second = opened(tmp_path)
    assert [job.id for job in second.claim(0.0, only=[jobs[1].id])] == [jobs[1].id]
    second.close()


def test_all_or_none_are_added(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    with pytest.raises(AttributeError):
        ledger.add([draft(), None])  # type: ignore[list-item]
    assert ledger.jobs() == []
    ledger.close()


def test_a_newer_ledger_is_left_alone(tmp_path: Path) -> None:
    opened(tmp_path).close()
    with sqlite3.connect(tmp_path / "jobs.db") as db:
        db.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    db.close()
    before = (tmp_path / "jobs.db").read_bytes()
    with pytest.raises(DatabaseNewer):
        opened(tmp_path)
    assert (tmp_path / "jobs.db").read_bytes() == before


def test_a_damaged_ledger_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "jobs.db").write_bytes(b"this is not a database" * 100)
    with pytest.raises(DatabaseDamaged):
        opened(tmp_path)
    assert (tmp_path / "jobs.db").read_bytes() == b"this is not a database" * 100


def test_a_ledger_in_the_way_of_another_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kling_desktop.store.database._BUSY_SECONDS", 0.05)
    ledger = opened(tmp_path)
    blocker = sqlite3.connect(tmp_path / "jobs.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable):
        ledger.add([draft()])
    blocker.execute("ROLLBACK")
    blocker.close()
    ledger.add([draft()])
    ledger.close()


def test_another_s_writing_changes_the_mark(tmp_path: Path) -> None:
    first, second = opened(tmp_path), opened(tmp_path)
    before = first.mark
    second.add([draft()])
    assert first.mark != before
    first.close()
    second.close()


def test_looking_at_the_ledger_twice_in_one_process_loses_nothing(tmp_path: Path) -> None:
    """Closing a second descriptor of the file would drop the first one's locks (POSIX)."""
    ledger = opened(tmp_path)
    (job,) = ledger.add([draft()])
    opened(tmp_path).close()
    look = (
        "from pathlib import Path\n"
        "from tests.jobs.test_ledger import opened\n"
        f"ledger = opened(Path({str(tmp_path)!r}))\n"
        "print([job.state.value for job in ledger.jobs()])\n"
        "ledger.close()\n"
    )

    def seen_by_another() -> str:
        done = subprocess.run(
            [sys.executable, "-c", look],
            check=True,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        return done.stdout.strip()

    assert seen_by_another() == "['waiting']"
    ledger.change(job, state=State.SENDING)
    assert seen_by_another() == "['sending']"
    ledger.close()
