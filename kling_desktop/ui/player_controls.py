"""The player's controls: one line; what has no room in it folds into a menu."""

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from kling_desktop.clips.reel import Times
from kling_desktop.settings import Settings
from kling_desktop.ui import icons, theme, tokens
from kling_desktop.ui.fields import Slider
from kling_desktop.ui.pieces import button, label, tool
from kling_desktop.ui.scrub_bar import ScrubBar
from kling_desktop.words import Film, PlayerWords

SPEEDS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
"""What can be chosen; keys go beyond it for a while."""

_SCRUB_LONG = 240
_SCRUB_LEAST = 136
"""Pixels that the scrub bar has before the volume, and before anything else, gives way."""


class PlayerControls(QWidget):
    """Shows the state it is told; what is pressed it tells on."""

    speed_chosen = Signal(float)
    folded = Signal()
    """Another set of controls is in sight."""

    def __init__(self, chosen: Settings) -> None:
        super().__init__()
        self.setObjectName("playerControls")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._offered = False
        self.play = tool("play", PlayerWords.PLAY(), PlayerWords.PLAY_KEYS(), side=22)
        self.back = tool("step-back", PlayerWords.STEP_BACK(), PlayerWords.STEP_BACK_KEYS())
        self.forward = tool(
            "step-forward", PlayerWords.STEP_FORWARD(), PlayerWords.STEP_FORWARD_KEYS()
        )
        self.now = _stamp("")
        self.scrub = ScrubBar()
        self.total = _stamp("quiet")
        self.total.setToolTip(PlayerWords.LENGTH_HINT())
        self.speed = QToolButton()
        self.speed.setAccessibleName(PlayerWords.SPEED())
        self.speed.setToolTip(PlayerWords.SPEED_HINT())
        self.speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.speed.setCursor(Qt.CursorShape.PointingHandCursor)
        self.speed.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.speed_menu = QMenu(PlayerWords.SPEED(), self)
        self.speed.setMenu(self.speed_menu)
        self.loop = _toggle("loop", PlayerWords.LOOP(), on=chosen.loop)
        self.mute = _toggle("sound", PlayerWords.MUTE(), on=chosen.muted)
        self.volume = Slider(PlayerWords.VOLUME(), 0, 100)
        self.volume.setFixedWidth(72)
        self.volume.setValue(round(chosen.volume * 100))
        self.fill = _toggle("fill", PlayerWords.FILL(), on=chosen.fill)
        self.full = tool("full-screen", PlayerWords.FULL_SCREEN(), PlayerWords.FULL_SCREEN_HINT())
        self.go_on = button(Film.CONTINUE(), "link")
        self.go_on.setToolTip(Film.CONTINUE_HINT())
        self.more = tool("more", PlayerWords.MORE())
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.more.setMenu(self._menu)
        self._times: Times | None = None
        self._frame = 0
        self._shows_frames = True
        self._lay_out()
        self._list_speeds()
        for each in (self.loop, self.mute, self.fill):
            each.toggled.connect(self.show_toggles)
        self.show_speed(1.0)
        self.show_toggles()
        self.show_clip(None)

    def show_clip(self, times: Times | None) -> None:
        """Shows how long a clip is; nothing while it is not known."""
        self._times = times
        self.scrub.blockSignals(True)
        self.scrub.setRange(0, times.last if times else 0)
        if times is not None:
            self.scrub.setPageStep(max(1, round(times.rate)))
        self.scrub.blockSignals(False)
        self.scrub.update()
        self.show_frame(0)
        self._fold()

    def show_frame(self, frame: int) -> None:
        """Shows which frame is on the stage."""
        self._frame = frame
        if not self.scrub.isSliderDown():
            self.scrub.show_value(frame)
        self.now.setText(self.said(frame, frames=self._shows_frames))

    def said(self, frame: int, *, frames: bool = True) -> str:
        """The time at which a frame begins, with its number."""
        if self._times is None:
            return clock(0)
        time = clock(round(self._times.starts[self._times.bounded(frame)] * 1000))
        return PlayerWords.TIME_AND_FRAME(time=time, frame=frame) if frames else time

    def show_playing(self, way: int) -> None:
        """Shows that it plays on (1), plays backwards (-1) or rests (0)."""
        icons.sign(self.play, "pause" if way else "play", side=22)
        saying = {0: PlayerWords.PAUSED, 1: PlayerWords.PLAYING, -1: PlayerWords.PLAYING_BACK}
        self.play.setAccessibleDescription(saying[way]())

    def show_speed(self, speed: float) -> None:
        """Shows how fast it plays; below 0 backwards."""
        self.speed.setText(PlayerWords.TIMES(speed=f"{speed:g}".replace("-", "−")))
        self.speed.setAccessibleDescription(self.speed.text())
        for action in self.speed_menu.actions():
            action.setChecked(action.data() == speed)
        self._fold()

    def show_toggles(self, _: bool = False) -> None:
        """Shows what loop, mute and fill stand at."""
        loop, muted, fill = (b.isChecked() for b in (self.loop, self.mute, self.fill))
        icons.sign(self.loop, "loop", "second" if loop else "quiet")
        self.loop.setToolTip(PlayerWords.LOOP_ON() if loop else PlayerWords.LOOP_OFF())
        icons.sign(self.mute, "muted" if muted else "sound")
        self.mute.setToolTip(PlayerWords.SOUND_IS_OFF() if muted else PlayerWords.SOUND_IS_ON())
        icons.sign(self.fill, "fit" if fill else "fill")
        self.fill.setToolTip(PlayerWords.FILL_ON() if fill else PlayerWords.FILL_OFF())

    def show_full_screen(self, *, on: bool) -> None:
        """Shows whether the button leaves full screen."""
        icons.sign(self.full, "full-screen-leave" if on else "full-screen")
        hint = PlayerWords.LEAVE_FULL_SCREEN if on else PlayerWords.FULL_SCREEN_HINT
        self.full.setToolTip(hint())
        # Over the picture it is a panel of its own, with room all around.
        theme.dress(self, over=on)
        above, below = (tokens.GAP, tokens.GAP) if on else (0, tokens.GAP)
        self._line.setContentsMargins(tokens.PAD, above, tokens.PAD, below)

    def offer_continue(self, *, on: bool) -> None:
        """Shows whether the next scene can start from this clip's last frame."""
        self._offered = on
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def minimumSizeHint(self) -> QSize:
        # Not what is in sight takes: that gives way.
        return QSize(300, super().minimumSizeHint().height())

    def _lay_out(self) -> None:
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(tokens.PAD, 0, tokens.PAD, tokens.GAP)
        self._line.setSpacing(tokens.GRID)
        for first in (self.play, self.back, self.forward):
            self._line.addWidget(first)
        self._line.addSpacing(tokens.GRID)
        self._line.addWidget(self.now)
        self._line.addWidget(self.scrub, 1)
        for part in (
            self.total,
            self.speed,
            self.loop,
            self.mute,
            self.volume,
            self.fill,
            self.full,
            self.go_on,
            self.more,
        ):
            self._line.addWidget(part)

    def _fold(self) -> None:
        """Hides the less important ones until the scrub bar has room."""
        gone: set[QWidget] = set() if self._offered else {self.go_on}
        frames = True
        self._show_stamps(frames=True)
        for part, room in (
            (self.volume, _SCRUB_LONG),
            (self.fill, _SCRUB_LEAST),
            (self.total, _SCRUB_LEAST),
            (self.speed, _SCRUB_LEAST),
            (self.go_on, _SCRUB_LEAST),
            (self.loop, _SCRUB_LEAST),
            (None, _SCRUB_LEAST),
        ):
            if self._taken(gone) + room <= self.width():
                continue
            if part is None:
                frames = False
                self._show_stamps(frames=False)
            else:
                gone.add(part)
        # What gave way to something large that had to go as well comes back.
        for small in (self.total, self.speed, self.fill):
            if small in gone and self._taken(gone - {small}) + _SCRUB_LEAST <= self.width():
                gone.discard(small)
        before = self._in_sight()
        for each in (*self._foldable(), self.volume, self.total):
            each.setVisible(each not in gone)
        self.more.setVisible(self._needs_menu(gone))
        self._shows_frames = frames
        if before != self._in_sight():
            self.folded.emit()

    def _show_stamps(self, *, frames: bool) -> None:
        """Gives the stamps the room that the longest of this clip takes, so that nothing moves."""
        self._shows_frames = frames
        times = self._times
        text = clock(0)
        if times is not None:
            text = clock(round(times.seconds * 1000))
            if frames:
                text = PlayerWords.TIME_AND_FRAME(time=text, frame=times.count)
        self.total.setText(text)
        for stamp in (self.now, self.total):
            widest = "".join("8" if letter.isdigit() else letter for letter in text)
            stamp.setFixedWidth(stamp.fontMetrics().horizontalAdvance(widest) + 4)
        self.now.setText(self.said(self._frame, frames=frames))
        if times is not None:
            whole = PlayerWords.TIME_HINT(
                total=clock(round(times.seconds * 1000)), count=times.count
            )
            self.now.setToolTip(whole)

    def _taken(self, gone: set[QWidget]) -> int:
        """Pixels that everything but the scrub bar takes."""
        margins = self._line.contentsMargins()
        parts: list[QWidget] = [
            self.play,
            self.back,
            self.forward,
            self.now,
            self.full,
            self.mute,
            *(p for p in (self.total, self.volume, *self._foldable()) if p not in gone),
        ]
        if self._needs_menu(gone):
            parts.append(self.more)
        wide = sum(
            part.maximumWidth() if part.maximumWidth() < 400 else part.sizeHint().width()
            for part in parts
        )
        gaps = (len(parts) + 1) * self._line.spacing() + tokens.GRID
        return wide + gaps + margins.left() + margins.right()

    def _needs_menu(self, gone: set[QWidget]) -> bool:
        unoffered = () if self._offered else (self.go_on,)
        return any(part in gone for part in self._foldable() if part not in unoffered)

    def _foldable(self) -> tuple[QAbstractButton, ...]:
        """What the menu stands in for."""
        return (self.speed, self.loop, self.fill, self.go_on)

    def _in_sight(self) -> list[bool]:
        return [part.isHidden() for part in (*self._foldable(), self.more, self.volume)]

    def _list_speeds(self) -> None:
        group = QActionGroup(self)
        for speed in SPEEDS:
            action = self.speed_menu.addAction(PlayerWords.TIMES(speed=f"{speed:g}"))
            action.setCheckable(True)
            action.setData(speed)
            group.addAction(action)
        self.speed_menu.triggered.connect(self._choose_speed)

    def _choose_speed(self, action: QAction) -> None:
        self.speed_chosen.emit(action.data())

    def _fill_menu(self) -> None:
        self._menu.clear()
        for part in self._folded_now():
            if part is self.speed:
                self._menu.addMenu(self.speed_menu)
                continue
            action = self._menu.addAction(part.accessibleName())
            action.setCheckable(part.isCheckable())
            action.setChecked(part.isChecked())
            action.triggered.connect(part.click)

    def _folded_now(self) -> Iterator[QAbstractButton]:
        for part in self._foldable():
            if part.isHidden() and (part is not self.go_on or self._offered):
                yield part


def _toggle(sign: str, name: str, *, on: bool) -> QToolButton:
    made = tool(sign, name)
    made.setCheckable(True)
    made.setChecked(on)
    return made


def _stamp(look: str) -> QLabel:
    made = label("", look)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def clock(milliseconds: int) -> str:
    """A time in minutes, seconds and tenths."""
    tenths = milliseconds // 100
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"
