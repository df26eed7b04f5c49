"""The window's start and its staged shutdown (house.md, "Threads and processes")."""

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from kling_desktop import logs
from kling_desktop.compose import Studio
from kling_desktop.console import show, tell
from kling_desktop.jobs.job import State
from kling_desktop.library.index import Library
from kling_desktop.paths import Paths, find_paths, resource
from kling_desktop.service.connection import count_certificates
from kling_desktop.settings import Notify
from kling_desktop.store.database import DatabaseDamaged, DatabaseNewer, DatabaseUnavailable
from kling_desktop.tidying import Tidying, tidy
from kling_desktop.ui import icons, language
from kling_desktop.ui.application import Application
from kling_desktop.ui.background import Deliveries
from kling_desktop.ui.choices import Choices
from kling_desktop.ui.closing_notice import ClosingNotice
from kling_desktop.ui.end_signals import EndSignals
from kling_desktop.ui.engine_thread import EngineThread
from kling_desktop.ui.faults import catch_faults
from kling_desktop.ui.housekeeping import Housekeeping
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.noise import Noise
from kling_desktop.ui.notices import Mood, Notices
from kling_desktop.ui.one_instance import Call, Reception, call_of, receive
from kling_desktop.ui.opening import open_application, say_without_window
from kling_desktop.ui.outside import Outside
from kling_desktop.ui.pools import Pools
from kling_desktop.ui.rehearsal import Rehearsal
from kling_desktop.ui.shared import Shared
from kling_desktop.ui.shelving import Shelving
from kling_desktop.ui.sitting import Sitting
from kling_desktop.ui.sittings import Sittings
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.taskbar_windows import name_program
from kling_desktop.ui.theme import Theme
from kling_desktop.web_pictures import bring_picture
from kling_desktop.words import Cli, RehearsalWords, Window

log = logging.getLogger(__name__)

TROUBLE = 6
"""Exit code for a disk that can't be used (product.md, Command line)."""

NOTICE_AFTER = 400
"""Milliseconds of closing after which the small notice says why it takes longer."""

PATIENCE = 10.0
"""Seconds for which closing waits for what a slow drive holds up."""

_LEDGER_TROUBLE = {
    DatabaseNewer: Window.LEDGER_NEWER,
    DatabaseDamaged: Window.LEDGER_DAMAGED,
    DatabaseUnavailable: Window.LEDGER_UNAVAILABLE,
}


def start(argv: list[str]) -> int:
    """Opens the window with the document or pictures named in `argv`; returns the exit code."""
    chosen = _parse(argv)
    paths = find_paths()
    logs.start(paths.logs)
    name_program()
    app = open_application(sys.argv[0])
    app.setApplicationName("Kling Desktop")
    app.setDesktopFileName("kling-desktop")
    app.setQuitOnLastWindowClosed(False)
    language.speak(app, "")
    files = [*chosen.files, *map(str, app.named_at_start())]
    call = call_of(files, practice=chosen.practice)
    try:
        if chosen.rehearse:
            return rehearse(app, paths.logs)
        paths.reception.mkdir(parents=True, exist_ok=True)
        reception = receive(paths.reception, call)
        if reception is None:
            return 0
        studio = Studio(paths)
    except OSError as fault:
        say = show if chosen.rehearse else say_without_window
        say(_not_started(fault))
        return TROUBLE
    language.speak(app, studio.settings.current.language)
    program = Program(app, studio, practice_only=chosen.practice)
    program.open(files)
    program.hear(reception)
    end_signals = EndSignals()
    # What is not saved has its recovery copy.
    end_signals.wanted.connect(program.close)
    return _left(program, app.exec())


