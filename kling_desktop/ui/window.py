"""The window: puts the panels together and carries word between them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from kling_desktop.jobs.job import Job
from kling_desktop.library.index import Entry
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Storyboard, Take
from kling_desktop.ui import arrivals, icons
from kling_desktop.ui.activity import JobList
from kling_desktop.ui.arrangement import (
    ACTIVITY,
    INSPECTOR,
    LEAST,
    LIBRARY,
    TIMELINE,
    Arrangement,
)
from kling_desktop.ui.arrivals import Arrival
from kling_desktop.ui.deeds import Deeds
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.document_acts import DocumentActs
from kling_desktop.ui.documents import Documents
from kling_desktop.ui.drops import Drops
from kling_desktop.ui.film_room import FilmRoom
from kling_desktop.ui.foot import Foot
from kling_desktop.ui.inspector import Inspector
from kling_desktop.ui.key_door import KeyDoor
from kling_desktop.ui.library_panel import LibraryPanel
from kling_desktop.ui.menus import Menus, Watch
from kling_desktop.ui.notices import Mood, NoticeBar, Notices
from kling_desktop.ui.player import Player
from kling_desktop.ui.recovery_bar import RecoveryBar
from kling_desktop.ui.settings.door import SettingsDoor
from kling_desktop.ui.shared import Shared
from kling_desktop.ui.stage import Stage
from kling_desktop.ui.tab_order import follow_layout
from kling_desktop.ui.take_requests import TakeRequests
from kling_desktop.ui.theme import Theme
from kling_desktop.ui.timeline.view import Timeline
from kling_desktop.ui.top_bar import TopBar
from kling_desktop.ui.work_menus import WorkMenus
from kling_desktop.words import (
    ActivityWords,
    DocumentWords,
    Film,
    LibraryWords,
    RequestWords,
    SceneWords,
    Window,
)
from kling_desktop.words import Timeline as TimelineWords


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
        self._prompt_next = False
        self._closing = False
        self.window_of: Callable[[Job], MainWindow | None] = self._only_here
        """Finds the window of a job's storyboard; where there are others, these are asked too."""
        self.setAccessibleName(Window.TITLE())
        self.setAcceptDrops(True)
        self.setMinimumSize(LEAST)
        self.documents = Documents(supplies, desk)
        self.document_acts = DocumentActs(self, self.documents, notices)
        self.mode = shared.mode
        self.player = Player(supplies)
        self.stage = Stage(supplies, self.player)
        self.drops = Drops(desk, self.stage)
        self.film = FilmRoom(supplies, desk, self.mode, book, self.stage)
        self.generating = self.film.generating
        self._requests = TakeRequests(self, supplies, book)
        self.deeds = Deeds(supplies, self.generating, notices)
        self.top_bar = TopBar(self.mode, self.film.cost)
        self.library = LibraryPanel(supplies, desk)
        self.inspector = Inspector(supplies, desk, self.mode, self.generating)
        self.timeline = Timeline(supplies, desk, self.mode, book, notices)
        self.jobs = JobList(supplies, book, desk, self.mode, self.deeds)
        self.foot = Foot(book, supplies.engine)
        self.notice_bar = NoticeBar(notices)
        self.recovery_bar = RecoveryBar()
        for part in (self.documents, self.film, self.deeds):
            # They listen to what outlives the window, and have to go with it.
            part.setParent(self)
        self.arrangement = Arrangement(
            self,
            library=self.library,
            stage=self.film.middle(),
            inspector=self.inspector,
            timeline=self.timeline,
            activity=self.jobs,
        )
        self._lay_out()
        self.menus = Menus(self, desk, self.documents, self.document_acts, supplies.pools.pictures)
        self.menus.leave_wanted.connect(self.leave_wanted)
        self.key_door = KeyDoor(self, supplies, self.mode, notices)
        self.settings = SettingsDoor(self, supplies, self.mode, self.key_door.open)
        self.menus.settings_wanted.connect(self.settings.open)
        self.top_bar.settings_wanted.connect(self.settings.open)
        self.work_menus = WorkMenus(
            self.menuBar(),
            self.menus.view,
            desk=desk,
            timeline=self.timeline,
            film=self.film,
            player=self.player,
        )
        self._connect(shared.theme)
        self._connect_documents()
        self.arrangement.restore(supplies.settings.current.window)
        self._add_panels()
        self._show_document()
        self.library.refresh()
        # No button is marked before the keyboard is used.
        self.setFocus()

    @property
    def storyboard(self) -> Storyboard:
        """What is worked on here."""
        return self._desk.storyboard

    @property
    def taking_in(self) -> bool:
        """Whether pictures are on their way onto the storyboard."""
        return self.inspector.taking_in or self.timeline.newcomers.taking_in

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

    def show_finished(self, job: Job) -> None:
        """A job is done and its clip in the library; one started here plays by itself."""
        self.library.refresh()
        self.film.finished(job)

    def play(self, path: Path) -> None:
        """Plays a clip on the stage."""
        self.stage.play(path)

    def to_keep(self) -> dict[str, object]:
        """What the settings shall remember of this window."""
        return {"window": self.arrangement.place(), **self.player.keep_preferences()}

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
        self.timeline.add_film(self.film.bar)
        ground = QWidget()
        ground.setObjectName("ground")
        layout = QVBoxLayout(ground)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top_bar)
        layout.addWidget(self.arrangement.root, 1)
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
        self.top_bar.key_wanted.connect(self.key_door.open)
        self.inspector.key_wanted.connect(self.key_door.open)
        self.deeds.key_wanted.connect(self.key_door.open)
        self.deeds.play.connect(self.play)
        self.jobs.acted.connect(self.deeds.act)
        self.jobs.found.connect(self.deeds.adopt)
        self.deeds.edit_wanted.connect(self._edit_scene)
        self.foot.resume.connect(self.deeds.resume)
        self.foot.button.toggled.connect(self._show_activity)
        self.foot.seconds.timeout.connect(self.jobs.tick)
        self.library.chosen.connect(self._play_entry)
        self.library.show_in_folder.connect(self.deeds.show_in_folder)
        self._supplies.shelf.gone.connect(self._let_go_of)
        self.player.show_in_folder.connect(self.deeds.show_in_folder)
        self.generating.failed.connect(self._not_generated)
        self.film.strip.request_wanted.connect(self._show_request)
        self._requests.unknown.connect(self._request_unknown)
        self.film.acts.continued.connect(self.inspector.prompt.field.setFocus)
        self.film.acts.failed.connect(self._not_done)
        self.film.acts.budget_asked.connect(self.jobs.ask_budget)
        self.jobs.budgeted.connect(self._set_budget)
        self.deeds.budget_wanted.connect(self.film.acts.ask_budget)
        self.deeds.choice_wanted.connect(self._choose_take)
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
        for name, said, key in (
            (LIBRARY, LibraryWords.LIBRARY(), "Ctrl+1"),
            (INSPECTOR, Window.INSPECTOR(), "Ctrl+2"),
            (TIMELINE, TimelineWords.NAME(), "Ctrl+3"),
            (ACTIVITY, ActivityWords.ACTIVITY(), "Ctrl+4"),
        ):
            self.menus.add_panel(name, said, key, self.arrangement)
        self.menus.add_views(
            (Window.MENU_FIT_ALL(), self.timeline.scroller.fit_all),
            (Window.MENU_ARRANGE(), self.arrangement.reset),
        )
        self.menus.add_paste(self.drops.paste)
        watch = Watch(self.jobs, self)
        watch.changed.connect(self.foot.button.setChecked)
        self.foot.button.setChecked(not self.jobs.isHidden())

    def _show_activity(self, on: bool) -> None:
        self.arrangement.show(ACTIVITY, on=on)

    def _show_document(self) -> None:
        name, edited = self.documents.name, self.documents.edited
        self.top_bar.show_document(self._desk.storyboard.title, name, edited=edited)
        named = self._desk.storyboard.title or self.documents.place.path is not None
        self.library.name_board(self._desk.storyboard.id, name if named else "")
        # Qt reads [*] as the place for its mark of what is not saved.
        self.setWindowTitle(DocumentWords.DOCUMENT_TITLE(name=name.replace("[*]", "[*][*]")))
        self.setWindowModified(edited)

    def _opened(self) -> None:
        self.recovery_bar.forget_brought_back()
        self.inspector.forget_pictures()

    def _rename(self, title: str) -> None:
        self._desk.do(Act.RENAME_STORYBOARD, lambda board: replace(board, title=title))

    def leave(self) -> None:
        """Closes without asking any more."""
        self._closing = True
        self.close()

    def _focus_changed(self, _: object, __: object) -> None:
        self._desk.settle()

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

    def edit_scene(self, scene: str) -> None:
        """Selects a scene of this storyboard, with the keyboard in its prompt."""
        self._desk.select(scene)
        self.inspector.prompt.field.setFocus()

    def _edit_scene(self, job: Job) -> None:
        there = self._window_with(job, job.scene)
        if there is not None:
            there.edit_scene(job.scene)

    def _choose_take(self, job: Job) -> None:
        there = self._window_with(job, job.scene)
        if there is not None:
            there.film.acts.show_choice(job)

    def _set_budget(self, job: Job, budget: float | None) -> None:
        # Where its storyboard is not open the queue alone hears of it.
        (self.window_of(job) or self).film.acts.set_budget(job, budget)

    def _window_with(self, job: Job, scene: str) -> "MainWindow | None":
        """The window in front that has a job's scene; where there is none, that is told."""
        there = self.window_of(job)
        if there is None:
            self._notices.post(Window.STORYBOARD_NOT_OPEN(), Mood.FAULT)
            return None
        if all(known.id != scene for known in there.storyboard.scenes):
            self._notices.post(Window.SCENE_GONE(), Mood.FAULT)
            return None
        if there is not self:
            there.raise_()
            there.activateWindow()
        return there

    def _only_here(self, job: Job) -> "MainWindow | None":
        return self if job.board in ("", self.storyboard.id) else None

    def _show_request(self, take: Take) -> None:
        self._requests.show(take, self._desk.storyboard.id)

    def _request_unknown(self) -> None:
        self._notices.post(RequestWords.UNKNOWN())

    def _not_generated(self, scenes: int) -> None:
        # Of several scenes the first may be in the ledger, and sent, when the next is not taken.
        said = Film.NOT_GENERATED if scenes > 1 else SceneWords.NOT_GENERATED
        self._notices.post(said(), Mood.FAULT)

    def _mode_changed(self) -> None:
        self.inspector.generate.refresh()

    def _not_done(self, _: BaseException) -> None:
        self._notices.post(Window.NOT_DONE(), Mood.FAULT)

    def _redress(self) -> None:
        icons.redraw(self)
        self.top_bar.refresh()
        self.update()
