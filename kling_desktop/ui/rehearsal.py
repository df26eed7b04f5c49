"""The rehearsal: the program shows by itself, from the empty window to a clip that plays, that it
works where it is installed.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from kling_desktop import words
from kling_desktop.clips.source import NotAClip, open_clip
from kling_desktop.jobs.job import State
from kling_desktop.keys import KeyStoreError, StoreTrouble
from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.player import Player
from kling_desktop.ui.sittings import Sittings
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.window import MainWindow
from kling_desktop.words import RehearsalWords as Words

PROMPT = "The boat drifts out of the harbour as the sun comes up"
PATIENCE = 60.0
"""Seconds for each step, and again for the clip of a slow machine."""
ALL_IN_ALL = 180.0
"""Seconds for everything together."""
KEY_STORE_PATIENCE = 20.0
"""Seconds for the key store; without an answer the rehearsal goes on."""
FRAMES = 12
"""So many frames shown, and the last another than the first, are a moving picture."""

_LOOK_EVERY = 50
"""Milliseconds between two looks at whether a step is done."""
_CLIP_CODECS = {"h264", "aac"}
_ENDED = (State.FAILED, State.REFUSED, State.UNCONFIRMED, State.PARKED, State.WITHDRAWN)


_Found = TypeVar("_Found")


class _Stuck(Exception):  # noqa: N818 - a finding
    """Why the rehearsal can't go on, in a sentence."""


class _Wait(msgspec.Struct, frozen=True):
    """For something to come true within so many seconds."""

    ready: Callable[[], object]
    otherwise: Words | None
    """What is wrong where it does not; `None` where that is no matter."""
    seconds: float = PATIENCE


class Rehearsal(QObject):
    """Does what a person does in the first minute, in the window that is open. Says each step."""

    ended = Signal()
    """It came to its end, or can't go on: see `trouble`."""

    def __init__(
        self,
        supplies: Supplies,
        sittings: Sittings,
        book: JobBook,
        *,
        count_certificates: Callable[[], int | None],
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`count_certificates` loads the system's, off the window's thread, and gives `None` where
        the system does not say how many; `clock` gives seconds.

        `supplies` are those of a program in practice, on a folder of its own.
        """
        super().__init__()
        self.trouble = Words.UNFINISHED()
        """Why it failed; empty once everything was shown."""
        self._supplies = supplies
        self._sittings = sittings
        self._book = book
        self._count_certificates = count_certificates
        self._say = say
        self._clock = clock
        self._steps = self._rehearse()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Goes from step to step in the window's own time."""
        self._end = self._clock() + ALL_IN_ALL
        self._next()
        self._timer.start()

    def _look(self) -> None:
        try:
            if self._wait.ready():
                self._next()
            elif self._clock() > self._until:
                if self._wait.otherwise is not None:
                    raise _Stuck(self._wait.otherwise(seconds=round(self._given)))
                self._next()
        except _Stuck as stuck:
            self._finish(str(stuck))
        except BaseException:
            self._finish(Words.UNFINISHED())
            raise

    def _next(self) -> None:
        wait = next(self._steps, None)
        if wait is None:
            self._finish("")
            return
        self._wait = wait
        now = self._clock()
        self._given = min(wait.seconds, max(0.0, self._end - now))
        self._until = now + self._given

    def _finish(self, trouble: str) -> None:
        self._timer.stop()
        self.trouble = trouble
        self.ended.emit()

    def _rehearse(self) -> Iterator[_Wait]:
        window = self._sittings.front.window
        yield _Wait(lambda: _stands(window), Words.NO_WINDOW)
        self._say(Words.WINDOW(platform=QGuiApplication.platformName()))
        yield from self._look_around()
        yield from self._ask(window)
        yield from self._follow(window.player)

    def _look_around(self) -> Iterator[_Wait]:
        """What the program will need of the system."""
        store = self._supplies.keys.store_name()
        yield _Wait(store.done, None, KEY_STORE_PATIENCE)
        self._say(_key_store(store))
        count = self._work(self._count_certificates)
        yield _Wait(count.done, None)
        try:
            known = count.result(0)
        except (OSError, TimeoutError) as fault:
            raise _Stuck(Words.CERTIFICATES_FAILED(cause=fault)) from fault
        if known == 0:
            raise _Stuck(Words.NO_CERTIFICATES())
        self._say(Words.CERTIFICATES_KEPT() if known is None else Words.CERTIFICATES(count=known))

    def _ask(self, window: MainWindow) -> Iterator[_Wait]:
        """From the sample picture to a clip that is being made."""
        inspector, desk = window.inspector, self._sittings.front.desk
        window.stage.invitation.sample.click()
        yield _Wait(lambda: desk.scene.first_frame, Words.NO_PICTURE)
        self._say(Words.PICTURE())
        inspector.prompt.field.setPlainText(PROMPT)
        inspector.length.slider.setValue(inspector.length.slider.minimum())
        inspector.sound.switch.click()
        button = inspector.generate.button
        yield _Wait(lambda: desk.scene.sound and button.isEnabled(), Words.NOT_ASKED)
        button.click()
        yield _Wait(self._book.newest_first, Words.NOT_ASKED)
        self._say(Words.ASKED())

    def _follow(self, player: Player) -> Iterator[_Wait]:
        """Until the clip plays where the picture was."""
        yield _Wait(self._clip_made, Words.NO_CLIP, 2 * PATIENCE)
        yield _Wait(lambda: player.path, Words.NOT_PLAYED)
        path = player.path
        assert path is not None
        codecs = self._work(lambda: _codecs(path))
        yield _Wait(codecs.done, Words.NO_CLIP)
        if codecs.result() != _CLIP_CODECS:
            raise _Stuck(Words.ODD_CLIP(found=", ".join(sorted(codecs.result()))))
        view = player.view
        yield _Wait(lambda: view.frames_shown and player.transport.times, Words.NOT_PLAYED)
        times, first, shown = player.transport.times, view.image.copy(), view.frames_shown
        assert times is not None
        size = {"width": first.width(), "height": first.height()}
        self._say(Words.CLIP(seconds=round(times.seconds), **size))
        media = player.transport.deck.media
        yield _Wait(
            lambda: (
                view.frames_shown >= shown + FRAMES
                and view.image != first
                and media.position() > 0
                and media.hasAudio()
            ),
            Words.NOT_PLAYED,
        )
        self._say(Words.PLAYS(frames=view.frames_shown))

    def _clip_made(self) -> bool:
        (job,) = self._book.newest_first()
        if job.state in _ENDED or job.hold is not None:
            raise _Stuck(words.explain(job) or words.state(job))
        return job.state is State.DONE

    def _work(self, find: Callable[[], _Found]) -> "Future[_Found]":
        """Finds something out where the window does not wait for it."""
        future: Future[_Found] = Future()
        self._supplies.pools.documents.run_task(find, future.set_result, future.set_exception)
        return future


def _stands(window: MainWindow) -> bool:
    handle = window.windowHandle()
    return handle is not None and handle.isExposed()


def _key_store(store: Future[str]) -> str:
    try:
        return Words.KEY_STORE(name=store.result(0))
    except KeyStoreError as fault:
        return words.key_store(fault.trouble)
    except TimeoutError:
        return words.key_store(StoreTrouble.BROKEN)


def _codecs(path: Path) -> set[str]:
    """What a clip's streams are coded with, by FFmpeg's names."""
    try:
        with open_clip(path) as (container, _):
            return {stream.codec_context.name for stream in container.streams}
    except NotAClip:
        return set()
