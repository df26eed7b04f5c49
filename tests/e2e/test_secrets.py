"""Where the key goes: to the service it was entered for, and nowhere else (contract.md §6)."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.answers import answer_json, page, redirect, send_bytes, status, task
from tests.e2e.driving import KEY, Ended, Program
from tests.e2e.strict_server import StrictServer
from tests.e2e.wire import Exchange

WATCHER = """
import sys
from pathlib import Path

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        with Path({log!r}).open("a") as log:
            log.write(event + repr(arguments[-2:]) + "\\n")

sys.addaudithook(watch)
"""
"""Put where Python starts from: notes every connection a process asks the system for."""


def echo(code: int) -> Callable[[Exchange], None]:
    """Says back everything that it was told, in every way in which a service can say something."""

    def answer(exchange: Exchange) -> None:
        told = exchange.request.header("Authorization") or ""
        body = {
            "code": code,
            "reason": f"ODD {told}",
            "message": f"You sent {told}",
            "metadata": {"trace_id": told},
        }
        headers = {"Location": f"http://127.0.0.1:1/{told}", "X-Trace-Id": told}
        exchange.reply(code, json.dumps(body).encode(), headers=headers)

    return answer


def assert_nowhere(folder: Path, *ends: Ended) -> None:
    """The key is in no file below `folder` and in nothing that was printed."""
    secret = KEY.encode()
    for path in folder.rglob("*"):
        if path.is_file():
            assert secret not in path.read_bytes(), f"the key is in {path}"
            assert KEY not in path.name
    for ended in ends:
        assert KEY not in ended.out + ended.err


def render(program: Program, server: StrictServer, frame: Path, *options: str) -> Ended:
    return program.run(
        *("render", "--service", server.url, "--first-frame", frame, "--prompt", "Go."),
        *("--output", program.home.parent / "out" / "out.mp4", *options),
    )


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_the_key_is_in_no_file_and_in_nothing_printed(
    program: Program, server: StrictServer, frame: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    server.submits.script(echo(503))
    server.polls.script(
        echo(500),
        page(502, f"<p>{KEY}</p>".encode()),
        task("TASK_STATUS_PROCESSING", reason=f"Bearer {KEY}"),
    )
    ended = render(program, server, frame, *options)
    assert ended.code == 0, ended
    listed = program.run("jobs", "list", "--json")
    assert all(request.header("Authorization") == f"Bearer {KEY}" for request in server.posts)
    assert server.complaints == []
    assert_nowhere(tmp_path, ended, listed)


@pytest.mark.parametrize(
    "answer",
    [echo(200), echo(302), echo(400), echo(403), echo(500), page(500, KEY.encode())],
    ids=["200", "302", "400", "403", "500", "a page"],
)
def test_a_service_that_echoes_the_key_does_not_get_it_kept(
    program: Program,
    server: StrictServer,
    frame: Path,
    tmp_path: Path,
    answer: Callable[[Exchange], None],
) -> None:
    server.submits.script(answer)
    ended = render(program, server, frame, "--json")
    assert ended.code in {3, 5}
    assert_nowhere(tmp_path, ended)


def test_a_result_that_echoes_the_key_does_not_get_it_kept(
    program: Program, server: StrictServer, frame: Path, tmp_path: Path
) -> None:
    address = f"{server.url}/files/clip.mp4?token={KEY}"
    server.polls.script(task(f"DREAMING OF {KEY}"), task("TASK_STATUS_SUCCEED", url=address))
    server.files.script(redirect(f"{server.url}/files/{KEY}"), page(500, KEY.encode()))
    server.files.script(send_bytes(KEY.encode()))
    ended = render(program, server, frame, "--json")
    assert ended.code == 0, ended
    assert_nowhere(tmp_path, ended)


def test_no_other_user_can_read_it(
    program: Program, server: StrictServer, frame: Path, tmp_path: Path
) -> None:
    server.polls.usual = task("TASK_STATUS_QUEUED")
    running = program.start(
        *("render", "--service", server.url, "--first-frame", frame, "--prompt", "Go."),
        *("--output", tmp_path / "out.mp4", "--json"),
    )
    running.wait_for_state("queued")
    assert b"sk-" not in running.command_line
    assert_nowhere(tmp_path)
    running.kill()
    assert_nowhere(tmp_path)


def test_an_old_job_of_another_host_does_not_get_the_key(
    program: Program, server: StrictServer, open_server: Callable[[], StrictServer], frame: Path
) -> None:
    server.polls.usual = task("TASK_STATUS_QUEUED")
    server.submits.script(status(429, reason="RATE_LIMIT_EXCEEDED", Retry_After="60"))
    render(program, server, frame, "--patience", "0")
    assert program.job["state"] == "waiting"
    before = server.connections
    other = open_server()
    resumed = program.run("jobs", "resume", "--service", other.url, "--json", "--patience", "1")
    assert resumed.code == 6, resumed
    assert program.job["hold"] in {"key_store", "key_missing"}
    assert server.connections == before
    assert other.connections == 0
    assert program.run("jobs", "resume", "--json", "--patience", "1").code == 6
    assert server.connections == before, "the key belongs to the configured host"


def test_a_dead_proxy_does_not_stand_before_this_machine(
    program: Program, server: StrictServer, open_server: Callable[[], StrictServer], frame: Path
) -> None:
    proxy = open_server()
    names = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    env = dict.fromkeys(names, proxy.url)
    ended = program.run(
        *("render", "--service", server.url, "--first-frame", frame, "--prompt", "Go."),
        *("--output", program.home.parent / "out.mp4"),
        **env,
    )
    assert ended.code == 0, ended
    assert proxy.connections == 0
    assert server.complaints == []


@pytest.mark.parametrize(
    "address",
    [
        "http://192.0.2.1",
        "http://api.myrouter.ai",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@example.com",
        "http://localhost@192.0.2.1/",
        "http://0.0.0.0:80",
        "http://[::ffff:192.0.2.1]",
        "HTTP://example.com",
        "https://user:password@example.com",
        "https://example.com/?a=b",
        "ftp://example.com",
        "example.com",
        "https://",
        "https://example.com:99999",
        " ",
    ],
)
def test_an_address_in_the_clear_is_refused_before_a_socket_is_opened(
    program: Program, frame: Path, tmp_path: Path, address: str
) -> None:
    log = tmp_path / "connections"
    folder = tmp_path / "watcher"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(WATCHER.format(log=str(log)))
    ended = program.run(
        *("render", "--service", address, "--first-frame", frame, "--prompt", "Go."),
        *("--output", tmp_path / "out.mp4"),
        PYTHONPATH=str(folder),
    )
    assert ended.code == 2, ended
    assert not log.exists(), log.read_text()
    assert not (program.home / "jobs.db").exists()


def test_the_watcher_sees_a_connection(
    program: Program, server: StrictServer, frame: Path, tmp_path: Path
) -> None:
    """Without this the test above could pass for lack of eyes."""
    log = tmp_path / "connections"
    (tmp_path / "sitecustomize.py").write_text(WATCHER.format(log=str(log)))
    server.submits.script(answer_json(400, {"code": 400, "reason": "ODD"}))
    ended = program.run(
        *("render", "--service", server.url, "--first-frame", frame, "--prompt", "Go."),
        *("--output", tmp_path / "out.mp4"),
        PYTHONPATH=str(tmp_path),
    )
    assert ended.code == 3
    assert str(server.port) in log.read_text()


def test_without_a_key_nothing_is_sent(
    server: StrictServer, frame: Path, home: Path, tmp_path: Path
) -> None:
    keyless = Program(home, tmp_path / "said", key="")
    ended = render(keyless, server, frame)
    assert ended.code == 2
    assert "KLING_API_KEY" in ended.err
    assert server.connections == 0
    assert keyless.jobs == {}


@pytest.mark.parametrize("key", ["sk-\nX-Injected: yes", "sk-é", "sk-\x7f"])
def test_a_key_that_no_header_can_carry_is_not_printed(
    server: StrictServer, frame: Path, home: Path, tmp_path: Path, key: str
) -> None:
    odd = Program(home, tmp_path / "said", key=key)
    ended = render(odd, server, frame)
    assert ended.code in {2, 3}
    assert server.requests == []
    assert key not in ended.out + ended.err
    for path in home.rglob("*"):
        assert not path.is_file() or key.encode() not in path.read_bytes()
