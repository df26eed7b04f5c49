"""The player: a clip in the window, with its transport controls."""

import logging
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtMultimedia import QAudioOutput, QMediaMetaData, QMediaPlayer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kling_desktop.settings import SettingsFile
from kling_desktop.ui import icons, tokens
from kling_desktop.ui.fields import Slider
from kling_desktop.ui.pieces import button, label, row, tool
from kling_desktop.ui.video_view import VideoView
from kling_desktop.words import Film, PlayerWords

log = logging.getLogger(__name__)

DEFAULT_RATE = 24.0
"""Frames per second to step by where the file does not say."""

SPEEDS = (1.0, 2.0, 4.0)
ROOMY = 520
"""Pixels of width from which there is room for the volume."""

WIDE = 760
"""Pixels of width from which "Continue from last frame" is written out."""

JUMP = 1000
"""Milliseconds that J goes back."""


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

    def __init__(self, settings: SettingsFile) -> None:
        super().__init__()
        chosen = settings.current
        self.path: Path | None = None
        self._wanted: int | None = None
        """Where to go in a clip that is still being opened, milliseconds."""
        self.view = VideoView()
        self._trouble = label(look="quiet", wrap=True)
        self._trouble.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._folder = button(PlayerWords.SHOW_IN_FOLDER())
        self._folder.clicked.connect(self._show_in_folder)
        self.media = QMediaPlayer(self)
        self.sound = QAudioOutput(self)
        self.sound.setVolume(chosen.volume)
        self.sound.setMuted(chosen.muted)
        self.media.setAudioOutput(self.sound)
        self.media.setVideoSink(self.view.sink)
        self.play = tool("play", PlayerWords.PLAY(), PlayerWords.PLAY_KEYS(), side=22)
        self.back = tool("step-back", PlayerWords.STEP_BACK(), PlayerWords.STEP_BACK_KEYS())
        self.forward = tool(
            "step-forward", PlayerWords.STEP_FORWARD(), PlayerWords.STEP_FORWARD_KEYS()
        )
        self.now = label("0:00.0")
        self.total = label("0:00.0", "quiet")
        self.scrub = Slider(PlayerWords.POSITION(), 0, 0)
        self.scrub.setPageStep(JUMP)
        self.scrub.setSingleStep(100)
        self.loop = tool("loop", PlayerWords.LOOP())
        self.loop.setCheckable(True)
        self.mute = tool("sound", PlayerWords.MUTE())
        self.mute.setCheckable(True)
        self.volume = Slider(PlayerWords.VOLUME(), 0, 100)
        self.volume.setFixedWidth(72)
        self.volume.setValue(round(chosen.volume * 100))
        self.go_on = button(Film.CONTINUE())
        self.go_on.setToolTip(Film.CONTINUE_HINT())
        icons.sign(self.go_on, "continue", side=16)
        self.go_on.hide()
        self.loop.setChecked(chosen.loop)
        self.mute.setChecked(chosen.muted)
        self._lay_out()
        self._connect()
        self._show_loop()
        self._show_mute()

    def open(self, path: Path) -> None:
        """Plays the clip at `path` from its start."""
        self._load(path)
        self.media.play()

    def show_at(self, path: Path, position: int) -> None:
        """Shows the frame `position` milliseconds into a clip, at rest."""
        if path != self.path:
            self._load(path)
            self._wanted = position
        self.media.pause()
        if self._wanted is None:
            self._seek(position)
        else:
            self._wanted = position

    def close_clip(self) -> None:
        """Lets go of the file."""
        if self.path is None:
            return
        self.path = None
        self._wanted = None
        self.media.stop()
        self.media.setSource(QUrl())
        self.view.forget()
        self.opened.emit(None)

    def offer_continue(self, *, on: bool) -> None:
        """Shows whether the next scene can start from this clip's last frame."""
        self.go_on.setVisible(on)

    def _load(self, path: Path) -> None:
        self.path = path
        self._wanted = None
        self.view.forget()
        self._say("")
        self.media.stop()
        self.media.setPlaybackRate(1.0)
        self.media.setSource(QUrl.fromLocalFile(str(path)))
        self.opened.emit(path)

    def _seek(self, position: int) -> None:
        last = max(0, self.media.duration() - round(500 / self._rate()))
        self.media.setPosition(min(position, last))

    def _loaded(self, status: QMediaPlayer.MediaStatus) -> None:
        ready = (QMediaPlayer.MediaStatus.LoadedMedia, QMediaPlayer.MediaStatus.BufferedMedia)
        if self._wanted is not None and status in ready:
            wanted, self._wanted = self._wanted, None
            self._seek(wanted)

    def toggle(self) -> None:
        """Plays, or pauses."""
        if self.media.playbackState() == QMediaPlayer.PlaybackState.PlayingState:
            self.media.pause()
        else:
            self.media.setPlaybackRate(1.0)
            self.media.play()

    def faster(self) -> None:
        """L: plays, then faster with every press."""
        playing = self.media.playbackState() == QMediaPlayer.PlaybackState.PlayingState
        rate = self.media.playbackRate()
        later = [speed for speed in SPEEDS if speed > rate]
        self.media.setPlaybackRate((later or [SPEEDS[-1]])[0] if playing else SPEEDS[0])
        self.media.play()

    def jump_back(self) -> None:
        """J: a second back."""
        self.media.setPosition(max(0, self.media.position() - JUMP))

    def step(self, frames: int) -> None:
        """Pauses and goes `frames` on, or back."""
        self.media.pause()
        length = 1_000_000 / self._rate()
        middle = self.view.frame_start + (frames + 0.5) * length
        last = max(0.0, self.media.duration() * 1000 - length / 2)
        self.media.setPosition(round(min(max(0.0, middle), last) / 1000))

    def to_start(self) -> None:
        """Home."""
        self.media.setPosition(0)

    def to_end(self) -> None:
        """End: pauses on the last frame."""
        self.media.pause()
        self.media.setPosition(max(0, self.media.duration() - round(500 / self._rate())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # In a narrow window the position matters more than the volume, which mute stands in for.
        self.volume.setVisible(self.width() >= ROOMY)
        self.go_on.setText(Film.CONTINUE() if self.width() >= WIDE else "")

    def keep_preferences(self) -> dict[str, object]:
        """What the user chose here, for the settings."""
        return {
            "volume": self.volume.value() / 100,
            "muted": self.mute.isChecked(),
            "loop": self.loop.isChecked(),
        }

    def _rate(self) -> float:
        said = self.media.metaData().value(QMediaMetaData.Key.VideoFrameRate)
        return float(said) if said else DEFAULT_RATE

    def _lay_out(self) -> None:
        controls = row(
            self.play,
            self.back,
            self.forward,
            self.now,
            self.scrub,
            self.total,
            self.loop,
            self.mute,
            self.volume,
            self.go_on,
            gap=6,
        )
        controls.setContentsMargins(tokens.PAD, 0, tokens.PAD, tokens.GAP)
        controls.setStretch(4, 1)
        said = QVBoxLayout()
        said.addWidget(self._trouble)
        said.addLayout(row(None, self._folder, None))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.GAP)
        layout.addWidget(self.view, 1)
        layout.addLayout(said)
        layout.addLayout(controls)
        for stamp in (self.now, self.total):
            stamp.setMinimumWidth(44)
        self.now.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._say("")

    def _connect(self) -> None:
        self.play.clicked.connect(self.toggle)
        self.back.clicked.connect(self._step_back)
        self.forward.clicked.connect(self._step_forward)
        self.scrub.valueChanged.connect(self.media.setPosition)
        self.media.positionChanged.connect(self._at)
        self.media.durationChanged.connect(self._lasts)
        self.media.playbackStateChanged.connect(self._show_state)
        self.media.errorOccurred.connect(self._failed)
        self.media.mediaStatusChanged.connect(self._loaded)
        self.go_on.clicked.connect(self._go_on)
        self.loop.toggled.connect(self._show_loop)
        self.mute.toggled.connect(self._show_mute)
        self.volume.valueChanged.connect(self._show_volume)

    def _step_back(self) -> None:
        self.step(-1)

    def _step_forward(self) -> None:
        self.step(1)

    def _at(self, position: int) -> None:
        self.scrub.show_value(position)
        self.now.setText(clock(position))

    def _lasts(self, duration: int) -> None:
        self.scrub.blockSignals(True)
        self.scrub.setRange(0, max(0, duration))
        self.scrub.blockSignals(False)
        self.total.setText(clock(duration))

    def _show_state(self) -> None:
        playing = self.media.playbackState() == QMediaPlayer.PlaybackState.PlayingState
        icons.sign(self.play, "pause" if playing else "play", side=22)
        self.play.setAccessibleDescription(
            PlayerWords.PLAYING() if playing else PlayerWords.PAUSED()
        )

    def _show_loop(self) -> None:
        on = self.loop.isChecked()
        endless, once = QMediaPlayer.Loops.Infinite, QMediaPlayer.Loops.Once
        self.media.setLoops((endless if on else once).value)
        icons.sign(self.loop, "loop", "second" if on else "quiet")
        self.loop.setToolTip(PlayerWords.LOOP_ON() if on else PlayerWords.LOOP_OFF())
        self.preference_changed.emit()

    def _show_mute(self) -> None:
        muted = self.mute.isChecked()
        self.sound.setMuted(muted)
        icons.sign(self.mute, "muted" if muted else "sound")
        self.mute.setToolTip(PlayerWords.SOUND_IS_OFF() if muted else PlayerWords.SOUND_IS_ON())
        self.preference_changed.emit()

    def _show_volume(self, percent: int) -> None:
        self.sound.setVolume(percent / 100)
        self.preference_changed.emit()

    def _failed(self, _: QMediaPlayer.Error, said: str) -> None:
        log.warning("a clip can't be played: %s", said)
        self._say(PlayerWords.CANNOT_PLAY())
        if self.path is not None:
            self.failed.emit(self.path)

    def _say(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.setVisible(bool(text))
        self._folder.setVisible(bool(text))

    def _go_on(self) -> None:
        if self.path is not None:
            self.continue_wanted.emit(self.path)

    def _show_in_folder(self) -> None:
        if self.path is not None:
            self.show_in_folder.emit(self.path)


def clock(milliseconds: int) -> str:
    """A time in minutes, seconds and tenths."""
    tenths = milliseconds // 100
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"
