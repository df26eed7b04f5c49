import io
import itertools
import json
import re
import sys
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from kling_desktop.console import Console, as_json, delivered, exit_code
from kling_desktop.jobs.job import Ending, Hold, Job, Oddity, State
from kling_desktop.service.errors import Answer
from kling_desktop.storyboard.check import check
from tests.storyboard.making import scene

CLIPS = Path("/data/clips")


class Terminal(io.StringIO):
    """A stderr that somebody looks at."""

    def isatty(self) -> bool:
        return True


def job(state: State = State.WAITING, **changes: object) -> Job:
    made = {"id": 1, "service": "practice", "snapshot": None, "created_at": 100.0, **changes}
    return Job(state=state, **made)  # type: ignore[arg-type]


DONE = job(State.DONE, clip="boat.mp4", task_id="t1", progress=100)
COPY_FAILED = replace(DONE, output="/x/y.mp4", oddities=(Oddity.COPY_FAILED,))


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (DONE, 0),
        (replace(DONE, oddities=(Oddity.NO_SOUND, Oddity.OTHER_LENGTH, Oddity.DAMAGED)), 0),
        (COPY_FAILED, 6),
        (job(State.REFUSED, ending=Ending.KEY), 3),
        (job(State.FAILED, ending=Ending.TASK_FAILED), 4),
        (job(State.PARKED, ending=Ending.STOPPED), 4),
        (job(State.UNCONFIRMED, ending=Ending.NO_ANSWER), 5),
        (job(State.WITHDRAWN), 6),
        (job(hold=Hold.NO_NETWORK), 6),
        (job(State.QUEUED, hold=Hold.DISK_FULL), 6),
        (job(hold=Hold.KEY_REFUSED), 3),
        (job(hold=Hold.BALANCE), 3),
        (job(hold=Hold.KEY_MISSING), 6),
    ],
)
def test_exit_codes_are_those_of_the_product(made: Job, code: int) -> None:
    assert exit_code([made]) == code


def test_of_several_outcomes_the_gravest_counts() -> None:
    by_gravity = [
        job(State.UNCONFIRMED),
        job(State.FAILED),
        job(State.REFUSED),
        job(hold=Hold.NO_NETWORK),
        DONE,
    ]
    for graver, lesser in itertools.combinations(by_gravity, 2):
        assert exit_code([lesser, graver, lesser]) == exit_code([graver])
    assert exit_code([]) == 0


def test_every_state_has_an_exit_code() -> None:
    assert {exit_code([job(state)]) for state in State} == {0, 3, 4, 5, 6}


def test_only_watched_jobs_are_shown_and_each_change_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console = Console(CLIPS, as_json=False)
    console.report(job(State.SENDING))
    assert capsys.readouterr() == ("", "")
    console.watch([1])
    console.watch([1, 2])
    console.report(job(State.QUEUED, task_id="t1"))
    console.report(job(State.QUEUED, task_id="t1", eta=9))
    console.report(job(State.GENERATING, task_id="t1", progress=10))
    console.report(job(State.GENERATING, task_id="t1", progress=20))
    console.report(job(State.GENERATING, task_id="t1", progress=20, hold=Hold.BUSY))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [
        "Job 1: Sending",
        "Job 1: task t1",
        "Job 1: In the queue",
        "Job 1: Generating",
        "Job 1: Generating. The service is busy. It goes on by itself.",
    ]


