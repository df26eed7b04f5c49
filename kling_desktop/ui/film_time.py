"""Where in the film a moment lies: seconds from its start to a scene, and into that."""

import msgspec

from kling_desktop.storyboard.edits import shot_at, shots_of
from kling_desktop.storyboard.model import Scene, Storyboard


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of the film."""

    index: int
    """Of the scene, counted from 0."""
    scene: Scene
    into: float
    """Seconds from the scene's start."""
    shot: int
    """Counted from 0; 0 in a scene that was never cut."""
    into_shot: float
    """Seconds from the shot's start."""

    @property
    def text(self) -> str:
        """What happens there: the shot's text."""
        return shots_of(self.scene)[self.shot].prompt


def start_of(board: Storyboard, index: int) -> float:
    """Seconds of film before a scene."""
    return float(sum(scene.seconds for scene in board.scenes[:index]))


def moment(board: Storyboard, seconds: float) -> Moment:
    """The moment `seconds` into the film; beyond its end the last one.

    Where one scene ends and the next begins, it is the next.
    """
    seconds = max(0.0, seconds)
    last = len(board.scenes) - 1
    for index, scene in enumerate(board.scenes):
        if seconds < scene.seconds or index == last:
            into = min(seconds, float(scene.seconds))
            shot, into_shot = shot_at(scene, into)
            return Moment(index=index, scene=scene, into=into, shot=shot, into_shot=into_shot)
        seconds -= scene.seconds
    raise AssertionError("a storyboard has at least one scene")
