"""A clip that was made here carries what it was made from: its scene, brought back from the file.

The file may come from anywhere, so what it says is judged like a document's text: nothing that a
storyboard could not hold is taken, and no name in it can lead out of the picture store.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from kling_desktop.clips import recipe
from kling_desktop.production.snapshot import Snapshot
from kling_desktop.store.document_errors import DocumentError
from kling_desktop.store.document_text import board_of, plain
from kling_desktop.storyboard.model import FrameRef, Scene, Storyboard


class Returned(msgspec.Struct, frozen=True):
    """A scene out of a clip."""

    scene: Scene
    """With the frames whose pictures are on this machine, and without the others."""
    lacks_first: bool
    lacks_end: bool


class _Recipe(msgspec.Struct):
    """What `jobs.fetching.recipe_of` writes."""

    format: int
    snapshot: Snapshot | None = None


def scene_in(clip: Path, has: Callable[[FrameRef], bool]) -> Returned | None:
    """The scene that the clip was made from; `None` where it carries none that can be used.

    `has` says whether a frame's picture is on this machine. Raises `OSError`.
    """
    written = recipe.read(clip)
    if written is None:
        return None
    try:
        made = msgspec.json.decode(written, type=_Recipe)
        snapshot = made.snapshot
        if made.format != 1 or snapshot is None:
            return None
        whole = Scene(
            first_frame=snapshot.first_frame,
            end_frame=snapshot.end_frame,
            prompt=snapshot.prompt,
            negative_prompt=snapshot.negative_prompt,
            shots=snapshot.shots,
            plain_seconds=snapshot.seconds,
            sound=snapshot.sound,
            cfg_scale=snapshot.cfg_scale,
        )
        (scene,) = board_of(plain(Storyboard(scenes=(whole,)))).scenes
    except (msgspec.DecodeError, DocumentError, ValueError):
        return None
    lacks_first = scene.first_frame is None or not has(scene.first_frame)
    lacks_end = scene.end_frame is not None and not has(scene.end_frame)
    here = replace(
        scene,
        first_frame=None if lacks_first else scene.first_frame,
        end_frame=None if lacks_end else scene.end_frame,
    )
    return Returned(here, lacks_first, lacks_end)
