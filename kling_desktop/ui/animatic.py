"""The animatic: the film as it stands, stills for what is not made yet, before anything is paid."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from kling_desktop.storyboard.model import Scene
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.deck import Deck
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.film_time import Moment, moment
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.ui.still import Still
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.video_view import VideoView
from kling_desktop.words import Film

FRAME = 33
"""Milliseconds between two pictures of the animatic."""

CLOSER = 0.08
"""How much closer a still has come at the end of its scene, of its size."""

PATIENCE = 1.5
"""Seconds that the film waits for a clip's first frame before it shows the still instead."""

LONGEST_STEP = 0.25
"""Seconds: a machine that was busy for longer does not skip what nobody saw."""


def window_on(width: float, height: float, moment_: Moment, *, still: bool) -> QRectF:
    """The part of a picture that is shown, in its pixels: a slow push in, by turns to and fro.

    With `still` (the system asks for reduced motion) it is the whole picture.
    """
    if still:
        return QRectF(0, 0, width, height)
    along = moment_.into / moment_.scene.seconds
    if moment_.index % 2:
        along = 1.0 - along
    part = 1.0 - CLOSER * along
    room = QRectF(0, 0, width * part, height * part)
    # Towards the upper middle, where faces are.
    room.moveLeft((width - room.width()) / 2)
    room.moveTop((height - room.height()) * 0.4)
    return room


