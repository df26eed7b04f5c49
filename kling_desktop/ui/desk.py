"""The desk: the storyboard that is open, what of it is selected, and the way back.

Every change goes through `do` or `edit` and makes a new value; widgets watch the signals and never
keep a scene of their own. A drag previews without the desk and ends in one `do`.
"""

import time
from collections.abc import Callable

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from kling_desktop.storyboard import scenes
from kling_desktop.storyboard.edits import Edited, shots_of
from kling_desktop.storyboard.history import Act, History
from kling_desktop.storyboard.model import Scene, Storyboard

PAUSE = 1.5
"""Seconds without a keystroke that end a run of typing: what follows is a step of its own."""


class Selection(msgspec.Struct, frozen=True):
    """What is being worked on: a scene, and perhaps one of its shots."""

    scene: str
    shot: int | None = None


class Desk(QObject):
    """Holds the current storyboard. Lives on the window's thread."""

    changed = Signal(object)
    """The new `Storyboard`, after every change."""
    scene_changed = Signal(object)
    """The selected `Scene`, after every change of it and whenever another is selected."""
    selection_changed = Signal(object)
    """The new `Selection`."""
    playhead_changed = Signal(float)
    """Seconds from the start of the film."""
    stopped = Signal(object)
    """The `Stop` that held an edit at an edge, for saying why."""

    def __init__(
        self,
        storyboard: Storyboard | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` gives seconds; typing pauses by it."""
        super().__init__()
        self._clock = clock
        self._merged_at = 0.0
        self._held = False
        self._history = History(_with_a_scene(storyboard or Storyboard()))
        self._selection = Selection(self.storyboard.scenes[0].id)
        self._playhead = 0.0
        self._last_index = 0
        self._named: set[str] = set()
        self._note_pictures()

    @property
    def storyboard(self) -> Storyboard:
        """The document as it is now."""
        return self._history.board

    @property
    def scene(self) -> Scene:
        """The selected scene as it is now."""
        return scenes.scene_of(self.storyboard, self._selection.scene)

    @property
    def scene_index(self) -> int:
        """Where the selected scene stands, counted from 0."""
        return scenes.index_of(self.storyboard, self._selection.scene)

    @property
    def selection(self) -> Selection:
        """What is being worked on."""
        return self._selection

    @property
    def playhead(self) -> float:
        """Seconds from the start of the film."""
        return self._playhead

    @property
    def undoable(self) -> Act | None:
        """What undo would take back."""
        return self._history.undoable

    @property
    def redoable(self) -> Act | None:
        """What redo would do again."""
        return self._history.redoable

    @property
    def named(self) -> set[str]:
        """Hashes of every picture that lay here since the program started; undo may want any."""
        return set(self._named)

    def open(self, storyboard: Storyboard) -> None:
        """Puts another storyboard on the desk, with nothing to undo; selects its first scene."""
        self._history = History(_with_a_scene(storyboard))
        self._selection = Selection(self.storyboard.scenes[0].id)
        self._playhead = 0.0
        self._tell(selected=True)
        self.playhead_changed.emit(0.0)

    def select(self, scene_id: str, shot: int | None = None) -> None:
        """Works on another scene, or on a shot of it. Ends the run of keystrokes that merge."""
        selection = Selection(scene_id, shot)
        if selection == self._selection:
            return
        self._history.settle()
        other_scene = scene_id != self._selection.scene
        self._selection = selection
        self.selection_changed.emit(selection)
        if other_scene:
            self.scene_changed.emit(self.scene)

    def move_playhead(self, seconds: float) -> None:
        """Puts the playhead somewhere in the film. Not an edit."""
        seconds = max(0.0, min(float(self.storyboard.seconds), seconds))
        if seconds != self._playhead:
            self._playhead = seconds
            self.playhead_changed.emit(seconds)

    def do(
        self, act: Act, edit: Callable[[Storyboard], Storyboard], merge: str | None = None
    ) -> bool:
        """Makes one undoable step of what `edit` does to the storyboard; none if nothing changed.

        Steps in a row with one `act` and one `merge` are undone together: typing in a field, say.
        """
        before = self.scene
        now = self._clock()
        if not self._held and now - self._merged_at > PAUSE:
            self._history.settle()
        self._merged_at = now
        if not self._history.do(_with_a_scene(edit(self.storyboard)), act, merge):
            return False
        self._tell(scene_before=before)
        return True

    def hold(self) -> None:
        """A slider was grasped: until `let_go` what merges is one step, however long it takes."""
        self._history.settle()
        self._held = True

    def let_go(self) -> None:
        """The slider was released."""
        self._held = False
        self._history.settle()

    def edit(
        self,
        act: Act,
        edit: Callable[[Scene], Scene | Edited],
        merge: str | None = None,
        scene_id: str | None = None,
    ) -> bool:
        """The same for one scene, the selected one unless another is named."""
        target = scene_id or self._selection.scene
        made = edit(scenes.scene_of(self.storyboard, target))
        scene, stop = (made.scene, made.stop) if isinstance(made, Edited) else (made, None)
        done = self.do(act, lambda board: scenes.change(board, target, lambda _: scene), merge)
        if stop is not None:
            self.stopped.emit(stop)
        return done

    def set(self, act: Act, merge: str | None = None, **fields: object) -> None:
        """Gives fields of the selected scene other values."""
        self.edit(act, lambda scene: replace(scene, **fields), merge)

    def tell(self, fact: Callable[[Storyboard], Storyboard]) -> None:
        """Makes a fact true now and in all that undo may bring back: a take that came in, say."""
        before, scene = self.storyboard, self.scene
        self._history.tell(fact)
        if self.storyboard != before:
            self._tell(scene_before=scene)

    def undo(self) -> None:
        """Takes the last step back."""
        self._step(self._history.undo)

    def redo(self) -> None:
        """Does the last step taken back again."""
        self._step(self._history.redo)

    def settle(self) -> None:
        """Ends the run of keystrokes that merge: focus has left the field, say."""
        self._history.settle()

    def _step(self, step: Callable[[], bool]) -> None:
        board, scene, selection = self.storyboard, self.scene, self._selection
        if not step():
            return
        self._selection = _selection_after(board, self.storyboard, selection)
        self._tell(scene_before=scene, selected=self._selection != selection)

    def _tell(self, *, scene_before: Scene | None = None, selected: bool = False) -> None:
        self._note_pictures()
        selected = self._keep_selection_valid() or selected
        self.changed.emit(self.storyboard)
        if selected:
            self.selection_changed.emit(self._selection)
        if selected or self.scene != scene_before:
            self.scene_changed.emit(self.scene)
        self.move_playhead(self._playhead)

    def _keep_selection_valid(self) -> bool:
        """Selects a neighbour of what is gone; whether it had to."""
        ids = [scene.id for scene in self.storyboard.scenes]
        before = self._selection
        if before.scene not in ids:
            self._selection = Selection(ids[min(self._last_index, len(ids) - 1)])
        elif before.shot is not None:
            last = len(shots_of(self.scene)) - 1
            self._selection = Selection(before.scene, min(before.shot, last))
        self._last_index = ids.index(self._selection.scene)
        return self._selection != before

    def _note_pictures(self) -> None:
        for scene in self.storyboard.scenes:
            for frame in (scene.first_frame, scene.end_frame):
                if frame is not None:
                    self._named.add(frame.picture)


def _selection_after(old: Storyboard, new: Storyboard, selection: Selection) -> Selection:
    """What to look at after a step through time: what it changed, or what was looked at already."""
    before = {scene.id: scene for scene in old.scenes}
    changed = [scene for scene in new.scenes if before.get(scene.id) != scene]
    ids = [scene.id for scene in changed] or _moved(old, new)
    if not ids:
        return selection
    scene_id = selection.scene if selection.scene in ids else ids[0]
    shots = scenes.scene_of(new, scene_id).shots
    shots_before = before[scene_id].shots if scene_id in before else shots
    if shots == shots_before:
        return selection if scene_id == selection.scene else Selection(scene_id)
    if not shots:
        return Selection(scene_id)
    pairs = enumerate(zip(shots, shots_before, strict=False))
    first = next((at for at, (one, other) in pairs if one != other), len(shots_before))
    return Selection(scene_id, min(first, len(shots) - 1))


def _moved(old: Storyboard, new: Storyboard) -> list[str]:
    """The scene that stands elsewhere now, where the order alone has changed."""
    was, now = ([scene.id for scene in board.scenes] for board in (old, new))
    apart = [at for at, (one, other) in enumerate(zip(was, now, strict=False)) if one != other]
    if len(was) != len(now) or not apart:
        return []
    first, last = apart[0], apart[-1]
    return [now[first]] if was[last] == now[first] else [now[last]]


def _with_a_scene(storyboard: Storyboard) -> Storyboard:
    return storyboard if storyboard.scenes else replace(storyboard, scenes=(Scene(),))
