from collections.abc import Iterator

import httpx
import pytest

from kling_desktop.practice.trouble import DESCRIPTIONS, Trouble, asked_for
from tests.practice.conftest import RESULT, SUBMIT, Child
from tests.practice.studio_props import body, fields

JSON = {"Content-Type": "application/json"}
UNFILMED = "[trouble: stuck]"
"""No clip is made of a task that never ends, so no other test has to wait for it."""


def test_every_trouble_is_explained() -> None:
    assert set(DESCRIPTIONS) == set(Trouble)


def test_troubles_are_read_from_a_prompt() -> None:
    assert asked_for("Fog [trouble: busy] lifts [Trouble:NO-URL]") == {
        Trouble.BUSY,
        Trouble.NO_URL,
    }
    assert asked_for("Trouble: busy") == frozenset()
    with pytest.raises(ValueError, match="bizzy"):
        asked_for("[trouble: bizzy]")


@pytest.mark.parametrize(
    ("trouble", "status", "reason"),
    [
        ("refuse-key", 403, "INVALID_API_KEY"),
        ("refuse-balance", 403, "NOT_ENOUGH_BALANCE"),
        ("refuse-prompt", 400, "ILLEGAL_PROMPT"),
        ("refuse-picture", 400, "ILLEGAL_IMAGE_CONTENT"),
        ("misspelt", 400, "INVALID_REQUEST_BODY"),
    ],
)
def test_a_refusal_can_be_asked_for(child: Child, trouble: str, status: int, reason: str) -> None:
    before = child.submits()
    answer = child.submit(prompt=f"Fog [trouble: {trouble}]")
    assert answer.status_code == status
    assert answer.json()["code"] == status
    assert answer.json()["reason"] == reason
    assert child.submits() == {
        "received": before["received"] + 1,
        "accepted": before["accepted"],
    }


@pytest.mark.parametrize(
    ("trouble", "status", "retry_after"), [("busy", 429, None), ("unavailable", 503, "1")]
)
def test_turned_away_twice_and_then_let_in(
    child: Child, trouble: str, status: int, retry_after: str | None
) -> None:
    prompt = f"Fog [trouble: {trouble}] {UNFILMED}"
    for _ in range(2):
        answers = [child.submit(prompt=prompt) for _ in range(3)]
        assert [one.status_code for one in answers] == [status, status, 200]
        assert answers[0].headers.get("Retry-After") == retry_after
    assert answers[0].json()["reason"] in ("RATE_LIMIT_EXCEEDED", "SERVICE_NOT_AVAILABLE")


def test_each_prompt_is_turned_away_by_its_own_count(child: Child) -> None:
    one, other = "Dawn [trouble: busy]", "Dusk [trouble: busy]"
    statuses = [child.submit(prompt=prompt).status_code for prompt in (one, other, one, other)]
    assert statuses == [429] * 4


def test_a_dropped_connection_leaves_a_task(child: Child) -> None:
    before = child.submits()
    with pytest.raises(httpx.RemoteProtocolError):
        child.submit(prompt=f"Fog [trouble: drop] {UNFILMED}")
    assert child.submits() == {name: count + 1 for name, count in before.items()}
    assert child.process.poll() is None


def test_a_page_of_html_leaves_no_task(child: Child) -> None:
    before = child.submits()["accepted"]
    answer = child.submit(prompt="Fog [trouble: html-500]")
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/html")
    assert child.submits()["accepted"] == before


def test_a_task_can_fail_or_be_canceled(child: Child) -> None:
    failed = child.new_task(prompt="Fog [trouble: fail]")
    assert child.wait_for(failed, "TASK_STATUS_FAILED")["task"]["reason"]
    canceled = child.new_task(prompt="Fog [trouble: cancel]")
    assert child.wait_for(canceled, "TASK_STATUS_CANCELED")["videos"] == []


def test_a_stuck_task_goes_on_for_ever(child: Child) -> None:
    task_id = child.new_task(prompt="Fog [trouble: stuck]")
    assert child.result(task_id)["task"]["status"] == "TASK_STATUS_PROCESSING"


def test_success_can_come_before_its_video(child: Child) -> None:
    task_id = child.new_task(prompt="Fog [trouble: no-url]", duration=3)
    answers = [child.wait_for(task_id, "TASK_STATUS_SUCCEED") for _ in range(4)]
    assert [len(one["videos"]) for one in answers] == [0, 0, 0, 1]


def test_the_first_address_can_be_over_already(child: Child) -> None:
    task_id = child.new_task(prompt="Fog [trouble: expired-url]", duration=3)
    first, second = child.video_url(task_id), child.video_url(task_id)
    assert httpx.get(first).status_code == 403
    assert httpx.get(second).status_code == 200
    assert httpx.get(first).status_code == 403


def test_a_file_can_be_cut_short_and_gone_on_with(child: Child) -> None:
    url = child.video_url(child.new_task(prompt="Fog [trouble: truncated]", duration=3))
    pieces: list[bytes] = []
    with httpx.stream("GET", url) as answer:
        promised = int(answer.headers["content-length"])
        with pytest.raises(httpx.RemoteProtocolError):
            pieces.extend(answer.iter_raw())
    received = b"".join(pieces)
    assert len(received) == promised // 2
    rest = httpx.get(url, headers={"Range": f"bytes={len(received)}-"})
    assert rest.status_code == 206
    assert received + rest.content == httpx.get(url).content


@pytest.fixture
def troubled() -> Iterator[Child]:
    with Child("--trouble", "refuse-key", "--trouble", "slow") as one:
        yield one


def test_trouble_can_be_asked_for_a_whole_service(troubled: Child) -> None:
    assert troubled.http.post(SUBMIT, content=body(), headers=JSON).status_code == 403
    asked = troubled.http.get(RESULT, params={"task_id": "made up"})
    assert asked.json()["reason"] == "INVALID_API_KEY"


def test_trouble_in_the_body_does_not_hide_a_fault_in_it(child: Child) -> None:
    answer = child.http.post(SUBMIT, json=fields(prompt="[trouble: busy]", duration=2))
    assert answer.json()["reason"] == "INVALID_REQUEST_BODY"
