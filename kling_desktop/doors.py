"""The ways out to hosts: which address, which client, which key; and the practice service.

The one place where a key and an address meet. Handed to the engine by `compose`.
"""

import asyncio
import logging
import os
import subprocess
import sys
from pathlib import Path

import msgspec

from kling_desktop.jobs.job import PRACTICE, Hold
from kling_desktop.jobs.workshop import Held
from kling_desktop.keys import ENVIRONMENT_VARIABLE, PATIENCE, Keys, KeyStoreError
from kling_desktop.service.client import Client
from kling_desktop.service.errors import AddressForbidden

log = logging.getLogger(__name__)

PRACTICE_KEY = "practice"
"""What the practice service is shown: it wants a key and takes any."""

KEY_STORE_RETRY = 15.0
PRACTICE_RETRY = 5.0
START_SECONDS = 30.0
STOP_SECONDS = 5.0

_CONSOLE_PROGRAM = "kling-desktop.exe"
"""On Windows the frozen window's executable has no streams; this one, beside it, has."""

_NO_CONSOLE: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Windows would open a console window for a child of a program that has none."""


class _Listening(msgspec.Struct):
    listening: str


class PracticeChild:
    """The practice service as a child process, started when it is first needed.

    It ends when its standard input closes, so it never outlives this process, however that ends.
    Its tasks are on disk: the next one, on another port, finds them.
    """

    def __init__(self, folder: Path, seconds_per_clip: float | None = None) -> None:
        self._folder = folder
        self._seconds_per_clip = seconds_per_clip
        self._process: asyncio.subprocess.Process | None = None
        self._address = ""
        self._starting = asyncio.Lock()

    async def address(self) -> str:
        """Where it listens. Raises `Held` if it does not start."""
        async with self._starting:
            if self._process is None or self._process.returncode is not None or not self._address:
                try:
                    await asyncio.wait_for(self._start(), START_SECONDS)
                except (OSError, TimeoutError, msgspec.DecodeError) as fault:
                    log.warning("the practice service does not start: %s", fault)
                    await self._end()
                    raise Held(Hold.PRACTICE, PRACTICE_RETRY) from fault
            return self._address

    async def close(self) -> None:
        """Ends it and waits until it has."""
        async with self._starting:
            await self._end()

    async def _start(self) -> None:
        """Cancelled half-way (its job was called off), it is gone on with by the next."""
        if self._process is None or self._process.returncode is not None:
            self._address = ""
            self._process = await self._spawn()
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        self._address = msgspec.json.decode(line, type=_Listening).listening

    async def _spawn(self) -> asyncio.subprocess.Process:
        self._folder.mkdir(parents=True, exist_ok=True)
        pace = [] if self._seconds_per_clip is None else [str(self._seconds_per_clip)]
        return await asyncio.create_subprocess_exec(
            *_own_command(),
            "practice-service",
            *("--folder", str(self._folder)),
            *(["--seconds-per-clip", *pace] if pace else []),
            "--until-stdin-closes",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if name != ENVIRONMENT_VARIABLE},
            creationflags=_NO_CONSOLE,
        )

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


def _own_command() -> list[str]:
    """What starts this very program: a frozen one is its own interpreter."""
    if getattr(sys, "frozen", False):
        console = Path(sys.executable).with_name(_CONSOLE_PROGRAM)
        return [str(console) if console.exists() else sys.executable]
    return [sys.executable, "-m", "kling_desktop"]


class HostDoors:
    """Opens the way to a job's host. Lives on the engine's loop."""

    def __init__(self, keys: Keys, practice: PracticeChild) -> None:
        self._keys = keys
        self._practice = practice
        self._clients: dict[str, Client] = {}

    async def client(self, service: str) -> Client:
        """A client for the service of a job. Raises `Held` where there is no way to it."""
        address = await self._practice.address() if service == PRACTICE else service
        if address not in self._clients:
            try:
                self._clients[address] = Client(address)
            except AddressForbidden as fault:
                raise Held(Hold.ADDRESS) from fault
        return self._clients[address]

    async def key(self, service: str) -> str:
        """The key for that service and no other. Raises `Held` where there is none."""
        if service == PRACTICE:
            return PRACTICE_KEY
        try:
            async with asyncio.timeout(PATIENCE):
                key = await asyncio.wrap_future(self._keys.find(service))
        except (KeyStoreError, TimeoutError) as fault:
            raise Held(Hold.KEY_STORE, KEY_STORE_RETRY) from fault
        if not key:
            raise Held(Hold.KEY_MISSING)
        return key

    async def close(self) -> None:
        """Closes every connection and ends the practice service."""
        for client in self._clients.values():
            await client.close()
        self._clients.clear()
        await self._practice.close()
