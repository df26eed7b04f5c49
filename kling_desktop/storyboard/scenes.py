"""Pure edits of the storyboard's order: scenes come, go, move and link.

Scenes are named by their ids. The first scene is never linked: there is nothing before it.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import msgspec
from msgspec.structs import replace

from kling_desktop.storyboard import edits, limits
from kling_desktop.storyboard.edits import Stop
from kling_desktop.storyboard.model import FrameRef, Scene, Storyboard, Take, new_id


class Moved(msgspec.Struct, frozen=True):
    """What moving a shot made of the storyboard, and what kept it from moving."""

    board: Storyboard
    stop: Stop | None = None


def index_of(board: Storyboard, scene_id: str) -> int:
    """Where a scene stands, counted from 0. Raises `KeyError` if it is not there."""
    for index, scene in enumerate(board.scenes):
        if scene.id == scene_id:
            return index
    raise KeyError(scene_id)


def scene_of(board: Storyboard, scene_id: str) -> Scene:
    """A scene by its id. Raises `KeyError` if it is not there."""
    return board.scenes[index_of(board, scene_id)]


def change(board: Storyboard, scene_id: str, edit: Callable[[Scene], Scene]) -> Storyboard:
    """Puts what `edit` makes of a scene in its place."""
    index = index_of(board, scene_id)
    scenes = board.scenes
    return _ordered(board, (*scenes[:index], edit(scenes[index]), *scenes[index + 1 :]))


def insert(board: Storyboard, index: int, scenes: Iterable[Scene]) -> Storyboard:
    """Puts scenes before the one at `index`, or at the end."""
    index = max(0, index)
    return _ordered(board, (*board.scenes[:index], *scenes, *board.scenes[index:]))


def bridge(frames: Iterable[FrameRef]) -> list[Scene]:
    """From N pictures N−1 scenes, each going from one picture to the next."""
    return [Scene(first_frame=first, end_frame=end) for first, end in pairwise(frames)]


def move(board: Storyboard, scene_id: str, to: int) -> Storyboard:
    """Puts a scene at place `to`, counted in the order without it."""
    scenes = list(board.scenes)
    scene = scenes.pop(index_of(board, scene_id))
    scenes.insert(max(0, min(len(scenes), to)), scene)
    return _ordered(board, scenes)


def duplicate(board: Storyboard, scene_id: str) -> Storyboard:
    """Puts a copy behind a scene. The copy has its own identity and no takes yet."""
    index = index_of(board, scene_id)
    copy = replace(board.scenes[index], id=new_id(), takes=(), kept=None, kept_practice=None)
    return insert(board, index + 1, [copy])


def remove(board: Storyboard, scene_id: str) -> Storyboard:
    """Takes a scene out; of the last one an empty scene is left. Its clips stay in the library."""
    index = index_of(board, scene_id)
    return _ordered(board, board.scenes[:index] + board.scenes[index + 1 :])


def move_shot_to(board: Storyboard, from_scene: str, index: int, to_scene: str, to: int) -> Moved:
    """Puts a shot of one scene at place `to` of another, with its text and length.

    Within one scene it is `edits.move_shot`. A scene that was never cut takes it in beside the
    shot of its own prompt, as if it had been split. The shot never gets shorter on the way: where
    the other scene has no room for it, or ends on a frame, or its own would be left without any,
    the storyboard comes back as it was and `Moved.stop` says why. The scene that it leaves stays
    at 3 s at least, as in `edits.remove_shot`.
    """
    origin, target = scene_of(board, from_scene), scene_of(board, to_scene)
    if from_scene == to_scene:
        return Moved(change(board, to_scene, lambda scene: edits.move_shot(scene, index, to)))
    if len(origin.shots) < 2:
        return Moved(board, Stop.ONLY_SHOT)
    if target.end_frame is not None:
        return Moved(board, Stop.END_FRAME)
    shot = origin.shots[index]
    if target.seconds + shot.seconds > limits.SECONDS_MAX:
        return Moved(board, Stop.SCENE_LONGEST)
    shots = list(edits.shots_of(target))
    shots.insert(max(0, to), shot)
    board = change(board, from_scene, lambda scene: edits.remove_shot(scene, index))
    return Moved(change(board, to_scene, lambda scene: replace(scene, shots=tuple(shots))))


def link(board: Storyboard, scene_id: str) -> Storyboard:
    """Lets a scene start from the last frame of the one before; the first has none before it."""
    if index_of(board, scene_id) == 0:
        return board
    return change(board, scene_id, lambda scene: replace(scene, linked=True))


def unlink(board: Storyboard, scene_id: str) -> Storyboard:
    """Lets a scene start from its own frame again: the last one it had from the scene before."""
    return change(board, scene_id, lambda scene: replace(scene, linked=False))


def continue_from(board: Storyboard, scene_id: str, frame: FrameRef | None = None) -> Storyboard:
    """Puts a new scene behind one, linked to its last frame; `frame` is that frame if known."""
    index = index_of(board, scene_id)
    before = board.scenes[index]
    scene = Scene(first_frame=frame, linked=True, sound=before.sound)
    return insert(board, index + 1, [scene])


def follow_frame(
    board: Storyboard, scene_id: str, frame: FrameRef, *, take: str | None = None
) -> Storyboard:
    """Tells a linked scene which frame the one before ends on. Not an edit: a fact.

    With `take`, the id of the take that ends on it, only where the scene before keeps that take:
    in a value that undo brings back it may keep another, or another scene may come before.
    """
    known = {"first_frame": frame, "follows": take or ""}
    for before, scene in pairwise(board.scenes):
        if scene.id == scene_id and scene.linked and (take is None or _keeps(before, take)):
            return change(board, scene_id, lambda old: replace(old, **known))
    return board


def _keeps(scene: Scene, take_id: str) -> bool:
    kept = (scene.kept_take(practice=take.practice) for take in scene.takes if take.id == take_id)
    return any(take is not None and take.id == take_id for take in kept)


def record_take(board: Storyboard, scene_id: str, take: Take) -> Storyboard:
    """Adds a finished take to its scene, once. Not an edit: a fact that undo leaves alone."""
    for scene in board.scenes:
        if scene.id == scene_id and all(known.id != take.id for known in scene.takes):
            return change(board, scene_id, lambda old: replace(old, takes=(*old.takes, take)))
    return board


def keep_take(board: Storyboard, scene_id: str, take_id: str) -> Storyboard:
    """Chooses the take of a scene that stands in the film. Raises `KeyError` if it has no such.

    Practice takes and real ones are chosen apart.
    """
    chosen = [take for take in scene_of(board, scene_id).takes if take.id == take_id]
    if not chosen:
        raise KeyError(take_id)
    field = "kept_practice" if chosen[0].practice else "kept"
    return change(board, scene_id, lambda scene: replace(scene, **{field: take_id}))


def _ordered(board: Storyboard, scenes: Sequence[Scene]) -> Storyboard:
    """The storyboard with these scenes, the first of them unlinked; never with none."""
    first, *others = scenes or (Scene(),)
    if first.linked:
        first = replace(first, linked=False)
    return replace(board, scenes=(first, *others))
