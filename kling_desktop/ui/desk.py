"""The desk: the storyboard that is open, and which of its scenes is being worked on.

Every change goes through `change` and makes a new value; widgets watch the signals and never keep
a scene of their own. Undo will keep the values that `change` replaces.
"""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from kling_desktop.storyboard.model import Scene, Storyboard


class Desk(QObject):
    """Holds the current storyboard. Lives on the window's thread."""

    changed = Signal(object)
    """The new `Storyboard`, after every change."""
    scene_changed = Signal(object)
    """The selected `Scene`, after every change of it."""

    def __init__(self, storyboard: Storyboard | None = None) -> None:
        super().__init__()
        self._storyboard = _with_a_scene(storyboard or Storyboard())
        self._selected = self._storyboard.scenes[0].id

    @property
    def storyboard(self) -> Storyboard:
        """The document as it is now."""
        return self._storyboard

    @property
    def scene(self) -> Scene:
        """The selected scene as it is now."""
        return next(s for s in self._storyboard.scenes if s.id == self._selected)

    def open(self, storyboard: Storyboard) -> None:
        """Puts another storyboard on the desk and selects its first scene."""
        self._storyboard = _with_a_scene(storyboard)
        self._selected = self._storyboard.scenes[0].id
        self.changed.emit(self._storyboard)
        self.scene_changed.emit(self.scene)

    def change(self, edit: Callable[[Scene], Scene]) -> None:
        """Puts what `edit` makes of the selected scene in its place; no change, no signal."""
        before = self.scene
        after = edit(before)
        if after == before:
            return
        scenes = tuple(after if s.id == before.id else s for s in self._storyboard.scenes)
        self._storyboard = replace(self._storyboard, scenes=scenes)
        self.changed.emit(self._storyboard)
        self.scene_changed.emit(after)

    def set(self, **fields: object) -> None:
        """Gives fields of the selected scene other values."""
        self.change(lambda scene: replace(scene, **fields))


def _with_a_scene(storyboard: Storyboard) -> Storyboard:
    return storyboard if storyboard.scenes else replace(storyboard, scenes=(Scene(),))
