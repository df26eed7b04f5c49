"""The takes of the selected scene: which is kept, which are stale, which are being made."""

import logging
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from kling_desktop import words
from kling_desktop.jobs.job import Job
from kling_desktop.production.film import recipe_of
from kling_desktop.storyboard.model import Scene, Take
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.job_row import Bar, elapsed
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import Elided, button, clear, label, row, show_in_place
from kling_desktop.ui.still import paint_cover, read
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.tab_order import follow_layout
from kling_desktop.words import Film

log = logging.getLogger(__name__)

TILE = QSize(96, 54)
"""Pixels of a take's picture."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One take as the strip shows it."""

    take: Take
    number: int
    count: int
    kept: bool
    stale: bool
    apart: bool
    """Whether it belongs to the other of practice and live, and so not to the film."""

    @property
    def said(self) -> str:
        """For a screen reader."""
        parts = [Film.TAKE_OF(number=self.number, count=self.count)]
        if self.apart:
            parts.append(Film.PRACTICE() if self.take.practice else Film.REAL())
        parts += [Film.KEPT()] if self.kept and not self.apart else []
        parts += [Film.STALE()] if self.stale else []
        return ", ".join(parts)


def shown_takes(scene: Scene, *, practice: bool) -> list[Shown]:
    """The takes of a scene in the order they were made, those of the other mode last."""
    asked = recipe_of(scene)
    found = []
    for mode in (practice, not practice):
        takes = [take for take in scene.takes if take.practice == mode]
        kept = scene.kept_take(practice=mode)
        for number, take in enumerate(takes, 1):
            found.append(
                Shown(
                    take=take,
                    number=number,
                    count=len(takes),
                    kept=take == kept,
                    stale=take.recipe != asked,
                    apart=mode != practice,
                )
            )
    return found


class TakeStrip(QFrame):
    """Takes no room while the scene has no take and none is being made."""

    chosen = Signal(object)
    """A `Take` to be played."""
    keep = Signal(object)
    """A `Take` to be kept."""

    def __init__(self, supplies: Supplies, desk: Desk, mode: Mode, book: JobBook) -> None:
        super().__init__()
        self.setObjectName("takeStrip")
        self._desk = desk
        self._mode = mode
        self._book = book
        self._posters = _Posters(supplies)
        self._playing = ""
        self._shown: object = None
        self.tiles: list[TakeTile] = []
        self.running: list[RunningTile] = []
        inside = QWidget()
        inside.setObjectName("scrolled")
        self._line = QHBoxLayout(inside)
        self._line.setContentsMargins(tokens.PAD, 6, tokens.PAD, 4)
        self._line.setSpacing(tokens.PAD)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll = scroll
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        self.setFixedHeight(TILE.height() + 40)
        desk.scene_changed.connect(self._refresh)
        mode.changed.connect(self._refresh)
        book.changed.connect(self._job_changed)
        self._refresh()

    def show_playing(self, path: Path | None) -> None:
        """Marks the take whose clip is on the stage."""
        self._playing = path.name if path is not None else ""
        for tile in self.tiles:
            tile.show_playing(on=tile.shown.take.clip == self._playing)

    def _job_changed(self, job: Job) -> None:
        if job.scene != self._desk.scene.id:
            return
        for tile in self.running:
            if tile.job.id == job.id and job.unfinished:
                tile.show_job(job)
                return
        self._refresh()

    def _refresh(self, _: object = None) -> None:
        practice = self._mode.practice
        scene = self._desk.scene
        takes = shown_takes(scene, practice=practice)
        jobs = [
            job
            for job in reversed(self._book.newest_first())
            if job.scene == scene.id and job.practice == practice and job.unfinished
        ]
        shown = (scene.id, takes, [job.id for job in jobs], practice)
        if shown == self._shown:
            return
        self._shown = shown
        focused = self._focused()
        self._fill(takes, jobs)
        show_in_place(self, on=bool(takes or jobs))
        number = self._desk.scene_index + 1
        self.setAccessibleName(Film.TAKES(number=number))
        follow_layout(self)
        self._focus(focused)

    def _fill(self, takes: list[Shown], jobs: list[Job]) -> None:
        clear(self._line)
        self.tiles, self.running = [], []
        for shown in (take for take in takes if not take.apart):
            self._add_take(shown)
        for job in jobs:
            tile = RunningTile(job)
            self.running.append(tile)
            self._line.addWidget(tile)
        apart = [take for take in takes if take.apart]
        if apart:
            said = Film.APART_REAL() if self._mode.practice else Film.APART_PRACTICE()
            sign = label(said, "small", wrap=True)
            sign.setFixedWidth(60)
            self._line.addSpacing(tokens.PAD)
            self._line.addWidget(sign)
        for shown in apart:
            self._add_take(shown)
        self._line.addStretch(1)

    def _add_take(self, shown: Shown) -> None:
        tile = TakeTile(shown)
        tile.show_playing(on=shown.take.clip == self._playing)
        tile.picture.clicked.connect(lambda: self.chosen.emit(shown.take))
        tile.picture.stepped.connect(self._step)
        tile.keep.clicked.connect(lambda: self.keep.emit(shown.take))
        self.tiles.append(tile)
        self._line.addWidget(tile)
        self._posters.ask(shown.take, tile.picture.show_image)

    def _step(self, by: int) -> None:
        pictures = [tile.picture for tile in self.tiles]
        focused = self.window().focusWidget()
        at = next((i for i, picture in enumerate(pictures) if picture is focused), 0)
        to = pictures[max(0, min(len(pictures) - 1, at + by))]
        to.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(to)

    def _focused(self) -> str:
        """Which take the keyboard is at; the tiles are about to be made anew."""
        at = self.window().focusWidget()
        for tile in self.tiles:
            if at in (tile.picture, tile.keep):
                return tile.shown.take.id
        return ""

    def _focus(self, take_id: str) -> None:
        for tile in self.tiles:
            if tile.shown.take.id == take_id:
                tile.show()  # what is not yet shown can't take the focus
                tile.picture.setFocus(Qt.FocusReason.TabFocusReason)


