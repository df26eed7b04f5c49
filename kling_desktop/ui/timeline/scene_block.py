"""A scene as a block: its header, its picture, and a card for each of its shots."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from kling_desktop import words
from kling_desktop.storyboard.check import Field, Problem, check
from kling_desktop.storyboard.edits import shots_of
from kling_desktop.storyboard.model import Scene
from kling_desktop.ui import icons, theme
from kling_desktop.ui.clip_pictures import ClipPictures
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.timeline.geometry import (
    FOLDED_WIDTH,
    HEADER_HEIGHT,
    INSET,
    Geometry,
    Rect,
    Spot,
    What,
)
from kling_desktop.ui.timeline.picture_band import PictureBand
from kling_desktop.ui.timeline.piece import Piece
from kling_desktop.ui.timeline.scene_states import Stage, Taken, said
from kling_desktop.ui.timeline.shot_card import ShotCard, long
from kling_desktop.words import Timeline

_INK = {
    Stage.NOT_MADE: "edge",
    Stage.WAITING: "quiet",
    Stage.GENERATING: "second",
    Stage.MADE: "good",
    Stage.STALE: "caution",
}


class SceneBlock(Piece):
    """Shows one scene. Told everything; keeps nothing but what it shows."""

    def __init__(self, supplies: Supplies, strips: ClipPictures, parent: QWidget) -> None:
        super().__init__(parent)
        self.cards: list[ShotCard] = []
        self.scene = Scene()
        self.problems: tuple[Problem, ...] = ()
        """What was found in the scene as a whole and concerns its shots or length."""
        self._index = 0
        self._stage = Stage.NOT_MADE
        self._known: object = None
        self._laid: object = None
        self._band = QRectF()
        self._taken = Taken()
        self._pictures = PictureBand(supplies, strips)
        self._pictures.setParent(self)
        self._pictures.loaded.connect(self.update)

    def show_scene(
        self, index: int, count: int, scene: Scene, stage: Stage, taken: Taken | None = None
    ) -> None:
        """Shows the scene in its place; the same one again changes nothing."""
        taken = taken or Taken()
        known = (index, count, stage, taken)
        if self._known == known and self.scene is scene:
            return
        if scene is not self.scene or not self.cards:
            self.scene = scene
            self._show_shots(scene)
        self._known = known
        self._index, self._stage, self._taken = index, stage, taken
        self._pictures.show_scene(scene, taken.clip)
        self.setAccessibleName(self._name(count))
        self.whole = title_of(scene)
        self.update()

    def lay_cards(self, geometry: Geometry) -> None:
        """Puts the cards where they belong; asked for while the block can be seen."""
        block = geometry.block(self._index)
        key = (round(block.x, 2), block.width, block.height, geometry.shots[self._index])
        self._pictures.load()
        if key == self._laid:
            return
        self._laid = key
        still = geometry.rect_of(Spot(What.STILL, self._index))
        self._band = QRectF(still.x - block.x, still.y - block.y, still.width, still.height)
        for number, card in enumerate(self.cards):
            card.setVisible(not self.scene.collapsed)
            rect = geometry.rect_of(Spot(What.SHOT, self._index, number))
            card.setGeometry(pixels(rect, pixels(block)))

    def let_go(self) -> None:
        """Lets go of its pictures: it is far out of sight."""
        self._pictures.let_go()

    def _show_shots(self, scene: Scene) -> None:
        shots = shots_of(scene)
        found = [p for p in check(scene) if p.field in (Field.SHOTS, Field.SECONDS)]
        self.problems = tuple(p for p in found if p.shot is None)
        while len(self.cards) > len(shots):
            gone = self.cards.pop()
            gone.hide()
            gone.deleteLater()
        while len(self.cards) < len(shots):
            self.cards.append(ShotCard(self))
            self._laid = None
        if scene.collapsed is self.cards[0].isVisibleTo(self):
            self._laid = None
        for number, shot in enumerate(shots):
            here = tuple(p for p in found if p.shot == number)
            self.cards[number].show_shot(number, len(shots), shot, here)
        self.setAccessibleDescription(" ".join(words.problem(p) for p in self.problems))

    def _name(self, count: int) -> str:
        scene = self.scene
        linked = scene.linked and self._index > 0
        saying = Timeline.SCENE_SAID_LINKED if linked else Timeline.SCENE_SAID
        states = [said(self._stage), self._taken_said()]
        states += [Timeline.FOLDED()] if scene.collapsed else []
        return saying(
            number=self._index + 1,
            count=count,
            title=title_of(scene) or Timeline.UNTITLED(),
            long=long(scene.seconds),
            before=self._index,
            state=", ".join(filter(None, states)),
        )

    def paintEvent(self, _: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        radius = min(8.0, self.width() / 4)
        chosen = self.isChecked() or any(card.isChecked() for card in self.cards)
        painter.setBrush(QColor(colours.raised))
        edge = colours.chosen if chosen else colours.edge if self.hot else colours.line
        painter.setPen(QPen(QColor(edge), 1.5 if chosen else 1))
        painter.drawRoundedRect(room, radius, radius)
        if self.scene.collapsed:
            below = QRectF(INSET, HEADER_HEIGHT, self.width() - 2 * INSET, 0)
            below.setBottom(self.height() - HEADER_HEIGHT)
            self._pictures.paint(painter, below)
            self._write_folded(painter)
        elif self._band.height() > 0:
            self._pictures.paint(painter, self._band)
        self._paint_header(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.second), 2))
            painter.drawRoundedRect(room, radius, radius)

    def _paint_header(self, painter: QPainter) -> None:
        colours = theme.colours()
        wide = self.width()
        middle = HEADER_HEIGHT / 2 + 1
        at = 4.0
        if wide > 44:
            sign = "right" if self.scene.collapsed else "down"
            ink = colours.ink if self.hot else colours.quiet
            pixmap = icons.pixmap(sign, ink, 14, self.devicePixelRatioF())
            painter.drawPixmap(int(at), int(middle - 7), pixmap)
            at += 18
        if wide >= 16:
            dot = QColor(getattr(colours, _INK[self._stage]))
            painter.setPen(QPen(dot, 1.5))
            filled = self._stage not in (Stage.NOT_MADE, Stage.WAITING)
            painter.setBrush(dot if filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(at, middle - 4, 8, 8))
            at += 13
        if wide < 36:
            return
        painter.setFont(self.small(bold=True))
        painter.setPen(QColor(colours.ink))
        number = str(self._index + 1)
        metrics = painter.fontMetrics()
        painter.drawText(QRectF(at, 0, 40, HEADER_HEIGHT), _MIDDLE_LEFT, number)
        at += metrics.horizontalAdvance(number) + 7
        self._write_header(painter, at)

    def _write_header(self, painter: QPainter, at: float) -> None:
        colours = theme.colours()
        painter.setFont(self.small())
        metrics = painter.fontMetrics()
        right = self.width() - 8.0
        if self.problems:
            right -= 18
            sign = icons.pixmap("caution", colours.caution, 15, self.devicePixelRatioF())
            painter.drawPixmap(int(right) + 2, int(HEADER_HEIGHT / 2) - 6, sign)
        if self.scene.linked and self._index > 0:
            text = "↳ " + Timeline.FROM_LAST_FRAME(number=self._index)
            if metrics.horizontalAdvance(text) > right - at - 60:
                text = f"↳ {self._index}"
            width = metrics.horizontalAdvance(text)
            if width < right - at - 24:
                painter.setPen(QColor(colours.second))
                painter.drawText(QRectF(right - width, 1, width, HEADER_HEIGHT), _MIDDLE_LEFT, text)
                right -= width + 10
        length = Timeline.SECONDS(seconds=self.scene.seconds)
        painter.setPen(QColor(colours.quiet))
        title = title_of(self.scene) or ("" if self.scene.first_frame else Timeline.EMPTY())
        taken = self._taken_said()
        width = metrics.horizontalAdvance(taken)
        whole = metrics.horizontalAdvance(f"{title} · {length}")
        if taken and min(whole, 120) < right - at - width - 12:
            painter.drawText(QRectF(right - width, 1, width, HEADER_HEIGHT), _MIDDLE_LEFT, taken)
            right -= width + 10
        room = right - at
        text = f"{title} · {length}" if title else length
        if metrics.horizontalAdvance(text) > room:
            spare = int(room - metrics.horizontalAdvance(f" · {length}"))
            shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, spare)
            text = f"{shown} · {length}" if spare > 30 and title else length
        if metrics.horizontalAdvance(text) <= room + 2:
            painter.drawText(QRectF(at, 1, room + 4, HEADER_HEIGHT), _MIDDLE_LEFT, text)

    def _taken_said(self) -> str:
        """Which of its takes is in the film; nothing while there is no choice."""
        number, count = self._taken.number, self._taken.count
        if count < 2:
            return ""
        if number:
            return Timeline.TAKE_OF(number=number, count=count)
        return Timeline.TAKES(count=count)

    def _write_folded(self, painter: QPainter) -> None:
        if len(self.cards) < 2 or self.width() < FOLDED_WIDTH / 2:
            return
        painter.setFont(self.small())
        painter.setPen(QColor(theme.colours().quiet))
        foot = QRectF(8, self.height() - HEADER_HEIGHT, self.width() - 16, HEADER_HEIGHT)
        painter.drawText(foot, _MIDDLE_LEFT, Timeline.SHOTS_COUNT(count=len(self.cards)))


_MIDDLE_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def title_of(scene: Scene) -> str:
    """What a scene is called: its title, or the start of what it says."""
    called = scene.title or scene.prompt_to_send
    return " ".join(called[:200].split())


def pixels(rect: Rect, within: QRect | None = None) -> QRect:
    """Whole pixels, so that neighbours meet; counted from the corner of `within` if given."""
    left, top = round(rect.x), round(rect.y)
    made = QRect(left, top, max(1, round(rect.right) - left), max(1, round(rect.bottom) - top))
    return made.translated(-within.topLeft()) if within is not None else made
