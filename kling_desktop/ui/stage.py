"""The stage: the player, the scene's first frame, or a place to drop a picture."""

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from kling_desktop.storyboard.model import FrameRef
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.frame_zone import browse
from kling_desktop.ui.pieces import button, label, row
from kling_desktop.ui.player import Player
from kling_desktop.ui.still import Still, paint
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import PlayerWords


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
        self._sample = supplies.sample
        for page in (self.invitation, self.frame_view, player):
            self.addWidget(page)
        self.invitation.browse.clicked.connect(self._browse)
        self.invitation.sample.clicked.connect(self._take_sample)

    def show_frame(self, frame: FrameRef | None) -> None:
        """Shows a scene's first frame, or the invitation to bring one."""
        self.frame_view.show_frame(frame)
        self.player.close_clip()
        self.setCurrentWidget(self.frame_view if frame else self.invitation)

    def show_clip(self, path: Path, position: int) -> None:
        """Shows one frame of a clip, `position` milliseconds into it."""
        self.setCurrentWidget(self.player)
        self.player.show_at(path, position)

    def play(self, path: Path) -> None:
        """Plays a clip."""
        self.setCurrentWidget(self.player)
        self.player.open(path)

    def show_hover(self, hovering: bool) -> None:
        """Shows that what is being dragged can be dropped."""
        self.invitation.hovering = hovering
        self.frame_view.hovering = hovering
        self.invitation.update()
        self.frame_view.update()

    def _browse(self) -> None:
        browse(self, self._chosen)

    def _chosen(self, file: str) -> None:
        self.arrived.emit(Arrival(path=Path(file)))

    def _take_sample(self) -> None:
        self.arrived.emit(Arrival(path=self._sample))


class _Invitation(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.hovering = False
        self.browse = button(PlayerWords.BROWSE(), "primary")
        self.sample = button(PlayerWords.TRY_SAMPLE())
        box = QVBoxLayout()
        box.setSpacing(tokens.PAD)
        middle = Qt.AlignmentFlag.AlignHCenter
        box.addStretch(1)
        box.addWidget(label(PlayerWords.DROP_A_PICTURE(), "hero"), 0, middle)
        box.addWidget(label(PlayerWords.DROP_FROM_WHERE(), "quiet"), 0, middle)
        box.addSpacing(tokens.GAP)
        box.addLayout(row(None, self.browse, self.sample, None))
        box.addStretch(1)
        for press in (self.browse, self.sample):
            press.setMinimumWidth(128)
        self.setLayout(box)

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours.stage))
        width = min(self.width() - 48, 760)
        height = min(self.height() - 48, 440)
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


class _FrameView(QFrame):
    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self.hovering = False
        self._still = Still(supplies, 2560)
        self._still.setParent(self)
        self._still.loaded.connect(self.update)
        self.setAccessibleName(PlayerWords.FIRST_FRAME_ON_STAGE())

    def show_frame(self, frame: FrameRef | None) -> None:
        """Shows a scene's first frame."""
        self._still.show_frame(frame)

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
