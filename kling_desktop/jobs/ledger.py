"""The ledger: every job ever made, in SQLite, written and synced before the world is touched.

A job is kept as one JSON body; the columns that queries need are generated from it, so the two
cannot disagree. Every change is a compare-and-set on state and owner: two processes can work on
one ledger, and neither can move a job that the other drives.

Trouble caused by the world is told apart from trouble caused by us:

    LedgerError
    ├── LedgerUnwritable    disk full, folder read-only, locked for too long: wait and try again
    ├── LedgerDamaged       the file is not a ledger any more; it is left as it is
    ├── LedgerNewer         written by a later version; it is left as it is
    └── JobTaken            another process drives this job, or it has moved on meanwhile
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from kling_desktop.jobs.job import UNFINISHED, Ending, Job, State, require_move
from kling_desktop.jobs.owners import Owners

SCHEMA = 1
BUSY_SECONDS = 10.0

_CREATE = """
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT,
    body TEXT NOT NULL,
    state TEXT GENERATED ALWAYS AS (json_extract(body, '$.state')) VIRTUAL NOT NULL,
    task_id TEXT GENERATED ALWAYS AS (json_extract(body, '$.task_id')) VIRTUAL,
    service TEXT GENERATED ALWAYS AS (json_extract(body, '$.service')) VIRTUAL NOT NULL
);
CREATE INDEX jobs_by_state ON jobs (state);
CREATE INDEX jobs_by_task ON jobs (service, task_id) WHERE task_id IS NOT NULL;
"""


class LedgerError(Exception):
    """Base of what can go wrong with the ledger."""


class LedgerUnwritable(LedgerError):  # noqa: N818
    """The world is in the way; trying again later can help."""


class LedgerDamaged(LedgerError):  # noqa: N818
    """The file is there but cannot be read as a ledger."""


class LedgerNewer(LedgerError):  # noqa: N818
    """The file was written by a later version of the program."""


class JobTaken(LedgerError):  # noqa: N818
    """Another process drives the job, or it has moved on meanwhile."""


class Ledger:
    """One process's hold on the ledger. Used on one thread: the engine's."""

    def __init__(self, database: Path, owners: Owners) -> None:
        """Opens the ledger, making it if need be. Raises `LedgerError`."""
        self._owners = owners
        with _world():
            database.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                database, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def _prepare(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA:
            raise LedgerNewer(version)
        self._db.execute("PRAGMA journal_mode = WAL")
        # A row that says "sending" or holds a task id must outlive a power cut (house.md).
        self._db.execute("PRAGMA synchronous = FULL")
        with self._transaction():
            # Asked again inside the transaction: two processes may be the first at once.
            if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:
                for statement in _CREATE.split(";\n"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {SCHEMA}")

    def close(self) -> None:
        """Lets go of every job and of the file."""
        try:
            with self._transaction():
                self._db.execute("UPDATE jobs SET owner = NULL WHERE owner = ?", (self._owners.me,))
        except LedgerUnwritable:
            # The lock file goes too, so whoever opens the ledger next sees that we are gone.
            pass
        self._db.close()
        self._owners.leave()

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

    def change(self, job: Job, /, **changes: object) -> Job:
        """Writes a change to `job` as it was last seen.

        Raises `IllegalMove` for a move that house.md does not draw, `JobTaken` where another
        process drives the job or it has moved on.
        """
        changed = msgspec.structs.replace(job, **changes)
        if changed.state is not job.state:
            require_move(job.state, changed.state)
        with self._transaction():
            done = self._db.execute(
                "UPDATE jobs SET body = ?, owner = ?"
                " WHERE id = ? AND state = ? AND (owner IS NULL OR owner = ?)",
                (_encode(changed), self._owner_of(changed), job.id, job.state, self._owners.me),
            )
            if done.rowcount != 1:
                raise JobTaken(job.id)
        return changed

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
        with _world():
            row = self._db.execute("SELECT id, body FROM jobs WHERE id = ?", (job_id,)).fetchone()
        if row is None:
            raise KeyError(job_id)
        return _decode(*row)

    def with_task(self, service: str, task_id: str) -> Job | None:
        """The newest job that has this task id at this service, if any."""
        with _world():
            row = self._db.execute(
                "SELECT id, body FROM jobs WHERE service = ? AND task_id = ? ORDER BY id DESC",
                (service, task_id),
            ).fetchone()
        return None if row is None else _decode(*row)

    def jobs(self, limit: int = -1, *, unfinished: bool = False) -> list[Job]:
        """The jobs, newest first."""
        with _world():
            rows = self._db.execute(
                "SELECT id, body FROM jobs WHERE state IN (SELECT value FROM json_each(?))"
                " ORDER BY id DESC LIMIT ?",
                (_states(UNFINISHED if unfinished else State), limit),
            ).fetchall()
        return [_decode(*row) for row in rows]

    @property
    def mark(self) -> int:
        """A number that changes when another process has written to the ledger."""
        with _world():
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def _owner_of(self, job: Job) -> str | None:
        return self._owners.me if job.unfinished else None

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _world():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise


@contextmanager
def _world() -> Iterator[None]:
    """Turns SQLite's errors into ours, by whose fault they are."""
    try:
        yield
    except sqlite3.DatabaseError as fault:
        name = getattr(fault, "sqlite_errorname", "") or ""
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise LedgerDamaged(name) from fault
        if isinstance(fault, sqlite3.OperationalError):
            raise LedgerUnwritable(name or str(fault)) from fault
        raise
    except OSError as fault:
        raise LedgerUnwritable(fault.strerror) from fault


def _states(states: Iterable[State]) -> str:
    """States as the JSON list that a query takes apart."""
    return msgspec.json.encode(list(states)).decode()


def _encode(job: Job) -> str:
    return msgspec.json.encode(job).decode()


def _decode(number: int, body: str) -> Job:
    try:
        job = msgspec.json.decode(body, type=Job)
    except msgspec.DecodeError as fault:
        raise LedgerDamaged(f"job {number}: {fault}") from fault
    return msgspec.structs.replace(job, id=number)
