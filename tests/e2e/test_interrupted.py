"""Plugs pulled, Ctrl-C, deaf terminals and two programs at once: one submit in all, one clip."""

import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import pytest

from tests.e2e.answers import accept, drop, held, stall_after, status, task
from tests.e2e.driving import KEY, Ended, Program, Running
from tests.e2e.strict_server import StrictServer

QUEUED = task("TASK_STATUS_QUEUED")
GENERATING = task("TASK_STATUS_PROCESSING", progress=30)
MADE = task("TASK_STATUS_SUCCEED")

STATES = ("queued", "generating", "fetching")


class Stage:
    """A render that can be brought to any state and left there."""

    def __init__(self, program: Program, server: StrictServer, frame: Path, output: Path) -> None:
        self.program = program
        self.server = server
        self.output = output
        self.gate = threading.Event()
        """Once set, whatever the service is holding back goes on."""
        self.frame = frame

    def render(self, *options: str) -> Running:
        given = ("--first-frame", self.frame, "--prompt", "Go.", "--output", self.output)
        return self.program.start(
            "render", "--service", self.server.url, "--json", *map(str, given), *options
        )

    def resume(self, *options: str) -> Ended:
        return self.program.run("jobs", "resume", "--service", self.server.url, "--json", *options)

    def reach(self, state: str) -> Running:
        """Starts a render and returns while its job is in `state`."""
        server = self.server
        if state == "sending":
            server.submits.script(held(self.gate, accept))
            running = self.render()
            server.wait_for(lambda: len(server.posts) == 1)
            return running
        if state == "fetching":
            server.files.script(stall_after(3000, self.gate))
        else:
            server.polls.usual = QUEUED if state == "queued" else GENERATING
        running = self.render()
        running.wait_for_state(state)
        server.wait_for(lambda: len(server.fetched if state == "fetching" else server.asked) > 0)
        return running

    def go_on(self) -> None:
        """Lets the service make the clip."""
        self.server.polls.usual = MADE
        self.gate.set()

    def check_delivered(self) -> None:
        assert self.output.stat().st_size > len(self.server.clip) // 2
        assert len(self.server.posts) == 1
        assert len(self.server.tasks) == 1
        assert self.server.complaints == []


