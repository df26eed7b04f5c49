"""What the stage shows: the film at the playhead, as a clip's frame or a still."""

from pathlib import Path

import msgspec
from PySide6.QtCore import QObject

from kling_desktop.storyboard.model import FrameRef, Scene, Storyboard
from kling_desktop.ui.desk import Desk, Selection
from kling_desktop.ui.film_time import moment, start_of
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.stage import Stage


class Target(msgspec.Struct, frozen=True):
    """What stands at the playhead."""

    scene: str
    clip: str = ""
    frame: FrameRef | None = None
    """The scene's first frame, also where a clip stands for it."""


class Showing(QObject):
    """Between the desk's playhead and the stage. A clip that plays is not broken off by typing."""

    def __init__(self, desk: Desk, mode: Mode, stage: Stage, clips: Path) -> None:
        super().__init__()
        self._desk = desk
        self._mode = mode
        self._stage = stage
        self._clips = clips
        self._missing: set[str] = set()
        """Clips that can't be played here; their scenes show their stills."""
        self._target: Target | None = None
        self._leading = False
        """Whether the playhead is just being moved to where the player went."""
        self.held = False
        """Whether something else, the animatic, has the stage for itself."""
        desk.selection_changed.connect(self._select)
        desk.playhead_changed.connect(self._scrub)
        desk.changed.connect(self._follow)
        mode.changed.connect(self._follow)
        stage.player.failed.connect(self._unplayable)
        stage.player.transport.went.connect(self._lead)
        self._follow()

    def show_again(self) -> None:
        """Shows what stands at the playhead, whatever was there meanwhile."""
        self._target = None
        self._follow()

    def _select(self, selection: Selection) -> None:
        board = self._desk.storyboard
        if self.held:
            return
        if moment(board, self._desk.playhead).scene.id != selection.scene:
            self._desk.move_playhead(start_of(board, self._desk.scene_index))
        self._follow()

    def _lead(self, seconds: float) -> None:
        """A clip of the scene plays, or is gone through: the playhead goes along."""
        board, path = self._desk.storyboard, self._stage.player.path
        at = moment(board, self._desk.playhead)
        if self.held or path is None or path.name not in {take.clip for take in at.scene.takes}:
            return
        # Within the scene: at its very end the next one begins.
        into = min(seconds, at.scene.seconds - 0.001)
        self._leading = True
        self._desk.move_playhead(start_of(board, at.index) + into)
        self._leading = False

    def _scrub(self, _: float) -> None:
        if self.held or self._leading:
            return
        self._follow()
        target = self._target
        if target is not None and target.clip:
            self._show_clip(target)

    def _follow(self, _: Storyboard | None = None) -> None:
        """Shows what stands at the playhead, if that is something else than before."""
        if self.held:
            return
        target, before = self._at_playhead(), self._target
        if target == before:
            return
        self._target = target
        # A picture that was just brought is what a person wants to see, not the clip of another.
        brought = before is not None and (
            (before.scene, before.clip) == (target.scene, target.clip)
        )
        if target.clip and not (brought and target.frame is not None):
            self._show_clip(target)
        else:
            self._stage.show_frame(target.frame)

    def _show_clip(self, target: Target) -> None:
        into = moment(self._desk.storyboard, self._desk.playhead).into
        self._stage.show_clip(self._clips / target.clip, round(into * 1000))

    def _at_playhead(self) -> Target:
        scene = moment(self._desk.storyboard, self._desk.playhead).scene
        clip = self._clip_of(scene)
        # The frame of a linked scene comes by itself: nobody brought it just now.
        return Target(scene.id, clip, None if clip and scene.linked else scene.first_frame)

    def _clip_of(self, scene: Scene) -> str:
        """The clip that is kept, else the latest; none where it can't be played here."""
        practice = self._mode.practice
        takes = [take for take in scene.takes if take.practice == practice]
        shown = scene.kept_take(practice=practice) or (takes[-1] if takes else None)
        return shown.clip if shown is not None and shown.clip not in self._missing else ""

    def _unplayable(self, path: Path) -> None:
        if self._target is not None and path == self._clips / self._target.clip:
            self._missing.add(path.name)
            self._follow()
