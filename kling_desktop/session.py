"""One run of the engine from the command line, from a first look at the ledger to an exit code."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Collection

from kling_desktop.compose import Studio
from kling_desktop.console import INTERRUPTED, TROUBLE, Console, exit_code
from kling_desktop.jobs.engine import Engine
from kling_desktop.jobs.job import Job, State
from kling_desktop.store.database import DatabaseDamaged, DatabaseNewer, DatabaseTrouble
from kling_desktop.words import Cli

Begin = Callable[[Engine], Awaitable[list[int]]]
"""Asks the engine for something and returns the ids of the jobs to see through."""


class Stop(Exception):  # noqa: N818 - an ending, not a fault
    """Ends the program with a sentence and an exit code."""

    def __init__(self, code: int, sentence: str = "") -> None:
        super().__init__(sentence)
        self.code = code


def drive(
    studio: Studio,
    console: Console,
    begin: Begin,
    *,
    patience: float,
    only: Collection[int] | None = None,
) -> int:
    """Runs an engine until the jobs of `begin` have ended, or were held for `patience` seconds.

    Returns the exit code. `only` leaves other jobs of the ledger alone. Raises `Stop` where the
    ledger can't be used.
    """
    try:
        return asyncio.run(_drive(studio, console, begin, patience, only))
    except DatabaseTrouble as fault:
        raise ledger_stop(fault, studio) from fault


async def _drive(
    studio: Studio,
    console: Console,
    begin: Begin,
    patience: float,
    only: Collection[int] | None,
) -> int:
    # Whoever types a command means it: the pause is the window's.
    engine = studio.engine(console.report, only, paused_too=True)
    interrupted = _stop_on_signals(engine, console)
    runner = asyncio.create_task(engine.run())
    try:
        await _started(engine, runner)
        ids = await begin(engine)
        console.watch(ids)
        jobs = await engine.settle(ids, patience)
    finally:
        engine.stop()
        await runner
        await studio.aclose()
    jobs = engine.latest(ids)
    for job in jobs:
        _into_library(studio, console, job)
    studio.close()
    console.conclude(jobs)
    if interrupted.is_set():
        console.say(Cli.STOPPED())
        return INTERRUPTED
    return exit_code(jobs)


async def _started(engine: Engine, runner: asyncio.Task[None]) -> None:
    """Returns once the engine has looked at its ledger; raises what keeps it from that."""
    started = asyncio.create_task(engine.started.wait())
    await asyncio.wait([started, runner], return_when=asyncio.FIRST_COMPLETED)
    started.cancel()
    if runner.done():
        await runner


def _stop_on_signals(engine: Engine, console: Console) -> asyncio.Event:
    """Lets Ctrl-C stop the engine in order; a second one ends the program where it is."""
    interrupted = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        interrupted.set()
        if any(job.state is State.SENDING for job in engine.latest(engine.driven)):
            console.say(Cli.FINISHING())
        engine.stop()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        # Not loop.add_signal_handler: Windows' loop has none.
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
    return interrupted


def _into_library(studio: Studio, console: Console, job: Job) -> None:
    try:
        studio.library_gains(job)
    except DatabaseTrouble:
        console.say(Cli.LIBRARY_TROUBLE(clip=studio.clips.find(job.clip or "")))


def ledger_stop(fault: DatabaseTrouble, studio: Studio) -> Stop:
    """How the program ends when the ledger can't be used."""
    if isinstance(fault, DatabaseNewer):
        return Stop(TROUBLE, Cli.LEDGER_NEWER())
    if isinstance(fault, DatabaseDamaged):
        return Stop(TROUBLE, Cli.LEDGER_DAMAGED(path=studio.paths.ledger))
    return Stop(TROUBLE, Cli.LEDGER_UNWRITABLE(cause=fault))
