"""A job, its states and their only legal moves (house.md, "A job's states").

    waiting ──▶ sending ──▶ queued ──▶ generating ──▶ fetching ──▶ done
       │  ▲        │ │         └───────────┴──────────────┴──▶ failed | parked
       │  └────────┘ ├──▶ refused
       └──▶ withdrawn└──▶ unconfirmed

A job in any unfinished state can be held; it stays in that state and goes on when the hold is gone.
"""

from enum import StrEnum
from uuid import uuid4

import msgspec

from kling_desktop.production.snapshot import Snapshot
from kling_desktop.service.errors import Answer


class State(StrEnum):
    """Where a job stands. Kept in the ledger: never rename a value."""

    WAITING = "waiting"
    SENDING = "sending"
    QUEUED = "queued"
    GENERATING = "generating"
    FETCHING = "fetching"
    DONE = "done"
    FAILED = "failed"
    PARKED = "parked"
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"
    WITHDRAWN = "withdrawn"


class Hold(StrEnum):
    """What a job waits for before it goes on."""

    NO_NETWORK = "no_network"
    CERTIFICATE = "certificate"
    """The system does not trust the certificate that the host shows."""
    BUSY = "busy"
    """The service asked us to slow down (429), or is briefly unavailable (503, 5xx on a poll)."""
    DISK_FULL = "disk_full"
    KEY_MISSING = "key_missing"
    KEY_STORE = "key_store"
    """The key store is locked, or does not answer."""
    KEY_REFUSED = "key_refused"
    BALANCE = "balance"
    PREDECESSOR = "predecessor"
    """The job that gives its first frame is not done yet."""
    CHOICE = "choice"
    """Several takes could give its first frame, and none is kept."""
    PREDECESSOR_FAILED = "predecessor_failed"
    BUDGET = "budget"
    FAULT = "fault"
    """A fault of this program: it is in the log, and the job is taken up again."""
    ADDRESS = "address"
    """The service's address may not be used: not https, say."""
    PRACTICE = "practice"
    """The practice service does not start."""
    PAUSED = "paused"
    """The user has paused the queue."""
    LIVE = "live"
    """It is for a live service, and only practice was asked for."""


class Oddity(StrEnum):
    """A clip that plays but is not quite what was asked for (contract.md §4.10)."""

    OTHER_LENGTH = "other_length"
    NO_SOUND = "no_sound"
    DAMAGED = "damaged"
    """It breaks off or has faults, and a second fetch brought the same."""
    COPY_FAILED = "copy_failed"
    """The clip is safe in the library, but the copy asked for could not be written."""
    OTHER_FOLDER = "other_folder"
    """The folder chosen for clips was away, so it is in our own."""


class Ending(StrEnum):
    """Why a job ended or stopped other than well; the sentence for each is in `words`."""

    KEY = "key"
    BALANCE = "balance"
    NOT_ALLOWED = "not_allowed"
    WORDS_OR_PICTURE = "words_or_picture"
    PICTURE_UNFIT = "picture_unfit"
    MALFORMED = "malformed"
    RATE_LIMIT = "rate_limit"
    SERVICE_DOWN = "service_down"
    NO_SUCH_MODEL = "no_such_model"
    OTHER_REFUSAL = "other_refusal"
    REDIRECTED = "redirected"
    TASK_FAILED = "task_failed"
    TASK_CANCELED = "task_canceled"
    NO_FILE = "no_file"
    """The service says it succeeded but names no clip, however often it is asked."""
    UNUSABLE_FILE = "unusable_file"
    NOT_FOUND = "not_found"
    """The task is not found or has expired."""
    DAY_PASSED = "day_passed"
    PICTURE_GONE = "picture_gone"
    """Its picture's bytes are no longer on this machine, so it could not be sent."""
    STOPPED = "stopped"
    """The user stopped waiting."""
    NO_ANSWER = "no_answer"
    """The connection broke or timed out after the request had begun to leave."""
    UNREADABLE_ANSWER = "unreadable_answer"
    LEFT_ALONE = "left_alone"
    """The program ended while the request was being sent."""


