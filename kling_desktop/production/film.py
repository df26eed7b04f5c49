"""What of a storyboard has to be made, and in which order."""

from collections.abc import Collection, Mapping

import msgspec

from kling_desktop.production.snapshot import PictureForm, Snapshot, Unfit, snapshot
from kling_desktop.storyboard.check import Code, Field, Problem, Severity, check, fits
from kling_desktop.storyboard.model import Scene, Storyboard


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """The takes to make of one scene."""

    scene: str
    snapshot: Snapshot
    takes: int
    after: str | None = None
    """The scene whose kept take gives the first frame, where that is still to be made."""
    after_jobs: tuple[int, ...] = ()
    """Jobs of that scene that are under way already."""


def is_stale(scene: Scene, *, practice: bool) -> bool:
    """Whether what the scene asks for differs from what its takes were made of (product.md).

    One take of it is enough, whichever is kept: nothing is paid for twice because of a choice.
    """
    recipe = recipe_of(scene)
    return not any(take.recipe == recipe and take.practice == practice for take in scene.takes)


def recipe_of(scene: Scene) -> str | None:
    """The digest of what the scene asks for now; `None` while it can't be sent."""
    try:
        return snapshot(scene).digest
    except Unfit:
        return None


def problems_of(
    board: Storyboard, index: int, *, practice: bool, coming: Collection[str] = ()
) -> tuple[Problem, ...]:
    """What stands in the way of a scene in its place; `coming` are the scenes with work under way.

    To what `check` finds it adds a linked scene whose predecessor has no take that is kept, or
    whose frame is not yet the last one of that take.
    """
    scene = board.scenes[index]
    found = check(scene)
    before = board.scenes[index - 1] if scene.linked else None
    if before is None or before.id in coming:
        return found
    kept = before.kept_take(practice=practice)
    if kept is not None and kept.id == scene.follows:
        return found
    # A frame of another take, of practice say, must never be sent in place of the right one.
    code = Code.NOTHING_TO_FOLLOW if kept is None else Code.FRAME_COMING
    values = {"number": index}
    place = Field.FIRST_FRAME
    return (*found, Problem(code=code, severity=Severity.BLOCK, field=place, values=values))


def orders(
    board: Storyboard,
    *,
    practice: bool,
    form: PictureForm = PictureForm.DATA_URI,
    scenes: Collection[str] | None = None,
    under_way: Mapping[str, tuple[int, ...]] | None = None,
    takes: int | None = None,
) -> list[Order]:
    """What to make, in the order of the film.

    `scenes` are the ids asked for; `None` takes every stale scene that is not under way. A scene
    linked to one that is made anew follows it, since its first frame will be another. One more take
    of a scene whose kept take is still what it asks for changes nothing for those linked to it.
    `under_way` names the unfinished jobs of each scene. Raises `Unfit` with the problems of the
    first scene that can't be sent; then nothing should be.
    """
    busy = under_way or {}
    made: list[Order] = []
    anew = {
        scene.id
        for scene in board.scenes
        if busy.get(scene.id) and not _stands(scene, practice=practice)
    }
    for index, scene in enumerate(board.scenes):
        follows = scene.linked and board.scenes[index - 1].id in anew
        if scenes is None:
            wanted = (is_stale(scene, practice=practice) or follows) and scene.id not in busy
        else:
            wanted = scene.id in scenes
        if not wanted:
            continue
        problems = problems_of(board, index, practice=practice, coming=anew)
        if not fits(problems):
            raise Unfit(problems)
        before = board.scenes[index - 1].id
        made.append(
            Order(
                scene=scene.id,
                snapshot=snapshot(scene, form, waits=follows),
                takes=scene.takes_wanted if takes is None else takes,
                after=before if follows else None,
                after_jobs=busy.get(before, ()) if follows else (),
            )
        )
        if follows or not _stands(scene, practice=practice):
            anew.add(scene.id)
    return made


def _stands(scene: Scene, *, practice: bool) -> bool:
    """Whether the take that is kept is what the scene asks for now."""
    kept = scene.kept_take(practice=practice)
    return kept is not None and kept.recipe == recipe_of(scene)