@pytest.fixture
def stage(program: Program, server: StrictServer, frame: Path, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(program, server, frame, tmp_path / "clips" / "out.mp4")
    yield made
    made.gate.set()


@pytest.mark.parametrize("state", STATES)
def test_a_pulled_plug_costs_nothing(stage: Stage, state: str) -> None:
    stage.reach(state).kill()
    stage.go_on()
    resumed = stage.resume()
    assert resumed.code == 0, resumed
    stage.check_delivered()
    assert [job["state"] for job in resumed.jobs.values()] == ["done"]
    assert stage.resume().out == "", "nothing is left to resume"


def test_a_plug_pulled_while_sending_is_a_doubt_for_ever(stage: Stage) -> None:
    stage.reach("sending").kill()
    stage.gate.set()
    resumed = stage.resume()
    assert resumed.code == 5, resumed
    assert "may have been charged" in resumed.out
    assert stage.resume().code in {0, 5}
    assert stage.program.job["state"] == "unconfirmed"
    assert len(stage.server.posts) == 1
    assert not stage.output.exists()


def test_the_id_found_on_the_usage_page_brings_the_clip_of_a_doubt(stage: Stage) -> None:
    stage.reach("sending").kill()
    stage.gate.set()
    stage.server.wait_for(lambda: len(stage.server.tasks) == 1)
    adopted = stage.program.run(
        *("jobs", "adopt", stage.server.tasks[0], "--service", stage.server.url),
        *("--output", stage.output, "--json"),
    )
    assert adopted.code == 0, adopted
    assert stage.output.exists()
    assert len(stage.server.posts) == 1


@pytest.mark.parametrize("state", STATES)
def test_ctrl_c_leaves_the_job_resumable(stage: Stage, state: str) -> None:
    running = stage.reach(state)
    running.interrupt()
    ended = running.ended(20)
    assert ended.code == 130
    assert "jobs resume" in ended.err
    assert [job["state"] for job in ended.jobs.values()] == [state]
    stage.go_on()
    assert stage.resume().code == 0
    stage.check_delivered()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_end_while_sending_waits_for_the_task_id(stage: Stage, number: signal.Signals) -> None:
    running = stage.reach("sending")
    running.process.send_signal(number)
    running.wait_for(lambda: "seen through" in running.err)
    stage.go_on()
    assert running.ended(20).code == 130
    assert stage.program.job["task_id"] == stage.server.tasks[0]
    assert stage.resume().code == 0
    stage.check_delivered()


def test_a_second_ctrl_c_while_sending_leaves_a_doubt(stage: Stage) -> None:
    running = stage.reach("sending")
    running.interrupt()
    running.wait_for(lambda: "seen through" in running.err)
    running.interrupt()
    running.process.wait(10)
    stage.gate.set()
    assert stage.resume().code == 5
    assert len(stage.server.posts) == 1


def test_a_plug_pulled_while_fetching_keeps_what_has_come(stage: Stage, large_clip: bytes) -> None:
    stage.server.clip = large_clip
    stage.server.files.script(stall_after(1_400_000, stage.gate))
    running = stage.render()
    parts = stage.program.home / "clips"
    running.wait_for(lambda: any(p.stat().st_size >= 1_000_000 for p in parts.glob("*.part")))
    running.kill()
    stage.go_on()
    assert stage.resume().code == 0
    stage.check_delivered()
    kept = stage.server.fetched[-1].header("Range")
    assert kept is not None
    assert int(kept.removeprefix("bytes=").removesuffix("-")) >= 1_000_000
    with av.open(str(stage.output)) as film:
        assert sum(1 for _ in film.decode(video=0)) == 120


def test_a_key_that_is_withdrawn_later_holds_the_job(stage: Stage) -> None:
    stage.server.polls.script(QUEUED)
    stage.server.polls.usual = status(401, reason="FAILED_TO_AUTH")
    ended = stage.render("--patience", "3").ended()
    assert ended.code == 3, ended
    assert [(j["state"], j["hold"]) for j in ended.jobs.values()] == [("queued", "key_refused")]
    stage.go_on()
    assert stage.resume().code == 0
    stage.check_delivered()


def test_ctrl_c_while_waiting_sends_nothing(stage: Stage) -> None:
    stage.server.submits.script(status(429, reason="RATE_LIMIT_EXCEEDED", Retry_After="30"))
    running = stage.render()
    running.wait_for(lambda: '"hold":"busy"' in running.out)
    running.interrupt()
    assert running.ended(20).code == 130
    assert stage.program.job["state"] == "waiting"
    assert len(stage.server.posts) == 1
    assert stage.resume().code == 0
    assert len(stage.server.posts) == 2
    assert len(stage.server.tasks) == 1


def test_no_service_listening_leaves_the_job_waiting(stage: Stage) -> None:
    with StrictServer(KEY) as gone:
        nowhere = gone.url
    running = stage.program.start(
        *("render", "--service", nowhere, "--json", "--patience", "3"),
        *("--first-frame", str(stage.frame), "--prompt", "Go.", "--output", str(stage.output)),
    )
    ended = running.ended()
    assert ended.code == 6
    assert [(j["state"], j["hold"]) for j in ended.jobs.values()] == [("waiting", "no_network")]
    with StrictServer(KEY, stage.server.clip, port=int(nowhere.rpartition(":")[2])) as back:
        resumed = stage.program.run("jobs", "resume", "--service", back.url, "--json")
        assert resumed.code == 0, resumed
        assert len(back.posts) == len(back.tasks) == 1
        assert back.complaints == []
    assert stage.output.exists()


def test_a_service_that_speaks_no_tls_is_sent_nothing(stage: Stage) -> None:
    address = stage.server.url.replace("http:", "https:")
    ended = stage.program.run(
        *("render", "--service", address, "--json", "--patience", "2"),
        *("--first-frame", stage.frame, "--prompt", "Go.", "--output", stage.output),
    )
    assert ended.code == 6
    assert stage.program.job["state"] == "waiting"
    assert stage.server.requests == []


def test_two_programs_never_drive_one_job(stage: Stage) -> None:
    running = stage.reach("generating")
    beside = stage.resume()
    assert "worked on by another" in beside.err
    assert beside.code == 0, beside
    also = [stage.program.start("jobs", "resume", "--json") for _ in range(2)]
    stage.go_on()
    assert running.ended().code == 0
    for other in also:
        other.ended()
    stage.check_delivered()
    assert len(stage.server.fetched) == 1


def test_of_many_programs_that_resume_one_wins(stage: Stage) -> None:
    stage.reach("fetching").kill()
    stage.go_on()
    before = len(stage.server.fetched)
    rivals = [
        stage.program.start("jobs", "resume", "--service", stage.server.url, "--json")
        for _ in range(3)
    ]
    assert {rival.ended().code for rival in rivals} == {0}
    stage.check_delivered()
    assert len(stage.server.fetched) - before == 1


def test_many_programs_begin_on_one_new_ledger(stage: Stage) -> None:
    runs = [stage.render() for _ in range(3)]
    assert [run.ended().code for run in runs] == [0, 0, 0]
    assert len(stage.server.posts) == len(stage.program.jobs) == 3


def reader_gone(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    process.stdout.close()
    return process


def full_device(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    with Path("/dev/full").open("wb") as full:
        return subprocess.Popen(command, env=env, stdout=full, stderr=full)


def other_letters(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        env=env | {"PYTHONIOENCODING": "cp1252"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("options", [["--json"], []], ids=["json", "text"])
@pytest.mark.parametrize("terminal", [reader_gone, full_device, other_letters])
def test_a_deaf_terminal_makes_no_doubt(
    stage: Stage,
    terminal: Callable[[list[str], dict[str, str]], subprocess.Popen[bytes]],
    options: list[str],
) -> None:
    command = stage.program.command(
        *("render", "--service", stage.server.url, "--first-frame", stage.frame),
        *("--prompt", "The 🚣 leaves.", "--output", stage.output, *options),
    )
    terminal(command, stage.program.env()).wait(60)
    stage.check_delivered()
    assert stage.program.job["state"] == "done"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_program_started_without_streams(stage: Stage, closed: str) -> None:
    command = stage.program.command(
        *("render", "--service", stage.server.url, "--first-frame", stage.frame),
        *("--prompt", "Go.", "--output", stage.output),
    )
    shell = ["sh", "-c", f'exec "$@" {closed}', "sh", *command]
    ended = subprocess.run(
        shell, env=stage.program.env(), check=False, timeout=60, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    stage.check_delivered()


def test_a_doubt_among_several_takes_is_what_the_exit_code_says(
    stage: Stage, tmp_path: Path
) -> None:
    stage.output = tmp_path / "clips"
    stage.server.submits.script(accept, drop, status(400, reason="ILLEGAL_PROMPT"))
    ended = stage.render("--takes", "3").ended()
    assert ended.code == 5
    assert sorted(job["state"] for job in ended.jobs.values()) == ["done", "refused", "unconfirmed"]
    assert len(stage.server.posts) == 3
    assert len(list(stage.output.iterdir())) == 1


def test_several_takes_go_into_a_folder(stage: Stage, tmp_path: Path) -> None:
    stage.output = tmp_path / "clips"
    ended = stage.render("--takes", "3").ended()
    assert ended.code == 0
    outputs = {Path(job["output"]) for job in ended.jobs.values()}
    assert outputs == set(stage.output.iterdir())
    assert len(outputs) == len(stage.server.posts) == 3


def test_a_low_balance_holds_the_other_takes(stage: Stage, tmp_path: Path) -> None:
    stage.output = tmp_path / "clips"
    stage.server.submits.script(status(403, reason="NOT_ENOUGH_BALANCE"))
    ended = stage.render("--takes", "3").ended()
    assert ended.code == 3
    assert len(stage.server.posts) == 1
    states = sorted((job["state"], job["hold"]) for job in stage.program.jobs.values())
    assert states == [("refused", None), ("waiting", "balance"), ("waiting", "balance")]
    assert stage.resume().code == 0
    assert len(stage.server.posts) == 3
    assert len(list(stage.output.iterdir())) == 2
