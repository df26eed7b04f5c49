"""Driving the real program as a process of its own, as a person at a terminal would."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEY = "sk-secret-7f3a9c51-not-to-be-found-anywhere"
SECONDS_MOST = 90.0
"""Longer than any run here takes, even on a busy machine."""

_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@dataclass(frozen=True)
class Ended:
    """A run that has ended."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Standard output as JSON, one object a line; an error where a line is none."""
        found = [json.loads(line) for line in self.out.splitlines()]
        assert all(isinstance(record, dict) for record in found)
        return found

    @property
    def jobs(self) -> dict[int, dict[str, Any]]:
        """The last record of every job."""
        return {record["job"]: record for record in self.records if record["event"] == "job"}


class Running:
    """A run under way. Its output goes to files, so that it never waits for a reader."""

    def __init__(self, command: list[str], env: Mapping[str, str], folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        number = len(list(folder.glob("*.out")))
        self._out = folder / f"{number}.out"
        self._err = folder / f"{number}.err"
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                command, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=err
            )

    @property
    def out(self) -> str:
        return self._out.read_text("utf-8", "surrogateescape")

    @property
    def err(self) -> str:
        return self._err.read_text("utf-8", "surrogateescape")

    @property
    def command_line(self) -> bytes:
        """What every user of the machine can read of it."""
        return Path(f"/proc/{self.process.pid}/cmdline").read_bytes()

    def wait_for(self, condition: Callable[[], bool], seconds: float = 40.0) -> None:
        """Waits until `condition` holds; fails when it never does, or the run ends before."""
        until = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None, f"ended before:\n{self.out}\n{self.err}"
            assert time.monotonic() < until, f"never came:\n{self.out}\n{self.err}"
            time.sleep(0.02)

    def wait_for_state(self, state: str) -> None:
        """Waits until a job is said to be in `state`; the run must have been given `--json`."""
        self.wait_for(lambda: f'"state":"{state}"' in self.out)

    def interrupt(self) -> None:
        """Presses Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """Pulls the plug."""
        self.process.kill()
        self.process.wait(10)

    def ended(self, seconds: float = SECONDS_MOST) -> Ended:
        """Waits for the end; a run that does not end in time is a failure."""
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"did not end in {seconds} s:\n{self.out}\n{self.err}") from None
        assert "Traceback (most recent call last)" not in self.err, self.err
        return Ended(code, self.out, self.err)


class Program:
    """The program with a home of its own, as installed for one person."""

    def __init__(self, home: Path, outputs: Path, key: str = KEY) -> None:
        self.home = home
        self._outputs = outputs
        self._key = key
        self._runs: list[Running] = []

    def command(self, *arguments: object) -> list[str]:
        return [sys.executable, "-m", "kling_desktop", *map(str, arguments)]

    def env(self, **more: str) -> dict[str, str]:
        """The environment of a person with a key in it and nothing that a machine adds."""
        kept = {name: value for name, value in os.environ.items() if name.lower() not in _PROXIES}
        return kept | {
            "KLING_API_KEY": self._key,
            "KLING_DESKTOP_HOME": str(self.home),
            # No key store, whatever this machine has: only what the environment lends counts.
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "LANGUAGE": "en",
            **more,
        }

    def start(self, *arguments: object, **env: str) -> Running:
        """Starts it and returns at once."""
        running = Running(self.command(*arguments), self.env(**env), self._outputs)
        self._runs.append(running)
        return running

    def run(self, *arguments: object, **env: str) -> Ended:
        """Runs it to its end."""
        return self.start(*arguments, **env).ended()

    @property
    def jobs(self) -> dict[int, dict[str, Any]]:
        """Every job in the ledger, as `jobs list` tells."""
        listed = self.run("jobs", "list", "--json")
        assert listed.code == 0, listed.err
        return listed.jobs

    @property
    def job(self) -> dict[str, Any]:
        """The only job in the ledger."""
        (found,) = self.jobs.values()
        return found

    def end(self) -> None:
        """Ends what a failed test left running."""
        for running in self._runs:
            if running.process.poll() is None:
                running.kill()