def rehearse(app: Application, log_folder: Path) -> int:
    """Shows that this installation works, in practice and on a folder that is gone afterwards;
    returns the exit code.
    """
    with tempfile.TemporaryDirectory(prefix="kling-desktop-", ignore_cleanup_errors=True) as home:
        studio = Studio(Paths(Path(home)), seconds_per_clip=0.5)
        studio.settings.change(muted=True, notify=Notify.NEVER)
        program = Program(app, studio, practice_only=True)
        rehearsal = Rehearsal(
            program.supplies,
            program.sittings,
            program.book,
            count_certificates=count_certificates,
            say=tell,
        )
        rehearsal.ended.connect(program.close)
        program.open([])
        rehearsal.begin()
        app.exec()
    trouble = rehearsal.trouble or (RehearsalWords.UNFINISHED() if program.hanging else "")
    if trouble:
        show(trouble)
        show(RehearsalWords.FAILED(log=log_folder))
        return _left(program, TROUBLE)
    tell(RehearsalWords.WORKS())
    return 0


def _not_started(fault: OSError) -> str:
    cause = fault.strerror or fault
    if fault.filename is None:
        return Cli.NOT_STARTED(cause=cause)
    return Cli.NOT_STARTED_FILE(cause=cause, file=fault.filename)


def _left(program: "Program", code: int) -> int:
    if program.hanging:
        # Python itself would wait for threads that a dead drive never lets go of.
        logging.shutdown()
        os._exit(code)
    return code


