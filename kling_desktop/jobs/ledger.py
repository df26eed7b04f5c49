"""The ledger: every job ever made, in SQLite, written and synced before the world is touched.

A job is kept as one JSON body; the columns that queries need are generated from it, so the two
cannot disagree. Every change is a compare-and-set on state and owner: two processes can work on
one ledger, and neither can move a job that the other drives.

Raises `DatabaseTrouble` as drawn in `store/database.py`; of it `DatabaseUnavailable` is the world's
doing (a full disk, say) and worth another try.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from kling_desktop.jobs.job import (
    PRACTICE,
    SETTLED,
    SPENDING,
    UNFINISHED,
    Ending,
    Hold,
    Job,
    State,
    require_move,
)
from kling_desktop.store.database import (
    DatabaseDamaged,
    DatabaseUnavailable,
    connect,
    named_errors,
    writing,
)
from kling_desktop.store.owners import Owners

STEPS = (
    """
    CREATE TABLE jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        owner TEXT,
        body TEXT NOT NULL,
        state TEXT GENERATED ALWAYS AS (json_extract(body, '$.state')) VIRTUAL NOT NULL,
        task_id TEXT GENERATED ALWAYS AS (json_extract(body, '$.task_id')) VIRTUAL,
        service TEXT GENERATED ALWAYS AS (json_extract(body, '$.service')) VIRTUAL NOT NULL,
        board TEXT GENERATED ALWAYS AS (json_extract(body, '$.board')) VIRTUAL
    );
    CREATE INDEX jobs_by_state ON jobs (state);
    CREATE INDEX jobs_by_board ON jobs (board);
    CREATE INDEX jobs_by_task ON jobs (service, task_id) WHERE task_id IS NOT NULL;
    """,
    """
    CREATE TABLE queue (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), paused INTEGER NOT NULL);
    INSERT INTO queue VALUES (1, 0);
    """,
)
"""One script per version; never change one that has been released, add another."""

TABLE = "jobs"

ROUNDING = 1e-6
"""Sums of prices that differ by less are the same."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What must hold at the moment a job is sent, whatever other processes do meanwhile."""

    budget: float | None = None
    """What its storyboard's jobs may cost in all, this one included; `None` for no bound."""
    paused_too: bool = False
    """Whether it may be sent while the queue is paused."""
    live_too: bool = True
    """Whether it may be sent to a live service, where it costs money."""


class Withheld(Exception):  # noqa: N818 - an answer, not a fault
    """A job may not be sent now; `hold` says what it waits for. Nothing was written."""

    def __init__(self, hold: Hold) -> None:
        super().__init__(hold)
        self.hold = hold


class JobTaken(Exception):  # noqa: N818
    """Another process drives the job, or it has moved on meanwhile."""


