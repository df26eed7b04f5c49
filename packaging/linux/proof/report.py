"""What is told while it runs: one line for each step, and at the end whether it all held."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Wrong(Exception):  # noqa: N818 - a finding
    """What was found is not as it must be; the sentence says what."""


class Report:
    """Counts what held and what did not."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.held = 0

    @contextmanager
    def chapter(self, name: str) -> Iterator[None]:
        """Steps that build on each other: the first that is wrong ends it, the next goes on."""
        say(f"\n{name}")
        began = time.monotonic()
        try:
            yield
        except (Wrong, OSError, subprocess.SubprocessError) as wrong:
            self.wrong.append(f"{name}: {wrong}")
            say(f"  WRONG  {wrong}")
        say(f"  ({time.monotonic() - began:.0f} s)")

    def step(self, said: str) -> None:
        """Tells of a step that held."""
        self.held += 1
        say(f"  ok     {said}")

    def end(self) -> int:
        """Says how it went; returns the exit code."""
        if not self.wrong:
            say(f"\nAll {self.held} steps held.")
            return 0
        say(f"\n{self.held} steps held. Wrong:")
        for wrong in self.wrong:
            say(f"  {wrong}")
        return 1


def say(line: str) -> None:
    """At once, also into a pipe."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def require(holds: object, otherwise: str) -> None:
    """Raises `Wrong` with the sentence unless it holds."""
    if not holds:
        raise Wrong(otherwise)
