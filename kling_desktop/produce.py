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
from kling_desktop.production.film import Order, is_stale, orders
from kling_desktop.scene_input import ReadBoard
from kling_desktop.storyboard import price
from kling_desktop.storyboard.model import Scene, Storyboard
from kling_desktop.storyboard.scenes import follow_frame, record_take
from kling_desktop.words import Cli


class ClipLost(Exception):  # noqa: N818 - a finding, not a fault
    """A scene has a take of what it asks for, but its clip is not found: nothing is sent for it
    unless that is said. `away` are folders that can't be looked into, where it may well lie.
    """

    def __init__(self, scene: int, clip: str, away: tuple[Path, ...]) -> None:
        """`scene` is its number in the storyboard, from 1."""
        super().__init__(clip)
        self.scene = scene
        self.clip = clip
        self.away = away


class Production(msgspec.Struct, frozen=True):
    """What to make, and the jobs of an earlier run that stand for the rest."""

    orders: list[Order]
    board: Storyboard
    """The storyboard with all takes that this machine knows of."""
    known: tuple[int, ...] = ()
    """Jobs that are under way, or whose outcome the user has to decide: never made twice."""


def production(
    read: ReadBoard, studio: Studio, *, practice: bool, takes: int | None, again: bool = False
) -> Production:
    """The takes to make: of one scene all that is asked for, of a document what is stale.

    What the ledger knows of a document counts: a film that was rendered before, or is being
    rendered, is not paid for again. That a clip is not found is no reason to pay for it again
    either, unless `again` says so. Raises `ClipLost`, `Unfit`, `DatabaseTrouble`, `NotAClip` or
    `OSError`.
    """
    form = studio.settings.current.picture_form
    if not read.from_file:
        scenes = [scene.id for scene in read.board.scenes]
        made = orders(read.board, practice=practice, form=form, scenes=scenes, takes=takes)
        return Production(made, read.board)
    ledger = studio.ledger()
    jobs = [job for job in ledger.of_board(read.board.id) if job.practice == practice]
    ledger.close()
    whole = _with_takes(read.board, jobs)
    here = _with_clips_here(whole, studio)
    board = _with_frames_that_follow(here, studio, practice=practice)
    if here != whole and not again:
        whole = _with_frames_that_follow(whole, studio, practice=practice)
        _require_clips(whole, board, studio, practice=practice)
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
        takes = tuple(take for take in scene.takes if studio.clips.find(take.clip).is_file())
        return replace(scene, takes=takes)

    return replace(board, scenes=tuple(here(scene) for scene in board.scenes))


def _require_clips(whole: Storyboard, here: Storyboard, studio: Studio, *, practice: bool) -> None:
    """Raises `ClipLost` where something would be made, or shown, only because a clip of the whole
    storyboard is not here.
    """
    for number, (scene, left) in enumerate(zip(whole.scenes, here.scenes, strict=True), 1):
        if is_stale(scene, practice=practice):
            continue
        kept = scene.kept_take(practice=practice)
        stands = kept is None or left.kept_take(practice=practice) == kept
        if is_stale(left, practice=practice) or not stands:
            takes = [take for take in scene.takes if take.practice == practice]
            lost = [take for take in takes if take not in left.takes]
            take = kept if kept in lost else lost[-1]
            raise ClipLost(number, take.clip, studio.clips.away())


def _with_frames_that_follow(board: Storyboard, studio: Studio, *, practice: bool) -> Storyboard:
    """The storyboard with the true last frames of its kept takes in the scenes linked to them."""
    for before, scene in pairwise(board.scenes):
        kept = before.kept_take(practice=practice) if scene.linked else None
        if kept is None or kept.id == scene.follows:
            continue
        clip = studio.clips.find(kept.clip)
        if clip.is_file():
            frame = studio.pictures.keep(still_of(clip))
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
        console.result(str(deliver(studio.clips.find(kept.clip), target)))
