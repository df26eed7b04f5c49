"""What an answer means: the tables of contract.md §4.8, §4.9 and §4.12, as pure functions.

Whether a submit counts as refused, busy or unconfirmed is money: what the contract does not name
is unconfirmed.
"""

from enum import StrEnum

from kling_desktop.service.errors import (
    REASONS,
    Busy,
    Redirected,
    Refusal,
    Refused,
    ServiceError,
    TaskNotFound,
    Unconfirmed,
    Unreachable,
    classify,
)
from kling_desktop.service.messages import TaskResult, read_result, text
from kling_desktop.service.reading import Told

NO_SUCH_TASK = "TASK_NOT_FOUND"
REFUSED_WITH_500 = frozenset({"CREATE_TASK_FAILED", "BILLING_FAILED"})
"""The only reasons that make a 500 certain (§4.8)."""


class KeyVerdict(StrEnum):
    """What asking for a made-up task tells about a key (contract.md §4.12)."""

    ACCEPTED = "accepted"
    WRONG = "wrong"
    UNKNOWN = "unknown"
    """It could not be told."""


def task_id(told: Told) -> str | None:
    """The task id of an answer to a submit; a number becomes its digits. `None` without one."""
    found = (told.fields or {}).get("task_id")
    if isinstance(found, float):
        return None
    # A replaced byte means that this is not the id the service gave.
    return None if "\ufffd" in (given := text(found)) else given or None


def submitted(told: Told, retry_after: float | None) -> str | ServiceError:
    """The task id that an answer to a submit gives, or what else it means (§4.8)."""
    status = told.answer.status or 0
    if 300 <= status < 400:
        return Redirected(told.answer)
    if status == 429 or (status == 503 and told.in_own_words):
        return Busy(told.answer, retry_after)
    if 200 <= status < 300:
        given = task_id(told)
        if given is not None:
            return given
    if _refused(told, status):
        return Refused(classify(told.answer.reason, told.code or status), told.answer)
    return Unconfirmed(told.answer, told.task_id_seen)


def _refused(told: Told, status: int) -> bool:
    """Whether the service certainly made no task of it.

    Inside a 2xx the body's `code` stands in for the status. A 429 there is refused, not busy: the
    program may only repeat a submit that was answered with status 429 or 503 (§4.8).
    """
    reason = told.answer.reason.upper()
    inside = 200 <= status < 300
    if inside:
        # "Not available" is certain with status 503 only; in here it is a doubt.
        if reason in REASONS and reason != "SERVICE_NOT_AVAILABLE":
            return True
        status = told.code or 0
    if status in (401, 402):
        return told.in_own_words
    if status == 500:
        return reason in REFUSED_WITH_500
    return 400 <= status < 500 and bool(reason)


def asked(told: Told, retry_after: float | None) -> TaskResult | ServiceError:
    """The result that an answer to a poll gives, or what else it means (§4.9)."""
    status = told.answer.status or 0
    if 300 <= status < 400:
        return Redirected(told.answer)
    if 200 <= status < 300:
        if told.fields is None:
            return Unreachable(told.answer, retry_after)
        if not _names_trouble(told):
            return read_result(told.fields)
        status = told.code or 0
    refusal = classify(told.answer.reason, status)
    if status == 404 or told.answer.reason.upper() == NO_SUCH_TASK:
        return TaskNotFound(told.answer)
    if status == 429 or (status == 503 and told.in_own_words) or refusal is Refusal.RATE_LIMIT:
        return Busy(told.answer, retry_after)
    certain = status in (401, 402) or (
        bool(told.answer.reason)
        and refusal is not Refusal.SERVICE_DOWN
        and (400 <= status < 500 or (status < 300 and refusal is not Refusal.OTHER_REFUSAL))
    )
    if certain:
        return Refused(refusal, told.answer)
    # 5xx, or a 4xx from something in between: asking again costs nothing.
    return Unreachable(told.answer, retry_after)


def _names_trouble(told: Told) -> bool:
    """Whether a 2xx carries an error instead of a result."""
    fields = told.fields or {}
    if isinstance(fields.get("task"), dict) or isinstance(fields.get("videos"), list):
        return False
    reason = told.answer.reason.upper()
    return reason in REASONS or reason == NO_SUCH_TASK or 400 <= (told.code or 0) < 600


def key_verdict(told: Told) -> KeyVerdict:
    """What the answer for a made-up task tells about the key (§4.12)."""
    status = told.answer.status
    reason = told.answer.reason.upper()
    if status == 401 or REASONS.get(reason) is Refusal.KEY:
        return KeyVerdict.WRONG
    fields = told.fields or {}
    success = status is not None and 200 <= status < 300
    if success and told.code == 401:
        return KeyVerdict.WRONG
    if reason == NO_SUCH_TASK and (status == 404 or success):
        return KeyVerdict.ACCEPTED
    if success and isinstance(fields.get("task"), dict):
        return KeyVerdict.ACCEPTED
    return KeyVerdict.UNKNOWN
