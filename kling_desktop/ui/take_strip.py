"""The takes of the selected scene: which is kept, which are stale, which are being made."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kling_desktop.jobs.job import Job
from kling_desktop.jobs.producing import label_of
from kling_desktop.ui import icons, tokens
from kling_desktop.ui.ask_row import AskRow
from kling_desktop.ui.clip_data import carry
from kling_desktop.ui.clip_pictures import posters
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.library.deleting import Deleting
from kling_desktop.ui.library.note import Note
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.pieces import button, clear, label, show_in_place
from kling_desktop.ui.scrolling import scrolled
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.tab_order import follow_layout
from kling_desktop.ui.take_menu import TakeActs, act_by_key, take_menu
from kling_desktop.ui.take_records import TakeRecords
from kling_desktop.ui.take_tile import TILE, RunningTile, TakeTile
from kling_desktop.ui.takes_shown import Shown, shown_takes
from kling_desktop.words import Film

_WIDE = 640
"""Pixels of width from which "Compare" is written out."""


class TakeStrip(QFrame):
    """Takes no room while the scene has no take and none is being made."""

    chosen = Signal(object)
    """A `Take` to be played."""
    keep = Signal(object)
    """A `Take` to be kept."""
    continue_wanted = Signal(object)
    """A `Take` whose last frame the next scene starts from."""
    show_in_folder = Signal(object)
    """The path of a clip."""
    request_wanted = Signal(object)
    """A `Take` whose request is to be shown."""
    compared = Signal(object, object)
    """Two `Shown` takes to be watched side by side; `None` twice to see one again."""

    def __init__(self, supplies: Supplies, desk: Desk, mode: Mode, book: JobBook) -> None:
        super().__init__()
        self.setObjectName("takeStrip")
        self._supplies = supplies
        self._desk = desk
        self._mode = mode
        self._book = book
        self._posters = posters(supplies, 3 * TILE.width())
        self._posters.setParent(self)
        self.records = TakeRecords(supplies)
        self.records.setParent(self)
        self._playing = ""
        self._beside = ""
        """File name of the clip that is compared with the one on the stage."""
        self._shown: object = None
        self._scene = ""
        self.tiles: list[TakeTile] = []
        self.running: list[RunningTile] = []
        self.ask = AskRow(wide=True)
        self.note = Note()
        self.deleting = Deleting(supplies, self.ask, self.note)
        self.deleting.setParent(self)
        self.compare = button(Film.COMPARE())
        self.compare.setCheckable(True)
        self.compare.setToolTip(Film.COMPARE_HINT())
        icons.sign(self.compare, "compare", side=16)
        self.compare.toggled.connect(self._compare)
        self._lay_out()
        self.records.changed.connect(self._show_records)
        desk.scene_changed.connect(self._refresh)
        mode.changed.connect(self._refresh)
        book.changed.connect(self._job_changed)
        self._refresh()

    def show_playing(self, path: Path | None) -> None:
        """Marks the take whose clip is on the stage."""
        self._playing = path.name if path is not None else ""
        clips = {tile.shown.take.clip for tile in self.tiles} - {self._beside}
        if self._beside and self._playing not in clips:
            self.compare.setChecked(False)
        self._mark()

    def compare_with(self, shown: Shown) -> None:
        """Puts a take beside the one on the stage."""
        if shown.take.clip == self._playing:
            return
        self._beside = shown.take.clip
        self.compare.blockSignals(True)
        self.compare.setChecked(True)
        self.compare.blockSignals(False)
        self._tell_compared()

    def tick(self, _: object = None) -> None:
        """Time goes by: what is being made says for how long."""
        for tile in self.running:
            tile.show_job(tile.job)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # In a narrow window the takes matter more than the word.
        text = Film.COMPARE() if self.width() >= _WIDE else ""
        if text != self.compare.text():
            self.compare.setText(text)
            icons.sign(self.compare, "compare", side=16)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        self._line = QHBoxLayout(inside)
        self._line.setContentsMargins(tokens.PAD, tokens.GAP, tokens.PAD, tokens.GRID)
        self._line.setSpacing(tokens.PAD)
        scroll = self._scroll = scrolled(inside, Qt.Orientation.Horizontal)
        scroll.setFixedHeight(TILE.height() + 24 + 22)
        beside = QVBoxLayout()
        beside.setContentsMargins(tokens.GAP, tokens.GAP + 10, tokens.PAD, 0)
        beside.addWidget(self.compare)
        beside.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(scroll, 1)
        line.addLayout(beside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.ask)
        layout.addWidget(self.note)
        layout.addLayout(line)

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
        if scene.id != self._scene:
            self._scene = scene.id
            self.compare.setChecked(False)
        focused = self._focused()
        self._fill(takes, jobs)
        self.records.look([shown.take.clip for shown in takes], label_of(scene))
        self.compare.setVisible(len(takes) > 1)
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
        self._mark()

    def _add_take(self, shown: Shown) -> None:
        tile = TakeTile(shown)
        tile.show_record(self.records.of(shown.take.clip))
        picture = tile.picture
        picture.clicked.connect(lambda: self._press(shown))
        picture.stepped.connect(self._step)
        picture.menu_wanted.connect(lambda at: self._show_menu(tile, at))
        picture.keyed.connect(lambda event: self._key(tile, event))
        picture.dragged.connect(lambda: self._drag(tile))
        tile.keep.clicked.connect(lambda: self.keep.emit(shown.take))
        tile.renamed.connect(lambda name: self.records.rename(shown.take.clip, name))
        self.tiles.append(tile)
        self._line.addWidget(tile)
        self._posters.ask(shown.take.clip, picture.show_image)

    def _press(self, shown: Shown) -> None:
        if self.compare.isChecked():
            self.compare_with(shown)
        else:
            self.chosen.emit(shown.take)

    def _acts(self, tile: TakeTile) -> TakeActs:
        shown = tile.shown
        path = self._supplies.clips / shown.take.clip
        return TakeActs(
            play=lambda: self.chosen.emit(shown.take),
            keep=lambda: self.keep.emit(shown.take),
            compare=lambda: self._begin_comparing(shown),
            go_on=lambda: self.continue_wanted.emit(shown.take),
            rename=tile.begin_rename,
            rate=lambda stars: self.records.rate(shown.take.clip, stars),
            copy=lambda: QGuiApplication.clipboard().setMimeData(carry([path])),
            show_in_folder=lambda: self.show_in_folder.emit(path),
            request=lambda: self.request_wanted.emit(shown.take),
            delete=lambda: self._delete(tile),
        )

    def _show_menu(self, tile: TakeTile, at: QPoint) -> None:
        several = len(self.tiles) > 1
        acts = self._acts(tile)
        menu = take_menu(self, tile.shown, tile.record, acts, several=several)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _key(self, tile: TakeTile, event: QKeyEvent) -> None:
        event.setAccepted(act_by_key(event, tile.record, self._acts(tile)))

    def _drag(self, tile: TakeTile) -> None:
        drag = QDrag(self)
        drag.setMimeData(carry([self._supplies.clips / tile.shown.take.clip]))
        tile.picture.drag(drag)
        drag.exec(Qt.DropAction.CopyAction)

    def _delete(self, tile: TakeTile) -> None:
        entry = tile.record.entry
        if entry is not None:
            self.deleting.delete([entry])

    def _begin_comparing(self, shown: Shown) -> None:
        """A take and another: the one on the stage, if it is one of these, else the kept one."""
        if self._left(besides=shown) is not None:
            self.compare_with(shown)

    def _compare(self, on: bool) -> None:
        if not on:
            self._beside = ""
            self._mark()
            self.compared.emit(None, None)
            return
        left = self._left()
        others = [tile.shown for tile in self.tiles if tile.shown != left]
        kept = [shown for shown in others if shown.kept]
        self._beside = (kept or others)[0].take.clip if others else ""
        self._tell_compared()

    def _left(self, besides: Shown | None = None) -> Shown | None:
        """The take that stands on the left; where none of these is on the stage, it comes."""
        takes = [tile.shown for tile in self.tiles if tile.shown != besides]
        playing = [shown for shown in takes if shown.take.clip == self._playing]
        if not playing and takes:
            first = next((shown for shown in takes if shown.kept), takes[0])
            self.chosen.emit(first.take)
            return first
        return playing[0] if playing else None

    def _tell_compared(self) -> None:
        by_clip = {tile.shown.take.clip: tile.shown for tile in self.tiles}
        left, right = by_clip.get(self._playing), by_clip.get(self._beside)
        if left is not None and right is not None:
            self._mark()
            self.compared.emit(left, right)
        else:
            self.compare.setChecked(False)

    def _mark(self) -> None:
        for tile in self.tiles:
            clip = tile.shown.take.clip
            tile.show_playing(on=bool(clip) and clip in (self._playing, self._beside))

    def _show_records(self) -> None:
        for tile in self.tiles:
            tile.show_record(self.records.of(tile.shown.take.clip))

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
