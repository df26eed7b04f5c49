"""From a storyboard to jobs, for the command line: what to make, in order, and where it goes."""

from itertools import pairwise
from pathlib import Path

from msgspec.structs import replace

from kling_desktop.compose import Studio
from kling_desktop.console import Console
from kling_desktop.jobs.before_sending import still_of
from kling_desktop.jobs.delivery import deliver
from kling_desktop.jobs.job import PRACTICE
from kling_desktop.jobs.naming import plain
from kling_desktop.jobs.producing import Wanted, label_of
from kling_desktop.production.film import Order, orders
from kling_desktop.scene_input import ReadBoard
from kling_desktop.storyboard import price
from kling_desktop.storyboard.model import Scene, Storyboard
from kling_desktop.storyboard.scenes import follow_frame
from kling_desktop.words import Cli


def production(
    read: ReadBoard, studio: Studio, *, practice: bool, takes: int | None
) -> list[Order]:
    """The takes to make: of one scene all that is asked for, of a document what is stale."""
    scenes = None if read.from_file else [scene.id for scene in read.board.scenes]
    return orders(
        _with_frames_that_follow(_with_clips_here(read.board, studio), studio, practice=practice),
        practice=practice,
        form=studio.settings.current.picture_form,
        scenes=scenes,
        takes=takes,
    )


def _with_clips_here(board: Storyboard, studio: Studio) -> Storyboard:
    """The storyboard without takes whose clips are on another machine, or gone."""

    def here(scene: Scene) -> Scene:
        takes = tuple(take for take in scene.takes if (studio.paths.clips / take.clip).is_file())
        return replace(scene, takes=takes)

    return replace(board, scenes=tuple(here(scene) for scene in board.scenes))


def _with_frames_that_follow(board: Storyboard, studio: Studio, *, practice: bool) -> Storyboard:
    """The storyboard with the true last frames of its kept takes in the scenes linked to them."""
    for before, scene in pairwise(board.scenes):
        kept = before.kept_take(practice=practice) if scene.linked else None
        if kept is not None and kept.id != scene.follows:
            frame = studio.pictures.keep(still_of(studio.paths.clips / kept.clip))
            board = follow_frame(board, scene.id, frame, take=kept.id)
    return board


def price_of(order: Order, studio: Studio) -> float:
    """What one take of an order may cost."""
    return price.estimate(order.snapshot.seconds, studio.rates, sound=order.snapshot.sound)


def wanted_from(
    read: ReadBoard,
    studio: Studio,
    console: Console,
    made: list[Order],
    *,
    service: str,
    output: str,
) -> list[Wanted]:
    """The orders, each with its label, price and place.

    Of a document every clip is named for its place in the film, and clips that stand already are
    copied. Raises `OSError` where they can't be.
    """
    orders_by_scene = {order.scene: order for order in made}
    wanted = []
    for number, scene in enumerate(read.board.scenes, 1):
        label = label_of(scene)
        target = _place(output, number, label) if read.from_file else output
        order = orders_by_scene.get(scene.id)
        if order is None:
            _copy_kept(scene, studio, console, target, practice=service == PRACTICE)
            continue
        estimate = price_of(order, studio)
        wanted.append(Wanted(order=order, label=label, estimate=estimate, output=target))
    if not wanted:
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
        console.result(str(deliver(studio.paths.clips / kept.clip, target)))
