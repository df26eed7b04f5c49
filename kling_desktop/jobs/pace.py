"""How fast requests go out: one pace for submits and one for polls, per host (contract.md §4.9)."""

import asyncio
import random

from kling_desktop.jobs.clock import Clock

SUBMITS_PER_MINUTE = 20.0
SUBMIT_BURST = 3
POLLS_PER_MINUTE = 300.0
POLL_BURST = 20
SLOWEST_PER_MINUTE = 1.0
EASE = 1.1
"""Factor by which a slowed pace recovers with every request that goes through."""

BACKOFF_FIRST = 2.0
BACKOFF_MOST = 60.0
"""Seconds."""


class Pace:
    """Lets requests of one kind to one host through, in order, no faster than agreed."""

    def __init__(self, clock: Clock, per_minute: float, burst: int) -> None:
        self._clock = clock
        self._agreed = per_minute
        self._per_minute = per_minute
        self._burst = float(burst)
        self._spare = float(burst)
        self._counted_at = clock.now()
        self._closed_until = 0.0
        self._queue = asyncio.Lock()

    @property
    def per_minute(self) -> float:
        """Requests per minute let through at present."""
        return self._per_minute

    async def turn(self) -> None:
        """Returns when the next request may go."""
        async with self._queue:
            while (seconds := self._seconds_to_wait()) > 0:
                await self._clock.sleep(seconds)
            self._spare -= 1

    def slow(self, retry_after: float | None = None) -> None:
        """The host said "too many": halves the pace, and closes it for `retry_after` seconds."""
        self._per_minute = max(SLOWEST_PER_MINUTE, self._per_minute / 2)
        self._spare = min(self._spare, 0.0)
        self._closed_until = self._clock.now() + (retry_after or 0.0)

    def ease(self) -> None:
        """A request went through: recovers a little towards the agreed pace."""
        self._per_minute = min(self._agreed, self._per_minute * EASE)

    def _seconds_to_wait(self) -> float:
        now = self._clock.now()
        if now < self._closed_until:
            return self._closed_until - now
        # A clock set back must not close the pace for good.
        passed = max(0.0, now - self._counted_at)
        self._counted_at = now
        self._spare = min(self._burst, self._spare + passed * self._per_minute / 60)
        return 0.0 if self._spare >= 1 else (1 - self._spare) * 60 / self._per_minute + 0.001


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row, with jitter so that jobs don't march."""
    seconds = min(BACKOFF_MOST, BACKOFF_FIRST * 2.0 ** min(max(0, failures - 1), 10))
    return seconds * random.uniform(0.9, 1.1)  # noqa: S311 - jitter, not a secret