class Ledger:
    """One process's hold on the ledger. Used on one thread: the engine's."""

    def __init__(self, database: Path, owners: Owners) -> None:
        """Opens the ledger, making it if need be. Raises `DatabaseTrouble`."""
        self._owners = owners
        # What is committed outlives a power cut: a row that says "sending", or a task id.
        self._db = connect(database, STEPS, TABLE)

    def close(self) -> None:
        """Lets go of every job and of the file."""
        try:
            with self._transaction():
                self._db.execute("UPDATE jobs SET owner = NULL WHERE owner = ?", (self._owners.me,))
        except DatabaseUnavailable:
            # Once this process has ended, whoever opens the ledger next sees that it is gone.
            pass
        self._db.close()

    def add(self, jobs: Sequence[Job]) -> list[Job]:
        """Writes new jobs, all or none, driven by this process. Their ids are given here."""
        with self._transaction():
            added = []
            for job in jobs:
                row = self._db.execute(
                    "INSERT INTO jobs (owner, body) VALUES (?, ?)",
                    (self._owner_of(job), _encode(job)),
                )
                added.append(msgspec.structs.replace(job, id=row.lastrowid))
            return added

    def change(self, job: Job, /, *, terms: Terms | None = None, **changes: object) -> Job:
        """Writes a change to `job` as it was last seen.

        With `terms` it is written only while they hold: they are looked at in the transaction that
        writes, so that two processes can't both find the last of a budget unspent. Raises
        `Withheld` where they don't, `IllegalMove` for a move that house.md does not draw,
        `JobTaken` where another process drives the job or it has moved on.
        """
        changed = msgspec.structs.replace(job, **changes)
        if changed.state is not job.state:
            require_move(job.state, changed.state)
        with self._transaction():
            if terms is not None:
                self._require(job, terms)
            done = self._db.execute(
                "UPDATE jobs SET body = ?, owner = ?"
                " WHERE id = ? AND state = ? AND (owner IS NULL OR owner = ?)",
                (_encode(changed), self._owner_of(changed), job.id, job.state, self._owners.me),
            )
            if done.rowcount != 1:
                raise JobTaken(job.id)
        return changed

    def _require(self, job: Job, terms: Terms) -> None:
        if self.paused and not terms.paused_too:
            raise Withheld(Hold.PAUSED)
        if not (terms.live_too or job.practice):
            raise Withheld(Hold.LIVE)
        if terms.budget is None or job.practice:
            return
        (spent,) = self._db.execute(
            "SELECT total(json_extract(body, '$.estimate')) FROM jobs WHERE board = ?"
            " AND service != ? AND state IN (SELECT value FROM json_each(?))",
            (job.board, PRACTICE, _states(SPENDING)),
        ).fetchone()
        if spent + job.estimate > terms.budget + ROUNDING:
            raise Withheld(Hold.BUDGET)

    @property
    def paused(self) -> bool:
        """Whether the user has paused the queue. It stays so over a restart."""
        with named_errors():
            return bool(self._db.execute("SELECT paused FROM queue").fetchone()[0])

    def pause(self, *, on: bool) -> None:
        """Pauses the queue, or lets it go on: from now on nothing is sent, whoever drives it."""
        with self._transaction():
            self._db.execute("UPDATE queue SET paused = ?", (on,))

    def clear_finished(self) -> list[int]:
        """Hides every job that has ended from the list; the ids of those that were not hidden.

        Nothing is removed: what was spent, and what a storyboard has made, stays known.
        """
        with self._transaction():
            rows = self._db.execute(
                "UPDATE jobs SET body = json_set(body, '$.hidden', json('true'))"
                " WHERE state IN (SELECT value FROM json_each(?)) AND owner IS NULL"
                " AND NOT coalesce(json_extract(body, '$.hidden'), 0) RETURNING id",
                (_states(SETTLED),),
            ).fetchall()
        return sorted(number for (number,) in rows)

    def bring_back(self, ids: Iterable[int]) -> None:
        """Shows jobs again that were cleared from the list."""
        with self._transaction():
            self._db.execute(
                "UPDATE jobs SET body = json_set(body, '$.hidden', json('false'))"
                " WHERE id IN (SELECT value FROM json_each(?))",
                (msgspec.json.encode(list(ids)).decode(),),
            )

    def claim(self, now: float, only: Iterable[int] | None = None) -> list[Job]:
        """Takes every unfinished job that nobody alive drives, oldest first.

        A job found in `sending` becomes `unconfirmed`: whoever sent it is gone, and nobody knows
        whether the request arrived (contract.md §4.8). `now` is in Unix seconds; `only` limits it
        to some ids.
        """
        wanted = None if only is None else set(only)
        with self._transaction():
            rows = self._db.execute(
                "SELECT id, body, owner FROM jobs"
                " WHERE state IN (SELECT value FROM json_each(?))"
                " AND (owner IS NULL OR owner != ?) ORDER BY id",
                (_states(UNFINISHED), self._owners.me),
            ).fetchall()
            living = {owner: self._owners.alive(owner) for _, _, owner in rows if owner}
            return [
                self._take(_decode(number, body), now)
                for number, body, owner in rows
                if not living.get(owner) and (wanted is None or number in wanted)
            ]

    def _take(self, job: Job, now: float) -> Job:
        if job.state is State.SENDING:
            job = msgspec.structs.replace(
                job, state=State.UNCONFIRMED, ending=Ending.LEFT_ALONE, ended_at=now
            )
        self._db.execute(
            "UPDATE jobs SET body = ?, owner = ? WHERE id = ?",
            (_encode(job), self._owner_of(job), job.id),
        )
        return job

    def get(self, job_id: int) -> Job:
        """One job. Raises `KeyError` for an id that is not in the ledger."""
        with named_errors():
            row = self._db.execute("SELECT id, body FROM jobs WHERE id = ?", (job_id,)).fetchone()
        if row is None:
            raise KeyError(job_id)
        return _decode(*row)

    def with_task(self, service: str, task_id: str) -> Job | None:
        """The newest job that has this task id at this service, if any."""
        with named_errors():
            row = self._db.execute(
                "SELECT id, body FROM jobs WHERE service = ? AND task_id = ? ORDER BY id DESC",
                (service, task_id),
            ).fetchone()
        return None if row is None else _decode(*row)

    def estimate_of(self, job: Job) -> float:
        """What a job's take is estimated to cost. One that took up another's task counts nothing
        itself, and has the price of the one that was sent.
        """
        with named_errors():
            row = self._db.execute(
                "SELECT max(json_extract(body, '$.estimate')) FROM jobs"
                " WHERE service = ? AND task_id = ?",
                (job.service, job.task_id),
            ).fetchone()
        return max(job.estimate, row[0] or 0.0)

    def repeated(self, job_id: int) -> bool:
        """Whether a job was tried or sent again already."""
        with named_errors():
            row = self._db.execute(
                "SELECT 1 FROM jobs WHERE id > ? AND json_extract(body, '$.instead_of') = ?",
                (job_id, job_id),
            ).fetchone()
        return row is not None

    def of_board(self, board: str) -> list[Job]:
        """Every job of one storyboard, oldest first."""
        with named_errors():
            rows = self._db.execute(
                "SELECT id, body FROM jobs WHERE board = ? ORDER BY id", (board,)
            ).fetchall()
        return [_decode(*row) for row in rows]

    def jobs(self, limit: int = -1, *, unfinished: bool = False) -> list[Job]:
        """The jobs, newest first."""
        with named_errors():
            rows = self._db.execute(
                "SELECT id, body FROM jobs WHERE state IN (SELECT value FROM json_each(?))"
                " ORDER BY id DESC LIMIT ?",
                (_states(UNFINISHED if unfinished else State), limit),
            ).fetchall()
        return [_decode(*row) for row in rows]

    def jobs_to_show(self, limit: int) -> list[Job]:
        """The newest jobs, and every older one that is unfinished or wants a decision."""
        shown = UNFINISHED | {State.UNCONFIRMED, State.PARKED}
        with named_errors():
            rows = self._db.execute(
                "SELECT id, body FROM jobs WHERE state IN (SELECT value FROM json_each(?))"
                " OR id > (SELECT ifnull(max(id), 0) FROM jobs) - ? ORDER BY id DESC",
                (_states(shown), limit),
            ).fetchall()
        return [_decode(*row) for row in rows]

    def older(self, than: int, limit: int) -> list[Job]:
        """The newest jobs before one, newest first, but for those cleared from the list."""
        with named_errors():
            rows = self._db.execute(
                "SELECT id, body FROM jobs WHERE id < ?"
                " AND NOT coalesce(json_extract(body, '$.hidden'), 0) ORDER BY id DESC LIMIT ?",
                (than, limit),
            ).fetchall()
        return [_decode(*row) for row in rows]

    @property
    def mark(self) -> int:
        """A number that changes when another process has written to the ledger."""
        with named_errors():
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def _owner_of(self, job: Job) -> str | None:
        return self._owners.me if job.unfinished else None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with named_errors(), writing(self._db):
            yield


def _states(states: Iterable[State]) -> str:
    """States as the JSON list that a query takes apart."""
    return msgspec.json.encode(list(states)).decode()


def _encode(job: Job) -> str:
    return msgspec.json.encode(job).decode()


def _decode(number: int, body: str) -> Job:
    try:
        try:
            job = msgspec.json.decode(body, type=Job)
        except msgspec.ValidationError:
            job = msgspec.convert(_without_unknown_hold(body), Job)
    except msgspec.DecodeError as fault:
        raise DatabaseDamaged(f"job {number}: {fault}") from fault
    return msgspec.structs.replace(job, id=number)


def _without_unknown_hold(body: str) -> dict[str, object]:
    """A job that a newer version holds for a reason of its own, which is found anew."""
    told: dict[str, object] = msgspec.json.decode(body, type=dict[str, object])
    if told.get("hold") not in set(Hold):
        told["hold"] = None
    return told
