"""Several storyboards in their windows, and a second start of the program."""

from pathlib import Path

import pytest

from kling_desktop.store.document import save
from kling_desktop.store.pictures import Pictures
from kling_desktop.storyboard.model import Scene, Storyboard
from tests.e2e.screen.hands import press_keys, wait_for, windows, xdotool
from tests.e2e.screen.window import TITLE, Desktop, RealWindow

pytestmark = pytest.mark.screen

QUESTION = "^Kling Desktop$"
"""The title of what is asked before anything can be lost."""


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A document on disk."""
    path = tmp_path / "harbour.klingboard"
    board = Storyboard(title="Harbour", scenes=(Scene(prompt="The boat leaves"),))
    save(board, path, Pictures(tmp_path / "elsewhere"))
    return path


def shown(window: RealWindow, title: str = TITLE) -> list[int]:
    """The program's windows with such a title."""
    return windows(window.pid, title)


def test_a_second_start_hands_its_document_to_the_first(machine: Desktop, film: Path) -> None:
    window = machine.open()
    window.write("Prompt", "Mine")
    assert machine.start_again(film) == 0
    window.wait(lambda: len(shown(window)) == 2, "a window for the document")
    (harbour,) = shown(window, "^Harbour — Kling Desktop$")
    window.wait(lambda: int(xdotool("getactivewindow").strip()) == harbour, "the document in front")
    # Once more: it comes forward instead of being opened twice.
    xdotool("windowactivate", "--sync", window.id)
    assert machine.start_again(film) == 0
    window.wait(lambda: int(xdotool("getactivewindow").strip()) == harbour, "the document in front")
    assert len(shown(window)) == 2
    press_keys("ctrl+w")
    window.wait(lambda: shown(window) == [window.id], "the document's window to close")
    window.close()


def test_every_window_comes_back_after_the_plug_was_pulled(machine: Desktop) -> None:
    window = machine.open()
    window.write("Prompt", "The first film")
    press_keys("ctrl+n")
    window.wait(lambda: len(shown(window)) == 2, "the second window")
    (second,) = [each for each in shown(window) if each != window.id]
    xdotool("windowactivate", "--sync", second)
    window.wait(lambda: _write_by_keys(window, "The second film"), "the second text")
    wait_for(lambda: machine.recovers("The first film"), "the first copy")
    wait_for(lambda: machine.recovers("The second film"), "the second copy")
    window.kill()

    again = machine.open()
    again.wait(lambda: len(shown(again)) == 2, "both windows")
    # Leaving asks about each, one after the other.
    press_keys("ctrl+q")
    _answer_no(again)
    _answer_no(again)
    wait_for(lambda: again.process.poll() is not None, "the end")
    assert again.process.returncode == 0
    assert not list((machine.home / "recovery").glob("*.json"))


def _answer_no(window: RealWindow) -> None:
    """Answers one question, and sees it go."""
    asked = window.wait(lambda: shown(window, QUESTION), "a question")
    window.press("Don't save")
    wait_for(lambda: asked != shown(window, QUESTION), "the answer")


def _write_by_keys(window: RealWindow, text: str) -> bool:
    """Types into the prompt of the window in front, found by Tab."""
    focused = window.focused
    if focused is not None and focused.name == "Prompt":
        xdotool("type", text)
        return True
    press_keys("Tab")
    return False
