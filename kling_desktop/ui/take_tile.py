"""A take in the strip: its picture plays it, the line below says what it is."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDrag,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QLineEdit,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from kling_desktop import words
from kling_desktop.jobs.job import Job
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.job_bar import Bar
from kling_desktop.ui.job_texts import elapsed, minutes
from kling_desktop.ui.pieces import Elided, button, label, row
from kling_desktop.ui.still import paint_cover
from kling_desktop.ui.take_records import Record
from kling_desktop.ui.takes_shown import Shown
from kling_desktop.words import Film

TILE = QSize(120, 54)
"""Pixels of a take's picture."""

_CAPTION = 24
"""Pixels of the line below it."""

_LABEL_MOST = 120
"""Characters that a clip may be called by."""


class TakeTile(QWidget):
    """Shows one take."""

    renamed = Signal(str)
    """What the user calls it now; empty for nothing of its own."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self.shown = shown
        self.record = Record()
        self.picture = Picture(shown)
        self.name = Elided(shown.name)
        self.keep = button(Film.KEEP(), "link", Film.KEEP_THIS(take=shown.name))
        self.keep.setToolTip(Film.KEEP_THIS(take=shown.name))
        kept = label(Film.KEPT(), "good")
        kept.setVisible(shown.kept and not shown.apart)
        self.keep.setVisible(not shown.kept and not shown.apart)
        self._field = QLineEdit()
        self._field.setMaxLength(_LABEL_MOST)
        self._field.setAccessibleName(Film.NAME_OF_TAKE(take=shown.name))
        self._field.setPlaceholderText(shown.name)
        self._field.editingFinished.connect(self._named)
        self._field.installEventFilter(self)
        plain = QWidget()
        plain.setLayout(row(self.name, None, kept, self.keep, gap=tokens.GRID))
        self._caption = QStackedLayout()
        self._caption.addWidget(plain)
        self._caption.addWidget(self._field)
        caption = QWidget()
        caption.setLayout(self._caption)
        caption.setFixedHeight(_CAPTION)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.picture)
        layout.addWidget(caption)
        self.setFixedWidth(TILE.width())

    def show_record(self, record: Record) -> None:
        """Shows what the library knows of it."""
        self.record = record
        self.name.setText(record.label or self.shown.name)
        self.picture.show_record(record)

    def show_playing(self, *, on: bool) -> None:
        """Marks it as one on the stage."""
        self.picture.playing = on
        self.picture.update()

    def begin_rename(self) -> None:
        """Writes its name in place."""
        self._field.setText(self.record.label)
        self._field.selectAll()
        self._caption.setCurrentIndex(1)
        self._field.setFocus()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if not (pressed and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape):
            return False
        self._field.setText(self.record.label)
        self._named()
        return True

    def _named(self) -> None:
        if self._caption.currentIndex() == 0:
            return
        had_focus = self._field.hasFocus()
        self._caption.setCurrentIndex(0)
        if had_focus:
            self.picture.setFocus()
        text = " ".join(self._field.text().split())
        if text != self.record.label:
            self.renamed.emit(text)


class RunningTile(QWidget):
    """A take that is being made."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job
        self._bar = Bar()
        self._state = Elided(look="small")
        self._percent = label(look="small")
        self.lasted = label(look="small")
        box = QFrame()
        box.setObjectName("runningTake")
        box.setFixedSize(TILE)
        inner = QVBoxLayout(box)
        inner.setContentsMargins(8, 6, 8, 8)
        inner.setSpacing(2)
        inner.addWidget(self._state)
        inner.addLayout(row(self._percent, None, self.lasted))
        inner.addWidget(self._bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(box)
        layout.addStretch(1)
        self.show_job(job)

    def show_job(self, job: Job) -> None:
        """Shows how far it is."""
        self.job = job
        state = words.state(job)
        said = Film.PERCENT(state=state, percent=job.progress) if job.progress else state
        self._state.setText(state)
        self._percent.setText(Film.PERCENT_ONLY(percent=job.progress) if job.progress else "")
        self.setToolTip(words.explain(job))
        sent = job.sent_at is not None
        self.lasted.setText(minutes(elapsed(job)) if sent else "")
        self._bar.show_progress(job.progress, elapsed(job))
        self._bar.setVisible(sent)
        self.setAccessibleName(said)


class Picture(QAbstractButton):
    """The picture part of a tile."""

    stepped = Signal(int)
    menu_wanted = Signal(object)
    """The global position."""
    dragged = Signal()
    """It is being pulled away."""
    keyed = Signal(object)
    """A `QKeyEvent` that may stand for something that can be done with a take."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._record = Record()
        self._image = QImage()
        self._pressed_at: QPoint | None = None
        self.playing = False
        self.setFixedSize(TILE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_record(self._record)

    @property
    def image(self) -> QImage:
        """Its poster; null until there is one."""
        return self._image

    def show_image(self, image: QImage) -> None:
        """Its poster is there."""
        self._image = image
        self.update()

    def show_record(self, record: Record) -> None:
        """Says what the library knows of it."""
        self._record = record
        parts = [self._shown.said, record.label]
        if record.rating:
            parts.append(Film.RATED(stars=record.rating))
        if not record.there:
            parts.append(Film.NOT_HERE())
        said = ", ".join(filter(None, parts))
        self.setAccessibleName(said)
        why = Film.STALE_WHY() if self._shown.stale else ""
        self.setToolTip("\n".join(filter(None, (said, why, Film.TAKE_HINT()))))
        self.update()

    def drag(self, mime_of: QDrag) -> None:
        """Carries its picture along with what is being dragged."""
        if not self._image.isNull():
            mime_of.setPixmap(QPixmap.fromImage(self._image.scaledToHeight(TILE.height())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Menu or _asks_for_menu(event):
            self.menu_wanted.emit(self.mapToGlobal(self.rect().center()))
        else:
            event.setAccepted(False)
            self.keyed.emit(event)
            if not event.isAccepted():
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        begun = self._pressed_at
        if begun is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        way = (event.position().toPoint() - begun).manhattanLength()
        if way >= QApplication.startDragDistance() and self._record.there:
            self._pressed_at = None
            self.setDown(False)
            self.dragged.emit()

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(room, 4, 4)
        if not self._image.isNull():
            faint = self._shown.stale or not self._record.there
            painter.setOpacity(0.5 if faint else 1.0)
            paint_cover(painter, self._image, room, 4)
            painter.setOpacity(1.0)
        if not self._record.there:
            self._write(painter, room, Film.NOT_HERE(), "bad")
        elif self._shown.stale:
            self._write(painter, room, Film.STALE(), "caution")
        elif self._shown.take.practice and self._shown.apart:
            self._write(painter, room, Film.PRACTICE(), "caution")
        if self._record.rating:
            self._write(painter, room, "★" * self._record.rating, "ink", right=True)
        outline = self._outline()
        if outline is not None:
            painter.setPen(outline)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)

    def _outline(self) -> QPen | None:
        colours = theme.colours()
        if self.hasFocus():
            return QPen(QColor(colours.second), 2)
        if self.playing:
            return QPen(QColor(colours.ink), 2)
        return QPen(QColor(colours.edge), 1) if self.underMouse() else None

    def _write(
        self, painter: QPainter, room: QRectF, text: str, ink: str, *, right: bool = False
    ) -> None:
        colours = theme.colours()
        font = self.font()
        font.setPixelSize(tokens.SMALL)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()) - 20)
        sign = QRectF(0, 0, metrics.horizontalAdvance(text) + 10, 17)
        sign.moveTopLeft(room.topLeft())
        sign.translate(4, 4)
        if right:
            sign.moveBottomRight(room.bottomRight())
            sign.translate(-4, -4)
        wash = {"bad": colours.bad_wash, "caution": colours.caution_wash}.get(ink, colours.panel)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(wash))
        painter.drawRoundedRect(sign, 4, 4)
        painter.setPen(QColor(getattr(colours, ink)))
        painter.drawText(sign, int(Qt.AlignmentFlag.AlignCenter), text)


def _asks_for_menu(event: QKeyEvent) -> bool:
    shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
    return shift and event.key() == Qt.Key.Key_F10
