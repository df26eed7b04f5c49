"""The timeline panel: puts its parts together and carries word between them and the desk."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget

from kling_desktop import words
from kling_desktop.storyboard import limits
from kling_desktop.storyboard.edits import Stop, shots_of
from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.desk import Desk, Selection
from kling_desktop.ui.film_bar import FilmBar
from kling_desktop.ui.frame_zone import PATTERNS
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.notices import Notices
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.timeline import menus
from kling_desktop.ui.timeline.ask_bar import AskBar
from kling_desktop.ui.timeline.board import Board
from kling_desktop.ui.timeline.cutting import Cutting
from kling_desktop.ui.timeline.geometry import HEADER_HEIGHT, Spot, What
from kling_desktop.ui.timeline.keys import Keys
from kling_desktop.ui.timeline.newcomers import Newcomers
from kling_desktop.ui.timeline.pointer import Pointer
from kling_desktop.ui.timeline.ruler import Bubble
from kling_desktop.ui.timeline.scene_states import SceneStates
from kling_desktop.ui.timeline.scroller import Scroller
from kling_desktop.ui.timeline.toolbar import Toolbar
from kling_desktop.ui.timeline.writing import InPlace
from kling_desktop.words import FrameWords, SceneWords
from kling_desktop.words import Timeline as Said

_PLAYED_ON = 2.0
"""Seconds: a playhead that moves less is playing and is followed; more is a jump elsewhere."""
_SAID_FOR = 5000
"""Milliseconds that a reason stays beside the piece after a key."""


class Timeline(QFrame):
    """Cuts scenes into shots and builds the film out of scenes."""

    animatic_wanted = Signal()
    continue_wanted = Signal(str)
    """The id of a scene that the next one is to start from the last frame of."""
    generate_wanted = Signal(str)
    """The id of a scene to be made."""

    def __init__(
        self, supplies: Supplies, desk: Desk, mode: Mode, book: JobBook, notices: Notices
    ) -> None:
        super().__init__()
        self.setObjectName("timeline")
        self.setAccessibleName(Said.NAME())
        self._desk = desk
        self._mode = mode
        self._book = book
        self._states = SceneStates()
        self._writes: Callable[[str], None] = self._nothing
        self.toolbar = Toolbar()
        self.ask_bar = AskBar()
        self.board = Board(supplies)
        self.scroller = Scroller(self.board)
        self.bubble = Bubble(self)
        self.writing = InPlace(self.board)
        self.cutting = Cutting(desk)
        self.cutting.setParent(self)
        self.newcomers = Newcomers(supplies, desk, self.ask_bar, notices)
        self.newcomers.setParent(self)
        self.pointer = Pointer(desk, self.board, self.cutting, self.bubble, self.scroller)
        self._deeds = menus.Deeds(
            write=self.write,
            seconds=self.write_seconds,
            rename=self.rename,
            go_on=lambda: self.continue_wanted.emit(self._desk.scene.id),
            generate=lambda: self.generate_wanted.emit(self._desk.scene.id),
        )
        self._keys = Keys(
            self.cutting,
            write=self._write_or_name,
            rename=self.rename,
            seconds=self.write_seconds,
            escape=self.pointer.cancel,
            menu=self.board.open_menu,
        )
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_SAID_FOR)
        self._quiet.timeout.connect(self.bubble.hide)
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.toolbar)
        layout.addWidget(self.ask_bar)
        layout.addWidget(self.scroller, 1)
        self.setMinimumHeight(140)
        self._connect()
        self.toolbar.show_scale(self.scroller.scale)
        self._show(desk.storyboard)
        self._select(desk.selection)

    def add_film(self, film: FilmBar) -> None:
        """Puts what is done with the whole film into the toolbar, and its question below."""
        self.toolbar.add_film(film)
        self._column.insertWidget(1, film.asked)
        film.focus_left.connect(self.focus_selected)

    def focus_selected(self) -> None:
        """Puts the keyboard on the selected piece."""
        self.board.focus_current()

    def write(self) -> None:
        """Writes the selected shot's text in place."""
        shot = self.cutting.shot
        if self._desk.scene.collapsed:
            self.cutting.fold(self._desk.scene.id)
        self._desk.select(self._desk.scene.id, shot)
        self._begin_writing(
            partial(self.cutting.write, self._desk.selection),
            Said.TEXT_OF_SHOT(number=shot + 1),
            shots_of(self._desk.scene)[shot].prompt,
        )

    def write_seconds(self, typed: str = "") -> None:
        """Writes the selected shot's seconds in place, beginning with what was typed."""
        if self._desk.selection.shot is None:
            self.cutting.descend()
        if self._desk.selection.shot is None:
            return
        shot = self.cutting.shot
        now = str(shots_of(self._desk.scene)[shot].seconds)
        name = Said.SECONDS_OF_SHOT(number=shot + 1)
        self._begin_writing(
            partial(self._set_seconds, self._desk.selection), name, now, one_line=True
        )
        if typed:
            self.writing.insertPlainText(typed)

    def rename(self) -> None:
        """Writes the selected scene's title in place."""
        scene = self._desk.scene
        name = Said.TITLE_OF_SCENE(number=self._desk.scene_index + 1)
        self._begin_writing(
            partial(self.cutting.rename, self._desk.selection),
            name,
            scene.title,
            over=self.board.blocks[self._desk.scene_index],
            one_line=True,
        )

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Before any shortcut of a menu: Ctrl+D and the letters are the timeline's own here.
            if self._here and self._keys.find(event) is not None:
                event.accept()
                return True
        elif kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        elif kind is QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            self._pulled_by_key(event)
        elif kind is QEvent.Type.ToolTip:
            self._tip()
        return False

    def _connect(self) -> None:
        desk, board, toolbar = self._desk, self.board, self.toolbar
        board.installEventFilter(self)
        desk.changed.connect(self._changed)
        desk.selection_changed.connect(self._select)
        desk.playhead_changed.connect(self._playhead)
        desk.stopped.connect(self._stopped)
        self._book.changed.connect(self._restate)
        self._mode.changed.connect(self._restate)
        self.cutting.which_to_keep.connect(self._ask_which_to_keep)
        self.cutting.said.connect(self._announce)
        self.pointer.preview.connect(self._show)
        self.pointer.write.connect(self._double_clicked)
        self.pointer.rename.connect(self.rename)
        self.pointer.warned.connect(self._show_problems)
        board.menu_wanted.connect(self._show_menu)
        board.pictures_dropped.connect(self.newcomers.take)
        board.frame_dropped.connect(self.newcomers.fill)
        board.browse_wanted.connect(self.browse)
        board.piece_pressed.connect(self._pressed)
        self.writing.written.connect(self._written)
        self.writing.left.connect(self._left)
        toolbar.add.clicked.connect(self.cutting.add_scene)
        toolbar.split.clicked.connect(self.cutting.split)
        toolbar.animatic.clicked.connect(self.animatic_wanted)
        toolbar.zoomed.connect(self.scroller.zoom)
        toolbar.fit.clicked.connect(self.scroller.fit_all)
        self.scroller.scaled.connect(toolbar.show_scale)

    def browse(self) -> None:
        """Opens the file dialog; every picture chosen becomes a scene at the end."""
        dialog = QFileDialog(self, FrameWords.CHOOSE_PICTURE())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        filters = [FrameWords.PICTURES_FILTER(patterns=PATTERNS), FrameWords.ALL_FILES_FILTER()]
        dialog.setNameFilters(filters)
        dialog.filesSelected.connect(self.newcomers.take_files)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @property
    def _here(self) -> bool:
        return self.board.focused and not self.writing.writing and not self.board.new.hasFocus()

    def _changed(self, _: object) -> None:
        self.ask_bar.close_about("keep")
        self.bubble.hide()
        self._show(self.pointer.again())

    def _show(self, board: object) -> None:
        assert isinstance(board, Storyboard)
        stages = self._states.of(board, self._book.newest_first(), practice=self._mode.practice)
        self.board.practice = self._mode.practice
        self.board.show_board(board, stages)
        self.toolbar.show_storyboard(board)

    def _restate(self, _: object = None) -> None:
        self._show(self.pointer.again())

    def _select(self, selection: object) -> None:
        assert isinstance(selection, Selection)
        here = self.board.focused
        self.board.mark_selection(selection)
        piece = self.board.current
        if piece is None:
            return
        QWidget.setTabOrder(self.toolbar.fit, piece)
        if here:
            self.board.focus_current()
        if not self.pointer.pressing:
            left = piece.mapTo(self.board, QPoint()).x()
            self.scroller.show_x(left, left + min(piece.width(), self.scroller.width() // 2))

    def _playhead(self, seconds: float) -> None:
        played_on = 0 < seconds - self.board.moment < _PLAYED_ON
        self.board.show_playhead(seconds)
        if played_on and not self.pointer.pressing:
            x = self.board.plan.x_of(seconds)
            self.scroller.show_x(x, x)

    def _key(self, event: QKeyEvent) -> bool:
        if not self._here:
            return False
        self._pulled_by_key(event)
        deed = self._keys.find(event)
        if deed is None:
            return False
        if event.isAutoRepeat() and not self._keys.repeats(event):
            return True
        self.bubble.hide()
        return deed() is not False

    def _pulled_by_key(self, event: QKeyEvent) -> None:
        """Shift pressed or let go while an edge is pulled changes what is pulled."""
        if event.key() == Qt.Key.Key_Shift and self.pointer.drag is not None:
            self._show(self.pointer.again(event.modifiers()))

    def _pressed(self, scene_id: str, shot: int | None) -> None:
        self._desk.select(scene_id, shot)
        self.board.focus_current()

    def _stopped(self, reason: object) -> None:
        assert isinstance(reason, Stop)
        piece = self.board.current
        if piece is None or not self.isVisible():
            return
        at = piece.mapTo(self, QPoint(piece.width() // 2, HEADER_HEIGHT))
        self.bubble.say(words.stop(reason), at.x(), at.y())
        self._quiet.start()
        self._announce(words.stop(reason))

    def _announce(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _ask_which_to_keep(self) -> None:
        self.ask_bar.ask(
            "keep",
            SceneWords.SHOTS_OR_END_FRAME(),
            (SceneWords.KEEP_END_FRAME(), self.board.focus_current),
            (SceneWords.KEEP_SHOTS(), self._keep_shots),
            put_away=self.board.focus_current,
            focus=True,
        )
        self._announce(SceneWords.SHOTS_OR_END_FRAME())

    def _keep_shots(self) -> None:
        self.board.focus_current()
        self.cutting.split_anyway()

    def _double_clicked(self, seconds: bool) -> None:
        if seconds:
            self.write_seconds()
        else:
            self.write()

    def _write_or_name(self) -> None:
        if self._desk.selection.shot is None and self._desk.scene.collapsed:
            self.rename()
        else:
            self.write()

    def _begin_writing(
        self,
        deed: Callable[[str], None],
        name: str,
        text: str,
        *,
        over: QWidget | None = None,
        one_line: bool = False,
    ) -> None:
        piece = over or self.board.current
        if piece is None:
            return
        self._writes = deed
        room = piece.rect().translated(piece.mapTo(self.board, QPoint()))
        self.writing.begin(name, text, room, one_line=one_line)

    def _written(self, text: str) -> None:
        self._writes(text)

    def _left(self, back: bool) -> None:
        if back:
            self.board.focus_current()

    def _set_seconds(self, of: Selection, text: str) -> None:
        if text.isdecimal():
            self.cutting.set_seconds(of, min(int(text), 10 * limits.SECONDS_MAX))

    def _nothing(self, _: str) -> None:
        """Where nothing is being written."""

    def _show_menu(self, spot: Spot | None, at: QPoint) -> None:
        if spot is not None and spot.scene >= 0:
            scene_id = self.board.board.scenes[spot.scene].id
            self._desk.select(scene_id, spot.shot if spot.what is What.SHOT else None)
            self.board.focus_current()
        elif spot is not None:
            return
        scene, shot = self._desk.scene, self._desk.selection.shot
        block = self.board.blocks[self._desk.scene_index]
        if shot is None:
            index = self._desk.scene_index
            problems = block.problems
            menu = menus.scene_menu(self, self.cutting, self._deeds, problems, scene, index)
        else:
            problems = block.cards[shot].problems
            last = shot >= len(scene.shots) - 1
            menu = menus.shot_menu(self, self.cutting, self._deeds, problems, last=last)
        menu.popup(at)

    def _show_problems(self, at: QPoint) -> None:
        block = self.board.blocks[self._desk.scene_index]
        problems = block.cards[self.cutting.shot].problems
        menus.problem_menu(self, self.cutting, problems).popup(at)

    def _tip(self) -> None:
        """Sets the tooltip of what lies under the pointer, which Qt is about to show."""
        at = self.board.mapFromGlobal(self.cursor().pos())
        spot = self.board.plan.spot_at(at.x(), at.y())
        self.board.setToolTip(self.board.tip(spot))
