"""Where the camera looks: pure geometry from time to a rectangle of the still."""

import math
from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""Left, top, right, bottom; 0 to 1 over the still's width and height."""

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, kw_only=True)
class View:
    """A zoom of at least 1, and how far off the middle: -1 left or top, 1 right or bottom."""

    zoom: float = 1.0
    across: float = 0.0
    down: float = 0.0

    def box(self) -> Box:
        side = 1 / self.zoom
        left = (1 - side) * (1 + self.across) / 2
        top = (1 - side) * (1 + self.down) / 2
        return (left, top, left + side, top + side)


@dataclass(frozen=True, kw_only=True)
class Move:
    """One camera move over one shot."""

    start: View
    end: View

    @property
    def most_zoom(self) -> float:
        return max(self.start.zoom, self.end.zoom)

    def at(self, t: float) -> Box:
        """The rectangle at `t`, 0 to 1. The zoom is geometric: it looks steady that way."""
        t = (t + smooth(t)) / 2
        if t <= 0:
            return self.start.box()
        return View(
            zoom=math.exp(_between(math.log(self.start.zoom), math.log(self.end.zoom), t)),
            across=_between(self.start.across, self.end.across, t),
            down=_between(self.start.down, self.end.down, t),
        ).box()


SETTLE = Move(start=View(zoom=1.05), end=View())
"""How the end frame comes to rest while it is faded in."""

_FURTHER_SHOTS = (
    Move(start=View(zoom=1.6, across=-0.75, down=-0.25), end=View(zoom=1.6, across=-0.2)),
    Move(start=View(zoom=1.3, across=0.9, down=0.3), end=View(zoom=1.16, across=0.5)),
    Move(start=View(zoom=1.85, across=0.1, down=-0.1), end=View(zoom=2.0, across=0.1)),
    Move(start=View(zoom=1.42, down=0.9), end=View(zoom=1.42, down=-0.3)),
)


def move_for(shot: int, seconds: float) -> Move:
    """The move of shot number `shot` (from 0), which lasts `seconds`.

    The first begins on the whole still, as the service's clips do; each further one is framed
    so differently from the one before that the cut shows.
    """
    if shot == 0:
        zoom = min(1.06 + 0.018 * seconds, 1.32)
        return Move(start=View(), end=View(zoom=zoom, across=0.25, down=-0.2))
    return _FURTHER_SHOTS[(shot - 1) % len(_FURTHER_SHOTS)]


def smooth(t: float) -> float:
    """0 to 1 with a gentle start and end, held outside."""
    t = min(max(t, 0.0), 1.0)
    return t * t * (3 - 2 * t)


def _between(a: float, b: float, t: float) -> float:
    return a + (b - a) * t
