"""Time, passed in: the engine never asks the system for it, so tests can wait a day in no time."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What the engine needs to know about time."""

    def now(self) -> float:
        """Unix seconds."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        ...


class SystemClock:
    """Time as the system has it."""

    def now(self) -> float:
        """Unix seconds."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await asyncio.sleep(seconds)
