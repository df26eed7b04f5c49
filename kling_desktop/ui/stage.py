"""The stage: the player, the scene's first frame, or a place to drop a picture."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from kling_desktop.jobs.job import Job
from kling_desktop.storyboard.model import FrameRef
from kling_desktop.ui import icons, theme, tokens
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.frame_zone import browse
from kling_desktop.ui.making import MakingSign
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.ui.player import Player
from kling_desktop.ui.still import Still, paint
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.theatre import Theatre
from kling_desktop.words import PlayerWords

_INVITATION = (760, 440)
"""Pixels of the invitation, at most."""


class Stage(QStackedWidget):
    """Shows one of three: an invitation, the first frame, a clip."""

    arrived = Signal(object)

    def __init__(self, supplies: Supplies, player: Player) -> None:
        super().__init__()
        self.setObjectName("stage")
        self.setMinimumWidth(380)
        self.player = player
        self.invitation = _Invitation()
        self.frame_view = _FrameView(supplies)
        self._theatre: Theatre | None = None
        self._sample = supplies.sample
        for page in (self.invitation, self.frame_view, player):
            self.addWidget(page)
        self.invitation.browse.clicked.connect(self._browse)
        self.invitation.sample.clicked.connect(self._take_sample)
        player.full_screen_wanted.connect(self.toggle_full_screen)

    @property
    def full_screen(self) -> bool:
        """Whether the player has the whole screen."""
        return self._theatre is not None

    def show_frame(self, frame: FrameRef | None) -> None:
        """Shows a scene's first frame, or the invitation to bring one."""
        self.leave_full_screen()
        self.frame_view.show_frame(frame)
        self.player.close_clip()
        self.setCurrentWidget(self.frame_view if frame else self.invitation)

    def show_clip(self, path: Path, position: int) -> None:
        """Shows one frame of a clip, `position` milliseconds into it."""
        self._show_player()
        self.player.show_at(path, position)

    def play(self, path: Path) -> None:
        """Plays a clip."""
        self._show_player()
        self.player.open(path)

    def show_making(self, job: Job | None) -> None:
        """Shows over the still how far the scene's clip is; `None` where none is being made."""
        self.frame_view.show_making(job)

    def show_hover(self, hovering: bool) -> None:
        """Shows that what is being dragged can be dropped."""
        self.invitation.hovering = hovering
        self.frame_view.hovering = hovering
        self.invitation.update()
        self.frame_view.update()

    def toggle_full_screen(self) -> None:
        """The player on the whole screen, or back here."""
        if self._theatre is not None:
            self.leave_full_screen()
        elif self.player.path is not None and self.currentWidget() is self.player:
            self._theatre = Theatre(self.player)
            self._theatre.left.connect(self.leave_full_screen)
            screen = self.screen()
            if screen is not None:
                self._theatre.setGeometry(screen.geometry())
            self.removeWidget(self.player)
            self.frame_view.show_frame(None)
            self.setCurrentWidget(self.frame_view)
            self._theatre.enter()

    def leave_full_screen(self) -> None:
        """The player comes back here."""
        theatre, self._theatre = self._theatre, None
        if theatre is None:
            return
        theatre.give_back()
        self.addWidget(self.player)
        self.setCurrentWidget(self.player)
        self.window().activateWindow()
        theatre.deleteLater()

    def _show_player(self) -> None:
        if not self.full_screen:
            self.setCurrentWidget(self.player)

    def _browse(self) -> None:
        browse(self, self._chosen)

    def _chosen(self, file: str) -> None:
        self.arrived.emit(Arrival(path=Path(file)))

    def _take_sample(self) -> None:
        self.arrived.emit(Arrival(path=self._sample))


class _Invitation(QWidget):
    """Large, in the middle, and the first thing that a new user sees."""

    def __init__(self) -> None:
        super().__init__()
        self.hovering = False
        self.browse = button(PlayerWords.BROWSE(), "primary")
        self.sample = button(PlayerWords.TRY_SAMPLE())
        self.sample.setToolTip(PlayerWords.TRY_SAMPLE_HINT())
        self._sign = _Sign()
        box = QVBoxLayout(self)
        box.setContentsMargins(40, 24, 40, 24)
        box.setSpacing(tokens.GAP)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._several = self._line(PlayerWords.DROP_SEVERAL(), "small")
        box.addStretch(1)
        box.addWidget(self._sign, 0, middle)
        box.addSpacing(tokens.GRID)
        box.addWidget(self._line(PlayerWords.DROP_A_PICTURE(), "hero"))
        box.addWidget(self._line(PlayerWords.DROP_FROM_WHERE(), "quiet"))
        box.addSpacing(tokens.PAD)
        box.addLayout(row(None, self.browse, self.sample, None, gap=tokens.PAD))
        box.addSpacing(tokens.PAD)
        box.addWidget(self._several)
        box.addStretch(1)
        for press in (self.browse, self.sample):
            press.setMinimumSize(128, 36)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # In a low window what is said by the way goes first.
        self._sign.setVisible(self.height() >= 300)
        self._several.setVisible(self.height() >= 220)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 160)

    def _line(self, text: str, look: str) -> QWidget:
        made = label(text, look, wrap=True)
        made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        return made

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours.stage))
        width = min(self.width() - 32, _INVITATION[0])
        height = min(self.height() - 32, _INVITATION[1])
        room = QRectF(0, 0, width, height)
        room.moveCenter(QRectF(self.rect()).center())
        if self.hovering:
            pen = QPen(QColor(colours.second), 2)
        else:
            pen = QPen(QColor(colours.edge), 1.5, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(QColor(colours.second_wash if self.hovering else colours.panel))
        painter.drawRoundedRect(room, 16, 16)


class _Sign(QWidget):
    """The picture that stands for pictures."""

    _SIDE = 40

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(self._SIDE, self._SIDE)

    def paintEvent(self, _: QPaintEvent) -> None:
        colour = theme.colours().quiet
        drawn = icons.pixmap("picture", colour, self._SIDE, self.devicePixelRatioF())
        QPainter(self).drawPixmap(0, 0, drawn)


class _FrameView(QFrame):
    """A scene's first frame, and how far its clip is."""

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self.hovering = False
        self._still = Still(supplies, 2560)
        self._still.setParent(self)
        self._still.loaded.connect(self.update)
        self.making = MakingSign()
        self.making.setParent(self)
        self.making.hide()
        self.setAccessibleName(PlayerWords.FIRST_FRAME_ON_STAGE())

    def show_frame(self, frame: FrameRef | None) -> None:
        """Shows a scene's first frame."""
        self._still.show_frame(frame)

    def show_making(self, job: Job | None) -> None:
        """Shows how far the clip is; `None` where none is being made."""
        if job is not None:
            self.making.show_job(job)
        self.making.setVisible(job is not None)
        self._place_sign()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_sign()

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.stage))
        if self._still.image.isNull():
            return
        where = paint(painter, self._still.image, QRectF(self.rect()).adjusted(16, 16, -16, -16), 6)
        if self.hovering:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colours.second), 3))
            painter.drawRoundedRect(where, 6, 6)

    def _place_sign(self) -> None:
        sign = self.making
        left = (self.width() - sign.width()) // 2
        sign.move(left, self.height() - sign.height() - 32)
