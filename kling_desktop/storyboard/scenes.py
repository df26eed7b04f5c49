"""Pure edits of the storyboard's order: scenes come, go, move and link.

Scenes are named by their ids. The first scene is never linked: there is nothing before it.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise

from msgspec.structs import replace

from kling_desktop.storyboard.model import FrameRef, Scene, Storyboard, Take, new_id


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
    return replace(board, scenes=(*scenes[:index], edit(scenes[index]), *scenes[index + 1 :]))


def insert(board: Storyboard, index: int, scenes: Iterable[Scene]) -> Storyboard:
    """Puts scenes before the one at `index`, or at the end."""
    return _ordered(board, (*board.scenes[:index], *scenes, *board.scenes[index:]))


def scenes_from(frames: Iterable[FrameRef]) -> list[Scene]:
    """A scene for each picture."""
    return [Scene(first_frame=frame) for frame in frames]


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
    copy = replace(board.scenes[index], id=new_id(), takes=(), kept=None)
    return insert(board, index + 1, [copy])


def remove(board: Storyboard, scene_id: str) -> Storyboard:
    """Takes a scene out. Its clips stay in the library."""
    return _ordered(board, [scene for scene in board.scenes if scene.id != scene_id])


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


def follow_frame(board: Storyboard, scene_id: str, frame: FrameRef) -> Storyboard:
    """Tells a linked scene which frame the one before ends on. Not an edit: a fact."""
    if not any(scene.id == scene_id and scene.linked for scene in board.scenes):
        return board
    return change(board, scene_id, lambda scene: replace(scene, first_frame=frame))


def record_take(board: Storyboard, scene_id: str, take: Take) -> Storyboard:
    """Adds a finished take to its scene, once. Not an edit: a fact that undo leaves alone."""
    for scene in board.scenes:
        if scene.id == scene_id and all(known.id != take.id for known in scene.takes):
            return change(board, scene_id, lambda old: replace(old, takes=(*old.takes, take)))
    return board


def keep_take(board: Storyboard, scene_id: str, take_id: str) -> Storyboard:
    """Chooses the take of a scene that stands in the film."""
    return change(board, scene_id, lambda scene: replace(scene, kept=take_id))


def _ordered(board: Storyboard, scenes: Iterable[Scene]) -> Storyboard:
    """The storyboard with its scenes in another order, the first of them unlinked."""
    first, *others = scenes or (Scene(),)
    return replace(board, scenes=(replace(first, linked=False), *others))
