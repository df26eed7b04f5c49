"""Every line of contract.md §4.8 and §3, over real sockets."""

import gzip
import json
import socket
import ssl
from pathlib import Path

import pytest

from kling_desktop.service.client import Client
from kling_desktop.service.connection import Timeouts
from kling_desktop.service.errors import (
    REASONS,
    Busy,
    NotSent,
    Redirected,
    Refusal,
    Refused,
    ServiceError,
    Unconfirmed,
)
from kling_desktop.service.messages import Submission
from tests.service.rude_server import Reply, RudeServer, make_certificate, rude_server, told

STATUSES = {
    "MISSING_API_KEY": 400,
    "INVALID_API_KEY": 403,
    "FAILED_TO_AUTH": 401,
    "NOT_ENOUGH_BALANCE": 403,
    "BILLING_BALANCE_NOT_ENOUGH": 400,
    "API_NOT_ALLOWED": 403,
    "ACCESS_DENY": 403,
    "NEED_REAL_NAME_VERIFY": 403,
    "BILLING_AUTH_FAILED": 403,
    "ILLEGAL_PROMPT": 400,
    "ILLEGAL_IMAGE_CONTENT": 400,
    "INVALID_IMAGE_FORMAT": 400,
    "INVALID_IMAGE_SIZE": 400,
    "IMAGE_FILE_EXCEEDS_MAX_SIZE": 400,
    "IMAGE_EXCEEDS_MAX_RESOLUTION": 400,
    "INVALID_REQUEST_BODY": 400,
    "CREATE_TASK_FAILED": 500,
    "BILLING_FAILED": 500,
    "MODEL_NOT_FOUND": 404,
    "API_NOT_FOUND": 404,
}


def trouble(reason: str, code: int | None = None, **more: object) -> dict[str, object]:
    return {"code": code, "reason": reason, "message": "as it is", "metadata": {}} | more


async def submit(
    rude: RudeServer, submission: Submission, key: str, timeouts: Timeouts | None = None
) -> str:
    client = Client(rude.base, timeouts=timeouts)
    try:
        return await client.submit(submission, key)
    finally:
        await client.close()


async def fails(
    reply: Reply, submission: Submission, key: str, timeouts: Timeouts | None = None
) -> ServiceError:
    """Submits once to a server with this answer and returns what it raises."""
    async with rude_server(reply) as rude:
        with pytest.raises(ServiceError) as caught:
            await submit(rude, submission, key, timeouts)
        assert len(rude.requests) == 1
    return caught.value


@pytest.mark.parametrize(
    ("reply", "task_id"),
    [
        (told({"task_id": "abc-1"}), "abc-1"),
        (told({"task_id": "abc-1"}, 201), "abc-1"),
        (told({"task_id": 1234567890123}), "1234567890123"),
        (told({"task_id": " abc "}), "abc"),
        (told({"task_id": "abc", "code": 400, "reason": "INVALID_REQUEST_BODY"}), "abc"),
        (told({"task_id": "abc", "extra": {"seed": [None, {}]}, "code": "0"}), "abc"),
        (Reply(body=b'\xef\xbb\xbf{"task_id": "abc"}'), "abc"),
        (Reply(body=b'{"message": "\xff\xfe", "task_id": "abc"}'), "abc"),
        # All of it is there, whatever the length claimed and however the connection ended.
        (told({"task_id": "abc"}, announce=500), "abc"),
        (told({"task_id": "abc"}, announce=500, reset=True), "abc"),
        (told({"task_id": "abc"}, announce=-1), "abc"),
        (
            Reply(body=b'{"task_id": "abc"}', headers=[("Retry-After", "\xe9"), ("X", "\xff")]),
            "abc",
        ),
        (told({"task_id": "abc"}, before=b"HTTP/1.1 102 Processing\r\n\r\n"), "abc"),
    ],
)
async def test_a_task_id_is_never_lost(
    reply: Reply, task_id: str, submission: Submission, key: str
) -> None:
    async with rude_server(reply) as rude:
        assert await submit(rude, submission, key) == task_id
        assert len(rude.requests) == 1


async def test_gzip_that_nobody_asked_for_is_read(submission: Submission, key: str) -> None:
    packed = gzip.compress(b'{"task_id": "abc"}')
    async with rude_server(Reply(body=packed, headers=[("Content-Encoding", "gzip")])) as rude:
        assert await submit(rude, submission, key) == "abc"


@pytest.mark.parametrize(("reason", "status"), STATUSES.items())
async def test_each_reason_is_a_certain_refusal(
    reason: str, status: int, submission: Submission, key: str
) -> None:
    error = await fails(told(trouble(reason, status), status), submission, key)
    assert type(error) is Refused
    assert error.refusal is REASONS[reason]
    assert (error.answer.status, error.answer.reason) == (status, reason)
    assert error.answer.message == "as it is"


@pytest.mark.parametrize("code", [None, 503])
async def test_not_available_inside_a_200_is_a_doubt(
    code: int | None, submission: Submission, key: str
) -> None:
    body = {"reason": "SERVICE_NOT_AVAILABLE"} | ({} if code is None else {"code": code})
    assert type(await fails(told(body), submission, key)) is Unconfirmed


