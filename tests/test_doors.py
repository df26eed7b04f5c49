import asyncio
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import keyring
import keyring.errors
import pytest

import kling_desktop
from kling_desktop import doors
from kling_desktop.doors import PRACTICE_KEY, HostDoors, PracticeChild
from kling_desktop.jobs.job import PRACTICE, Hold
from kling_desktop.jobs.workshop import Held
from kling_desktop.keys import Keys
from kling_desktop.service.outcome import KeyVerdict
from tests.test_keys import HOST, KEY, OTHER, Memory

ROOT = Path(kling_desktop.__file__).parent.parent
WAIT = 30.0
"""Seconds; only a hang gets there."""

linux_only = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux's pidfd, /proc")


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.fixture
async def child(tmp_path: Path) -> AsyncIterator[PracticeChild]:
    made = PracticeChild(tmp_path / "practice", 0.1)
    yield made
    await made.close()


def listens(address: str) -> bool:
    where = urlsplit(address)
    with socket.socket() as caller:
        return caller.connect_ex((where.hostname, where.port)) == 0


def told_to(pid: int) -> bytes:
    """The environment of a process."""
    return Path(f"/proc/{pid}/environ").read_bytes()


def process_of(child: PracticeChild) -> asyncio.subprocess.Process:
    assert child._process is not None
    return child._process


async def test_it_really_starts_once_and_ends_when_closed(
    child: PracticeChild, tmp_path: Path
) -> None:
    first, second = await asyncio.gather(child.address(), child.address())
    assert first == second
    assert first.startswith("http://127.0.0.1:")
    assert listens(first)
    process = process_of(child)
    await child.close()
    assert process.returncode == 0
    assert not listens(first)
    await child.close()


async def test_it_is_started_again_after_it_was_killed(child: PracticeChild) -> None:
    first = await child.address()
    process_of(child).kill()
    await process_of(child).wait()
    second = await child.address()
    assert listens(second)
    assert not listens(first) or first == second


