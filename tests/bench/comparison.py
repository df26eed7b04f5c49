"""Times two ways of doing something side by side."""

import statistics
import time
from collections.abc import Callable

import msgspec

ROUNDS = 5


class Comparison(msgspec.Struct, frozen=True):
    """What ours and a plain way took, in seconds (medians)."""

    name: str
    plain_name: str
    ours: float
    plain: float

    def __str__(self) -> str:
        times = f"{self.ours * 1000:8.0f} ms {self.plain * 1000:8.0f} ms"
        return f"{self.ours / self.plain:6.2f} × {times}  {self.name} / {self.plain_name}"


def compare(
    name: str, ours: Callable[[], object], plain_name: str, plain: Callable[[], object]
) -> Comparison:
    """Runs both by turns, so that a busy moment of the machine falls on both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for work, times in zip((ours, plain), taken, strict=True):
            began = time.perf_counter()
            work()
            times.append(time.perf_counter() - began)
    return Comparison(name, plain_name, *(statistics.median(times) for times in taken))
