"""Full screen: the player alone, its controls over the picture while the pointer moves."""

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGraphicsOpacityEffect, QVBoxLayout, QWidget

from kling_desktop.ui import theme
from kling_desktop.ui.player import Player
from kling_desktop.words import PlayerWords

_STAYS = 2500
"""Milliseconds that the controls stay after the pointer has come to rest."""

_FADES = 180
"""Milliseconds."""

_MOVED = (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress)


class Theatre(QWidget):
    """A window of its own; the player comes for the time being and goes back to the stage."""

    left = Signal()
    """The player is to go back."""

    def __init__(self, player: Player) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setObjectName("ground")
        self.setWindowTitle(PlayerWords.FULL_SCREEN())
        self.setAccessibleName(PlayerWords.FULL_SCREEN())
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMouseTracking(True)
        self.player = player
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_STAYS)
        self._rest.timeout.connect(self.hide_controls)
        self._fade: QPropertyAnimation | None = None

    def enter(self) -> None:
        """Takes the player and fills the screen with it."""
        player = self.player
        self._layout.addWidget(player)
        player.show_full_screen(on=True)
        player.show()
        for view in (player.view, player.beside.view):
            view.setMouseTracking(True)
            view.installEventFilter(self)
        player.controls.installEventFilter(self)
        self.showFullScreen()
        self.activateWindow()
        self.setFocus()
        self.show_controls()

    def give_back(self) -> None:
        """Lets the player go; whoever had it takes it now."""
        player = self.player
        self._rest.stop()
        self._end_fade()
        player.controls.setGraphicsEffect(None)  # type: ignore[arg-type]
        player.controls.show()
        self.unsetCursor()
        for view in (player.view, player.beside.view):
            view.removeEventFilter(self)
        player.controls.removeEventFilter(self)
        self._layout.removeWidget(player)
        player.show_full_screen(on=False)
        self.hide()

    def show_controls(self) -> None:
        """Shows the controls, for a while."""
        self._end_fade()
        self.player.controls.setGraphicsEffect(None)  # type: ignore[arg-type]
        self.player.controls.show()
        self.unsetCursor()
        self._rest.start()

    def hide_controls(self) -> None:
        """Lets the controls go, unless the pointer or the keyboard is on them or it is paused."""
        controls = self.player.controls
        focused = self.focusWidget()
        used = controls.underMouse() or (focused is not None and controls.isAncestorOf(focused))
        if used or not self.player.transport.playing:
            self._rest.start()
            return
        self.setCursor(Qt.CursorShape.BlankCursor)
        if not theme.motion():
            controls.hide()
            return
        effect = QGraphicsOpacityEffect(controls)
        controls.setGraphicsEffect(effect)
        self._fade = QPropertyAnimation(effect, b"opacity", self)
        self._fade.setDuration(_FADES)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.finished.connect(self._faded)
        self._fade.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.show_controls()
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif not self.player.key(event):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        # By the window manager: the player must not go with the window.
        event.ignore()
        self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_controls()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() in _MOVED:
            self.show_controls()
        return False

    def _faded(self) -> None:
        self._end_fade()
        self.player.controls.hide()

    def _end_fade(self) -> None:
        if self._fade is not None:
            self._fade.stop()
            self._fade.deleteLater()
            self._fade = None