@linux_only
async def test_it_is_not_told_the_key(
    child: PracticeChild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLING_API_KEY", KEY)
    await child.address()
    told = told_to(process_of(child).pid)
    assert b"PATH=" in told
    assert KEY.encode() not in told
    assert b"KLING_API_KEY" not in told
    assert os.environ["KLING_API_KEY"] == KEY


PARENT = """
import asyncio, json, sys
from pathlib import Path
from kling_desktop.doors import PracticeChild
async def main():
    child = PracticeChild(Path(sys.argv[1]))
    address = await child.address()
    print(json.dumps([child._process.pid, address]), flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


@linux_only
def test_it_ends_with_its_parent_however_that_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as parent:
        try:
            assert parent.stdout is not None
            pid, address = json.loads(parent.stdout.readline())
            watched = os.pidfd_open(pid)
            assert listens(address)
        finally:
            parent.send_signal(signal.SIGKILL)
    try:
        ended, _, _ = select.select([watched], [], [], WAIT)
    finally:
        os.close(watched)
    assert ended
    assert not listens(address)


async def test_a_job_that_is_called_off_does_not_spoil_the_start_for_the_next(
    child: PracticeChild, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelled while the child was up but had not said where it listens."""
    reading = asyncio.Event()
    real = asyncio.StreamReader.readline

    async def readline(self: asyncio.StreamReader) -> bytes:
        reading.set()
        return await real(self)

    monkeypatch.setattr(asyncio.StreamReader, "readline", readline)
    called_off = asyncio.create_task(child.address())
    await reading.wait()
    called_off.cancel()
    with pytest.raises(asyncio.CancelledError):
        await called_off
    assert listens(await child.address())


@pytest.mark.parametrize("program", ["raise SystemExit(1)", "print('no address')"])
async def test_one_that_does_not_start_holds_the_job(
    child: PracticeChild, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(doors, "_own_command", lambda: [sys.executable, "-c", program])
        with pytest.raises(Held) as held:
            await child.address()
    assert held.value.hold is Hold.PRACTICE
    assert held.value.seconds
    assert listens(await child.address())


async def test_one_that_says_nothing_is_given_up_and_ended(
    child: PracticeChild, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    started = []
    real = asyncio.create_subprocess_exec

    async def start(*command: str, **options: object) -> asyncio.subprocess.Process:
        started.append(await real(*command, **options))  # type: ignore[arg-type]
        return started[0]

    monkeypatch.setattr(doors, "_own_command", lambda: hangs)
    monkeypatch.setattr(doors, "START_SECONDS", 0.2)
    monkeypatch.setattr(doors, "STOP_SECONDS", 0.2)
    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
    with pytest.raises(Held) as held:
        await child.address()
    assert held.value.hold is Hold.PRACTICE
    assert started[0].returncode is not None


async def test_a_folder_that_cannot_be_made_holds_the_job(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Held) as held:
        await PracticeChild(tmp_path / "file" / "practice").address()
    assert held.value.hold is Hold.PRACTICE


async def test_the_way_to_practice_needs_no_key_and_shows_none(tmp_path: Path) -> None:
    ways = HostDoors(Keys({HOST: KEY}), PracticeChild(tmp_path))
    try:
        assert await ways.key(PRACTICE) == PRACTICE_KEY
        client = await ways.client(PRACTICE)
        assert await client.test_key(await ways.key(PRACTICE)) is KeyVerdict.ACCEPTED
        assert await ways.client(PRACTICE) is client
    finally:
        await ways.close()
    assert not listens(client.base)


async def test_a_client_for_each_host(tmp_path: Path) -> None:
    ways = HostDoors(Keys(), PracticeChild(tmp_path))
    assert (await ways.client(HOST)).base == HOST
    assert await ways.client(HOST) is await ways.client(HOST)
    assert (await ways.client(OTHER)).base == OTHER
    await ways.close()


@pytest.mark.parametrize("address", ["http://api.example", "api.example", "", "ftp://a.example"])
async def test_an_address_that_may_not_be_used_holds_the_job(tmp_path: Path, address: str) -> None:
    with pytest.raises(Held) as held:
        await HostDoors(Keys(), PracticeChild(tmp_path)).client(address)
    assert held.value.hold is Hold.ADDRESS
    assert held.value.seconds is None


async def test_a_key_for_one_host_is_never_given_for_another(tmp_path: Path) -> None:
    keyring.set_keyring(Memory())
    ways = HostDoors(Keys({HOST: KEY}), PracticeChild(tmp_path))
    assert await ways.key(HOST) == KEY
    for other in (OTHER, "http://api.myrouter.ai", HOST + ":8443", HOST + ".example"):
        with pytest.raises(Held) as held:
            await ways.key(other)
        assert held.value.hold is Hold.KEY_MISSING
        assert held.value.seconds is None
        assert KEY not in repr(held.value)


async def test_a_locked_key_store_holds_the_job(tmp_path: Path) -> None:
    def locked() -> None:
        raise keyring.errors.KeyringLocked

    keyring.set_keyring(Memory(locked))
    with pytest.raises(Held) as held:
        await HostDoors(Keys(), PracticeChild(tmp_path)).key(HOST)
    assert held.value.hold is Hold.KEY_STORE
    assert held.value.seconds


async def test_a_key_store_that_hangs_holds_the_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "PATIENCE", 0.05)
    answer = threading.Event()

    def hang() -> None:
        answer.wait(WAIT)

    keyring.set_keyring(Memory(hang))
    try:
        with pytest.raises(Held) as held:
            await HostDoors(Keys(), PracticeChild(tmp_path)).key(HOST)
    finally:
        answer.set()
    assert held.value.hold is Hold.KEY_STORE


@pytest.mark.skipif(os.name == "nt", reason="a script in place of an executable")
async def test_a_window_without_streams_starts_the_console_program_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As frozen on Windows."""
    console = tmp_path / "kling-desktop.exe"
    console.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kling_desktop "$@"\n')
    console.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "Kling Desktop.exe"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.chdir(ROOT)
    child = PracticeChild(tmp_path / "practice", 0.1)
    assert listens(await child.address())
    await child.close()


async def test_on_windows_no_console_opens_for_it(
    child: PracticeChild, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}

    async def start(*_: str, **options: object) -> None:
        asked.update(options)
        raise OSError

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
    monkeypatch.setattr(doors, "_NO_CONSOLE", 0x08000000)
    with pytest.raises(Held):
        await child.address()
    assert asked["creationflags"] == 0x08000000
