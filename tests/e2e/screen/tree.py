"""The accessibility tree of a running program, for the tests' own Python."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SYSTEM_PYTHON = Path("/usr/bin/python3")
"""The one that the distribution's AT-SPI bindings belong to."""


class NotThereError(Exception):
    """A control was to be worked that is not there, or not so that it could be."""


@dataclass(frozen=True)
class Node:
    """What a screen reader is told about one thing on the screen."""

    role: str
    name: str
    description: str
    text: str | None
    value: float | None
    states: frozenset[str]
    box: tuple[int, int, int, int]
    """Left, top, width and height on the screen, pixels."""

    @property
    def enabled(self) -> bool:
        return "enabled" in self.states

    @property
    def middle(self) -> tuple[int, int]:
        left, top, width, height = self.box
        return left + width // 2, top + height // 2

    @property
    def says(self) -> str:
        """Everything it tells, for searching."""
        return "\n".join(filter(None, (self.name, self.description, self.text)))


def _node(told: dict[str, Any]) -> Node:
    return Node(**told | {"states": frozenset(told["states"]), "box": tuple(told["box"])})


class Tree:
    """Asks the reader. Use it as a context manager."""

    def __init__(self) -> None:
        reader = Path(__file__).with_name("reader.py")
        self._reader = subprocess.Popen(
            # Its bindings call half of themselves deprecated.
            [SYSTEM_PYTHON, "-I", "-W", "ignore", reader],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Tree":
        return self

    def __exit__(self, *_: object) -> None:
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        self._reader.stdin.close()
        self._reader.wait(10)
        self._reader.stdout.close()

    def look(self, pid: int, *, hidden: bool = False, part: str = "") -> list[Node]:
        """Everything the program shows, in the order of the tree; also what it hides if asked.
        With `part` only what is in the thing of that name, which is looked through much sooner.
        """
        return [_node(told) for told in self._ask(do="look", pid=pid, hidden=hidden, part=part)]

    def find(self, pid: int, name: str, role: str = "") -> Node | None:
        """What is shown under that name; without a role, anything but a label."""
        return self._node_of(do="find", pid=pid, name=name, role=role)

    def saying(self, pid: int, text: str) -> Node | None:
        """The first thing shown that says `text`."""
        return self._node_of(do="saying", pid=pid, text=text)

    def focused(self, pid: int) -> Node | None:
        """The control that the keyboard is at."""
        return self._node_of(do="focused", pid=pid)

    def press(self, pid: int, name: str, role: str, times: int = 1) -> None:
        """Presses a button, a check box. Raises `NotThereError`."""
        self._ask(do="press", pid=pid, name=name, role=role, times=times)

    def write(self, pid: int, name: str, role: str, text: str) -> None:
        """Replaces the text of a field. Raises `NotThereError`."""
        self._ask(do="write", pid=pid, name=name, role=role, text=text)

    def focus(self, pid: int, name: str, role: str) -> None:
        """Puts the keyboard there. Raises `NotThereError`."""
        self._ask(do="focus", pid=pid, name=name, role=role)

    def _node_of(self, **what: Any) -> Node | None:
        told = self._ask(**what)
        return None if told is None else _node(told)

    def _ask(self, **what: Any) -> Any:
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        self._reader.stdin.write(json.dumps(what) + "\n")
        self._reader.stdin.flush()
        line = self._reader.stdout.readline()
        assert line, "the reader of the accessibility tree has ended"
        told = json.loads(line)
        if "fault" in told:
            raise NotThereError(told["fault"])
        return told["answer"]