class Animatic(QObject):
    """Runs the film's clock from the playhead to the end, and shows what stands there."""

    began = Signal()
    ended = Signal()

    def __init__(
        self,
        supplies: Supplies,
        desk: Desk,
        mode: Mode,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` gives seconds."""
        super().__init__()
        self._desk = desk
        self._mode = mode
        self._clips = supplies.clips
        self._clock = clock
        self._before = 0.0
        self._waited = 0.0
        self._clip = ""
        self._missing: set[str] = set()
        self.view = AnimaticView(supplies)
        self.deck = Deck(self.view.video.sink)
        self.deck.setParent(self)
        self.sound = self.deck.sound
        self.deck.media.errorOccurred.connect(self._unplayable)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self.tick)
        self.view.stop.clicked.connect(self.stop)
        self.view.stop_wanted.connect(self.stop)

    @property
    def plays(self) -> bool:
        """Whether it is running."""
        return self._timer.isActive()

    def start(self, *, volume: float, muted: bool) -> None:
        """Plays from the playhead; from the film's start where the playhead stands at its end."""
        if self.plays:
            return
        if self._desk.playhead >= self._desk.storyboard.seconds:
            self._desk.move_playhead(0.0)
        self.sound.setVolume(volume)
        self.sound.setMuted(muted)
        self._missing.clear()
        self.view.still = not theme.motion()
        self._before = self._clock()
        self._timer.start()
        self.began.emit()
        self._show()

    def stop(self) -> None:
        """Stops where it is; the playhead stays there."""
        if not self.plays:
            return
        self._timer.stop()
        self._close_clip()
        self.ended.emit()

    def tick(self) -> None:
        """Goes on by the time that has gone by, and shows what stands there."""
        now = self._clock()
        step = min(now - self._before, LONGEST_STEP)
        self._before = now
        if self._clip and not self.view.video.frames_shown and self._waited < PATIENCE:
            # The clip is still being opened: the film waits for its picture.
            self._waited += step
            self._show()
            return
        if self._clip and not self.view.video.frames_shown:
            self._give_up(self._clip)
        self._desk.move_playhead(self._desk.playhead + step)
        if self._desk.playhead >= self._desk.storyboard.seconds:
            self.stop()
        else:
            self._show()

    def _show(self) -> None:
        at = moment(self._desk.storyboard, self._desk.playhead)
        clip = self._clip_of(at.scene)
        if clip != self._clip:
            self._open_clip(clip, at)
        playing = bool(clip) and self.view.video.frames_shown > 0
        self.view.show_moment(self._desk.storyboard.scenes, at, clip=playing)

    def _clip_of(self, scene: Scene) -> str:
        kept = scene.kept_take(practice=self._mode.practice)
        return kept.clip if kept is not None and kept.clip not in self._missing else ""

    def _open_clip(self, clip: str, at: Moment) -> None:
        self._close_clip()
        self._clip = clip
        self._waited = 0.0
        if clip:
            self.deck.open(self._clips / clip)
            self.deck.seek(round(at.into * 1000))
            self.deck.play()

    def _close_clip(self) -> None:
        if self._clip:
            self._clip = ""
            self.deck.close()
            self.view.video.forget()

    def _give_up(self, clip: str) -> None:
        self._missing.add(clip)
        self._close_clip()

    def _unplayable(self) -> None:
        if self._clip:
            self._give_up(self._clip)


class AnimaticView(QFrame):
    """A still with its caption, or a clip; and the way out."""

    stop_wanted = Signal()

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self.setAccessibleName(Film.ANIMATIC())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.canvas = _Canvas(supplies)
        self.video = VideoView()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.canvas)
        self.pages.addWidget(self.video)
        self._where = label(look="quiet")
        self.stop = button(Film.ANIMATIC_STOP())
        self.stop.setToolTip(Film.ANIMATIC_STOP_HINT())
        line = row(self._where, None, self.stop)
        line.setContentsMargins(tokens.PAD, 0, tokens.PAD, tokens.GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.GAP)
        layout.addWidget(self.pages, 1)
        layout.addLayout(line)

    @property
    def still(self) -> bool:
        """Whether the stills are shown without a move."""
        return self.canvas.still

    @still.setter
    def still(self, still: bool) -> None:
        self.canvas.still = still

    def show_moment(self, scenes: tuple[Scene, ...], at: Moment, *, clip: bool) -> None:
        """Shows one moment of the film."""
        self._where.setText(Film.ANIMATIC_SCENE(number=at.index + 1, count=len(scenes)))
        self.pages.setCurrentWidget(self.video if clip else self.canvas)
        self.canvas.show_moment(scenes, at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
            if not event.isAutoRepeat():
                self.stop_wanted.emit()
        else:
            super().keyPressEvent(event)


class _Canvas(QWidget):
    """Paints a still, moved a little, and the words of its shot."""

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self._supplies = supplies
        self._stills: dict[str, Still] = {}
        self._moment: Moment | None = None
        self.still = False

    @property
    def caption(self) -> str:
        """The words that are shown."""
        return " ".join(self._moment.text.split()) if self._moment else ""

    def show_moment(self, scenes: tuple[Scene, ...], at: Moment) -> None:
        """Shows a moment; the picture of the scene after it is loaded ahead."""
        self._moment = at
        wanted = {
            scene.first_frame.picture: scene.first_frame
            for scene in scenes[at.index : at.index + 2]
            if scene.first_frame is not None
        }
        for picture, frame in wanted.items():
            if picture not in self._stills:
                made = Still(self._supplies, 1920)
                made.setParent(self)
                made.show_frame(frame)
                self._stills[picture] = made
        for picture in self._stills.keys() - wanted.keys():
            self._stills.pop(picture).deleteLater()
        self.setAccessibleDescription(self.caption)
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.stage))
        at = self._moment
        if at is None:
            return
        frame = at.scene.first_frame
        still = None if frame is None else self._stills.get(frame.picture)
        room = QRectF(self.rect()).adjusted(16, 16, -16, -8)
        if still is not None and not still.image.isNull():
            image = still.image
            size = image.size().toSizeF()
            size.scale(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            where = QRectF(0, 0, size.width(), size.height())
            where.moveCenter(room.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            part = window_on(image.width(), image.height(), at, still=self.still)
            painter.drawImage(where, image, part)
            room = where
        elif frame is None:
            painter.setPen(QColor(colours.quiet))
            number = at.index + 1
            painter.drawText(
                room, int(Qt.AlignmentFlag.AlignCenter), Film.NO_PICTURE(number=number)
            )
        self._write(painter, room)

    def _write(self, painter: QPainter, room: QRectF) -> None:
        if not self.caption:
            return
        font = QFont(painter.font())
        font.setPixelSize(tokens.TITLE)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        width = min(room.width() - 48, 680.0)
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
        text = self.caption
        needed = metrics.boundingRect(QRectF(0, 0, width, 1000), flags, text)
        most = metrics.lineSpacing() * 3
        if needed.height() > most:
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width * 2.6)
            needed = metrics.boundingRect(QRectF(0, 0, width, 1000), flags, text)
        box = QRectF(0, 0, needed.width() + 28, needed.height() + 14)
        box.moveCenter(room.center())
        box.moveBottom(room.bottom() - 16)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        # Over any picture, in light and dark: white on nearly black.
        painter.setBrush(QColor(0, 0, 0, 190))
        painter.drawRoundedRect(box, tokens.RADIUS, tokens.RADIUS)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(box.adjusted(14, 7, -14, -7), flags, text)