class Program(QObject):
    """Owns what there is once in a process, such as the threads, and the order of going."""

    ended = Signal()
    """Every thread has been joined."""

    def __init__(self, app: Application, studio: Studio, *, practice_only: bool = False) -> None:
        super().__init__()
        self._app = app
        self._studio = studio
        self._closing = False
        self.hanging = False
        """Whether something was still going on that could not be waited for at the end."""
        self._reception: Reception | None = None
        self.notices = Notices()
        self._let_faults_through = catch_faults(self._fault, app.quit)
        app.setWindowIcon(icons.app_icon())
        self._deliveries = Deliveries()
        self._deliveries.fault.connect(self._fault)
        self._pools = Pools(self._deliveries)
        choices = Choices(studio.settings, self._pools.disk)
        self._theme = Theme(app, choices)
        make_engine = partial(studio.engine, practice_only=practice_only)
        self.engine = EngineThread(make_engine, self._deliveries, studio.aclose)
        self.supplies = Supplies(
            settings=studio.settings,
            choices=choices,
            keys=studio.keys,
            pictures=studio.pictures,
            library=self._library,
            thumbnails=studio.thumbnails,
            shipped_rates=studio.shipped_rates,
            clips=studio.clips,
            recovery=studio.recovery,
            recent=studio.recent,
            sample=resource("sample.jpg"),
            engine=self.engine,
            deliveries=self._deliveries,
            pools=self._pools,
            library_gains=studio.library_gains,
            housekeeper=Tidying(studio),
            test_key=studio.test_key,
            fetch_picture=bring_picture,
            practice_only=practice_only,
        )
        self.mode = Mode(self.supplies)
        self.mode.unsaved.connect(self._mode_unsaved)
        if practice_only:
            self.mode.changed.connect(self._mode_changed)
        self.book = JobBook()
        shared = Shared(supplies=self.supplies, mode=self.mode, book=self.book, theme=self._theme)
        self.sittings = Sittings(shared, self.notices)
        self.sittings.left.connect(self.close)
        app.named.connect(self._named)
        app.leave_wanted.connect(self._leave)
        self.outside = Outside(self.supplies, self.book, self.sittings)
        self._shelving = Shelving(self.supplies, self.notices, self)
        self._shelving.through.connect(self.sittings.show_finished)
        self.book.done.connect(self._shelving.shelve)
        self.engine.job_changed.connect(self.book.take)
        self.engine.broke.connect(self._engine_broke)
        self.engine.finished.connect(self._engine_ended)
        self._housekeeping = Housekeeping(
            self._pools.documents, busy=self._is_busy, tidying=self._tidying, parent=self
        )
        self.noise = Noise(self._pools.disk, self)
        self._notice = ClosingNotice()
        self._notice_timer = QTimer(self)
        self._notice_timer.setSingleShot(True)
        self._notice_timer.setInterval(NOTICE_AFTER)
        self._notice_timer.timeout.connect(self._show_notice)

    @property
    def closed(self) -> bool:
        """Whether it has ended, with every thread joined."""
        return self._closing and self.engine.isFinished()

    @property
    def front(self) -> Sitting:
        """What is open in the window in front."""
        return self.sittings.front

    def open(self, named: list[str]) -> None:
        """Starts the engine and shows the first window, with what is named in it: documents, each
        in a window, or pictures as scenes.
        """
        # So that the window's thread can say where a clip is without looking.
        self._pools.clips.last(self._studio.clips.look)
        self.engine.start()
        self.sittings.add()
        if not self.mode.practice:
            self.mode.look_for_key()
        self.sittings.returning.look(empty_start=not named)
        self.sittings.open([Path(name).absolute() for name in named])
        self._housekeeping.start()
        self.noise.start()

    def hear(self, reception: Reception) -> None:
        """Opens from now on what later starts are asked for."""
        self._reception = reception
        reception.called.connect(self._called)
        # Who asks for practice must never find a window that costs money.
        reception.open(lambda call: self.mode.practice or not call.practice)

    def close(self) -> None:
        """Takes no more work and lets what must not be broken off come to its end."""
        if self._closing:
            return
        self._closing = True
        self._housekeeping.stop()
        self.noise.stop()
        if self._reception is not None:
            # A start from here on is one of its own: this one may take a while to end.
            self._reception.close()
        self.outside.close()
        self.sittings.end()
        self._notice_timer.start()
        self.engine.stop()

    def _engine_ended(self) -> None:
        self._notice_timer.stop()
        self._notice.hide()
        if not self._closing:
            return
        self._deliveries.close()
        self.hanging = not self._pools.close(PATIENCE)
        self.engine.wait()
        self._studio.close()
        self._let_faults_through()
        self.sittings.let_go()
        self.ended.emit()
        self._app.named.disconnect(self._named)
        self._app.leave_wanted.disconnect(self._leave)
        self._app.quit()

    def _called(self, call: Call) -> None:
        self.sittings.open(call.paths)

    def _named(self, files: list[Path]) -> None:
        if self._closing:
            log.warning("asked to open %d files while ending", len(files))
            self._notice.tell(Window.CLOSING(), Window.CLOSING_OPEN_LATER())
        else:
            self.sittings.open(files)

    def _leave(self) -> None:
        # Once is enough: asked again while it ends, nothing is left to be asked about.
        if not self._closing:
            self.sittings.leave()

    def _is_busy(self) -> bool:
        return bool(self.book.running() or self.book.waiting() or self.sittings.saving)

    def _tidying(self) -> Callable[[], int]:
        return partial(tidy, self._studio, self.sittings.named)

    def _library(self) -> Library:
        return self._studio.library

    def _mode_changed(self) -> None:
        """What was started for practice only goes live when the user says so, and not before."""
        if not self.mode.practice:
            self.engine.tell("go_live", self._gone_live, self._not_gone_live)

    def _gone_live(self, _: object) -> None:
        """The jobs report themselves."""

    def _not_gone_live(self, error: BaseException) -> None:
        log.error("live jobs are left waiting", exc_info=error)

    def _mode_unsaved(self) -> None:
        self.notices.post(Window.CHOICE_NOT_KEPT(), Mood.FAULT)

    def _engine_broke(self, fault: BaseException) -> None:
        said = next((s for kind, s in _LEDGER_TROUBLE.items() if isinstance(fault, kind)), None)
        self.notices.post((said or Window.ENGINE_BROKE)(), Mood.FAULT)

    def _show_notice(self) -> None:
        if self._notice.isVisible():
            return  # a file was to be opened: that answer stays
        if any(job.state is State.SENDING for job in self.book.running()):
            self._notice.tell(Window.FINISHING(), Window.FINISHING_WHY())

    def _fault(self, _: object = None) -> None:
        self.notices.post(Window.SOMETHING_WRONG(), Mood.FAULT)


def _parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kling-desktop")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--practice", action="store_true")
    parser.add_argument("--rehearse", action="store_true")
    return parser.parse_args(argv)
