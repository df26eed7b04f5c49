# ruff: noqa: N818 - named for what happened, as product.md and house.md name it
"""Everything that can go wrong on the wire, as one tree. `jobs` decides by class, never by text.

    ServiceError
    ├── AddressForbidden      this address may not be used; nothing was opened
    ├── PictureGone           a picture file is missing or has another size; nothing was opened
    ├── NotSent               no connection, or it broke before the first byte of the body left
    │   ├── OwnFault          a fault of this program, before the first byte of the body left
    │   └── Untrusted         the system does not trust the host's certificate; nothing was told it
    ├── Busy                  429, or 503 in the service's own words: wait (retry_after)
    ├── Refused               the service said no, certainly (refusal)
    │   ├── Redirected        any 3xx; never followed with a key
    │   └── KeyUnusable       no header can hold this key; nothing was opened
    ├── Unconfirmed           the body had begun to leave and nobody knows what became of it
    ├── Unreachable           asking or fetching did not work now; may be repeated (retry_after)
    │   ├── Untrusted         the same, on asking or fetching
    │   ├── ProxyLocked       the key store does not give the proxy's password; nothing was opened
    │   ├── TooSlow           what was fetched for somebody who waits did not come in time
    │   └── RedirectedAway    one redirect after another, and no file
    ├── TaskNotFound          404 for a task id
    └── FetchError            the finished file could not be brought home
        ├── FileExpired       its address gives no file any more; ask for a fresh one
        ├── FileCutShort      fewer bytes than announced; what came is kept for resuming
        ├── FileTooLarge      more bytes than any clip has
        ├── DiskFull          no room here
        └── DiskTrouble       the disk refused for another reason

`submit` raises AddressForbidden, PictureGone, NotSent, Busy, Refused and Unconfirmed; `result`
raises Busy, Refused, Unreachable and TaskNotFound; `download` raises AddressForbidden, Unreachable
and FetchError. No text here ever holds a key.
"""

from enum import StrEnum

import msgspec


class Refusal(StrEnum):
    """What the user must hear when the service says no (contract.md §3)."""

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


REASONS: dict[str, Refusal] = {
    "MISSING_API_KEY": Refusal.KEY,
    "INVALID_API_KEY": Refusal.KEY,
    "FAILED_TO_AUTH": Refusal.KEY,
    "NOT_ENOUGH_BALANCE": Refusal.BALANCE,
    "BILLING_BALANCE_NOT_ENOUGH": Refusal.BALANCE,
    "API_NOT_ALLOWED": Refusal.NOT_ALLOWED,
    "ACCESS_DENY": Refusal.NOT_ALLOWED,
    "NEED_REAL_NAME_VERIFY": Refusal.NOT_ALLOWED,
    "BILLING_AUTH_FAILED": Refusal.NOT_ALLOWED,
    "ILLEGAL_PROMPT": Refusal.WORDS_OR_PICTURE,
    "ILLEGAL_IMAGE_CONTENT": Refusal.WORDS_OR_PICTURE,
    "INVALID_IMAGE_FORMAT": Refusal.PICTURE_UNFIT,
    "INVALID_IMAGE_SIZE": Refusal.PICTURE_UNFIT,
    "IMAGE_FILE_EXCEEDS_MAX_SIZE": Refusal.PICTURE_UNFIT,
    "IMAGE_EXCEEDS_MAX_RESOLUTION": Refusal.PICTURE_UNFIT,
    "INVALID_REQUEST_BODY": Refusal.MALFORMED,
    "RATE_LIMIT_EXCEEDED": Refusal.RATE_LIMIT,
    "TOKEN_LIMIT_EXCEEDED": Refusal.RATE_LIMIT,
    "SERVICE_NOT_AVAILABLE": Refusal.SERVICE_DOWN,
    "CREATE_TASK_FAILED": Refusal.SERVICE_DOWN,
    "BILLING_FAILED": Refusal.SERVICE_DOWN,
    "MODEL_NOT_FOUND": Refusal.NO_SUCH_MODEL,
    "API_NOT_FOUND": Refusal.NO_SUCH_MODEL,
}
"""The service's reasons and what they mean for the user (contract.md §3)."""

_STATUSES: dict[int, Refusal] = {
    401: Refusal.KEY,
    402: Refusal.BALANCE,
    429: Refusal.RATE_LIMIT,
    503: Refusal.SERVICE_DOWN,
}


def classify(reason: str, status: int | None) -> Refusal:
    """What a refusal means: by its reason, and only without a known one by its status (§3)."""
    known = REASONS.get(reason.strip().upper())
    if known is not None:
        return known
    if status is not None and 300 <= status < 400:
        return Refusal.REDIRECTED
    return _STATUSES.get(status or 0, Refusal.OTHER_REFUSAL)


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The raw answer, kept for "show the raw answer" and for copying. Never holds a key."""

    status: int | None = None
    """HTTP status; `None` when no answer came."""
    reason: str = ""
    message: str = ""
    """The service's own words; without an answer, what the connection died of."""
    trace_id: str = ""
    body: str = ""
    """What came, cut to `BODY_KEPT` characters."""