class TakeTile(QWidget):
    """A take: its picture plays it, the line below says what it is."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self.shown = shown
        self.picture = _Picture(shown)
        take = Film.TAKE(number=shown.number)
        name = Elided(take)
        self.keep = button(Film.KEEP(), "link", Film.KEEP_THIS(take=take))
        kept = label(Film.KEPT(), "good")
        stale = label(Film.STALE(), "caution")
        stale.setToolTip(Film.STALE_WHY())
        kept.setVisible(shown.kept and not shown.apart)
        self.keep.setVisible(not shown.kept and not shown.apart)
        stale.setVisible(shown.stale)
        line = row(name, None, stale, kept, self.keep, gap=tokens.GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(self.picture)
        layout.addLayout(line)
        self.setFixedWidth(TILE.width() + 22)

    def show_playing(self, *, on: bool) -> None:
        """Marks it as the one on the stage."""
        self.picture.playing = on
        self.picture.update()


class RunningTile(QWidget):
    """A take that is being made."""

    def __init__(self, job: Job) -> None:
        super().__init__()
        self.job = job
        self._bar = Bar()
        self._said = label(look="small", wrap=True)
        box = QFrame()
        box.setObjectName("runningTake")
        box.setFixedSize(TILE.width() + 22, TILE.height())
        inner = QVBoxLayout(box)
        inner.setContentsMargins(10, 8, 10, 10)
        inner.addWidget(self._said, 1)
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
        self._said.setText(
            Film.PERCENT(state=state, percent=job.progress) if job.progress else state
        )
        self._said.setToolTip(words.explain(job))
        self._bar.show_progress(job.progress, elapsed(job))
        self._bar.setVisible(job.sent_at is not None)
        self.setAccessibleName(self._said.text())


class _Picture(QAbstractButton):
    """The picture part of a tile."""

    stepped = Signal(int)

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self._shown = shown
        self._image = QImage()
        self.playing = False
        self.setAccessibleName(shown.said)
        self.setToolTip(Film.STALE_WHY() if shown.stale else shown.said)
        self.setFixedSize(TILE.width() + 22, TILE.height())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_image(self, image: QImage) -> None:
        """Its poster is there."""
        self._image = image
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.hover))
        painter.drawRoundedRect(room, 4, 4)
        if not self._image.isNull():
            painter.setOpacity(0.55 if self._shown.stale else 1.0)
            paint_cover(painter, self._image, room, 4)
            painter.setOpacity(1.0)
        if self._shown.take.practice and self._shown.apart:
            self._write(painter, room, Film.PRACTICE())
        outline = self._outline()
        if outline is not None:
            painter.setPen(outline)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)

    def _outline(self) -> QPen | None:
        colours = theme.colours()
        if self.hasFocus():
            return QPen(QColor(colours.second), 2)
        if self._shown.kept and not self._shown.apart:
            return QPen(QColor(colours.good), 2)
        return QPen(QColor(colours.ink), 1) if self.playing or self.underMouse() else None

    def _write(self, painter: QPainter, room: QRectF, text: str) -> None:
        colours = theme.colours()
        width = painter.fontMetrics().horizontalAdvance(text) + 12
        sign = QRectF(room.left() + 4, room.bottom() - 22, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.caution_wash))
        painter.drawRoundedRect(sign, 9, 9)
        painter.setPen(QColor(colours.caution))
        painter.drawText(sign, int(Qt.AlignmentFlag.AlignCenter), text)


class _Posters(QObject):
    """Pictures of clips, made off the window's thread and remembered."""

    def __init__(self, supplies: Supplies) -> None:
        super().__init__()
        self._supplies = supplies
        self._known: dict[str, QImage] = {}
        self._wanting: dict[str, list[Callable[[QImage], None]]] = {}

    def ask(self, take: Take, show: Callable[[QImage], None]) -> None:
        """Calls `show` with the take's picture, now or when it is made."""
        known = self._known.get(take.clip)
        if known is not None:
            show(known)
            return
        wanting = self._wanting.setdefault(take.clip, [])
        wanting.append(show)
        if len(wanting) > 1:
            return
        thumbnails = self._supplies.thumbnails
        self._supplies.poster_pool.run_task(
            lambda: (take.clip, read(thumbnails.poster(take.clip), 3 * TILE.width())),
            self._made,
            self._failed,
        )

    def _made(self, result: tuple[str, QImage]) -> None:
        clip, image = result
        self._known[clip] = image
        for show in self._wanting.pop(clip, []):
            owner = getattr(show, "__self__", None)
            if isinstance(owner, QObject) and isValid(owner):
                show(image)

    def _failed(self, error: BaseException) -> None:
        log.warning("a take has no picture: %s", error)
