"""The real window from its first minute on: seen through the accessibility tree and the screen,
worked by its controls' names, the keyboard and the mouse.
"""

from pathlib import Path

import pytest

from tests.e2e.screen.window import SLOWLY, Desktop

pytestmark = pytest.mark.screen


def test_the_first_minute(machine: Desktop, tmp_path: Path) -> None:
    frames = tmp_path / "frames"
    window = machine.open(witness=frames)
    assert window.says("Drop a picture here")
    assert window.says("Practice — no key, nothing is charged")
    assert not window.get("Generate").enabled
    window.shot(tmp_path / "empty.png")

    window.make_scene(SLOWLY)
    stage = window.get("First frame on the stage")
    window.shot(tmp_path / "ready.png")
    still = window.picture(stage).resize((96, 54)).tobytes()
    window.press("Generate")
    window.wait_to_say("Generating")
    window.shot(tmp_path / "working.png")
    window.get("Play")
    window.wait_to_say("Playing")

    def reached_the_sink() -> list[list[str]]:
        return [line.split() for line in frames.read_text("ascii").splitlines()]

    # Two seconds' worth, each with a time of its own: the clip really runs.
    window.wait(lambda: len({start for start, *_ in reached_the_sink()}) >= 48, "48 frames")
    seen = reached_the_sink()
    assert {size for _, size, _ in seen} == {"1280x720"}
    assert len({shown for *_, shown in seen}) >= 40, "the pictures do not move"

    on_screen = {still}

    def moves() -> bool:
        on_screen.add(window.picture(stage).resize((96, 54)).tobytes())
        return len(on_screen) > 5

    window.wait(moves, "the stage to move")
    window.shot(tmp_path / "playing.png")
    window.close()
    (job,) = machine.jobs
    assert job["state"] == "done"
