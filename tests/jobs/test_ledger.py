"""The ledger: written before the world is touched, and one driver per job."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from kling_desktop.jobs.job import MOVES, PRACTICE, Hold, IllegalMove, Job, State, require_move
from kling_desktop.jobs.ledger import STEPS, TABLE, JobTaken, Ledger, Terms, Withheld
from kling_desktop.production.snapshot import Snapshot
from kling_desktop.store.database import (
    DatabaseDamaged,
    DatabaseNewer,
    DatabaseUnavailable,
    connect,
)
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


def test_a_reason_for_waiting_that_only_a_newer_version_knows_is_found_anew(
    tmp_path: Path,
) -> None:
    ledger = opened(tmp_path)
    (job,) = ledger.add([draft()])
    ledger.close()
    with sqlite3.connect(tmp_path / "jobs.db") as db:
        db.execute("UPDATE jobs SET body = json_set(body, '$.hold', 'too_hot')")
    db.close()
    ledger = opened(tmp_path)
    assert ledger.get(job.id) == job
    ledger.close()


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


def test_the_last_of_a_budget_is_spent_once_whoever_spends_it(tmp_path: Path) -> None:
    """Two processes, each with a job that fits as long as the other's is not sent."""
    window, command = opened(tmp_path), opened(tmp_path)
    priced = msgspec.structs.replace(draft(), board="b", estimate=0.5)
    (one,) = window.add([priced])
    (other,) = command.add([priced])
    terms = Terms(budget=0.9)
    window.change(one, terms=terms, state=State.SENDING)
    with pytest.raises(Withheld) as withheld:
        command.change(other, terms=terms, state=State.SENDING)
    assert withheld.value.hold is Hold.BUDGET
    assert command.get(other.id).state is State.WAITING
    command.change(other, terms=Terms(budget=1.0), state=State.SENDING)
    window.close()
    command.close()


@pytest.mark.parametrize(
    ("state", "service", "board"),
    [
        (State.WAITING, "https://one.example", "b"),
        (State.REFUSED, "https://one.example", "b"),
        (State.DONE, "practice", "b"),
        (State.DONE, "https://one.example", "another"),
    ],
)
def test_what_costs_a_storyboard_nothing_leaves_its_budget_alone(
    tmp_path: Path, state: State, service: str, board: str
) -> None:
    ledger = opened(tmp_path)
    priced = msgspec.structs.replace(draft(), board="b", estimate=0.5)
    there = msgspec.structs.replace(priced, state=state, service=service, board=board)
    job, _ = ledger.add([priced, there])
    assert ledger.change(job, terms=Terms(budget=0.5), state=State.SENDING).state is State.SENDING
    ledger.close()


def test_a_doubt_counts_as_spent_and_so_does_what_was_cleared(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    priced = msgspec.structs.replace(draft(), board="b", estimate=0.5)
    doubt = msgspec.structs.replace(priced, state=State.UNCONFIRMED)
    failed = msgspec.structs.replace(priced, state=State.FAILED)
    job, _, cleared = ledger.add([priced, doubt, failed])
    assert ledger.clear_finished() == [cleared.id]
    with pytest.raises(Withheld):
        ledger.change(job, terms=Terms(budget=1.4), state=State.SENDING)
    ledger.change(job, terms=Terms(budget=1.5), state=State.SENDING)
    ledger.close()


def test_nothing_is_sent_while_the_queue_is_paused_over_a_restart_too(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    (job,) = ledger.add([draft()])
    ledger.pause(on=True)
    ledger.close()
    again = opened(tmp_path)
    assert again.paused
    (job,) = again.claim(0.0)
    with pytest.raises(Withheld) as withheld:
        again.change(job, terms=Terms(), state=State.SENDING)
    assert withheld.value.hold is Hold.PAUSED
    again.change(job, terms=Terms(paused_too=True), state=State.SENDING)
    again.close()


def test_a_live_job_is_not_sent_on_terms_of_practice(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    practice = msgspec.structs.replace(draft(), service=PRACTICE)
    live, practice = ledger.add([draft(), practice])
    terms = Terms(live_too=False)
    with pytest.raises(Withheld) as withheld:
        ledger.change(live, terms=terms, state=State.SENDING)
    assert withheld.value.hold is Hold.LIVE
    assert ledger.get(live.id) == live
    assert ledger.change(practice, terms=terms, state=State.SENDING).state is State.SENDING
    ledger.close()


def test_clearing_hides_what_has_ended_and_nothing_else(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    made = ledger.add([msgspec.structs.replace(draft(state)) for state in State])
    cleared = ledger.clear_finished()
    ended = (State.DONE, State.FAILED, State.REFUSED, State.WITHDRAWN)
    assert [job.state for job in ledger.jobs() if job.hidden] == list(reversed(ended_of(ended)))
    assert cleared == [job.id for job in made if job.state in ended]
    assert ledger.clear_finished() == []
    assert [job.state for job in ledger.older(99, 99) if job.state in ended] == []
    ledger.bring_back(cleared)
    assert ledger.jobs() == list(reversed(made))
    ledger.close()


def ended_of(states: tuple[State, ...]) -> list[State]:
    return [state for state in State if state in states]


def test_older_jobs_come_in_pieces(tmp_path: Path) -> None:
    ledger = opened(tmp_path)
    ledger.add([draft() for _ in range(7)])
    assert [job.id for job in ledger.older(6, 3)] == [5, 4, 3]
    assert [job.id for job in ledger.older(3, 3)] == [2, 1]
    ledger.close()


def test_a_ledger_from_before_the_pause_is_brought_up_to_date(tmp_path: Path) -> None:
    before = connect(tmp_path / "jobs.db", STEPS[:1], TABLE)
    body = msgspec.json.encode(draft(State.FAILED)).decode()
    before.execute("INSERT INTO jobs (owner, body) VALUES (NULL, ?)", (body,))
    before.close()
    ledger = opened(tmp_path)
    assert not ledger.paused
    assert ledger.clear_finished() == [1]
    assert ledger.get(1).hidden
    ledger.close()
