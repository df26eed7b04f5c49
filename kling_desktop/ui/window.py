"""The window: puts the panels together and carries word between them."""

import base64
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QByteArray, QPoint, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QVBoxLayout, QWidget

from kling_desktop.jobs.job import Job
from kling_desktop.library.index import Entry
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene
from kling_desktop.ui import arrivals, icons, tokens
from kling_desktop.ui.activity import Foot, JobList
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.deeds import Deeds
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.document_acts import DocumentActs
from kling_desktop.ui.documents import Documents
from kling_desktop.ui.drops import Drops
from kling_desktop.ui.film_room import FilmRoom
from kling_desktop.ui.inspector import Inspector
from kling_desktop.ui.key_dialog import KeyDialog
from kling_desktop.ui.library_panel import LibraryPanel
from kling_desktop.ui.menus import Menus
from kling_desktop.ui.notices import Mood, NoticeBar, Notices
from kling_desktop.ui.player import Player
from kling_desktop.ui.recovery_bar import RecoveryBar
from kling_desktop.ui.settings.door import SettingsDoor
from kling_desktop.ui.shared import Shared
from kling_desktop.ui.stage import Stage
from kling_desktop.ui.tab_order import follow_layout
from kling_desktop.ui.theme import Theme
from kling_desktop.ui.timeline.view import Timeline
from kling_desktop.ui.top_bar import TopBar
from kling_desktop.words import ActivityWords, DocumentWords, LibraryWords, SceneWords, Window
from kling_desktop.words import Timeline as TimelineWords

_BESIDE = 32
"""Pixels from one window to the next one opened."""


