"""Every line of contract.md §4.8's table, against the real program: what came back, what became of
the job, and never a second submit but after 429 and 503.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from tests.e2e.answers import (
    accept,
    answer_json,
    drop,
    early,
    page,
    redirect,
    reset,
    status,
)
from tests.e2e.strict_server import StrictServer
from tests.e2e.table import Case, Outcome, check, play
from tests.e2e.wire import Answer, Exchange


def answered(*answers: Answer) -> Callable[[StrictServer, StrictServer], None]:
    return lambda server, _: server.submits.script(*answers)


def sent_elsewhere(code: int) -> Callable[[StrictServer, StrictServer], None]:
    return lambda server, other: server.submits.script(redirect(other.url + "/v3", code))


def half_an_answer(exchange: Exchange) -> None:
    exchange.reply(200, b'{"task_id": "tas', length=40)


def in_pieces(exchange: Exchange) -> None:
    task_id = exchange.server.new_task().encode()
    pieces = (b'{"task_id": "', task_id, b'"}')
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    head = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    exchange.stream.sendall(head + chunks + b"0\r\n\r\n")


def until_closed(exchange: Exchange) -> None:
    body = b'\xef\xbb\xbf{"code": 0, "task_id": "%s"}' % exchange.server.new_task().encode()
    exchange.stream.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + body)
    exchange.close()


def a_number(exchange: Exchange) -> None:
    answer_json(201, {"task_id": 987654321, "message": "ok"})(exchange)


REASONS = [
    ("MISSING_API_KEY", 400, "key"),
    ("INVALID_API_KEY", 403, "key"),
    ("FAILED_TO_AUTH", 401, "key"),
    ("NOT_ENOUGH_BALANCE", 403, "balance"),
    ("BILLING_BALANCE_NOT_ENOUGH", 400, "balance"),
    ("API_NOT_ALLOWED", 403, "not_allowed"),
    ("ACCESS_DENY", 403, "not_allowed"),
    ("NEED_REAL_NAME_VERIFY", 403, "not_allowed"),
    ("BILLING_AUTH_FAILED", 403, "not_allowed"),
    ("ILLEGAL_PROMPT", 400, "words_or_picture"),
    ("ILLEGAL_IMAGE_CONTENT", 400, "words_or_picture"),
    ("INVALID_IMAGE_FORMAT", 400, "picture_unfit"),
    ("INVALID_IMAGE_SIZE", 400, "picture_unfit"),
    ("IMAGE_FILE_EXCEEDS_MAX_SIZE", 400, "picture_unfit"),
    ("IMAGE_EXCEEDS_MAX_RESOLUTION", 400, "picture_unfit"),
    ("INVALID_REQUEST_BODY", 400, "malformed"),
    ("CREATE_TASK_FAILED", 500, "service_down"),
    ("BILLING_FAILED", 500, "service_down"),
    ("MODEL_NOT_FOUND", 404, "no_such_model"),
    ("API_NOT_FOUND", 404, "no_such_model"),
    ("SOMETHING_NEW", 422, "other_refusal"),
]


def refusals() -> Iterator[Case]:
    """The service said no: certain, exit 3, never repeated."""
    for reason, code, ending in REASONS:
        answer = status(code, reason=reason)
        yield Case(reason, answered(answer), code=3, state="refused", says=(ending,))
    no_key = {"code": 403, "reason": "INVALID_API_KEY", "message": "m", "metadata": {}}
    odd = {
        "refused inside a 200": answer_json(200, no_key),
        "refused inside a 200 by its code": answer_json(200, {"code": 400, "reason": "ODD"}),
        "refused before the body was read": early(status(401, reason="FAILED_TO_AUTH")),
        "a 402 without a known reason": status(402, reason="PAY"),
    }
    for name, answer in odd.items():
        yield Case(name, answered(answer), code=3, state="refused")
    for code in (301, 302, 303, 307, 308):
        says = ("redirected",)
        yield Case(f"a {code}", sent_elsewhere(code), code=3, state="refused", says=says)


def doubts() -> Iterator[Case]:
    """Nobody knows: exit 5, never repeated."""
    answers = {
        "dropped after the body": drop,
        "reset after the body": reset,
        "half an answer": half_an_answer,
        "500 in HTML": page(500),
        "502 in HTML": page(502),
        "503 in HTML": page(503),
        "503 empty": page(503, b""),
        "400 in HTML": page(400),
        "404 in HTML": page(404),
        "413 empty": page(413, b""),
        "500 with another reason": status(500, reason="TASK_FAILED"),
        "500 without a reason": status(500),
        "504 with a reason": status(504, reason="GATEWAY_TIMEOUT"),
        "200 in HTML": page(200),
        "200 empty": page(200, b""),
        "200 and no task id": answer_json(200, {"status": "ok"}),
        "200 and an empty task id": answer_json(200, {"task_id": ""}),
        "200 and null for a task id": answer_json(200, {"task_id": None}),
        "200 and the task id elsewhere": answer_json(200, {"data": {"task_id": "t-1"}}),
        "200 and a list": answer_json(200, ["t-1"]),
    }
    for name, answer in answers.items():
        yield Case(name, answered(answer), code=5, state="unconfirmed")


def waits() -> Iterator[Case]:
    """The service asks to wait: it is asked again; every submit but the last was turned away."""
    busy = status(429, reason="RATE_LIMIT_EXCEEDED")
    later = status(429, reason="RATE_LIMIT_EXCEEDED", Retry_After="9")
    down = status(503, reason="SERVICE_NOT_AVAILABLE")
    yield Case("429 twice", answered(busy, busy), posts=3)
    yield Case("429 with Retry-After", answered(later), posts=2)
    yield Case("429 in HTML", answered(page(429)), posts=2)
    yield Case("429 before the body was read", answered(early(busy)), posts=2)
    yield Case("503 in its own words", answered(down), posts=2)
    yield Case("429, then a drop", answered(busy, drop), code=5, state="unconfirmed", posts=2)
    yield Case("429, then a refusal", answered(down, REFUSAL), code=3, state="refused", posts=2)


REFUSAL = status(400, reason="ILLEGAL_PROMPT")


def oddities() -> Iterator[Case]:
    """However oddly a task id is given, it is taken."""
    for answer in (accept, in_pieces, until_closed, a_number):
        yield Case(f"accepted: {answer.__name__}", answered(answer))


CASES = [*waits(), *refusals(), *doubts(), *oddities()]


@pytest.fixture(scope="module")
def outcomes(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    clip: bytes,
    frame: Path,
) -> dict[str, Future[Outcome]]:
    wanted = {item.callspec.id for item in request.session.items if hasattr(item, "callspec")}
    cases = [case for case in CASES if case.name in wanted]
    return play(cases, clip, frame, tmp_path_factory.mktemp("submits"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_came_back(case: Case, outcomes: dict[str, Future[Outcome]]) -> None:
    outcome = outcomes[case.name].result()
    check(case, outcome)
    assert outcome.other.requests == [], "a redirect was followed"
    (job,) = outcome.ended.jobs.values()
    asked = [request.query["task_id"] for request in outcome.server.asked]
    assert asked == [[job["task_id"]]] * len(asked)
    if case.state == "done":
        assert job["task_id"] is not None
    else:
        # One that stood in an odd answer is kept for the user, never relied on.
        assert job["task_id"] in (None, "t-1")
    charge = {"refused": "Nothing was charged", "unconfirmed": "may have been charged"}
    assert charge.get(case.state, "") in job["message"]


def test_retry_after_is_honoured(outcomes: dict[str, Future[Outcome]]) -> None:
    case = "429 with Retry-After"
    if case not in outcomes:
        pytest.skip("its case was not asked for")
    first, second = outcomes[case].result().server.posts
    assert second.at - first.at >= 9
