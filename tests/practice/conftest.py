"""A real child process, real sockets."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import pytest

import kling_desktop.practice
from tests.practice.studio_props import fields

SUBMIT = "/v3/async/kling-v3.0-std-i2v"
RESULT = "/v3/async/task-result"
_PATIENCE_SECONDS = 60


class Child:
    """A practice service as the window starts it, and a client with a key."""

    def __init__(self, *options: str) -> None:
        assert kling_desktop.practice.__file__ is not None
        self.process = subprocess.Popen(
            [
                sys.executable,
                *("-m", "kling_desktop.practice", "--until-stdin-closes"),
                *options,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(kling_desktop.practice.__file__).parents[2],
        )
        assert self.process.stdout is not None
        self.base: str = json.loads(self.process.stdout.readline())["listening"]
        self.http = httpx.Client(
            base_url=self.base, headers={"Authorization": "Bearer key"}, trust_env=False, timeout=30
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.http.close()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(_PATIENCE_SECONDS)
        self.process.stdout.close()

    def submit(self, **changes: Any) -> httpx.Response:
        return self.http.post(SUBMIT, json=fields(**changes))

    def new_task(self, **changes: Any) -> str:
        answer = self.submit(**changes)
        assert answer.status_code == 200, answer.text
        assert set(answer.json()) == {"task_id"}
        task_id: str = answer.json()["task_id"]
        return task_id

    def result(self, task_id: str) -> dict[str, Any]:
        answer = self.http.get(RESULT, params={"task_id": task_id})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def wait_for(self, task_id: str, status: str) -> dict[str, Any]:
        """Asks until the task has that status; any other end of it is an error."""
        give_up = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < give_up:
            found = self.result(task_id)
            seen = found["task"]["status"]
            if seen == status:
                return found
            assert seen not in ("TASK_STATUS_SUCCEED", "TASK_STATUS_FAILED"), found
            time.sleep(0.05)
        raise AssertionError(f"never {status}")

    def video_url(self, task_id: str) -> str:
        """The address of the finished clip."""
        url: str = self.wait_for(task_id, "TASK_STATUS_SUCCEED")["videos"][0]["video_url"]
        return url

    def submits(self) -> dict[str, int]:
        counts: dict[str, int] = self.http.get("/practice/submits").json()
        return counts


@pytest.fixture(scope="module")
def child(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    """One service for all tests of a module; its tasks are done as soon as the clip is there."""
    with Child("--seconds-per-clip", "0", "--folder", str(tmp_path_factory.mktemp("s"))) as one:
        yield one
