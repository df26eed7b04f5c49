"""Answers of any shape: decoding never fails, and money is never guessed at."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling_desktop.service.errors import Busy, Refused, ServiceError, TaskNotFound, Unconfirmed
from kling_desktop.service.messages import TaskResult, Video, read_result
from kling_desktop.service.outcome import KeyVerdict, asked, key_verdict, submitted
from kling_desktop.service.reading import Reply, read_reply, retry_after

URL = "https://f.example/a"
NAMES = st.sampled_from(
    [
        "task_id",
        "status",
        "reason",
        "code",
        "message",
        "metadata",
        "task",
        "videos",
        "images",
        "extra",
        "video_url",
        "video_url_ttl",
        "video_type",
        "eta",
        "progress_percent",
        "trace_id",
    ]
)
WORDS = st.sampled_from(
    [
        "",
        "abc",
        "TASK_STATUS_SUCCEED",
        "INVALID_API_KEY",
        "https://a.example/b.mp4",
        "3600",
        "1e999",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=8)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=20,
)
STATUSES = st.sampled_from([200, 201, 204, 301, 400, 401, 402, 403, 404, 418, 429, 500, 502, 503])


def reply_of(status: int, content: bytes, headers: dict[str, str] | None = None) -> Reply:
    reply = Reply()
    reply.status, reply.headers = status, httpx.Headers(headers or {})
    reply.content += content
    return reply


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("utf-8", "replace")) for name, value in headers.items()]


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


@settings(max_examples=400)
@given(status=STATUSES, content=ANYTHING.map(as_json) | st.binary(max_size=80))
def test_no_answer_is_too_odd(status: int, content: bytes) -> None:
    told = read_reply(reply_of(status, content), "key-key-key")
    outcome = submitted(told, None)
    if isinstance(outcome, str):
        assert outcome
        assert 200 <= status < 300
    else:
        assert isinstance(outcome, Busy | Refused | Unconfirmed)
    if isinstance(outcome, Busy):
        assert status in (429, 503)
    if status == 429:
        assert isinstance(outcome, Busy)
    result = asked(told, None)
    assert isinstance(result, ServiceError | TaskResult)
    if isinstance(result, TaskResult):
        assert 0 <= result.progress <= 100
        assert result.eta >= 0
    assert key_verdict(told) in KeyVerdict


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            {
                "task": {
                    "task_id": "1",
                    "status": "TASK_STATUS_SUCCEED",
                    "reason": "",
                    "eta": 12,
                    "progress_percent": 100,
                },
                "videos": [
                    {
                        "video_url": "https://f.example/a.mp4?s=1",
                        "video_url_ttl": "3600",
                        "video_type": "mp4",
                    }
                ],
            },
            TaskResult(
                status="TASK_STATUS_SUCCEED",
                eta=12,
                progress=100,
                video=Video(url="https://f.example/a.mp4?s=1", ttl_seconds=3600, type="mp4"),
            ),
        ),
        ({}, TaskResult(status="")),
        ({"task": None, "videos": None}, TaskResult(status="")),
        ({"task": {"status": "NEW_WORD"}}, TaskResult(status="NEW_WORD")),
        ({"task": {"status": "S", "progress_percent": "45%", "eta": "7.9"}},
         TaskResult(status="S", progress=45, eta=7)),
        ({"task": {"status": "S", "progress_percent": 250, "eta": -1}},
         TaskResult(status="S", progress=100)),
        ({"task": {"status": "S", "progress_percent": True, "eta": "1e999"}},
         TaskResult(status="S")),
        ({"task": {"status": 3, "reason": 4}}, TaskResult(status="3", reason="4")),
        ({"task": {"status": "S"}, "videos": [{"video_url": URL, "video_url_ttl": "0"}]},
         TaskResult(status="S", video=Video(url=URL))),
        ({"task": {"status": "S"}, "videos": [None, {}, {"video_url": ""}, {"video_url": 3}, "x"]},
         TaskResult(status="S")),
        ({"task": {"status": "S"}, "videos": [{"video_url": "file:///etc/passwd"}]},
         TaskResult(status="S")),
        ({"task": {"status": "S"}, "videos": [
            {"video_url": "https://f.example/a.gif", "video_type": "GIF"},
            {"video_url": "https://f.example/b.mp4", "video_type": "mp4"}]},
         TaskResult(status="S", video=Video(url="https://f.example/b.mp4", type="mp4"))),
        ({"task": {"status": "S"}, "videos": {"video_url": "http://f.example/a.mp4"}},
         TaskResult(status="S", video=Video(url="http://f.example/a.mp4"))),
    ],
)  # fmt: skip
def test_results_are_read_however_they_are_shaped(told: dict[str, Any], expected: object) -> None:
    assert read_result(told) == expected


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "12"}, 12),
        ({"retry-after": " 0 "}, 0),
        ({"Retry-After": "999999999"}, 86_400),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": "٣"}, None),
        ({"Retry-After": "Thu, 01 Jan 1970 00:01:00 GMT"}, 40),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:01 GMT"}, 0),
        ({"Retry-After": "Thu, 01 Jan 1970 00:01:00 -0000"}, 40),
        ({"Retry-After": "Thu, 99 Jan 1970 00:01:00 GMT"}, None),
        # This machine's clock is wrong by years; the answer's own date counts.
        (
            {
                "Retry-After": "Sun, 22 Nov 2026 12:00:30 GMT",
                "Date": "Sun, 22 Nov 2026 12:00:00 GMT",
            },
            30,
        ),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(httpx.Headers(_raw(headers)), now=20.0) == seconds


@settings(max_examples=200)
@given(value=st.text(max_size=40))
def test_no_retry_after_is_too_odd(value: str) -> None:
    wait = retry_after(httpx.Headers(_raw({"Retry-After": value, "Date": value})), now=0.0)
    assert wait is None or 0 <= wait <= 86_400


def test_the_raw_answer_is_kept_short_without_the_key_and_with_its_trace() -> None:
    key = 'sk-"odd"\\key'
    body = {
        "reason": "INVALID_API_KEY",
        "message": f"bad key {key}!",
        "metadata": {"trace_id": "t-1"},
        "echo": f"Bearer {key}",
        "long": "x" * 9000,
    }
    told = read_reply(reply_of(403, as_json(body), {"X-Request-Id": "r-1"}), f" {key}\n")
    assert told.answer.message == "bad key …!"
    assert told.answer.trace_id == "t-1"
    assert len(told.answer.body) == 4000
    assert "odd" not in told.answer.body
    told = read_reply(reply_of(502, b"", {"X-Request-Id": "r-1"}), key)
    assert told.answer.trace_id == "r-1"


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (400, {"code": 400, "reason": "MISSING_API_KEY"}, KeyVerdict.WRONG),
        (403, {"code": 403, "reason": "INVALID_API_KEY"}, KeyVerdict.WRONG),
        (401, {"code": 401, "reason": "FAILED_TO_AUTH"}, KeyVerdict.WRONG),
        (401, "<html>", KeyVerdict.WRONG),
        (200, {"code": 403, "reason": "INVALID_API_KEY"}, KeyVerdict.WRONG),
        (200, {"code": 401, "message": "no"}, KeyVerdict.WRONG),
        (404, {"code": 404, "reason": "TASK_NOT_FOUND"}, KeyVerdict.ACCEPTED),
        (200, {"code": 404, "reason": "TASK_NOT_FOUND"}, KeyVerdict.ACCEPTED),
        (200, {"task": {"status": "TASK_STATUS_UNKNOWN"}}, KeyVerdict.ACCEPTED),
        (404, {"code": 404, "reason": "API_NOT_FOUND"}, KeyVerdict.UNKNOWN),
        (404, "<html>", KeyVerdict.UNKNOWN),
        (200, "<html>", KeyVerdict.UNKNOWN),
        (200, {}, KeyVerdict.UNKNOWN),
        (403, {"code": 403, "reason": "NOT_ENOUGH_BALANCE"}, KeyVerdict.UNKNOWN),
        (503, {"code": 503, "reason": "SERVICE_NOT_AVAILABLE"}, KeyVerdict.UNKNOWN),
        (500, {"code": 500, "reason": "TASK_NOT_FOUND"}, KeyVerdict.UNKNOWN),
        (302, {}, KeyVerdict.UNKNOWN),
    ],
)
def test_what_a_made_up_task_tells_about_a_key(
    status: int, body: object, verdict: KeyVerdict
) -> None:
    content = body.encode() if isinstance(body, str) else as_json(body)
    assert key_verdict(read_reply(reply_of(status, content), "k")) is verdict


def test_a_404_in_any_words_is_not_found() -> None:
    for content in (b"", b"<html>", as_json({"reason": "TASK_NOT_FOUND"})):
        assert isinstance(asked(read_reply(reply_of(404, content), "k"), None), TaskNotFound)
