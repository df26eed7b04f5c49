"""Reading answers that nobody promised: JSON of any shape, HTML, nothing, halves."""

import datetime
import email.utils
import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from kling_desktop.service.errors import BODY_KEPT, Answer
from kling_desktop.service.messages import text, whole

ANSWER_BYTES = 1_000_000
"""More than any answer of the service has; what comes after is not read."""

RETRY_AFTER_MAX = 86_400.0
"""Seconds. An answer asking for more than a day is taken as asking for a day."""

_TASK_ID = re.compile(r'"task_id"\s*:\s*(?:"([^"\\]{1,256})"|(\d{1,64})(?=\s*[,}]))')
_TRACE_HEADERS = ("x-trace-id", "trace-id", "x-request-id", "x-b3-traceid")
_TRACE_FIELDS = ("trace_id", "traceId", "request_id", "requestId")


class Reply:
    """An answer as far as it has come. Filled while it is read, so that a break loses nothing."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.headers = httpx.Headers()
        self.content = bytearray()

    async def take(self, response: httpx.Response) -> None:
        """Reads `response` up to `ANSWER_BYTES`. What breaks it is raised, what came is kept."""
        self.status = response.status_code
        self.headers = response.headers
        async for piece in response.aiter_bytes():
            self.content += piece[: ANSWER_BYTES - len(self.content)]
            if len(self.content) >= ANSWER_BYTES:
                return


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer tells, with the key taken out of everything that is kept."""

    fields: dict[str, Any] | None
    """The JSON object; `None` when it is none."""
    code: int | None
    """The top-level `code`, where it is a number."""
    answer: Answer
    task_id_seen: str | None
    """What looks like a task id, wherever it stands."""

    @property
    def in_own_words(self) -> bool:
        """Whether it has the shape of the service's own errors (contract.md §3)."""
        return bool(self.answer.reason) or (self.code is not None and bool(self.answer.message))


def read_reply(reply: Reply, key: str) -> Told:
    """Reads whatever came. Never raises."""
    # A damaged byte in a message must not cost the task id beside it.
    content = reply.content.decode("utf-8-sig", "replace")
    fields = _object(content)
    told = fields or {}
    message = text(told.get("message"))
    if not message and reply.status is not None and 300 <= reply.status < 400:
        message = reply.headers.get("location", "")
    answer = Answer(
        status=reply.status,
        reason=without_key(text(told.get("reason")), key)[:200],
        message=without_key(message, key)[:BODY_KEPT],
        trace_id=without_key(_trace_id(told, reply.headers), key)[:200],
        body=without_key(content, key)[:BODY_KEPT],
    )
    seen = _TASK_ID.search(content)
    return Told(
        fields=fields,
        code=whole(told.get("code")),
        answer=answer,
        task_id_seen=(seen[1] or seen[2]).strip() or None if seen else None,
    )


def _object(content: str) -> dict[str, Any] | None:
    try:
        value = msgspec.json.decode(content)
    # RecursionError: thousands of nested brackets. ValueError: numbers beyond all limits.
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _trace_id(told: Mapping[str, Any], headers: httpx.Headers) -> str:
    metadata = told.get("metadata")
    places = (told, metadata if isinstance(metadata, dict) else {})
    found = [text(place.get(name)) for place in places for name in _TRACE_FIELDS]
    found += [headers.get(name, "") for name in _TRACE_HEADERS]
    return next((trace for trace in found if trace), "")


def without_key(kept: str, key: str) -> str:
    """`kept` with every occurrence of `key` replaced: a service may echo what it was sent."""
    key = key.strip()
    for written in {key, json.dumps(key)[1:-1]} - {""}:
        kept = kept.replace(written, "…")
    return kept


def retry_after(headers: httpx.Headers, now: float) -> float | None:
    """Seconds that `Retry-After` asks for, given as seconds or as a date; `None` without one.

    A date is measured against the answer's own `Date`, and only without one against `now` (Unix
    seconds): this machine's clock may be wrong.
    """
    wanted = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,12}(\.\d*)?", wanted, re.ASCII):
        return min(float(wanted), RETRY_AFTER_MAX)
    until = _moment(wanted)
    if until is None:
        return None
    start = _moment(headers.get("date", ""))
    return min(max(0.0, until - (now if start is None else start)), RETRY_AFTER_MAX)


def _moment(written: str) -> float | None:
    try:
        moment = email.utils.parsedate_to_datetime(written)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.UTC)
        return moment.timestamp()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
