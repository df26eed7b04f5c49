"""From a task id to a clip: polling as in contract.md §4.9 and fetching as in §4.10."""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import av
import pytest

from tests.e2e.answers import (
    cut_after,
    drop,
    page,
    redirect,
    send_bytes,
    send_clip,
    status,
    task,
)
from tests.e2e.strict_server import StrictServer
from tests.e2e.table import Case, Outcome, check, play
from tests.e2e.wire import Answer

QUEUED = task("TASK_STATUS_QUEUED")
MADE = task("TASK_STATUS_SUCCEED")
MADE_OF_NOTHING = task("TASK_STATUS_SUCCEED", videos=[])
EXPIRED = status(403, reason="", message="Request has expired")

Arrange = Callable[[StrictServer, StrictServer], None]


def asked(*answers: Answer) -> Arrange:
    return lambda server, _: server.polls.script(*answers)


def fetched(*answers: Answer) -> Arrange:
    return lambda server, _: server.files.script(*answers)


def always(answer: Answer, *, ranges: bool = True) -> Arrange:
    def arrange(server: StrictServer, _: StrictServer) -> None:
        server.files.usual = answer
        server.ranges = ranges

    return arrange


def without_ranges(*answers: Answer) -> Arrange:
    def arrange(server: StrictServer, _: StrictServer) -> None:
        server.ranges = False
        server.files.script(*answers)

    return arrange


def polled_elsewhere(server: StrictServer, other: StrictServer) -> None:
    server.polls.script(redirect(other.url + "/v3/async/task-result"))


def kept_elsewhere(server: StrictServer, other: StrictServer) -> None:
    server.file_base = other.url


def moved_elsewhere(server: StrictServer, other: StrictServer) -> None:
    server.files.script(redirect(other.new_file(), 302))


def listed_among_others(server: StrictServer, _: StrictServer) -> None:
    gif = {"video_url": server.url + "/files/no.gif", "video_url_ttl": 0, "video_type": "gif"}
    film = {"video_url": server.new_file(), "video_url_ttl": "soon", "video_type": "mp4"}
    server.polls.usual = task("TASK_STATUS_SUCCEED", videos=[None, {}, gif, film])


