"""The drags: what each shows while the pointer moves, and the one edit that it ends in.

None touches the desk before it is let go, so Escape has nothing to take back.
"""

import math

from kling_desktop.storyboard import edits, scenes
from kling_desktop.storyboard.edits import Stop, shots_of
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.timeline.cutting import Cutting
from kling_desktop.ui.timeline.geometry import Geometry, Place


class EdgePull:
    """The end of a shot is pulled; with `whole`, or at the scene's end, the scene's length."""

    def __init__(self, scene_id: str, shot: int, x: float, geometry: Geometry, scene: int) -> None:
        self.scene_id = scene_id
        self.shot = shot
        self.stop: Stop | None = None
        self._from = x
        # The pace at the start: a block that grows must not run away from the pointer.
        self._pace = geometry.scale_of(scene)
        self._seconds = 0
        self._whole = False

    def move(self, x: float, *, whole: bool) -> None:
        """The pointer is there now; whole seconds only."""
        self._seconds = math.floor((x - self._from) / self._pace + 0.5)
        self._whole = whole

    def preview(self, board: Storyboard) -> Storyboard:
        """What letting go would make of the storyboard."""
        edited = edits.pull_edge(
            scenes.scene_of(board, self.scene_id), self.shot, self._seconds, whole=self._whole
        )
        self.stop = edited.stop
        return scenes.change(board, self.scene_id, lambda _: edited.scene)

    def let_go(self, desk: Desk) -> None:
        """One step, or none where nothing changed."""
        last = self.shot == len(shots_of(scenes.scene_of(desk.storyboard, self.scene_id))) - 1
        act = Act.SET_LENGTH if self._whole or last else Act.RESIZE_SHOT
        desk.do(act, self.preview)


class ShotDrag:
    """A shot is carried to another place, in its scene or another."""

    def __init__(self, scene_id: str, shot: int) -> None:
        self.scene_id = scene_id
        self.shot = shot
        self.stop: Stop | None = None
        self.place: Place | None = None

    def move(self, x: float, geometry: Geometry, board: Storyboard) -> None:
        """The pointer is there now."""
        self.place = geometry.shot_place(x)
        target, to = self._target(board)
        self.stop = scenes.move_shot_to(board, self.scene_id, self.shot, target, to).stop

    def let_go(self, desk: Desk, cutting: Cutting) -> None:
        """One step, or none where it stays."""
        if self.place is not None and self.stop is None:
            cutting.move_shot(self.scene_id, self.shot, *self._target(desk.storyboard))

    def _target(self, board: Storyboard) -> tuple[str, int]:
        assert self.place is not None
        target = board.scenes[min(self.place.scene, len(board.scenes) - 1)].id
        to = self.place.place
        if target == self.scene_id and to > self.shot:
            to -= 1
        return target, to


class SceneDrag:
    """A scene is carried to another place in the film."""

    stop = None

    def __init__(self, scene_id: str) -> None:
        self.scene_id = scene_id
        self.place = 0

    def move(self, x: float, geometry: Geometry) -> None:
        """The pointer is there now."""
        self.place = geometry.scene_place(x)

    def let_go(self, desk: Desk, cutting: Cutting) -> None:
        """One step, or none where it stays."""
        at = scenes.index_of(desk.storyboard, self.scene_id)
        to = self.place - 1 if self.place > at else self.place
        if to != at:
            cutting.move_scene(self.scene_id, to)


class Scrub:
    """The playhead is moved along the ruler."""

    stop = None


Drag = EdgePull | ShotDrag | SceneDrag | Scrub
