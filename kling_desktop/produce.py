"""From a storyboard to jobs, for the command line: what to make, in order, and where it goes."""

from itertools import pairwise
from pathlib import Path

import msgspec
from msgspec.structs import replace

from kling_desktop.compose import Studio
from kling_desktop.console import Console
from kling_desktop.jobs.before_sending import still_of
from kling_desktop.jobs.delivery import deliver
from kling_desktop.jobs.job import PRACTICE, Job, State
from kling_desktop.jobs.naming import plain
from kling_desktop.jobs.producing import Wanted, label_of, take_of
from kling_desktop.production.film import Order, orders
from kling_desktop.scene_input import ReadBoard
from kling_desktop.storyboard import price
from kling_desktop.storyboard.model import Scene, Storyboard
from kling_desktop.storyboard.scenes import follow_frame, record_take
from kling_desktop.words import Cli


class Production(msgspec.Struct, frozen=True):
    """What to make, and the jobs of an earlier run that stand for the rest."""

    orders: list[Order]
    board: Storyboard
    """The storyboard with all takes that this machine knows of."""
    known: tuple[int, ...] = ()
    """Jobs that are under way, or whose outcome the user has to decide: never made twice."""


def production(read: ReadBoard, studio: Studio, *, practice: bool, takes: int | None) -> Production:
    """The takes to make: of one scene all that is asked for, of a document what is stale.

    What the ledger knows of a document counts: a film that was rendered before, or is being
    rendered, is not paid for again. Raises `Unfit`, `DatabaseTrouble`, `NotAClip` or `OSError`.
    """
    form = studio.settings.current.picture_form
    if not read.from_file:
        scenes = [scene.id for scene in read.board.scenes]
        made = orders(read.board, practice=practice, form=form, scenes=scenes, takes=takes)
        return Production(made, read.board)
    ledger = studio.ledger()
    jobs = [job for job in ledger.of_board(read.board.id) if job.practice == practice]
    ledger.close()
    board = _with_clips_here(_with_takes(read.board, jobs), studio)
    board = _with_frames_that_follow(board, studio, practice=practice)
    busy: dict[str, tuple[int, ...]] = {}
    for job in jobs:
        if job.unfinished or job.state in (State.UNCONFIRMED, State.PARKED):
            busy[job.scene] = (*busy.get(job.scene, ()), job.id)
    made = orders(board, practice=practice, form=form, under_way=busy, takes=takes)
    return Production(made, board, tuple(number for known in busy.values() for number in known))


def _with_takes(board: Storyboard, jobs: list[Job]) -> Storyboard:
    for job in jobs:
        take = take_of(job)
        if take is not None:
            board = record_take(board, job.scene, take)
    return board


def _with_clips_here(board: Storyboard, studio: Studio) -> Storyboard:
    """The storyboard without takes whose clips are on another machine, or gone."""

    def here(scene: Scene) -> Scene:
        takes = tuple(take for take in scene.takes if (studio.clips / take.clip).is_file())
        return replace(scene, takes=takes)

    return replace(board, scenes=tuple(here(scene) for scene in board.scenes))


def _with_frames_that_follow(board: Storyboard, studio: Studio, *, practice: bool) -> Storyboard:
    """The storyboard with the true last frames of its kept takes in the scenes linked to them."""
    for before, scene in pairwise(board.scenes):
        kept = before.kept_take(practice=practice) if scene.linked else None
        if kept is not None and kept.id != scene.follows:
            frame = studio.pictures.keep(still_of(studio.clips / kept.clip))
            board = follow_frame(board, scene.id, frame, take=kept.id)
    return board


def price_of(order: Order, studio: Studio) -> float:
    """What one take of an order may cost."""
    return price.estimate(order.snapshot.seconds, studio.rates, sound=order.snapshot.sound)


def wanted_from(
    read: ReadBoard,
    studio: Studio,
    console: Console,
    made: Production,
    *,
    service: str,
    output: str,
) -> list[Wanted]:
    """The orders, each with its label, price and place.

    Of a document every clip is named for its place in the film, and clips that stand already are
    copied. Raises `OSError` where they can't be.
    """
    orders_by_scene = {order.scene: order for order in made.orders}
    wanted = []
    for number, scene in enumerate(made.board.scenes, 1):
        label = label_of(scene)
        target = _place(output, number, label) if read.from_file else output
        order = orders_by_scene.get(scene.id)
        if order is None:
            _copy_kept(scene, studio, console, target, practice=service == PRACTICE)
            continue
        estimate = price_of(order, studio)
        wanted.append(Wanted(order=order, label=label, estimate=estimate, output=target))
    if not wanted and not made.known:
        console.say(Cli.NOTHING_STALE())
    return wanted


def _place(folder: str, number: int, label: str) -> str:
    name = " ".join(part for part in (f"{number:02}", plain(label)) if part)
    return str(Path(folder) / f"{name}.mp4")


def _copy_kept(
    scene: Scene, studio: Studio, console: Console, target: str, *, practice: bool
) -> None:
    kept = scene.kept_take(practice=practice)
    if kept is not None:
        console.result(str(deliver(studio.clips / kept.clip, target)))