def half(server: StrictServer, _: StrictServer) -> None:
    server.files.usual = send_bytes(server.clip[: len(server.clip) * 6 // 10])


def half_once(server: StrictServer, _: StrictServer) -> None:
    server.files.script(send_bytes(server.clip[: len(server.clip) // 2]))


def announced_short(server: StrictServer, _: StrictServer) -> None:
    size = len(server.clip) * 6 // 10
    server.files.script(send_bytes(server.clip, length=size))


def announced_short_always(server: StrictServer, _: StrictServer) -> None:
    size = len(server.clip) * 6 // 10
    server.files.usual = send_bytes(server.clip, length=size)


def cut_at_six_tenths(server: StrictServer, _: StrictServer) -> None:
    server.ranges = False
    server.files.usual = cut_after(len(server.clip) * 6 // 10)


ODD = task("TASK_STATUS_PROCESSING", eta="12.5", progress="40%", reason=None)
ODDER = task("TASK_STATUS_PROCESSING", eta=None, progress=-5, reason=["x"])
ODDEST = task("TASK_STATUS_PROCESSING", eta={}, progress=1e300, reason=7)

POLLS = [
    Case("queued, generating, made", asked(QUEUED, ODD, MADE)),
    Case("numbers of odd types", asked(ODD, ODDER, ODDEST)),
    Case("unknown words", asked(task("TASK_STATUS_UNKNOWN"), task("DREAMING"), task(""))),
    Case(
        "failed by the service",
        asked(task("TASK_STATUS_FAILED", reason="too dark")),
        code=4,
        state="failed",
        says=("task_failed",),
    ),
    Case(
        "cancelled by the service",
        asked(task("TASK_STATUS_CANCELED")),
        code=4,
        state="failed",
        says=("task_canceled",),
    ),
    Case("made, but no address five times", asked(*[MADE_OF_NOTHING] * 5)),
    Case(
        "made, but never an address",
        asked(*[MADE_OF_NOTHING] * 6),
        code=4,
        state="failed",
        says=("no_file",),
    ),
    Case("not found at first", asked(status(404, reason="TASK_NOT_FOUND"), page(404), QUEUED)),
    Case("polls dropped", asked(drop, drop)),
    Case("polls answered in HTML", asked(page(200), page(502))),
    Case("polls too frequent", asked(status(429, reason="RATE_LIMIT_EXCEEDED"))),
    Case("no result for a moment", asked(status(500, reason="GET_RESULT_FAILED"))),
    Case("polls pointed elsewhere", polled_elsewhere),
    Case("listed among others", listed_among_others),
]

FILES = [
    Case("cut once", fetched(cut_after(2000))),
    Case("cut twice", fetched(cut_after(2000), cut_after(1500))),
    Case("cut once, no ranges", without_ranges(cut_after(2000))),
    Case("an honest half once", half_once),
    Case("an honest half always", half, says=("damaged",)),
    Case("announced too short once", announced_short),
    Case("announced too short always", announced_short_always, says=("damaged",)),
    Case("expired once", fetched(EXPIRED)),
    Case("gone once", fetched(page(404))),
    Case("expired always", always(EXPIRED), code=4, state="failed", says=("no_file",)),
    Case("a page once", fetched(page(200))),
    Case("a page always", always(page(200)), code=4, state="failed", says=("unusable_file",)),
    Case("nothing once", fetched(send_bytes(b""))),
    Case("500 once", fetched(page(500))),
    Case("dropped once", fetched(drop)),
    Case("kept elsewhere", kept_elsewhere),
    Case("moved elsewhere", moved_elsewhere),
    Case("no ranges", always(send_clip, ranges=False)),
    Case("longer than asked", fetched(), options=("--duration", "3"), says=("other_length",)),
    Case("without its sound", fetched(), options=("--sound",), says=("no_sound",)),
    Case("cut at the same place always", cut_at_six_tenths, says=("damaged",)),
]

CASES = [*POLLS, *FILES]


@pytest.fixture(scope="module")
def outcomes(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    clip: bytes,
    frame: Path,
) -> dict[str, Future[Outcome]]:
    wanted = {item.callspec.id for item in request.session.items if hasattr(item, "callspec")}
    cases = [case for case in CASES if case.name in wanted]
    return play(cases, clip, frame, tmp_path_factory.mktemp("fetching"))


def pictures_in(path: Path) -> int:
    """How many pictures the first film stream of a file really holds."""
    with av.open(str(path)) as film:
        return sum(1 for _ in film.decode(video=0))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_way_home(case: Case, outcomes: dict[str, Future[Outcome]]) -> None:
    outcome = outcomes[case.name].result()
    check(case, outcome)
    (job,) = outcome.ended.jobs.values()
    assert job["task_id"] in outcome.server.tasks, "the task id is never lost"
    if case.state == "done":
        assert job["output"] == str(outcome.output)
        assert Path(job["clip"]).read_bytes() == outcome.output.read_bytes()
        if "damaged" not in case.says:
            assert pictures_in(outcome.output) == 120
            assert "damaged" not in job["oddities"]
        left = [path.name for path in Path(job["clip"]).parent.iterdir()]
        assert left == [Path(job["clip"]).name], "something was left beside the clip"


@pytest.fixture
def came_of(outcomes: dict[str, Future[Outcome]]) -> Callable[[str], Outcome]:
    def came_of(name: str) -> Outcome:
        if name not in outcomes:
            pytest.skip("its case was not asked for")
        return outcomes[name].result()

    return came_of


def test_what_was_fetched_is_not_fetched_again(came_of: Callable[[str], Outcome]) -> None:
    ranges = [request.header("Range") for request in came_of("cut twice").server.fetched]
    assert ranges == [None, "bytes=2000-", "bytes=3500-"]


def test_an_expired_address_is_replaced_by_a_fresh_one(
    came_of: Callable[[str], Outcome],
) -> None:
    for name, most in (("expired once", 2), ("expired always", 2)):
        addresses = [request.target for request in came_of(name).server.fetched]
        assert len(addresses) == len(set(addresses)) == most


def test_a_success_without_a_file_is_asked_for_five_more_times(
    came_of: Callable[[str], Outcome],
) -> None:
    assert len(came_of("made, but never an address").server.asked) == 6


def test_the_services_own_words_come_through(came_of: Callable[[str], Outcome]) -> None:
    (job,) = came_of("failed by the service").ended.jobs.values()
    assert job["service_message"] == "too dark"
