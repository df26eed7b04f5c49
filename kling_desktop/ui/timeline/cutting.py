"""What can be done to the selected shot or scene, whatever asks for it: key, menu or button.

Each is one step on the desk, and leaves selected what a person would go on with.
"""

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from kling_desktop.storyboard import edits, scenes
from kling_desktop.storyboard.check import Problem
from kling_desktop.storyboard.edits import Edited, Stop, shots_of
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene
from kling_desktop.ui.desk import Desk, Selection
from kling_desktop.words import Timeline


class Cutting(QObject):
    """The timeline's edits. What it works on is the desk's selection."""

    which_to_keep = Signal()
    """The selected scene ends on a frame, so it can't be cut: ask, then `split_anyway`."""
    said = Signal(str)
    """What became of an edit that the selection alone does not tell."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._cut: tuple[str, int, int | None] | None = None

    @property
    def shot(self) -> int:
        """The selected shot; the first where the scene as a whole is selected."""
        return self._desk.selection.shot or 0

    def split(self) -> None:
        """At the playhead if that is inside the selected shot, else in the middle."""
        desk, scene, index = self._desk, self._desk.scene, self.shot
        if desk.selection.shot is None:
            index = self._shot_under_playhead()
        shot = shots_of(scene)[index]
        into = desk.playhead - self._begin_of(desk.scene_index, index)
        at = None
        if 0 < into < shot.seconds:
            at = max(1, min(shot.seconds - 1, int(into + 0.5)))
        if shot.seconds < 2:
            desk.stopped.emit(Stop.NOT_DIVISIBLE)
        elif scene.end_frame is not None and not scene.shots:
            self._cut = (scene.id, index, at)
            self.which_to_keep.emit()
        else:
            self._split(scene.id, index, at)

    def split_anyway(self) -> None:
        """The shots were chosen: one step that takes the end frame out and cuts."""
        if self._cut is not None:
            self._split(*self._cut)

    def join(self) -> None:
        """Makes one shot of the selected one and the next."""
        index = self.shot
        if self._desk.edit(Act.JOIN_SHOTS, lambda scene: edits.join(scene, index)):
            self._desk.select(self._desk.scene.id, min(index, self._last()))

    def duplicate(self) -> None:
        """A copy behind the selected shot or scene, which is then selected."""
        desk = self._desk
        shot = desk.selection.shot
        if shot is None:
            index = desk.scene_index
            if desk.do(Act.DUPLICATE_SCENE, lambda b: scenes.duplicate(b, desk.scene.id)):
                desk.select(desk.storyboard.scenes[index + 1].id)
        elif desk.edit(Act.DUPLICATE_SHOT, lambda scene: edits.duplicate_shot(scene, shot)):
            desk.select(desk.scene.id, shot + 1)

    def delete(self) -> None:
        """Takes the selected shot or scene out; the neighbour is selected.

        The only shot of a scene stands for the scene.
        """
        desk = self._desk
        shot = desk.selection.shot
        if shot is None or not desk.scene.shots:
            index, of_shots = desk.scene_index, shot is not None
            if desk.do(Act.DELETE_SCENE, lambda board: scenes.remove(board, desk.scene.id)):
                left = desk.storyboard.scenes
                near = left[min(index, len(left) - 1)]
                desk.select(near.id, 0 if of_shots and not near.collapsed else None)
        elif desk.edit(Act.DELETE_SHOT, lambda scene: edits.remove_shot(scene, shot)):
            desk.select(desk.scene.id, min(shot, self._last()))

    def resize(self, seconds: int, *, whole: bool = False) -> None:
        """Moves the end of the selected shot as pulling would; the scene's where that is meant.

        A last shot has no neighbour after it, so its end is the scene's.
        """
        desk = self._desk
        shot = desk.selection.shot
        last = self._last()
        index = last if shot is None else shot
        act = Act.SET_LENGTH if whole or index == last else Act.RESIZE_SHOT
        desk.edit(act, lambda scene: edits.pull_edge(scene, index, seconds, whole=whole))

    def set_seconds(self, of: Selection, seconds: int) -> None:
        """Gives a shot that length; the scene's changes with it."""
        scene, index = self._find(of)
        if scene is not None:
            change = seconds - shots_of(scene)[index].seconds
            self._desk.edit(
                Act.RESIZE_SHOT,
                lambda scene: edits.pull_edge(scene, index, change, whole=True),
                scene_id=of.scene,
            )

    def write(self, of: Selection, text: str) -> None:
        """Gives a shot another text; of a scene that was never cut, its prompt."""
        scene, index = self._find(of)
        if scene is not None:
            act = Act.WRITE_SHOT if scene.shots else Act.WRITE_PROMPT
            self._desk.edit(
                act,
                lambda scene: edits.change_shot(scene, index, prompt=text),
                scene_id=of.scene,
            )

    def rename(self, of: Selection, title: str) -> None:
        """Gives a scene a title."""
        if self._find(of)[0] is not None:
            self._desk.edit(
                Act.RENAME_SCENE, lambda scene: replace(scene, title=title), scene_id=of.scene
            )

    def fold(self, scene_id: str) -> None:
        """Shows a scene without its shots, or with them again."""
        desk = self._desk
        desk.edit(
            Act.COLLAPSE_SCENE,
            lambda scene: replace(scene, collapsed=not scene.collapsed),
            scene_id=scene_id,
        )
        if desk.scene.id == scene_id and desk.scene.collapsed:
            desk.select(scene_id)

    def add_scene(self) -> None:
        """A new scene behind the selected one."""
        desk = self._desk
        made = Scene()
        desk.do(
            Act.ADD_SCENES,
            lambda board: scenes.insert(board, desk.scene_index + 1, [made]),
        )
        desk.select(made.id)

    def link(self) -> None:
        """Lets the selected scene start from the last frame of the one before, or no longer."""
        desk = self._desk
        linked = desk.scene.linked
        act, edit = (Act.UNLINK_SCENE, scenes.unlink) if linked else (Act.LINK_SCENE, scenes.link)
        desk.do(act, lambda board: edit(board, desk.scene.id))

    def mend(self, problem: Problem) -> None:
        """Applies the fix that a problem of the selected scene offers."""
        self._desk.edit(Act.MEND, lambda scene: edits.mend(scene, problem))

    def move(self, by: int) -> None:
        """Moves the selected shot or scene one place; a shot at its scene's end, to the next."""
        desk = self._desk
        shot = desk.selection.shot
        at = desk.scene_index
        if shot is None:
            self.move_scene(desk.scene.id, at + by)
        elif 0 <= shot + by <= self._last():
            self.move_shot(desk.scene.id, shot, desk.scene.id, shot + by)
        elif len(desk.scene.shots) < 2:
            self.move_scene(desk.scene.id, at + by)
        elif 0 <= at + by < len(desk.storyboard.scenes):
            other = desk.storyboard.scenes[at + by]
            self.move_shot(desk.scene.id, shot, other.id, 0 if by > 0 else len(shots_of(other)))

    def move_scene(self, scene_id: str, to: int) -> None:
        """Puts a scene at place `to`, counted in the order without it."""
        desk = self._desk
        shot = desk.selection.shot if desk.scene.id == scene_id else None
        if 0 <= to < len(desk.storyboard.scenes) and desk.do(
            Act.MOVE_SCENE, lambda board: scenes.move(board, scene_id, to)
        ):
            desk.select(scene_id, shot)
            self.said.emit(Timeline.SCENE_MOVED(scene=to + 1))

    def move_shot(self, scene_id: str, shot: int, to_scene: str, to: int) -> None:
        """Puts a shot at place `to` of a scene, counted in the order without it."""
        desk = self._desk
        moved = scenes.move_shot_to(desk.storyboard, scene_id, shot, to_scene, to)
        if moved.stop is not None:
            desk.stopped.emit(moved.stop)
        elif desk.do(Act.MOVE_SHOT, lambda _: moved.board):
            desk.select(to_scene, to)
            self.said.emit(Timeline.SHOT_MOVED(scene=desk.scene_index + 1, shot=to + 1))

    def step(self, by: int) -> None:
        """Selects the next shot or the one before, also across scenes; or the next scene."""
        desk = self._desk
        all_scenes = desk.storyboard.scenes
        stops: list[tuple[str, int | None]] = []
        here = (desk.scene.id, desk.selection.shot)
        for scene in all_scenes:
            if desk.selection.shot is None or scene.collapsed:
                stops.append((scene.id, None))
            else:
                stops.extend((scene.id, shot) for shot in range(len(shots_of(scene))))
        at = stops.index(here) + by if here in stops else 0
        if 0 <= at < len(stops):
            desk.select(*stops[at])

    def descend(self) -> None:
        """From a scene to its shots."""
        desk = self._desk
        if desk.selection.shot is None and not desk.scene.collapsed:
            desk.select(desk.scene.id, 0)

    def ascend(self) -> None:
        """From a shot to its scene."""
        self._desk.select(self._desk.scene.id)

    def _split(self, scene_id: str, index: int, at: int | None) -> None:
        self._cut = None
        cut = partial(_split, index=index, at=at)
        if self._desk.edit(Act.SPLIT_SHOT, cut, scene_id=scene_id):
            self._desk.select(scene_id, index + 1)

    def _find(self, of: Selection) -> tuple[Scene | None, int]:
        """The scene and shot that were written about; they may be gone by now."""
        index = of.shot or 0
        for scene in self._desk.storyboard.scenes:
            if scene.id == of.scene and index < len(shots_of(scene)):
                return scene, index
        return None, index

    def _shot_under_playhead(self) -> int:
        into = self._desk.playhead - self._begin_of(self._desk.scene_index, 0)
        scene = self._desk.scene
        if not 0 <= into < scene.seconds:
            return max(range(len(shots_of(scene))), key=lambda n: shots_of(scene)[n].seconds)
        return edits.shot_at(scene, into)[0]

    def _begin_of(self, scene: int, shot: int) -> int:
        all_scenes = self._desk.storyboard.scenes
        before = sum(one.seconds for one in all_scenes[:scene])
        return before + sum(one.seconds for one in shots_of(all_scenes[scene])[:shot])

    def _last(self) -> int:
        return len(shots_of(self._desk.scene)) - 1


def _split(scene: Scene, index: int, at: int | None) -> Edited:
    if not scene.shots:
        scene = replace(scene, end_frame=None)
    return Edited(edits.split(scene, index, at))