@pytest.mark.parametrize("reason", [name for name in REASONS if name != "SERVICE_NOT_AVAILABLE"])
@pytest.mark.parametrize("code", [None, 400, "429"])
async def test_each_reason_inside_a_200_is_a_certain_refusal(
    reason: str, code: int | str | None, submission: Submission, key: str
) -> None:
    body = {"reason": reason, "message": "m"} | ({} if code is None else {"code": code})
    error = await fails(told(body), submission, key)
    assert type(error) is Refused
    assert error.refusal is REASONS[reason]


@pytest.mark.parametrize(
    ("status", "body", "refusal"),
    [
        (403, trouble("SOMETHING_NEW"), Refusal.OTHER_REFUSAL),
        (401, trouble("SOMETHING_NEW"), Refusal.KEY),
        (401, {"code": 401, "message": "who?"}, Refusal.KEY),
        (402, trouble("SOMETHING_NEW"), Refusal.BALANCE),
        (400, trouble("not_enough_balance"), Refusal.BALANCE),
        (200, trouble("SOMETHING_NEW", 400), Refusal.OTHER_REFUSAL),
        (200, {"code": 401, "message": "who?"}, Refusal.KEY),
        (200, {"code": "402", "message": "pay"}, Refusal.BALANCE),
        (200, trouble("RATE_LIMIT_EXCEEDED", 429), Refusal.RATE_LIMIT),
        (200, trouble("SERVICE_NOT_AVAILABLE", 400), Refusal.SERVICE_DOWN),
        (200, {**trouble("ILLEGAL_PROMPT", 400), "task_id": ""}, Refusal.WORDS_OR_PICTURE),
        (200, {**trouble("ILLEGAL_PROMPT", 400), "task_id": None}, Refusal.WORDS_OR_PICTURE),
    ],
)
async def test_other_refusals(
    status: int, body: dict[str, object], refusal: Refusal, submission: Submission, key: str
) -> None:
    error = await fails(told(body, status), submission, key)
    assert type(error) is Refused
    assert error.refusal is refusal


@pytest.mark.parametrize(
    "reply",
    [
        told(trouble("RATE_LIMIT_EXCEEDED", 429), 429),
        Reply(status=429, body=b"<html>slow down</html>"),
        Reply(status=429),
        Reply(status=429, body=b"cut", announce=99),
        told(trouble("SERVICE_NOT_AVAILABLE", 503), 503),
        told({"code": 503, "message": "later"}, 503),
    ],
)
async def test_busy(reply: Reply, submission: Submission, key: str) -> None:
    error = await fails(reply, submission, key)
    assert type(error) is Busy
    assert error.retry_after is None


async def test_busy_honours_retry_after(submission: Submission, key: str) -> None:
    error = await fails(Reply(status=429, headers=[("Retry-After", "7")]), submission, key)
    assert isinstance(error, Busy)
    assert error.retry_after == 7


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
@pytest.mark.parametrize("where", ["{other}", "//[odd", "ftp://x", ""])
async def test_a_redirect_is_refused_and_its_target_never_asked(
    status: int, where: str, submission: Submission, key: str
) -> None:
    async with rude_server(told({"task_id": "stolen"})) as other:
        where = where.format(other=other.base + "/elsewhere")
        headers = [("Location", where)] if where else []
        error = await fails(Reply(status=status, headers=headers), submission, key)
        assert other.connections == 0
    assert type(error) is Redirected
    assert error.refusal is Refusal.REDIRECTED
    assert error.answer.message == where


@pytest.mark.parametrize(
    "reply",
    [
        Reply(drop=True),
        Reply(drop=True, reset=True),
        Reply(read_bytes=10, drop=True, reset=True),
        Reply(silent=True),
        Reply(before=b"not http at all\r\n\r\n", drop=False),
        Reply(status=101),
    ],
)
async def test_no_answer_after_the_body_began_is_unconfirmed(
    reply: Reply, submission: Submission, key: str, impatient: Timeouts
) -> None:
    error = await fails(reply, submission, key, impatient)
    assert type(error) is Unconfirmed
    assert error.task_id_seen is None


async def test_a_dripping_answer_has_an_end(submission: Submission, key: str) -> None:
    """Each byte comes in time, all of them never would."""
    endless = Reply(body=b'{"task_id": ' + b" " * 100 + b'"late"}', drip=0.05)
    error = await fails(endless, submission, key, Timeouts(answer=0.5))
    assert type(error) is Unconfirmed
    assert error.answer.status == 200
    assert len(error.answer.body) < len(endless.body)


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 413, 418, 500, 502, 503, 504])
@pytest.mark.parametrize(
    "body", [b"<html>no</html>", b"", b"[]", b'{"detail": "no"}', b'{"reason": "IL', b"\xff\xfe"]
)
async def test_errors_in_other_words_are_unconfirmed(
    status: int, body: bytes, submission: Submission, key: str
) -> None:
    error = await fails(Reply(status=status, body=body), submission, key)
    assert type(error) is Unconfirmed
    assert error.answer.status == status