UNFINISHED = frozenset(
    {State.WAITING, State.SENDING, State.QUEUED, State.GENERATING, State.FETCHING}
)
"""States in which an engine has work to do."""

SETTLED = frozenset({State.DONE, State.FAILED, State.REFUSED, State.WITHDRAWN})
"""States in which neither an engine nor the user has anything to do."""

SPENDING = frozenset(State) - {State.WAITING, State.REFUSED, State.WITHDRAWN}
"""States in which a job's price counts as spent; a doubt counts (product.md, Generate)."""

MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.SENDING, State.WITHDRAWN}),
    State.SENDING: frozenset({State.WAITING, State.QUEUED, State.REFUSED, State.UNCONFIRMED}),
    State.QUEUED: frozenset({State.GENERATING, State.FETCHING, State.FAILED, State.PARKED}),
    State.GENERATING: frozenset({State.FETCHING, State.FAILED, State.PARKED}),
    State.FETCHING: frozenset({State.DONE, State.FAILED, State.PARKED}),
    # Only the user moves these: a task id found for an unconfirmed job, and "look again".
    State.UNCONFIRMED: frozenset({State.QUEUED, State.WITHDRAWN}),
    State.PARKED: frozenset({State.QUEUED}),
    State.DONE: frozenset(),
    State.FAILED: frozenset(),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
"""From each state, where it may go."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """The work of making one take, as the ledger has it. Times are Unix seconds."""

    id: int
    service: str
    """Base address of the host it is for, or `practice`."""
    snapshot: Snapshot | None
    """What was asked; `None` for a task id adopted from elsewhere."""
    state: State = State.WAITING
    hold: Hold | None = None
    retry_at: float | None = None
    """When a held job tries again by itself; `None` when something must change first."""
    task_id: str | None = None
    created_at: float
    sent_at: float | None = None
    """When the request began to leave."""
    ended_at: float | None = None
    progress: int = 0
    """Percent, as the service says; may stay 0 (contract.md §2)."""
    eta: int = 0
    """Seconds, as the service says; often 0."""
    service_status: str = ""
    """The service's own word, shown raw where it is unknown."""
    ending: Ending | None = None
    details: Answer | None = None
    """What the service said, for "show the raw answer" and for copying."""
    oddities: tuple[Oddity, ...] = ()
    """What is odd about a clip that was delivered all the same."""
    clip: str | None = None
    """File name in the clip folder, once fetching began."""
    output: str | None = None
    """Where the user wants a copy; a folder or a file."""
    label: str = ""
    """What to call it: the scene's title or the start of its prompt."""
    scene: str = ""
    """Id of the scene it is a take of; empty from the command line."""
    board: str = ""
    """Id of the storyboard it is for; empty from the command line without one."""
    after: tuple[int, ...] = ()
    """Jobs of which one gives the first frame: the takes of the scene before."""
    estimate: float = 0.0
    """What it may cost, in the currency of the rates at the time."""
    budget: float | None = None
    """What may be spent on the storyboard in all; `None` for no bound."""
    take: int = 1
    instead_of: int | None = None
    """The job that was tried or sent again with this one."""
    hidden: bool = False
    """Whether it was cleared from the list of jobs. It counts as before where money is summed."""
    mark: str = msgspec.field(default_factory=lambda: uuid4().hex)
    """Identity of this job on any machine and in any ledger; its number is good in one only."""

    @property
    def practice(self) -> bool:
        """Whether it was made by the stand-in service and cost nothing."""
        return self.service == PRACTICE

    @property
    def unfinished(self) -> bool:
        """Whether an engine has work to do on it."""
        return self.state in UNFINISHED


PRACTICE = "practice"
"""The service's name in place of an address: the stand-in has another port every time."""


class IllegalMove(AssertionError):  # noqa: N818 - named for what was tried
    """A fault of ours: a job was sent along a way that house.md does not draw."""


def require_move(origin: State, target: State) -> None:
    """Raises `IllegalMove` unless a job may go from `origin` to `target`."""
    if target not in MOVES[origin]:
        raise IllegalMove(f"{origin} to {target}")
