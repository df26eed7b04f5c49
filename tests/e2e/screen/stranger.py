"""Somebody else's program, which our window takes things from; see `source.py`."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.e2e.screen.hands import drag, wait_for
from tests.e2e.screen.tree import Node


class Stranger:
    """A running `source.py`."""

    def __init__(self, words: list[str], env: dict[str, str], told: Path) -> None:
        self._told = told
        with told.open("wb") as file:
            self._process = subprocess.Popen(
                [sys.executable, Path(__file__).with_name("source.py"), *words],
                env={**env, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "0"},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.DEVNULL,
            )
        (middle,) = wait_for(lambda: self._all("standing"), "a stranger's window")
        self._middle = (int(middle[0]), int(middle[1]))

    def drag_to(self, target: Node, *, wanted: bool = True) -> str:
        """Drags to the middle of `target` and lets go; returns what was done, as `CopyAction`.

        Lets go once the target has said what it would do, as a person waits for the sign at the
        mouse. Where it is not `wanted`, nothing is said: it lets go after hovering for a while.
        """
        hovered = 0

        def answered() -> bool:
            nonlocal hovered
            hovered += 1
            said = self._all("answer")
            if wanted:
                return said[-1:] == ["CopyAction"]
            return bool(self._all("dragging")) and hovered > 15

        drag(self._middle, target.middle, answered, between=False)
        ended = wait_for(lambda: self._all("ended"), "the end of a drag")
        return str(ended[-1])

    def end(self) -> None:
        """Goes, and with it what it had put on the clipboard."""
        self._process.kill()
        self._process.wait(10)

    def _all(self, name: str) -> list[Any]:
        assert self._process.poll() is None, "the stranger's program has ended"
        lines = self._told.read_text("utf-8").split("\n")[:-1]
        return [line[name] for line in map(json.loads, lines) if name in line]