@pytest.mark.parametrize(
    "reply",
    [
        told(trouble("INTERNAL", 500), 500),
        told(trouble("NOT_ENOUGH_BALANCE", 500), 500),
        told(trouble("CREATE_TASK_FAILED", 502), 502),
        told({"code": 400, "message": "no reason given"}, 400),
    ],
)
async def test_errors_the_contract_does_not_name_are_unconfirmed(
    reply: Reply, submission: Submission, key: str
) -> None:
    assert type(await fails(reply, submission, key)) is Unconfirmed


@pytest.mark.parametrize(
    ("reply", "seen"),
    [
        (Reply(body=b"<html>fine</html>"), None),
        (Reply(), None),
        (Reply(status=204, announce=-1), None),
        (told({}), None),
        (told({"task_id": ""}), None),
        (told({"task_id": None}), None),
        (told({"task_id": ["abc"]}), None),
        (told({"task_id": True}), None),
        (told({"code": 0, "reason": "SUCCESS"}), None),
        (told(trouble("INTERNAL", 500)), None),
        (told({"data": {"task_id": "abc"}}), "abc"),
        (told([{"task_id": 17}]), "17"),
        (Reply(body=b'{"task_id": "abc", "more":', announce=99), "abc"),
        (Reply(body=b'{"task_id": "ab', announce=99), None),
        (Reply(body=b'{"task_id": 12', announce=99), None),
        (Reply(body=b'{"task_id": "a\xffb"}'), "a\ufffdb"),
        (Reply(body=b"[" * 200_000), None),
        (Reply(body=b'{"task_id": "abc", "long": "' + b"x" * 1_100_000 + b'"}'), "abc"),
    ],
)
async def test_a_200_that_settles_nothing_is_unconfirmed(
    reply: Reply, seen: str | None, submission: Submission, key: str
) -> None:
    error = await fails(reply, submission, key)
    assert type(error) is Unconfirmed
    assert error.answer.status == reply.status
    assert error.task_id_seen == seen


@pytest.mark.parametrize("reset", [False, True])
async def test_an_early_refusal_is_read_though_the_body_never_is(
    reset: bool, large: Submission, key: str, impatient: Timeouts
) -> None:
    """The service may say no and close without reading 13 MB."""
    body = trouble("INVALID_API_KEY", 403)
    error = await fails(told(body, 403, read_body=False, reset=reset), large, key, impatient)
    assert type(error) is Refused
    assert error.refusal is Refusal.KEY


async def test_an_early_refusal_is_read_over_tls(
    large: Submission, key: str, tmp_path: Path, impatient: Timeouts
) -> None:
    tls, public = make_certificate(tmp_path)
    verify = ssl.create_default_context(cafile=str(public))
    async with rude_server(told(trouble("X", 429), 429, read_body=False), tls=tls) as rude:
        client = Client(rude.base, verify=verify, timeouts=impatient)
        with pytest.raises(Busy):
            await client.submit(large, key)


async def test_an_interim_answer_does_not_stop_the_body(large: Submission, key: str) -> None:
    """A 1xx while the body is leaving is not the answer."""
    async with rude_server(told({"task_id": "abc"})) as rude:
        early = b"HTTP/1.1 102 Processing\r\n\r\n"
        original = rude._read_body

        async def hurried(reader, request, reply):  # type: ignore[no-untyped-def]
            rude.writers[-1].write(early)
            await original(reader, request, reply)

        rude._read_body = hurried  # type: ignore[method-assign]
        assert await submit(rude, large, key) == "abc"
        body = json.loads(rude.requests[0].body)
        assert len(body["image"]) > 13_000_000


async def test_a_service_that_stops_reading_is_unconfirmed(
    large: Submission, key: str, impatient: Timeouts
) -> None:
    error = await fails(Reply(read_bytes=100_000, silent=True), large, key, impatient)
    assert type(error) is Unconfirmed
    assert "WriteTimeout" in error.answer.message


async def test_nobody_listening_is_not_sent(submission: Submission, key: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        client = Client(f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(NotSent):
            await client.submit(submission, key)


@pytest.mark.parametrize("host", ["nowhere.invalid", "x" * 64 + ".invalid"])
async def test_a_name_nobody_knows_is_not_sent(
    host: str, submission: Submission, key: str, impatient: Timeouts
) -> None:
    with pytest.raises(NotSent):
        await Client(f"https://{host}", timeouts=impatient).submit(submission, key)


async def test_an_untrusted_certificate_is_not_sent(
    submission: Submission, key: str, tmp_path: Path
) -> None:
    tls, _ = make_certificate(tmp_path)
    async with rude_server(told({"task_id": "abc"}), tls=tls) as rude:
        with pytest.raises(NotSent):
            await submit(rude, submission, key)
        assert rude.requests == []


async def test_a_silent_tls_handshake_is_not_sent(
    submission: Submission, key: str, impatient: Timeouts
) -> None:
    async with rude_server() as rude:
        base = rude.base.replace("http:", "https:")
        with pytest.raises(NotSent):
            await Client(base, timeouts=impatient).submit(submission, key)
        assert rude.requests == []
