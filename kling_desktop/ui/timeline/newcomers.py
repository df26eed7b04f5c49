"""Makes scenes of the pictures that come in, and offers to bridge them instead."""

from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject

from kling_desktop.frames.fit import Crop, Pad
from kling_desktop.storyboard import scenes
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import FrameRef, Scene, Storyboard
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.frame_acts import with_first
from kling_desktop.ui.intake import Answer
from kling_desktop.ui.notices import Mood, Notices
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.timeline.ask_bar import AskBar
from kling_desktop.ui.timeline.incoming import Batch, Picture
from kling_desktop.words import FitWords, FrameWords, Timeline


class Newcomers(QObject):
    """One step on the desk for all pictures of one drop."""

    def __init__(self, supplies: Supplies, desk: Desk, ask_bar: AskBar, notices: Notices) -> None:
        super().__init__()
        self._supplies = supplies
        self._desk = desk
        self._ask_bar = ask_bar
        self._notices = notices
        self._done: Storyboard | None = None
        desk.changed.connect(self._changed)

    @property
    def taking_in(self) -> bool:
        """Whether pictures are on their way."""
        return any(not batch.settled for batch in self.findChildren(Batch))

    def take(self, arrivals: list[Arrival], before: str | None = None) -> None:
        """Takes pictures in; they become scenes before the one named, or at the end."""
        arrivals = [replace(arrival, recipe=True) for arrival in arrivals]
        batch = Batch(self._supplies, arrivals, before)
        batch.setParent(self)
        batch.ready.connect(self._ready)
        batch.choice.connect(self._ask_shape)
        if len(arrivals) > 1 or arrivals[0].address:
            said = Timeline.TAKING_IN if len(arrivals) > 1 else Timeline.TAKING_IN_ONE
            stop = FrameWords.STOP(), batch.stop
            self._ask_bar.ask("coming", said(count=len(arrivals)), stop, put_away=batch.stop)
        batch.begin()

    def fill(self, arrival: Arrival, scene_id: str) -> None:
        """Takes a picture in as the first frame of a scene that is there."""
        batch = Batch(self._supplies, [replace(arrival, rest=())], scene_id)
        batch.setParent(self)
        batch.ready.connect(self._fill)
        batch.choice.connect(self._ask_shape)
        batch.begin()

    def take_files(self, files: list[str]) -> None:
        """Takes the files that were chosen in a dialog."""
        self.take([Arrival(path=Path(file)) for file in files])

    def _ready(self, batch: Batch) -> None:
        self._tell(batch)
        made, before = batch.scenes, batch.before
        if not made:
            return
        act = Act.ADD_SCENES if batch.bridges else Act.BRING_SCENE_BACK
        if not self._desk.do(act, lambda board: _with_scenes(board, made, before)):
            return
        self._desk.select(made[0].id)
        if len(made) > 1 and batch.bridges:
            self._offer_bridge(batch.frames, before)

    def _fill(self, batch: Batch) -> None:
        self._tell(batch)
        known = {scene.id for scene in self._desk.storyboard.scenes}
        if batch.frames and batch.before in known:
            put = partial(with_first, frame=batch.frames[0])
            self._desk.edit(Act.SET_FIRST_FRAME, put, scene_id=batch.before)
            self._desk.select(batch.before)

    def _tell(self, batch: Batch) -> None:
        self._ask_bar.close_about("coming")
        for trouble in batch.troubles:
            self._notices.post(trouble, Mood.FAULT)
        batch.deleteLater()

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
        asked = picture.asks
        if asked is None:
            return
        ground = "#ffffff" if asked.background else None
        answers = [
            (FitWords.CROP(), Answer(ratio=Crop(), background=ground)),
            (FitWords.PAD(), Answer(ratio=Pad(), background=ground)),
        ]
        said = Timeline.SHAPE
        if not asked.shape:
            said = Timeline.SEE_THROUGH
            answers = [
                (FitWords.WHITE(), Answer(background="#ffffff")),
                (FitWords.BLACK(), Answer(background="#000000")),
            ]
        self._ask_bar.ask(
            "shape",
            said(name=picture.name),
            *((text, partial(picture.choose, answer)) for text, answer in answers),
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
