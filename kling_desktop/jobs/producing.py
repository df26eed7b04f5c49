"""From orders to jobs: the takes of several scenes, those that follow others after them."""

from collections.abc import Sequence

import msgspec

from kling_desktop.jobs.engine import Engine
from kling_desktop.jobs.job import PRACTICE, Job, State
from kling_desktop.production.film import Order
from kling_desktop.storyboard.model import Scene, Take

LABEL_CHARACTERS = 60


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """An order with what the ledger needs to know beside it."""

    order: Order
    label: str
    estimate: float = 0.0
    """What one take may cost."""
    output: str | None = None
    """Where the user wants copies."""


async def produce(
    engine: Engine,
    wanted: Sequence[Wanted],
    *,
    service: str,
    board: str = "",
    budget: float | None = None,
) -> list[Job]:
    """Puts the jobs of all orders into the ledger, in their order; returns them.

    Raises `DatabaseTrouble`; what was added before it stays.
    """
    made: dict[str, list[Job]] = {}
    for want in wanted:
        order = want.order
        follows = [job.id for job in made.get(order.after or "", [])] or order.after_jobs
        made[order.scene] = await engine.generate(
            service,
            order.snapshot,
            takes=order.takes,
            label=want.label,
            scene=order.scene,
            board=board,
            after=follows,
            estimate=0.0 if service == PRACTICE else want.estimate,
            budget=budget,
            output=want.output,
        )
    return [job for jobs in made.values() for job in jobs]


def take_of(job: Job) -> Take | None:
    """The take that a finished job of a scene has made."""
    if job.state is not State.DONE or job.clip is None or job.snapshot is None:
        return None
    return Take(
        id=job.mark,
        recipe=job.snapshot.digest,
        clip=job.clip,
        made_at=job.ended_at or job.created_at,
        practice=job.practice,
    )


def label_of(scene: Scene) -> str:
    """What a scene's jobs are called: its title, or the start of its prompt."""
    words = " ".join((scene.title or scene.prompt_to_send).split())
    if len(words) <= LABEL_CHARACTERS:
        return words
    return words[:LABEL_CHARACTERS].rsplit(" ", 1)[0] + "…"
