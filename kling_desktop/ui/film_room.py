"""Puts together what makes a film out of scenes: takes, chains, budget, stage, animatic."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kling_desktop.jobs.job import Job
from kling_desktop.storyboard.model import Take
from kling_desktop.ui.animatic import Animatic
from kling_desktop.ui.desk import Desk
from kling_desktop.ui.film_acts import FilmActs
from kling_desktop.ui.film_bar import FilmBar
from kling_desktop.ui.film_cost import FilmCost
from kling_desktop.ui.generating import Generating
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.making import Making
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.showing import Showing
from kling_desktop.ui.spending import Spending
from kling_desktop.ui.stage import Stage
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.take_strip import TakeStrip
from kling_desktop.ui.takes import LinkedFrames, Takes
from kling_desktop.ui.takes_shown import Shown


class FilmRoom(QObject):
    """What the window needs of all that, in its few widgets and calls."""

    def __init__(
        self, supplies: Supplies, desk: Desk, mode: Mode, book: JobBook, stage: Stage
    ) -> None:
        super().__init__()
        self._supplies = supplies
        self._desk = desk
        self._stage = stage
        self._player = stage.player
        self.linked = LinkedFrames(supplies, desk, mode)
        self.takes = Takes(desk, book, supplies.engine)
        self.spending = Spending(desk, book, supplies.engine)
        self.generating = Generating(supplies, desk, mode, book, self.linked, self.spending)
        self.acts = FilmActs(desk, mode, book, supplies.engine, self.linked)
        self.strip = TakeStrip(supplies, desk, mode, book)
        self.bar = FilmBar(desk, mode, self.generating, supplies)
        self.cost = FilmCost(desk, mode, self.spending, supplies)
        self.showing = Showing(desk, mode, stage, supplies.clips)
        self.animatic = Animatic(supplies, desk, mode)
        self.making = Making(desk, mode, book)
        self._focus_before: QWidget | None = None
        for part in (
            self.linked,
            self.takes,
            self.spending,
            self.generating,
            self.acts,
            self.showing,
            self.animatic,
            self.making,
        ):
            # They listen to what outlives the window, and have to go with it.
            part.setParent(self)
        stage.addWidget(self.animatic.view)
        self._connect()

    def middle(self) -> QWidget:
        """The stage with the takes below it."""
        return _column(self._stage, self.strip)

    def play_animatic(self) -> None:
        """Plays the film from the playhead, or stops it."""
        if self.animatic.plays:
            self.animatic.stop()
        else:
            self._player.close_clip()
            sound = self._player.sound
            self.animatic.start(volume=sound.volume(), muted=sound.isMuted())

    def finished(self, job: Job) -> None:
        """A clip is done: it plays if it was asked for here, and nothing else is being watched."""
        if job.clip is None or self.animatic.plays or not self.generating.started_here(job):
            return
        if job.scene in ("", self._desk.scene.id):
            self._stage.play(self._supplies.clips / job.clip)

    def close(self) -> None:
        """Lets go of the clips."""
        self.linked.close()
        self.making.close()
        self._stage.leave_full_screen()
        self.animatic.stop()
        self._player.close_clip()

    def _connect(self) -> None:
        self.strip.chosen.connect(self._play)
        self.strip.keep.connect(self.acts.keep)
        self.strip.continue_wanted.connect(self._continue)
        self.strip.show_in_folder.connect(self._player.show_in_folder)
        self.strip.compared.connect(self._compare)
        self._player.opened.connect(self._on_stage)
        self._player.continue_wanted.connect(self.acts.continue_clip)
        self._desk.changed.connect(self._offer)
        self.making.changed.connect(self._stage.show_making)
        self.making.changed.connect(self.strip.tick)
        self._stage.show_making(self.making.job)
        self.animatic.began.connect(self._animatic_began)
        self.animatic.ended.connect(self._animatic_ended)

    def _play(self, take: Take) -> None:
        self.animatic.stop()
        self._stage.play(self._supplies.clips / take.clip)

    def _continue(self, take: Take) -> None:
        self.acts.continue_clip(self._supplies.clips / take.clip)

    def _compare(self, left: Shown | None, right: Shown | None) -> None:
        if left is None or right is None:
            self._player.stop_comparing()
        else:
            path = self._supplies.clips / right.take.clip
            self._player.compare(left.name, path, right.name)

    def _on_stage(self, path: Path | None) -> None:
        self.strip.show_playing(path)
        self._offer()

    def _offer(self, _: object = None) -> None:
        self._player.offer_continue(on=self.acts.take_at(self._player.path) is not None)

    def _animatic_began(self) -> None:
        self.showing.held = True
        view = self.animatic.view
        self._focus_before = view.window().focusWidget()
        self._stage.setCurrentWidget(view)
        view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _animatic_ended(self) -> None:
        self.showing.held = False
        self.showing.show_again()
        if self._focus_before is not None and self.animatic.view.hasFocus():
            self._focus_before.setFocus()
        self._focus_before = None


def _column(*parts: QWidget) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for part in parts:
        layout.addWidget(part)
    layout.setStretch(0, 1)
    return made
