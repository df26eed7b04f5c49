"""How a clip is played, stepped and gone through. What plays on comes from Qt, with its sound; what
stands still, is scrubbed, stepped or played backwards comes from `ExactFrames`.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame

from kling_desktop.clips.reel import Times
from kling_desktop.ui.background import Background
from kling_desktop.ui.deck import Deck
from kling_desktop.ui.exact_frames import ExactFrames
from kling_desktop.ui.video_view import VideoView

log = logging.getLogger(__name__)

SHUTTLE = (1.0, 2.0, 4.0)
"""How many times faster J and L go with each press."""

_TICK = 16
"""Milliseconds between two looks at the clock while it plays backwards."""

_NEAR = 5
"""Milliseconds by which Qt's position may miss before it is set anew."""


class Transport(QObject):
    """Moves one clip through a view. Nothing in it is a widget but that view."""

    opened = Signal(object)
    """The `Times` of a clip whose frames are known now."""
    moved = Signal()
    """Another frame is wanted or shown."""
    changed = Signal()
    """It plays, rests, or goes at another speed."""
    went = Signal(float)
    """Seconds into the clip: it has played on, or a person went there; not where it was sent to."""
    troubled = Signal(bool)
    """The clip can't be played; `True` where its file is not there."""

    def __init__(
        self, view: VideoView, pool: Background, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`clock` gives seconds; playing backwards goes by it."""
        super().__init__()
        self._view = view
        self._clock = clock
        self.path: Path | None = None
        self.frame = 0
        """The frame that is shown or was asked for last, counted from 0."""
        self._wanted: float | None = None
        """Where to go in a clip that is still being opened, seconds."""
        self._speed = 1.0
        self._shuttle = 1.0
        self._loops = True
        self._back_from = (0.0, 0.0)
        """Seconds of the clip and of the clock at which playing backwards began."""
        self._unplayable = False
        """Whether Qt can't play the clip; why is known when its frames have been looked at."""
        self._resumes = False
        """Whether it goes on when the scrub bar is let go."""
        self.deck = Deck(view.sink)
        self.deck.setParent(self)
        self.frames = ExactFrames(pool)
        self.frames.setParent(self)
        self.backwards_timer = QTimer(self)
        self.backwards_timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.backwards_timer.setInterval(_TICK)
        self.backwards_timer.timeout.connect(self.tick)
        view.moved.connect(self._seen)
        self.frames.opened.connect(self._opened)
        self.frames.found.connect(self._found)
        self.frames.failed.connect(self.troubled)
        media = self.deck.media
        media.playbackStateChanged.connect(self.changed)
        media.errorOccurred.connect(self._failed)
        media.mediaStatusChanged.connect(self._ended)

    @property
    def times(self) -> Times | None:
        """When the frames begin, once they are known."""
        return self.frames.times

    @property
    def playing(self) -> int:
        """1 while it plays on, -1 backwards, else 0."""
        return -1 if self.backwards_timer.isActive() else int(self.deck.playing)

    @property
    def rate(self) -> float:
        """How many times as fast as it was made; below 0 backwards."""
        return self._speed * self._shuttle * (self.playing or 1)

    def open(self, path: Path, *, play: bool) -> None:
        """Takes another clip, and plays it from its start."""
        self.path = path
        self._wanted = None
        self._unplayable = False
        self._shuttle = 1.0
        self.frame = 0
        self.backwards_timer.stop()
        self._view.forget()
        self.deck.open(path)
        self.deck.set_rate(self._speed)
        self.frames.open(path)
        self._view.live = play
        if play:
            self.deck.play()
        self.changed.emit()

    def show_at(self, position: float) -> None:
        """Rests, on the frame that is seen at `position` seconds."""
        self.rest()
        if self.times is None:
            self._wanted = position
        else:
            self._show(self.times.at(position))

    def close(self) -> None:
        """Lets go of the file."""
        self.path = None
        self._wanted = None
        self.backwards_timer.stop()
        self.deck.close()
        self.frames.close()
        self._view.forget()

    def toggle(self) -> None:
        """Plays, or pauses."""
        if self.playing:
            self.pause()
        else:
            self._play(SHUTTLE[0])

    def pause(self) -> None:
        """K: rests where it is."""
        self._shuttle = 1.0
        self.rest()

    def rest(self) -> None:
        """Pauses; what is seen from now on is exact."""
        self.backwards_timer.stop()
        self.deck.pause()
        self._view.live = False
        self.changed.emit()

    def faster(self) -> None:
        """L: plays, then faster with every press."""
        self._play(_next(self._shuttle) if self.playing == 1 else SHUTTLE[0])

    def backwards(self) -> None:
        """J: plays backwards, then faster with every press."""
        self._play_back(_next(self._shuttle) if self.playing == -1 else SHUTTLE[0])

    def choose_speed(self, speed: float) -> None:
        """Plays at another speed from now on, this clip and the next."""
        self._speed = speed
        self._shuttle = SHUTTLE[0]
        self.deck.set_rate(speed)
        if self.playing == -1:
            self._play_back(SHUTTLE[0])
        self.changed.emit()

    def set_loops(self, loops: bool) -> None:
        """Whether it starts over at the end, or at the start where it plays backwards."""
        self._loops = loops
        self.deck.set_loops(endless=loops)

    def step(self, frames: int) -> None:
        """Pauses and goes `frames` on, or back."""
        self.rest()
        self._go(self.frame + frames)

    def to_start(self) -> None:
        """Home: the first frame."""
        if self.playing == 1:
            self.deck.seek(0)
        else:
            self.rest()
            self._go(0)

    def to_end(self) -> None:
        """End: pauses on the true last frame."""
        self.rest()
        self._go(self.times.last if self.times is not None else 0)

    def scrub(self, frame: int) -> None:
        """Shows a frame while the scrub bar is held."""
        self.rest()
        self._go(frame)

    def jump(self, frame: int) -> None:
        """Goes to a frame, and plays on from there if it played."""
        plays = self.playing
        self.scrub(frame)
        if plays:
            self._play(self._shuttle)

    def grab(self) -> None:
        """The scrub bar is taken hold of."""
        self._resumes = self.playing == 1
        self.rest()

    def let_go(self) -> None:
        """It is let go: what played goes on."""
        if self._resumes:
            self._play(self._shuttle)

    def tick(self) -> None:
        """Playing backwards, goes on by the time that has gone by."""
        times = self.times
        if times is None:
            return
        began, since = self._back_from
        at = began - (self._clock() - since) * self._speed * self._shuttle
        frame = times.at(max(0.0, at))
        if frame != self.frame:
            self._go(frame)
        if at <= 0 and self._loops:
            self._back_from = (times.seconds, self._clock())
        elif at <= 0:
            self.pause()

    def _play(self, shuttle: float) -> None:
        self._shuttle = shuttle
        self.backwards_timer.stop()
        times = self.times
        if self.playing != 1 and times is not None:
            at = 0 if self.frame >= times.last else self.frame
            # Well inside the frame: whole milliseconds before its start would be the one before.
            position = round((times.starts[at] + 0.3 / times.rate) * 1000)
            if abs(self.deck.media.position() - position) > _NEAR:
                self.deck.seek(position)
        self._view.live = True
        self.deck.set_rate(self._speed * shuttle)
        self.deck.play()
        self.changed.emit()

    def _play_back(self, shuttle: float) -> None:
        times = self.times
        if times is None:
            return
        self._shuttle = shuttle
        self.deck.pause()
        self._view.live = False
        if self.frame == 0:
            self._go(times.last)
        self._back_from = (times.starts[self.frame], self._clock())
        self.backwards_timer.start()
        self.changed.emit()

    def _show(self, frame: int) -> None:
        """Asks for a frame to be shown exactly."""
        if self.times is not None:
            self.frame = self.times.bounded(frame)
            self.frames.ask(self.frame)
            self.moved.emit()

    def _go(self, frame: int) -> None:
        """Goes to a frame because a person wants it."""
        self._show(frame)
        self._tell()

    def _tell(self) -> None:
        if self.times is not None:
            self.went.emit(self.times.starts[self.frame])

    def _opened(self, times: Times) -> None:
        self.opened.emit(times)
        if self._unplayable:
            self.troubled.emit(False)
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self._show(times.at(wanted))
        elif self._view.frames_shown:
            self._seen()

    def _found(self, _: int, frame: QVideoFrame) -> None:
        if not self._view.live:
            self._view.show_frame(frame)

    def _seen(self) -> None:
        """Another frame is seen: where it plays, that is where it is."""
        if self._view.live and self.times is not None:
            self.frame = self.times.at(self._view.frame_start / 1_000_000)
            self._tell()
        self.moved.emit()

    def _ended(self, status: QMediaPlayer.MediaStatus) -> None:
        if status is QMediaPlayer.MediaStatus.EndOfMedia and self._view.live:
            self.to_end()

    def _failed(self, _: QMediaPlayer.Error, said: str) -> None:
        log.warning("a clip can't be played: %s", said)
        self._unplayable = True
        if self.times is not None:
            self.troubled.emit(False)


def _next(shuttle: float) -> float:
    later = [speed for speed in SHUTTLE if speed > shuttle]
    return later[0] if later else SHUTTLE[-1]