def test_json_has_one_object_a_line_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(CLIPS, as_json=True)
    console.watch([1])
    console.report(job(State.GENERATING, progress=10))
    console.report(job(State.GENERATING, progress=10))
    console.report(job(State.GENERATING, progress=20))
    console.problems(check(scene(prompt="")))
    console.conclude([replace(DONE, details=Answer(message="hello")), job()])
    shown = capsys.readouterr()
    assert shown.err == ""
    first, second, problem = (json.loads(line) for line in shown.out.splitlines())
    assert (first["progress"], second["progress"]) == (10, 20)
    assert problem == {
        "event": "problem",
        "code": "prompt_missing",
        "severity": "block",
        "field": "prompt",
        "message": "Needs a prompt.",
    }


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_json_stays_json_whatever_was_typed(
    capsys: pytest.CaptureFixture[str], value: float
) -> None:
    def reject(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    Console(CLIPS, as_json=True).problems(check(scene(cfg_scale=value)))
    written = json.loads(capsys.readouterr().out, parse_constant=reject)
    assert written["values"] == {"value": str(value)}
    assert written["message"].endswith(f"not {value}.")


def test_results_go_to_stdout_and_words_to_stderr(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    console = Console(CLIPS, as_json=False)
    refused = job(State.REFUSED, details=Answer(status=400, message="no such {model}"))
    copied = replace(DONE, output=str(tmp_path / "copy.mp4"))
    console.conclude([DONE, copied, COPY_FAILED, refused, job(State.QUEUED)])
    shown = capsys.readouterr()
    library = str(CLIPS / "boat.mp4")
    assert shown.out.splitlines() == [library, str(tmp_path / "copy.mp4"), library]
    assert shown.err.splitlines() == [
        "The service says: no such {model}",
        "Not finished yet. `kling-desktop jobs resume` goes on with it.",
    ]


def test_problems_are_told_with_their_field(capsys: pytest.CaptureFixture[str]) -> None:
    Console(CLIPS, as_json=False).problems(check(scene(prompt="", plain_seconds=2)))
    assert capsys.readouterr().err.splitlines() == [
        "Prompt: Needs a prompt.",
        "Length: The scene is 2 s long. It needs at least 3 s.",
    ]


def test_where_the_copy_is(tmp_path: Path) -> None:
    assert delivered(DONE) is None
    assert delivered(job(output="/x/y.mp4")) is None
    assert delivered(COPY_FAILED) is None
    assert delivered(replace(DONE, output="/x/y.mp4")) == Path("/x/y.mp4")
    for folder in (str(tmp_path), str(tmp_path / "new") + "/"):
        assert delivered(replace(DONE, output=folder)) == Path(folder) / "boat.mp4"


def test_a_job_as_json() -> None:
    made = replace(DONE, output="/x/y.mp4", oddities=(Oddity.NO_SOUND,), label="Boat")
    assert as_json(made, CLIPS) == {
        "event": "job",
        "job": 1,
        "state": "done",
        "hold": None,
        "service": "practice",
        "task_id": "t1",
        "progress": 100,
        "label": "Boat",
        "created_at": 100.0,
        "sent_at": None,
        "ended_at": None,
        "ending": None,
        "reason": None,
        "service_message": None,
        "trace_id": None,
        "oddities": ("no_sound",),
        "clip": "/data/clips/boat.mp4",
        "output": "/x/y.mp4",
        "message": "Sound was asked for, but the clip has none.",
    }


def test_json_names_no_file_that_is_not_there_yet() -> None:
    fetching = as_json(job(State.FETCHING, clip="boat.mp4", output="/x/y.mp4"), CLIPS)
    assert fetching["clip"] is fetching["output"] is None
    answer = Answer(status=403, reason="R", message="m", trace_id="t")
    refused = as_json(job(State.REFUSED, details=answer, ending=Ending.KEY), CLIPS)
    assert (refused["reason"], refused["service_message"], refused["trace_id"]) == ("R", "m", "t")


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(time, "time", lambda: 175.0)
    console = Console(CLIPS, as_json=False)
    console.watch([1, 2])
    console.report(job(State.GENERATING, progress=50, sent_at=110.0))
    assert terminal.getvalue().endswith("\r" + "█" * 12 + "·" * 12 + " Generating 1:05")
    console.report(job(State.GENERATING, progress=50, sent_at=110.0, id=2))
    assert terminal.getvalue().endswith(" Generating 1:05 (+1)")
    long = len(terminal.getvalue().rpartition("\r")[2])
    console.say("A sentence.")
    before, sentence = terminal.getvalue().rsplit("\r", 1)
    assert sentence == "A sentence.\n"
    assert before.endswith("\r" + " " * long)
    for number in (1, 2):
        console.report(replace(DONE, id=number))
    assert re.search(r"Job 2: Done\n$", terminal.getvalue())


def test_json_and_a_pipe_get_no_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    console = Console(CLIPS, as_json=False)
    console.watch([1])
    console.report(job(State.GENERATING, progress=50))
    assert "\r" not in capsys.readouterr().err
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    console = Console(CLIPS, as_json=True)
    console.watch([1])
    console.report(job(State.GENERATING, progress=50))
    assert terminal.getvalue() == ""
