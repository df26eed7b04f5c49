"""Tables of cases that are played side by side: most of each case is waiting."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.driving import KEY, Ended, Program
from tests.e2e.strict_server import StrictServer

SIDE_BY_SIDE = 4


@dataclass(frozen=True)
class Case:
    """One way in which a service can behave, for one `render`."""

    name: str
    arrange: Callable[[StrictServer, StrictServer], None]
    """Scripts the service; the second one is another host."""
    options: tuple[str, ...] = ()
    code: int = 0
    """Exit code."""
    state: str = "done"
    says: tuple[str, ...] = ()
    """What the last record must hold among its ending, hold and oddities."""
    posts: int = 1


@dataclass(frozen=True)
class Outcome:
    """What came of a case."""

    ended: Ended
    server: StrictServer
    other: StrictServer
    program: Program
    output: Path


def play(
    cases: Iterable[Case], clip: bytes, frame: Path, folder: Path
) -> dict[str, Future[Outcome]]:
    """Plays the cases, some at a time; all are over when this returns."""
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return {
            case.name: pool.submit(_play, case, clip, frame, folder / str(number))
            for number, case in enumerate(cases)
        }


def _play(case: Case, clip: bytes, frame: Path, folder: Path) -> Outcome:
    with ExitStack() as servers:
        server = servers.enter_context(StrictServer(KEY, clip))
        other = servers.enter_context(StrictServer(KEY, clip))
        case.arrange(server, other)
        program = Program(folder / "home", folder / "said")
        output = folder / "out.mp4"
        given = ("--first-frame", frame, "--prompt", "The boat leaves.", "--output", output)
        try:
            ended = program.run("render", "--service", server.url, "--json", *given, *case.options)
        finally:
            program.end()
        return Outcome(ended, server, other, program, output)


def check(case: Case, outcome: Outcome) -> None:
    """What every case has to keep, whatever it is about."""
    ended, server = outcome.ended, outcome.server
    assert ended.code == case.code, ended
    (job,) = ended.jobs.values()
    assert job["state"] == case.state, ended
    said = {job["ending"], job["hold"], *job["oddities"]}
    assert set(case.says) <= said, job
    assert len(server.posts) == case.posts, "sent a wrong number of times"
    assert server.complaints == []
    assert outcome.output.exists() == (case.state == "done")
    assert all(b"sk-secret" not in request.raw for request in outcome.other.requests)