class MainWindow(QMainWindow):
    """One storyboard, one window."""

    closed = Signal()
    leave_wanted = Signal()
    """The whole program is to end."""

    def __init__(self, shared: Shared, desk: Desk, notices: Notices) -> None:
        super().__init__()
        supplies, book = shared.supplies, shared.book
        self._supplies = supplies
        self._desk = desk
        self._notices = notices
        self._key_dialog: KeyDialog | None = None
        self._prompt_next = False
        self._closing = False
        self.setAccessibleName(Window.TITLE())
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 620)
        self.documents = Documents(supplies, desk)
        self.document_acts = DocumentActs(self, self.documents, notices)
        self.mode = shared.mode
        self.player = Player(supplies)
        self.stage = Stage(supplies, self.player)
        self.drops = Drops(desk, self.stage)
        self.film = FilmRoom(supplies, desk, self.mode, book, self.stage)
        self.generating = self.film.generating
        self.deeds = Deeds(supplies, self.generating, notices)
        self.top_bar = TopBar(self.mode)
        self.library = LibraryPanel(supplies, desk)
        self.inspector = Inspector(supplies, desk, self.mode, self.generating)
        self.timeline = Timeline(supplies, desk, self.mode, book, notices)
        self.jobs = JobList(supplies, book)
        self.foot = Foot(book)
        self.notice_bar = NoticeBar(notices)
        self.recovery_bar = RecoveryBar()
        for part in (self.documents, self.film, self.deeds):
            # They listen to what outlives the window, and have to go with it.
            part.setParent(self)
        self._lay_out()
        self.menus = Menus(self, desk, self.documents, self.document_acts)
        self.menus.leave_wanted.connect(self.leave_wanted)
        self.settings = SettingsDoor(self, supplies, self.mode, self.enter_key)
        self.menus.settings_wanted.connect(self.settings.open)
        self.top_bar.settings_wanted.connect(self.settings.open)
        self._connect(shared.theme)
        self._connect_documents()
        self._restore_geometry()
        self._add_panels()
        self._show_document()
        self.library.refresh()
        # No button is marked before the keyboard is used.
        self.setFocus()

    def take_picture(self, arrival: Arrival) -> None:
        """Takes a picture as the first frame; then the prompt is the next thing to do."""
        self._prompt_next = True
        self.inspector.take_picture(arrival)

    def take_files(self, paths: Sequence[Path]) -> None:
        """Takes pictures that were named outside: one as the first frame, several as scenes."""
        arrival = arrivals.from_paths(paths)
        if len(paths) > 1:
            self.timeline.newcomers.take_files([str(path) for path in paths])
        elif arrival is not None:
            self.take_picture(arrival)

    def stand_beside(self, other: "MainWindow") -> None:
        """Takes the arrangement of another window, a little further right and down."""
        self._arrange(other.geometry_to_keep())
        if not self.isMaximized() and not self.isFullScreen():
            self.move(other.pos() + QPoint(_BESIDE, _BESIDE))

    def show_finished(self, job: Job) -> None:
        """A job is done and its clip in the library; one started here plays by itself."""
        self.library.refresh()
        self.film.finished(job)

    def play(self, path: Path) -> None:
        """Plays a clip on the stage."""
        self.stage.play(path)

    def enter_key(self) -> None:
        """Opens the key dialog, or brings the open one to the front."""
        if self._key_dialog is None:
            self._key_dialog = KeyDialog(self._supplies, self.mode, self)
            self._key_dialog.kept.connect(self._key_kept)
            self._key_dialog.finished.connect(self._key_dialog_closed)
        self._key_dialog.show()
        self._key_dialog.raise_()
        self._key_dialog.activateWindow()

    def to_keep(self) -> dict[str, object]:
        """What the settings shall remember of this window."""
        return {"window": self.geometry_to_keep(), **self.player.keep_preferences()}

    def geometry_to_keep(self) -> str:
        """Where the window stands and how it is divided, for the settings."""
        hidden = [name for name, panel in self._panels.items() if panel.isHidden()]
        parts = (
            *(
                bytes(part.data())
                for part in (
                    self.saveGeometry(),
                    self._across.saveState(),
                    self._down.saveState(),
                )
            ),
            " ".join(hidden).encode(),
        )
        return ".".join(base64.b64encode(part).decode() for part in parts)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closing and not self.document_acts.may_leave():
            event.ignore()
            return
        event.accept()
        self.film.close()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Only what the field or button with the focus leaves comes here: typing is never taken.
        if event.matches(QKeySequence.StandardKey.Paste):
            self.drops.paste()
            return
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        stops = (Qt.Key.Key_Space, Qt.Key.Key_Escape)
        if plain and self.film.animatic.plays and event.key() in stops:
            self.film.animatic.stop()
            return
        if not self.player.key(event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drops.enter(event)

    def dragLeaveEvent(self, _: QDragLeaveEvent) -> None:
        self.drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drops.drop(event)

    def _lay_out(self) -> None:
        self._across = QSplitter(Qt.Orientation.Horizontal)
        for part in (self.library, self.film.middle(), self.inspector):
            self._across.addWidget(part)
        self._across.setStretchFactor(1, 1)
        self._across.setCollapsible(1, False)
        self._across.setCollapsible(2, False)
        self._across.setHandleWidth(1)
        # In a low window the timeline gives way first.
        self._across.setMinimumHeight(320)
        self.inspector.setMinimumWidth(320)
        self._across.setSizes([tokens.LIBRARY_WIDTH, 840, tokens.INSPECTOR_WIDTH])
        self._down = QSplitter(Qt.Orientation.Vertical)
        self._down.addWidget(self.film.above_timeline(self._across))
        self._down.addWidget(self.timeline)
        self._down.addWidget(self.jobs)
        self._down.setStretchFactor(0, 1)
        self._down.setCollapsible(0, False)
        self._down.setHandleWidth(1)
        self._down.setSizes([520, tokens.TIMELINE_HEIGHT, 200])
        self.jobs.setMinimumHeight(140)
        self.jobs.hide()
        self._panels: dict[str, QWidget] = {
            "library": self.library,
            "timeline": self.timeline,
            "jobs": self.jobs,
            "inspector": self.inspector,
        }
        ground = QWidget()
        ground.setObjectName("ground")
        layout = QVBoxLayout(ground)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top_bar)
        layout.addWidget(self._down, 1)
        layout.addWidget(self.recovery_bar)
        layout.addWidget(self.notice_bar)
        layout.addWidget(self.foot)
        self.setCentralWidget(ground)
        follow_layout(ground)

    def _connect(self, theme: Theme) -> None:
        self._desk.scene_changed.connect(self._go_on_to_prompt)
        self.stage.arrived.connect(self.take_picture)
        self.drops.picture_came.connect(self.take_picture)
        self.drops.pictures_came.connect(self.timeline.newcomers.take)
        self.drops.document_came.connect(self.document_acts.open)
        self.drops.hovering.connect(self.stage.show_hover)
        self.drops.nothing_there.connect(self.inspector.first.say_nothing_there)
        self.inspector.frames.scenes_wanted.connect(self.timeline.newcomers.take)
        self.top_bar.key_wanted.connect(self.enter_key)
        self.inspector.key_wanted.connect(self.enter_key)
        self.deeds.key_wanted.connect(self.enter_key)
        self.deeds.play.connect(self.play)
        self.jobs.acted.connect(self.deeds.act)
        self.jobs.found.connect(self.deeds.adopt)
        self.foot.button.toggled.connect(self.jobs.setVisible)
        self.foot.seconds.timeout.connect(self.jobs.tick)
        self.library.chosen.connect(self._play_entry)
        self.library.show_in_folder.connect(self.deeds.show_in_folder)
        self._supplies.shelf.gone.connect(self._let_go_of)
        self.player.show_in_folder.connect(self.deeds.show_in_folder)
        self.generating.failed.connect(self._not_generated)
        self.film.acts.continued.connect(self.inspector.prompt.field.setFocus)
        self.film.acts.failed.connect(self._not_released)
        self.film.acts.budget_asked.connect(self.jobs.ask_budget)
        self.jobs.budgeted.connect(self.film.acts.set_budget)
        self.deeds.budget_wanted.connect(self.film.acts.ask_budget)
        self.deeds.choice_wanted.connect(self.film.acts.show_choice)
        self.timeline.animatic_wanted.connect(self.film.play_animatic)
        self.timeline.continue_wanted.connect(self.film.acts.continue_scene)
        self.timeline.generate_wanted.connect(self.generating.generate)
        self.mode.changed.connect(self._mode_changed)
        theme.changed.connect(self._redress)
        generate = QShortcut(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Return), self)
        also = QShortcut(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Enter), self)
        for shortcut in (generate, also):
            # A key held down must not ask for one take after another.
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(self.generating.press)

    def _connect_documents(self) -> None:
        self.documents.changed.connect(self._show_document)
        self.documents.opened.connect(self._opened)
        self.document_acts.may_close.connect(self.leave)
        self.top_bar.title.renamed.connect(self._rename)
        self.recovery_bar.fresh.connect(self.document_acts.start_fresh)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_changed)

    def _add_panels(self) -> None:
        for name, said, show in (
            ("library", LibraryWords.LIBRARY(), self.library.setVisible),
            ("timeline", TimelineWords.NAME(), self.timeline.setVisible),
            ("jobs", ActivityWords.ACTIVITY(), self.foot.button.setChecked),
            ("inspector", Window.INSPECTOR(), self.inspector.setVisible),
        ):
            self.menus.add_panel(said, self._panels[name], show)

    def _show_document(self) -> None:
        name, edited = self.documents.name, self.documents.edited
        self.top_bar.show_document(self._desk.storyboard.title, name, edited=edited)
        named = self._desk.storyboard.title or self.documents.place.path is not None
        self.library.name_board(self._desk.storyboard.id, name if named else "")
        # Qt reads [*] as the place for its mark of what is not saved.
        self.setWindowTitle(DocumentWords.DOCUMENT_TITLE(name=name.replace("[*]", "[*][*]")))
        self.setWindowModified(edited)

    def _opened(self) -> None:
        # What was brought back was kept, saved or let go by now.
        self.recovery_bar.hide()
        self.inspector.forget_pictures()

    def _rename(self, title: str) -> None:
        self._desk.do(Act.RENAME_STORYBOARD, lambda board: replace(board, title=title))

    def leave(self) -> None:
        """Closes without asking any more."""
        self._closing = True
        self.close()

    def _focus_changed(self, _: object, __: object) -> None:
        self._desk.settle()

    def _restore_geometry(self) -> None:
        self.resize(1440, 900)
        self._arrange(self._supplies.settings.current.window)

    def _arrange(self, kept: str) -> None:
        parts = kept.split(".")
        if len(parts) not in (3, 4):
            return
        try:
            geometry, across, down = (QByteArray(base64.b64decode(part)) for part in parts[:3])
            hidden = base64.b64decode(parts[3]).decode().split() if len(parts) == 4 else []
        except ValueError:
            return
        for name in hidden:
            if name in self._panels:
                self._panels[name].hide()
        self.restoreGeometry(geometry)
        self._across.restoreState(across)
        self._down.restoreState(down)

    def _go_on_to_prompt(self, scene: Scene) -> None:
        if self._prompt_next and scene.first_frame is not None:
            self._prompt_next = False
            if not scene.prompt:
                self.inspector.prompt.field.setFocus()

    def _play_entry(self, entry: Entry) -> None:
        self.stage.play(self._supplies.clips / entry.file)

    def _let_go_of(self, clips: frozenset[str]) -> None:
        """Clips are about to leave their folder: the stage goes back to what is at the playhead."""
        if self.player.path is not None and self.player.path.name in clips:
            self.player.close_clip()
            self.film.showing.show_again()

    def _not_generated(self, _: BaseException) -> None:
        self._notices.post(SceneWords.NOT_GENERATED(), Mood.FAULT)

    def _mode_changed(self) -> None:
        self.inspector.generate.refresh()

    def _key_kept(self, host: str) -> None:
        self.mode.look_for_key()
        self._supplies.engine.tell("go_on", self._released, self._not_released, host)

    def _released(self, _: object) -> None:
        """Held jobs of the host try again; each reports itself."""

    def _not_released(self, _: BaseException) -> None:
        self._notices.post(Window.NOT_DONE(), Mood.FAULT)

    def _key_dialog_closed(self) -> None:
        if self._key_dialog is not None:
            self._key_dialog.deleteLater()
            self._key_dialog = None

    def _redress(self) -> None:
        icons.redraw(self)
        self.top_bar.refresh()
        self.update()
