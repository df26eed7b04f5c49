"""The player: a clip in the window, with its transport controls."""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.clips.reel import Times
from kling_desktop.ui import tokens
from kling_desktop.ui.beside import Beside
from kling_desktop.ui.clip_pictures import STRIP_CELLS, strips
from kling_desktop.ui.deck import Deck
from kling_desktop.ui.exact_frames import ExactFrames
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.ui.player_controls import PlayerControls
from kling_desktop.ui.scrub_bar import Peek
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.video_view import INSET, VideoView
from kling_desktop.words import PlayerWords

log = logging.getLogger(__name__)

SHUTTLE = (1.0, 2.0, 4.0)
"""How many times faster J and L go with each press."""

_TICK = 16
"""Milliseconds between two looks at the clock while it plays backwards."""

_NEAR = 5
"""Milliseconds by which Qt's position may miss before it is set anew."""


class Player(QWidget):
    """Plays one clip. Owns nothing of what is generated: a file goes in.

    What plays on comes from Qt, with its sound; what stands still, is scrubbed, stepped or played
    backwards comes from `ExactFrames`.
    """

    show_in_folder = Signal(object)
    preference_changed = Signal()
    opened = Signal(object)
    """The path of the clip that is on the stage now, or `None`."""
    failed = Signal(object)
    """The path of a clip that can't be played."""
    continue_wanted = Signal(object)
    """The path of the clip whose last frame the next scene starts from."""
    went = Signal(float)
    """Seconds into the clip: it has played on, or a person went there; not where it was sent to."""
    full_screen_wanted = Signal()
    """Full screen, or back from it."""

    def __init__(self, supplies: Supplies, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds; playing backwards goes by it."""
        super().__init__()
        chosen = supplies.settings.current
        self._clock = clock
        self._clips = supplies.clips
        self._strips = strips(supplies)
        self._strips.setParent(self)
        self.path: Path | None = None
        self.frame = 0
        """The frame that is shown or was asked for last, counted from 0."""
        self._wanted: float | None = None
        """Where to go in a clip that is still being opened, seconds."""
        self._speed = 1.0
        self._shuttle = 1.0
        self._back_from = (0.0, 0.0)
        """Seconds of the clip and of the clock at which playing backwards began."""
        self._unplayable = False
        """Whether Qt can't play the clip; why is known when its frames have been looked at."""
        self._resumes = False
        """Whether it goes on when the scrub bar is let go."""
        self.view = VideoView()
        self.beside = Beside(supplies.frame_pool)
        self.beside.setParent(self)
        self.frames = ExactFrames(supplies.frame_pool)
        self.frames.setParent(self)
        self._trouble = label(look="quiet", wrap=True)
        self._trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._folder = button(PlayerWords.SHOW_IN_FOLDER())
        self.deck = Deck(self.view.sink)
        self.deck.setParent(self)
        self.media = self.deck.media
        self.sound = self.deck.sound
        self.sound.setVolume(chosen.volume)
        self.sound.setMuted(chosen.muted)
        self.controls = PlayerControls(chosen)
        self.play = self.controls.play
        self.loop = self.controls.loop
        self.scrub = self.controls.scrub
        self.go_on = self.controls.go_on
        self._peek = Peek(self)
        self._backwards = QTimer(self)
        self._backwards.setTimerType(Qt.TimerType.PreciseTimer)
        self._backwards.setInterval(_TICK)
        self._backwards.timeout.connect(self.tick)
        self.keys: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Space: self.toggle,
            Qt.Key.Key_K: self.pause,
            Qt.Key.Key_L: self.faster,
            Qt.Key.Key_J: self.backwards,
            Qt.Key.Key_Comma: lambda: self.step(-1),
            Qt.Key.Key_Period: lambda: self.step(1),
            Qt.Key.Key_Home: self.to_start,
            Qt.Key.Key_End: self.to_end,
            Qt.Key.Key_F: self.full_screen_wanted.emit,
        }
        """What each key does, outside text fields."""
        self._lay_out()
        self._connect()
        self._keep_loops()
        self._show_how()

    @property
    def playing(self) -> int:
        """1 while it plays on, -1 backwards, else 0."""
        if self._backwards.isActive():
            return -1
        return int(self.deck.playing)

    def open(self, path: Path) -> None:
        """Plays the clip at `path` from its start."""
        self._load(path)
        self.view.live = True
        self.deck.play()

    def show_at(self, path: Path, position: int) -> None:
        """Shows the frame `position` milliseconds into a clip, at rest."""
        if path != self.path:
            self._load(path)
        self._rest()
        times = self.frames.times
        if times is None:
            self._wanted = position / 1000
        else:
            self._show(times.at(position / 1000))

    def close_clip(self) -> None:
        """Lets go of the file."""
        self.stop_comparing()
        if self.path is None:
            return
        self.path = None
        self._wanted = None
        self._backwards.stop()
        self.deck.close()
        self.frames.close()
        self.view.forget()
        self.opened.emit(None)

    def compare(self, caption: str, other: Path, other_caption: str) -> None:
        """Shows another clip beside the one on the stage, at the same moment of it."""
        self.view.caption = caption
        self.view.update()
        self.beside.open(other, other_caption)
        self._move_beside()

    def stop_comparing(self) -> None:
        """Takes the second clip away."""
        self.view.caption = ""
        self.view.update()
        self.beside.close()

    def offer_continue(self, *, on: bool) -> None:
        """Shows whether the next scene can start from this clip's last frame."""
        self.controls.offer_continue(on=on)

    def toggle(self) -> None:
        """Plays, or pauses."""
        if self.playing:
            self.pause()
        else:
            self._play(1.0)

    def pause(self) -> None:
        """K: rests where it is."""
        self._shuttle = 1.0
        self._rest()
        self.controls.show_speed(self._speed)

    def faster(self) -> None:
        """L: plays, then faster with every press."""
        self._play(_next(self._shuttle) if self.playing == 1 else SHUTTLE[0])

    def backwards(self) -> None:
        """J: plays backwards, then faster with every press."""
        times = self.frames.times
        if times is None:
            return
        self._shuttle = _next(self._shuttle) if self.playing == -1 else SHUTTLE[0]
        self.deck.pause()
        self.view.live = False
        if self.frame == 0:
            self._show(times.last)
        self._back_from = (times.starts[self.frame], self._clock())
        self._backwards.start()
        self._show_state()

    def step(self, frames: int) -> None:
        """Pauses and goes `frames` on, or back."""
        self._rest()
        self._go(self.frame + frames)

    def to_start(self) -> None:
        """Home: the first frame."""
        if self.playing == 1:
            self.deck.seek(0)
        else:
            self._rest()
            self._go(0)

    def to_end(self) -> None:
        """End: pauses on the true last frame."""
        self._rest()
        times = self.frames.times
        self._go(times.last if times is not None else 0)

    def tick(self) -> None:
        """Playing backwards, goes on by the time that has gone by."""
        times = self.frames.times
        if times is None:
            return
        began, since = self._back_from
        at = began - (self._clock() - since) * self._speed * self._shuttle
        frame = times.at(max(0.0, at))
        if frame != self.frame:
            self._go(frame)
        if at <= 0:
            if self.loop.isChecked():
                self._back_from = (times.seconds, self._clock())
            else:
                self.pause()

    def show_full_screen(self, *, on: bool) -> None:
        """Lays itself out for the full screen, its controls over the picture, or for the stage."""
        self._peek.hide()
        self.controls.show_full_screen(on=on)
        self._over = on
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        if on:
            layout.removeWidget(self.controls)
        else:
            layout.addWidget(self.controls)
        self._show_how()
        self._place_controls()

    def key(self, event: QKeyEvent) -> bool:
        """Does what a key stands for; says whether it stands for anything here."""
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        act = self.keys.get(event.key()) if plain and self.path is not None else None
        if act is None:
            return False
        if not event.isAutoRepeat() or event.key() in (Qt.Key.Key_Comma, Qt.Key.Key_Period):
            act()
        return True

    def keep_preferences(self) -> dict[str, object]:
        """What the user chose here, for the settings."""
        return {
            "volume": self.controls.volume.value() / 100,
            "muted": self.controls.mute.isChecked(),
            "loop": self.loop.isChecked(),
            "fill": self.controls.fill.isChecked(),
        }

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_controls()

    def _load(self, path: Path) -> None:
        self.path = path
        self._wanted = None
        self._unplayable = False
        self._shuttle = 1.0
        self.frame = 0
        self._backwards.stop()
        self.view.forget()
        self._say("")
        self._peek.hide()
        self._peek.show_strip(QImage(), 1)
        self.controls.show_clip(None)
        self.deck.open(path)
        self.deck.set_rate(self._speed)
        self.frames.open(path)
        self.controls.show_speed(self._speed)
        self.opened.emit(path)

    def _play(self, shuttle: float) -> None:
        self._shuttle = shuttle
        self._backwards.stop()
        times = self.frames.times
        if self.playing != 1 and times is not None:
            at = 0 if self.frame >= times.last else self.frame
            # Well inside the frame: whole milliseconds before its start would be the one before.
            position = round((times.starts[at] + 0.3 / times.rate) * 1000)
            if abs(self.media.position() - position) > _NEAR:
                self.deck.seek(position)
        self.view.live = True
        self.deck.set_rate(self._speed * shuttle)
        self.deck.play()
        self._show_state()

    def _rest(self) -> None:
        self._backwards.stop()
        self.deck.pause()
        self.view.live = False
        self._show_state()

    def _show(self, frame: int) -> None:
        """Asks for a frame to be shown exactly."""
        times = self.frames.times
        if times is None:
            return
        self.frame = times.bounded(frame)
        self.frames.ask(self.frame)
        self.controls.show_frame(self.frame)

    def _go(self, frame: int) -> None:
        """Goes to a frame because a person wants it."""
        self._show(frame)
        times = self.frames.times
        if times is not None:
            self.went.emit(times.starts[self.frame])

    def _opened(self, times: Times) -> None:
        self.controls.show_clip(times)
        if self._unplayable:
            self._tell_trouble(missing=False)
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self._show(times.at(wanted))
        elif self.view.frames_shown:
            self._moved()

    def _found(self, _: int, frame: QVideoFrame) -> None:
        if not self.view.live:
            self.view.show_frame(frame)

    def _moved(self) -> None:
        """Another frame is seen: the playhead follows where it plays."""
        times = self.frames.times
        if self.view.live and times is not None:
            self.frame = times.at(self.view.frame_start / 1_000_000)
            self.controls.show_frame(self.frame)
            self.went.emit(times.starts[self.frame])
        self._move_beside()

    def _move_beside(self) -> None:
        self.beside.show_moment(self.view.frame_start / 1_000_000)

    def _ended(self, status: QMediaPlayer.MediaStatus) -> None:
        if status is QMediaPlayer.MediaStatus.EndOfMedia and self.view.live:
            self.to_end()

    def _scrubbed(self, frame: int) -> None:
        if self.playing and not self.scrub.isSliderDown():
            # By a key: it goes on from there.
            self._rest()
            self._go(frame)
            self._play(self._shuttle)
            return
        self._rest()
        self._go(frame)

    def _grabbed(self) -> None:
        self._resumes = self.playing == 1
        self._rest()

    def _let_go(self) -> None:
        if self._resumes:
            self._play(self._shuttle)

    def _hovered(self, frame: int) -> None:
        times = self.frames.times
        if frame < 0 or times is None:
            self._peek.hide()
            return
        if self.path is not None and self.path.parent == self._clips:
            self._strips.ask(self.path.name, self._show_strip)
        at = self.scrub.mapTo(self, QPoint(round(self.scrub.x_of(frame)), 0))
        along = times.starts[frame] / times.seconds
        self._peek.show_above(at, along, self.controls.said(frame))

    def _show_strip(self, strip: QImage) -> None:
        self._peek.show_strip(strip, STRIP_CELLS)

    def _choose_speed(self, speed: float) -> None:
        self._speed = speed
        self._shuttle = 1.0
        if self.playing == -1:
            self.backwards()
        self.deck.set_rate(speed)
        self._show_state()

    def _show_state(self) -> None:
        way = self.playing
        for view in (self.view, self.beside.view):
            view.show_moving(on=bool(way))
        self.controls.show_playing(way)
        self.controls.show_speed(self._speed * self._shuttle * (way or 1))

    def _show_how(self, _: bool = False) -> None:
        inset = 0 if self._over else INSET
        for view in (self.view, self.beside.view):
            view.show_how(fill=self.controls.fill.isChecked(), inset=inset)

    def _keep_loops(self, _: bool = False) -> None:
        self.deck.set_loops(endless=self.loop.isChecked())

    def _set_volume(self, percent: int) -> None:
        self.sound.setVolume(percent / 100)

    def _lay_out(self) -> None:
        self._over = False
        screen = QHBoxLayout()
        screen.setSpacing(0)
        screen.addWidget(self.view)
        screen.addWidget(self.beside.view)
        said = QVBoxLayout()
        said.addWidget(self._trouble)
        said.addLayout(row(None, self._folder, None))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.GRID)
        layout.addLayout(screen, 1)
        layout.addLayout(said)
        layout.addWidget(self.controls)
        self._say("")

    def _place_controls(self) -> None:
        if self._over:
            high = self.controls.sizeHint().height()
            wide = min(self.width() - 2 * INSET, 920)
            left = (self.width() - wide) // 2
            self.controls.setGeometry(left, self.height() - high - INSET, wide, high)
            self.controls.raise_()

    def _connect(self) -> None:
        controls, media = self.controls, self.media
        self._folder.clicked.connect(self._show_in_folder)
        self.view.moved.connect(self._moved)
        for view in (self.view, self.beside.view):
            view.double_clicked.connect(self.full_screen_wanted)
        self.frames.opened.connect(self._opened)
        self.frames.found.connect(self._found)
        self.frames.failed.connect(self._undecodable)
        controls.play.clicked.connect(self.toggle)
        controls.back.clicked.connect(self._step_back)
        controls.forward.clicked.connect(self._step_forward)
        controls.scrub.valueChanged.connect(self._scrubbed)
        controls.scrub.sliderPressed.connect(self._grabbed)
        controls.scrub.sliderReleased.connect(self._let_go)
        controls.scrub.hovered.connect(self._hovered)
        controls.speed_chosen.connect(self._choose_speed)
        controls.full.clicked.connect(self.full_screen_wanted)
        controls.go_on.clicked.connect(self._go_on)
        controls.loop.toggled.connect(self._keep_loops)
        controls.mute.toggled.connect(self.sound.setMuted)
        controls.volume.valueChanged.connect(self._set_volume)
        controls.fill.toggled.connect(self._show_how)
        for signal in (controls.loop.toggled, controls.mute.toggled, controls.fill.toggled):
            signal.connect(self._preferred)
        controls.volume.valueChanged.connect(self._preferred)
        media.playbackStateChanged.connect(self._show_state)
        media.errorOccurred.connect(self._failed)
        media.mediaStatusChanged.connect(self._ended)

    def _preferred(self, _: object = None) -> None:
        self.preference_changed.emit()

    def _step_back(self) -> None:
        self.step(-1)

    def _step_forward(self) -> None:
        self.step(1)

    def _failed(self, _: QMediaPlayer.Error, said: str) -> None:
        log.warning("a clip can't be played: %s", said)
        self._unplayable = True
        if self.frames.times is not None:
            self._tell_trouble(missing=False)

    def _undecodable(self, missing: bool) -> None:
        self._tell_trouble(missing=missing)

    def _tell_trouble(self, *, missing: bool) -> None:
        if self.path is not None and not self._trouble.text():
            self._say(PlayerWords.NOT_THERE() if missing else PlayerWords.CANNOT_PLAY())
            self.failed.emit(self.path)

    def _say(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.setVisible(bool(text))
        self._folder.setVisible(bool(text))
        self.controls.setDisabled(bool(text))

    def _go_on(self) -> None:
        if self.path is not None:
            self.continue_wanted.emit(self.path)

    def _show_in_folder(self) -> None:
        if self.path is not None:
            self.show_in_folder.emit(self.path)


def _next(shuttle: float) -> float:
    later = [speed for speed in SHUTTLE if speed > shuttle]
    return later[0] if later else SHUTTLE[-1]
