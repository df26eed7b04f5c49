"""A film of linked scenes through the whole program, closed and opened again on the way."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image
from pytestqt.qtbot import QtBot

from kling_desktop.app import Program
from kling_desktop.clips.stills import last_frame
from kling_desktop.compose import Studio
from kling_desktop.frames.fit import fit
from kling_desktop.jobs.job import Hold, State
from kling_desktop.paths import Paths, resource
from kling_desktop.production.film import is_stale
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import Scene, Storyboard
from kling_desktop.ui.application import Application
from kling_desktop.ui.generating import Readiness

pytestmark = pytest.mark.qt

LONG = 180_000
"""Milliseconds that a practice clip may take on a busy machine."""


class Opened:
    """Opens programs on one folder and sees each to its end, without questions."""

    def __init__(self, app: Application, home: Path, qtbot: QtBot) -> None:
        self._app = app
        self._paths = Paths(home)
        self._qtbot = qtbot
        self._programs: list[Program] = []

    def __call__(self, seconds_per_clip: float = 0.5) -> Program:
        studio = Studio(self._paths, seconds_per_clip=seconds_per_clip)
        program = Program(self._app, studio)
        self._programs.append(program)
        program.open([])
        return program

    def close(self) -> None:
        for program in self._programs:
            if not program.closed:
                with self._qtbot.waitSignal(program.ended, timeout=LONG):
                    program.front.window.leave()
        self._programs.clear()


@pytest.fixture
def opened(qapp: Application, tmp_path: Path, qtbot: QtBot) -> Iterator[Opened]:
    """Opens the program; what a test leaves open is closed after it."""
    made = Opened(qapp, tmp_path / "home", qtbot)
    yield made
    made.close()


@pytest.fixture
def chain() -> Callable[[Program], Storyboard]:
    """Puts three scenes on the desk, each linked to the one before."""

    def make(program: Program) -> Storyboard:
        frame = program.supplies.pictures.keep(fit(resource("sample.jpg")))
        scenes = tuple(
            Scene(
                first_frame=None if number else frame,
                linked=number > 0,
                prompt=f"Part {number + 1}",
                plain_seconds=3,
            )
            for number in range(3)
        )
        program.front.desk.do(Act.ADD_SCENES, lambda board: replace(board, scenes=scenes))
        return program.front.desk.storyboard

    return make


def _states(program: Program) -> list[State]:
    return [job.state for job in reversed(program.book.newest_first())]


def test_a_chain_goes_on_over_a_restart(
    opened: Opened, qtbot: QtBot, chain: Callable[[Program], Storyboard], tmp_path: Path
) -> None:
    first = opened(seconds_per_clip=4)
    board = chain(first)
    bar = first.front.window.film.bar
    assert bar.button.text() == "Generate the film · 3 practice scenes"
    bar.button.click()
    bar.button.click()
    at_work = (State.QUEUED, State.GENERATING)
    qtbot.waitUntil(
        lambda: (
            len(_states(first)) == 3
            and _states(first)[0] in at_work
            and first.book.newest_first()[0].hold is Hold.PREDECESSOR
        ),
        timeout=LONG,
    )
    opened.close()

    again = opened()
    qtbot.waitUntil(lambda: again.front.desk.storyboard.id == board.id, timeout=LONG)
    qtbot.waitUntil(lambda: _states(again) == [State.DONE] * 3, timeout=LONG)
    qtbot.waitUntil(
        lambda: not any(is_stale(s, practice=True) for s in again.front.desk.storyboard.scenes),
        timeout=LONG,
    )
    scenes = again.front.desk.storyboard.scenes
    assert [len(scene.takes) for scene in scenes] == [1, 1, 1]
    clips = tmp_path / "home" / "clips"
    for before, scene in pairwise(scenes):
        assert scene.first_frame is not None
        with Image.open(again.supplies.pictures.path(scene.first_frame)) as sent:
            last = last_frame(clips / before.takes[0].clip)
            assert sent.convert("RGB").tobytes() == last.tobytes()
    assert again.front.window.generating.film_readiness is Readiness.NOTHING


def test_takes_made_while_the_storyboard_was_closed_are_found(
    opened: Opened, qtbot: QtBot, chain: Callable[[Program], Storyboard]
) -> None:
    first = opened()
    board = chain(first)
    first.front.window.generating.press()
    qtbot.waitUntil(lambda: _states(first) == [State.DONE], timeout=LONG)
    bare = replace(board, scenes=tuple(replace(scene, takes=()) for scene in board.scenes))
    first.front.desk.open(Storyboard())
    first.front.desk.open(bare)
    qtbot.waitUntil(lambda: len(first.front.desk.scene.takes) == 1, timeout=LONG)
    qtbot.waitUntil(lambda: first.front.desk.storyboard.scenes[1].follows != "", timeout=LONG)


def test_made_again_a_stale_scene_stands_with_its_new_take(
    opened: Opened, qtbot: QtBot, chain: Callable[[Program], Storyboard]
) -> None:
    program = opened()
    chain(program)
    desk, generating = program.front.desk, program.front.window.generating
    generating.press_film()
    qtbot.waitUntil(lambda: _states(program) == [State.DONE] * 3, timeout=LONG)
    qtbot.waitUntil(lambda: generating.film_readiness is Readiness.NOTHING, timeout=LONG)
    desk.set(Act.WRITE_PROMPT, prompt="Another beginning")
    # The two after it follow, since their first frames will be others.
    assert [w.order.scene for w in generating.film.wanted] == [s.id for s in desk.storyboard.scenes]
    generating.press_film()
    qtbot.waitUntil(lambda: _states(program) == [State.DONE] * 6, timeout=LONG)
    qtbot.waitUntil(lambda: generating.film_readiness is Readiness.NOTHING, timeout=LONG)
    scenes = desk.storyboard.scenes
    # The stand-in draws by the picture alone: where that is the same, so is the last frame, and
    # what stood there is asked for still.
    assert [len(scene.takes) for scene in scenes] == [2, 2, 2]
    kept = [scene.kept_take(practice=True) for scene in scenes]
    assert kept == [scenes[0].takes[1], scenes[1].takes[0], scenes[2].takes[0]]
    assert generating.film.to_choose == ()
    desk.undo()
    old = desk.storyboard.scenes[0]
    assert old.kept_take(practice=True) == old.takes[0]
