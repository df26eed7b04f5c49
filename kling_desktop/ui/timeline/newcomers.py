"""Makes scenes of the pictures that come in, and offers to bridge them instead."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from kling_desktop.frames.fit import Crop, Pad
from kling_desktop.storyboard import scenes
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import FrameRef, Scene, Storyboard
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.notices import Mood, Notices
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.timeline.ask_bar import AskBar
from kling_desktop.ui.timeline.incoming import Batch, Picture
from kling_desktop.words import FrameWords, Timeline


class Newcomers(QObject):
    """One step on the desk for all pictures of one drop."""

    def __init__(self, supplies: Supplies, desk: Desk, ask_bar: AskBar, notices: Notices) -> None:
        super().__init__()
        self._supplies = supplies
        self._desk = desk
        self._ask_bar = ask_bar
        self._notices = notices
        self._done: Storyboard | None = None
        self._coming = 0
        desk.changed.connect(self._changed)

    def take(self, arrivals: list[Arrival], before: str | None = None) -> None:
        """Takes pictures in; they become scenes before the one named, or at the end."""
        batch = Batch(self._supplies, arrivals, before)
        batch.setParent(self)
        batch.ready.connect(self._ready)
        batch.choice.connect(self._ask_shape)
        self._coming += 1
        if len(arrivals) > 1:
            self._ask_bar.ask("coming", Timeline.TAKING_IN(count=len(arrivals)))
        batch.begin()

    def take_files(self, files: list[str]) -> None:
        """Takes the files that were chosen in a dialog."""
        self.take([Arrival(path=Path(file)) for file in files])

    def _ready(self, batch: Batch) -> None:
        self._coming -= 1
        self._ask_bar.close_about("coming")
        for trouble in batch.troubles:
            self._notices.post(trouble, Mood.FAULT)
        frames, before = batch.frames, batch.before
        batch.deleteLater()
        if not frames:
            return
        made = scenes.scenes_from(frames)
        if not self._desk.do(Act.ADD_SCENES, lambda board: _with_scenes(board, made, before)):
            return
        self._desk.select(made[0].id)
        if len(frames) > 1:
            self._offer_bridge(frames, before)

    def _offer_bridge(self, frames: list[FrameRef], before: str | None) -> None:
        count = len(frames) - 1
        saying = Timeline.BRIDGE_ONE if count == 1 else Timeline.BRIDGE
        self._done = self._desk.storyboard
        self._ask_bar.ask(
            "bridge",
            Timeline.MADE_FROM_PICTURES(count=len(frames)),
            (saying(count=count), partial(self._bridge, frames, before)),
        )
        self._ask_bar.answers[0].setToolTip(Timeline.BRIDGE_HINT())

    def _bridge(self, frames: list[FrameRef], before: str | None) -> None:
        if self._desk.storyboard is not self._done:
            return
        self._done = None
        made = scenes.bridge(frames)
        # In the place of the other step: either way one undo takes the pictures away.
        self._desk.undo()
        self._desk.do(Act.BRIDGE_PICTURES, lambda board: _with_scenes(board, made, before))
        self._desk.select(made[0].id)

    def _changed(self, board: Storyboard) -> None:
        if self._done is not None and board is not self._done:
            self._done = None
            self._ask_bar.close_about("bridge")

    def _ask_shape(self, picture: Picture) -> None:
        self._ask_bar.ask(
            "shape",
            Timeline.SHAPE(name=picture.name),
            (FrameWords.CROP(), partial(picture.choose, Crop())),
            (FrameWords.PAD(), partial(picture.choose, Pad())),
            (Timeline.LEAVE_OUT(), partial(picture.choose, None)),
            put_away=partial(picture.choose, None),
        )


def _with_scenes(board: Storyboard, made: list[Scene], before: str | None) -> Storyboard:
    """The storyboard with new scenes; they take the place of a sole scene that is still blank."""
    if len(board.scenes) == 1 and _is_blank(board.scenes[0]):
        blank = board.scenes[0].id
        return scenes.remove(scenes.insert(board, 1, made), blank)
    ids = [scene.id for scene in board.scenes]
    return scenes.insert(board, ids.index(before) if before in ids else len(ids), made)


def _is_blank(scene: Scene) -> bool:
    return scene == Scene(id=scene.id)
