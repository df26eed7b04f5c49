"""The player: a clip in the window, with its transport controls."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.ui import tokens
from kling_desktop.ui.beside import Beside
from kling_desktop.ui.clip_pictures import STRIP_CELLS, strips
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.ui.player_controls import PlayerControls
from kling_desktop.ui.scrub_bar import PEEK_HEIGHT, Peek
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.transport import Transport
from kling_desktop.ui.video_view import INSET, VideoView
from kling_desktop.words import PlayerWords

_OVER_MOST = 920
"""Pixels that the controls are wide over the picture, at most."""


class Player(QWidget):
    """Plays one clip. Owns nothing of what is generated: a file goes in."""

    show_in_folder = Signal(object)
    preference_changed = Signal()
    opened = Signal(object)
    """The path of the clip that is on the stage now, or `None`."""
    failed = Signal(object)
    """The path of a clip that can't be played."""
    continue_wanted = Signal(object)
    """The path of the clip whose last frame the next scene starts from."""
    full_screen_wanted = Signal()
    """Full screen, or back from it."""

    def __init__(self, supplies: Supplies, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds; playing backwards goes by it."""
        super().__init__()
        chosen = supplies.settings.current
        self._clips = supplies.clips
        self._over = False
        self._strips = strips(supplies, PEEK_HEIGHT)
        self._strips.setParent(self)
        self.view = VideoView()
        self.transport = Transport(self.view, supplies.pools.frames, clock)
        self.transport.setParent(self)
        self.beside = Beside(supplies.pools.frames)
        self.beside.setParent(self)
        self.sound = self.transport.deck.sound
        self.sound.setVolume(chosen.volume)
        self.sound.setMuted(chosen.muted)
        self.controls = PlayerControls(chosen)
        self.loop = self.controls.loop
        self.scrub = self.controls.scrub
        self._trouble = label(look="quiet", wrap=True)
        self._trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._folder = button(PlayerWords.SHOW_IN_FOLDER())
        self._peek = Peek(self)
        transport = self.transport
        self.keys: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Space: transport.toggle,
            Qt.Key.Key_K: transport.pause,
            Qt.Key.Key_L: transport.faster,
            Qt.Key.Key_J: transport.backwards,
            Qt.Key.Key_Comma: self._step_back,
            Qt.Key.Key_Period: self._step_on,
            Qt.Key.Key_Home: transport.to_start,
            Qt.Key.Key_End: transport.to_end,
            Qt.Key.Key_F: self.full_screen_wanted.emit,
        }
        """What each key does, outside text fields."""
        self._lay_out()
        self._connect()
        transport.set_loops(chosen.loop)
        self._show_how()

    @property
    def path(self) -> Path | None:
        """The clip that is on the stage."""
        return self.transport.path

    def open(self, path: Path) -> None:
        """Plays the clip at `path` from its start."""
        self._load(path, play=True)

    def show_at(self, path: Path, position: int) -> None:
        """Shows the frame `position` milliseconds into a clip, at rest."""
        if path != self.path:
            self._load(path, play=False)
        self.transport.show_at(position / 1000)

    def close_clip(self) -> None:
        """Lets go of the file."""
        self.stop_comparing()
        if self.path is not None:
            self.transport.close()
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

    def show_full_screen(self, *, on: bool) -> None:
        """Lays itself out for the full screen, its controls over the picture, or for the stage."""
        self._peek.hide()
        self.controls.show_full_screen(on=on)
        self._over = on
        if on:
            self._layout.removeWidget(self.controls)
        else:
            self._layout.addWidget(self.controls)
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

    def _load(self, path: Path, *, play: bool) -> None:
        self._say("")
        self._peek.hide()
        self._peek.show_strip(QImage(), 1)
        self.controls.show_clip(None)
        self.transport.open(path, play=play)
        self.opened.emit(path)

    def _moved(self) -> None:
        self.controls.show_frame(self.transport.frame)
        self._move_beside()

    def _move_beside(self) -> None:
        self.beside.show_moment(self.view.frame_start / 1_000_000)

    def _scrubbed(self, frame: int) -> None:
        if self.scrub.isSliderDown():
            self.transport.scrub(frame)
        else:
            self.transport.jump(frame)

    def _hovered(self, frame: int) -> None:
        times = self.transport.times
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

    def _show_state(self) -> None:
        way = self.transport.playing
        for view in (self.view, self.beside.view):
            view.show_moving(on=bool(way))
        self.controls.show_playing(way)
        self.controls.show_speed(self.transport.rate)

    def _show_how(self, _: bool = False) -> None:
        inset = 0 if self._over else INSET
        for view in (self.view, self.beside.view):
            view.show_how(fill=self.controls.fill.isChecked(), inset=inset)

    def _set_volume(self, percent: int) -> None:
        self.sound.setVolume(percent / 100)

    def _lay_out(self) -> None:
        screen = QHBoxLayout()
        screen.setSpacing(0)
        screen.addWidget(self.view)
        screen.addWidget(self.beside.view)
        said = QVBoxLayout()
        said.addWidget(self._trouble)
        said.addLayout(row(None, self._folder, None))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(tokens.GRID)
        self._layout.addLayout(screen, 1)
        self._layout.addLayout(said)
        self._layout.addWidget(self.controls)
        self._say("")

    def _place_controls(self) -> None:
        if self._over:
            high = self.controls.sizeHint().height()
            wide = min(self.width() - 2 * INSET, _OVER_MOST)
            left = (self.width() - wide) // 2
            self.controls.setGeometry(left, self.height() - high - INSET, wide, high)
            self.controls.raise_()

    def _connect(self) -> None:
        controls, transport = self.controls, self.transport
        self._folder.clicked.connect(self._show_in_folder)
        for view in (self.view, self.beside.view):
            view.double_clicked.connect(self.full_screen_wanted)
        transport.opened.connect(controls.show_clip)
        transport.moved.connect(self._moved)
        transport.changed.connect(self._show_state)
        transport.troubled.connect(self._tell_trouble)
        controls.play.clicked.connect(transport.toggle)
        controls.back.clicked.connect(self._step_back)
        controls.forward.clicked.connect(self._step_on)
        controls.scrub.valueChanged.connect(self._scrubbed)
        controls.scrub.sliderPressed.connect(transport.grab)
        controls.scrub.sliderReleased.connect(transport.let_go)
        controls.scrub.hovered.connect(self._hovered)
        controls.speed_chosen.connect(transport.choose_speed)
        controls.full.clicked.connect(self.full_screen_wanted)
        controls.go_on.clicked.connect(self._go_on)
        controls.loop.toggled.connect(transport.set_loops)
        controls.mute.toggled.connect(self.sound.setMuted)
        controls.volume.valueChanged.connect(self._set_volume)
        controls.fill.toggled.connect(self._show_how)
        for signal in (controls.loop.toggled, controls.mute.toggled, controls.fill.toggled):
            signal.connect(self._preferred)
        controls.volume.valueChanged.connect(self._preferred)

    def _preferred(self, _: object = None) -> None:
        self.preference_changed.emit()

    def _step_back(self) -> None:
        self.transport.step(-1)

    def _step_on(self) -> None:
        self.transport.step(1)

    def _tell_trouble(self, missing: bool) -> None:
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
