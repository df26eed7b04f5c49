"""Tasks from elsewhere, and what `jobs list` and `--json` tell."""

import json
from pathlib import Path

import pytest

from tests.e2e.answers import accept, drop, page, send_clip, status, task
from tests.e2e.driving import Ended, Program
from tests.e2e.strict_server import StrictServer


def adopt(
    program: Program, server: StrictServer, task_id: str, output: Path, *options: str
) -> Ended:
    return program.run(
        *("jobs", "adopt", task_id, "--service", server.url, "--output", output, "--json"),
        *options,
    )


@pytest.mark.parametrize("task_id", ["t-1", "a b&task_id=other#x", "../../../etc/x", "漢字", "%41"])
def test_a_task_from_elsewhere_is_fetched(
    program: Program, server: StrictServer, tmp_path: Path, task_id: str
) -> None:
    ended = adopt(program, server, task_id, tmp_path / "out.mp4")
    assert ended.code == 0, ended
    (job,) = ended.jobs.values()
    assert (job["task_id"], job["output"]) == (task_id, str(tmp_path / "out.mp4"))
    assert Path(job["clip"]).parent == program.home / "clips"
    assert all(request.query["task_id"] == [task_id] for request in server.asked)
    assert server.posts == []
    assert (tmp_path / "out.mp4").exists()


def test_a_task_that_nobody_knows_is_set_aside_with_its_id(
    program: Program, server: StrictServer, tmp_path: Path
) -> None:
    server.polls.usual = status(404, reason="TASK_NOT_FOUND")
    ended = adopt(program, server, "t-old", tmp_path / "out.mp4")
    assert ended.code == 4
    (job,) = ended.jobs.values()
    assert (job["state"], job["ending"], job["task_id"]) == ("parked", "not_found", "t-old")


def test_a_done_task_is_not_fetched_twice(
    program: Program, server: StrictServer, tmp_path: Path
) -> None:
    assert adopt(program, server, "t-1", tmp_path / "a.mp4").code == 0
    again = adopt(program, server, "t-1", tmp_path / "b.mp4")
    assert again.code == 0
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
    assert len(server.fetched) == 1
    (job,) = again.jobs.values()
    assert job["output"] == str(tmp_path / "b.mp4"), "it is there that the person asked for it"


def test_a_failed_task_can_be_asked_for_again(
    program: Program, server: StrictServer, frame: Path, tmp_path: Path
) -> None:
    server.files.usual = page(403)
    given = ("--first-frame", frame, "--prompt", "Go.", "--output", tmp_path / "a.mp4")
    failed = program.run("render", "--service", server.url, "--json", *given)
    assert failed.code == 4
    server.files.usual = send_clip
    ended = adopt(program, server, server.tasks[0], tmp_path / "b.mp4")
    assert ended.code == 0, ended
    assert (tmp_path / "b.mp4").exists()
    assert len(server.posts) == 1


def test_a_task_of_the_same_name_at_another_service_is_another(
    program: Program, server: StrictServer, open_server: object, tmp_path: Path
) -> None:
    assert callable(open_server)
    other = open_server()
    assert adopt(program, server, "t-1", tmp_path / "a.mp4").code == 0
    assert adopt(program, other, "t-1", tmp_path / "b.mp4").code == 0
    assert len(other.fetched) == 1
    assert len(list((program.home / "clips").glob("*.mp4"))) == 2


def test_jobs_are_listed_newest_first_in_both_forms(
    program: Program, server: StrictServer, frame: Path, tmp_path: Path
) -> None:
    server.submits.script(accept, drop)
    for name in ("a", "b"):
        given = ("--first-frame", frame, "--prompt", f"🚣 {name}\n\t{name}")
        program.run("render", "--service", server.url, *given, "--output", tmp_path / f"{name}.mp4")
    listed = program.run("jobs", "list", "--json")
    assert [(r["job"], r["state"]) for r in listed.records] == [(2, "unconfirmed"), (1, "done")]
    assert listed.err == ""
    lines = program.run("jobs", "list").out.splitlines()
    assert len(lines) == 2
    assert lines[1].split("\t")[2] == server.tasks[0]
    assert not list((program.home / "owners").glob("*.lock")), "a sign of life of a process gone"


def test_every_line_of_json_is_an_object_and_progress_is_in_it(
    program: Program, server: StrictServer, frame: Path, tmp_path: Path
) -> None:
    server.polls.script(*[task("TASK_STATUS_PROCESSING", progress=p) for p in (10, 60)])
    ended = program.run(
        *("render", "--service", server.url, "--first-frame", frame, "--prompt", "Go."),
        *("--shot", "2:short", "--shot", "3:b", "--output", tmp_path / "out.mp4", "--json"),
    )
    assert ended.code == 0
    assert ended.err == "", "with --json nothing else is said"
    events = [record["event"] for record in ended.records]
    assert set(events) == {"problem", "job"}
    progress = [r["progress"] for r in ended.records if r["event"] == "job"]
    assert progress == sorted(progress)
    assert {0, 10, 60, 100} <= set(progress)
    assert json.loads(ended.out.splitlines()[-1])["state"] == "done"


def test_check_sends_nothing_and_says_both_ways(program: Program, frame: Path) -> None:
    fits = program.run("check", "--first-frame", frame, "--prompt", "Go.", "--json")
    assert (fits.code, fits.records[-1]) == (0, {"event": "checked", "fits": True})
    unfit = program.run("check", "--first-frame", frame, "--prompt", "", "--json")
    assert (unfit.code, unfit.records[-1]) == (1, {"event": "checked", "fits": False})
    assert program.run("check", "--first-frame", frame, "--prompt", "Go.").code == 0
