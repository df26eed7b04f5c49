"""What comes to the two frame zones becomes edits of the scene: one step each, undone in one."""

from collections.abc import Callable
from functools import partial

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from kling_desktop.storyboard import scenes
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import FrameRef, Scene, Storyboard, new_id
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.frame_place import FramePlace

_FIRST: tuple[str, ...] = ("first_frame", "linked", "follows")
_END: tuple[str, ...] = ("end_frame",)


class _Done(msgspec.Struct, frozen=True):
    """A step that a place can take back."""

    board: Storyboard
    """As it was right after."""
    scene: str
    before: Scene | None
    """The scene as it was; `None` for one that was not there."""
    merge: str | None = None
    """What it is one with: two pictures that came together go together."""


class FrameActs(QObject):
    """Between the desk and the places of the first and the end frame."""

    scenes_wanted = Signal(object, object)
    """The `Arrival`s to make scenes of, and the id of the scene that comes after them, if any."""

    def __init__(self, desk: Desk, first: FramePlace, end: FramePlace) -> None:
        super().__init__()
        self._desk = desk
        self._first = first
        self._end = end
        self._done: dict[FramePlace, _Done] = {}
        for place in (first, end):
            place.zone.pairs = self._pairs
            place.framed.connect(partial(self._framed, place))
            place.undo_asked.connect(partial(self._take_back, place))
            place.pair_came.connect(self._take_pair)
            place.rest_asked.connect(self._make_rest)
            place.swap_asked.connect(self.swap)
            place.scene_came.connect(partial(self._bring_back, place))

    def swap(self) -> None:
        """Lets the scene start from its end frame and end on its first."""
        self._desk.edit(Act.SWAP_FRAMES, swapped)

    def _pairs(self) -> bool:
        """Whether two pictures fill both zones: nobody means to lose a frame by that."""
        scene = self._desk.scene
        return scene.first_frame is None and scene.end_frame is None and not scene.shots

    def _take_pair(self, arrival: Arrival) -> None:
        together = new_id()
        (other,) = arrival.rest
        self._first.take(replace(arrival, rest=()), merge=together)
        self._end.take(other, merge=together)

    def _framed(self, place: FramePlace, frame: FrameRef | None) -> None:
        # Another scene may have been selected while the picture was looked at.
        target = place.meant_for
        before = next((s for s in self._desk.storyboard.scenes if s.id == target), None)
        if before is None:
            return
        put: Callable[[Scene], Scene]
        if place is self._first:
            put = partial(with_first, frame=frame)
            here, act = before.first_frame, Act.SET_FIRST_FRAME
        else:
            put = lambda scene: replace(scene, end_frame=frame)  # noqa: E731
            here, act = before.end_frame, Act.SET_END_FRAME
        if place.merge is not None:
            act = Act.SET_FRAMES
        elif frame is None:
            act = Act.REMOVE_FRAME
        elif here is not None and here.picture == frame.picture:
            act = Act.SEND_PICTURE if frame.address is None else Act.SEND_ADDRESS
        if self._desk.edit(act, put, place.merge, scene_id=target):
            self._remember(place, target, before)

    def _remember(self, place: FramePlace, target: str, before: Scene) -> None:
        merge, board = place.merge, self._desk.storyboard
        other = self._done.get(self._end if place is self._first else self._first)
        if merge is not None and other is not None and other.merge == merge:
            before = other.before or before
            self._done = dict.fromkeys(
                (self._first, self._end), _Done(board, target, before, merge)
            )
        else:
            self._done[place] = _Done(board, target, before, merge)

    def _take_back(self, place: FramePlace) -> None:
        """Brings back what was there before the last thing that came to a place."""
        done = self._done.pop(place, None)
        if done is None:
            return
        if done.merge is not None:
            self._done.clear()
        if self._desk.storyboard is done.board:
            self._desk.undo()
            return
        ids = [scene.id for scene in self._desk.storyboard.scenes]
        if done.scene not in ids:
            return
        before = done.before
        if before is None:
            self._desk.do(Act.DELETE_SCENE, lambda board: scenes.remove(board, done.scene))
        else:
            act = Act.SET_FIRST_FRAME if place is self._first else Act.SET_END_FRAME
            fields = _FIRST if place is self._first else _END
            if done.merge is not None:
                act, fields = Act.SET_FRAMES, (*_FIRST, *_END)
            old = {name: getattr(before, name) for name in fields}
            self._desk.edit(act, lambda scene: replace(scene, **old), scene_id=done.scene)

    def _make_rest(self, rest: list[Arrival]) -> None:
        after = self._desk.storyboard.scenes[self._desk.scene_index + 1 :]
        self.scenes_wanted.emit(rest, after[0].id if after else None)

    def _bring_back(self, place: FramePlace, scene: Scene) -> None:
        index = self._desk.scene_index
        blank = self._desk.scene == Scene(id=self._desk.scene.id)

        def put(board: Storyboard) -> Storyboard:
            made = scenes.insert(board, index + 1, [scene])
            # Nobody misses an empty scene that waits for what was just brought.
            return scenes.remove(made, board.scenes[index].id) if blank else made

        if self._desk.do(Act.BRING_SCENE_BACK, put):
            self._desk.select(scene.id)
            self._done[place] = _Done(self._desk.storyboard, scene.id, None)
            place.say_returned()


def with_first(scene: Scene, frame: FrameRef | None) -> Scene:
    """A scene with a first frame of its own: it follows no other scene's last frame any more."""
    return replace(scene, first_frame=frame, linked=False, follows="")


def swapped(scene: Scene) -> Scene:
    """A scene that goes the other way; one that follows another ends its link by that."""
    if scene.first_frame is None and scene.end_frame is None:
        return scene
    return replace(with_first(scene, scene.end_frame), end_frame=scene.first_frame)