BODY_KEPT = 4000

NO_ANSWER = Answer()


class ServiceError(Exception):
    """Anything that went wrong on the wire."""

    def __init__(self, answer: Answer = NO_ANSWER) -> None:
        super().__init__(answer)
        self.answer = answer

    def __str__(self) -> str:
        answer = self.answer
        parts = (str(answer.status or ""), answer.reason, answer.message[:200])
        return " ".join(part for part in parts if part) or type(self).__name__


class AddressFault(StrEnum):
    """Why an address may not be used."""

    MALFORMED = "malformed"
    NOT_HTTPS = "not_https"
    """Plain http is for this machine only: the key would travel in the clear."""
    CREDENTIALS = "credentials"
    """A name or password inside the address would end up in files and logs."""
    INWARDS = "inwards"
    """A host elsewhere leads to this machine or into this house, where only we can reach."""


class AddressForbidden(ServiceError):
    """This address may not be used. Raised before any socket is opened."""

    def __init__(self, fault: AddressFault) -> None:
        super().__init__(Answer(message=fault.value))
        self.fault = fault


class PictureGone(ServiceError):
    """A picture file cannot be read or has not the announced size. Nothing was sent."""


class NotSent(ServiceError):
    """No connection, or it broke before the first byte of the body left: safe to try again."""


class OwnFault(NotSent):
    """A fault of this program stood in the way before the first byte of the body left."""


class Busy(ServiceError):
    """The service asks to wait: 429, or 503 with its own JSON (contract.md §4.8)."""

    def __init__(self, answer: Answer, retry_after: float | None = None) -> None:
        super().__init__(answer)
        self.retry_after = retry_after
        """Seconds the service asked for, if it did."""


class Refused(ServiceError):
    """The service said no, and certainly made no task of it."""

    def __init__(self, refusal: Refusal, answer: Answer) -> None:
        super().__init__(answer)
        self.refusal = refusal


class Redirected(Refused):
    """The address points elsewhere (any 3xx). `answer.message` says where, if it was told."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(Refusal.REDIRECTED, answer)


class KeyUnusable(Refused):
    """The key is empty or holds characters that no header can carry. Nothing was sent."""

    def __init__(self) -> None:
        super().__init__(Refusal.KEY, NO_ANSWER)


class Unconfirmed(ServiceError):
    """The body had begun to leave and the answer does not settle what became of it.

    `answer.status` is `None` when no answer came, and set when one came that settles nothing.
    """

    def __init__(self, answer: Answer, task_id_seen: str | None = None) -> None:
        super().__init__(answer)
        self.task_id_seen = task_id_seen
        """What looks like a task id in an answer that broke off or has another shape: something
        to offer to the user for adopting, not something to rely on."""


class Unreachable(ServiceError):
    """Asking or fetching did not work this time; repeating it costs nothing."""

    def __init__(self, answer: Answer = NO_ANSWER, retry_after: float | None = None) -> None:
        super().__init__(answer)
        self.retry_after = retry_after
        """Seconds the other side asked for, if it did."""


class ProxyLocked(Unreachable):
    """The key store is locked or does not answer, and has the password of the chosen proxy."""


class Untrusted(NotSent, Unreachable):
    """The system does not trust the certificate that the host shows: a company looks into its
    traffic, or somebody else does. It got neither key nor request; a file's earlier hosts, which
    redirected to it, got theirs.
    """


class TooSlow(Unreachable):
    """What somebody waits for did not come in the time that there is for it."""


class RedirectedAway(Unreachable):
    """One redirect after another, and no file at the end of as many as are followed."""


class TaskNotFound(ServiceError):
    """404 for a task id: too early, unknown or expired (contract.md §4.9)."""


class FetchError(ServiceError):
    """The finished file could not be brought home."""


class FileExpired(FetchError):
    """The file's address gives no file any more: ask for the result again (contract.md §4.10)."""


class FileCutShort(FetchError):
    """The file ended early. What came is kept, and fetching again goes on from there."""

    def __init__(self, received: int, expected: int | None) -> None:
        super().__init__(Answer(message=f"{received} of {expected} bytes"))
        self.received = received
        """Bytes on disk."""
        self.expected = expected
        """Bytes announced; `None` when nothing was."""


class FileTooLarge(FetchError):
    """More bytes than any clip has."""


class DiskFull(FetchError):
    """There is no room for the file. What came is kept."""


class DiskTrouble(FetchError):
    """The disk refused for another reason than room."""
