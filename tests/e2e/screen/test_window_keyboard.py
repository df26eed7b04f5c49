"""The window without a mouse, and what stands in the way of Generate."""

from pathlib import Path

import pytest

from tests.e2e.screen.hands import press_keys
from tests.e2e.screen.tree import Node
from tests.e2e.screen.window import Desktop, RealWindow

pytestmark = pytest.mark.screen


def tab(window: RealWindow) -> Node:
    """Presses Tab and waits until the keyboard is elsewhere."""
    before = window.focused
    press_keys("Tab")

    def moved() -> Node | None:
        now = window.focused
        return now if now is not None and (before is None or now.box != before.box) else None

    found = window.wait(moved, "the focus to move")
    assert isinstance(found, Node)
    return found


def all_by_tab(window: RealWindow) -> list[str]:
    """The names of what Tab comes by, until it is back where it began."""
    first = tab(window)
    names = [first.name]
    while (now := tab(window)).box != first.box:
        names.append(now.name)
        assert len(names) < 60, f"Tab never comes back: {names}"
    return names


def tab_to(window: RealWindow, name: str) -> None:
    """Presses Tab until the keyboard is at that control."""
    met = []
    while (now := tab(window)).name != name:
        met.append(now.name)
        assert len(met) < 60, f"Tab never comes to {name!r}: {met}"


def test_tab_reaches_every_control(machine: Desktop) -> None:
    window = machine.open()
    window.make_scene()
    window.press("More")
    window.press("Activity")
    window.get("Avoid", "text")
    reached = all_by_tab(window)
    assert all(reached), f"a control without a name: {reached}"
    there = {node.name for node in window.look() if {"focusable", "enabled"} <= node.states}
    # Of two choices that exclude each other Tab may stop only at the one that holds.
    assert there - set(reached) <= {"Live"}
    order = [
        "First frame",
        "End frame",
        "Prompt",
        "Length",
        "Sound",
        "Takes",
        "Avoid",
        "Closer to prompt",
        "Generate",
    ]
    at = reached.index(order[0])
    turned = reached[at:] + reached[:at]
    assert sorted(order, key=turned.index) == order


def test_the_keyboard_alone_makes_a_clip_and_plays_it(machine: Desktop) -> None:
    window = machine.open()
    tab_to(window, "Try the sample")
    press_keys("space")
    window.wait_for_picture("First frame", "sample.jpg")
    # The prompt is the next thing to do, so that is where the keyboard is.
    window.wait(lambda: window.get("Prompt").states >= {"focused"}, "the prompt to be next")
    for letter in "waves":
        press_keys(letter)
    window.wait(lambda: window.get("Prompt").text == "waves", "what was typed")
    press_keys("ctrl+Return")
    window.wait(lambda: window.get("Play").description == "Playing", "the clip")
    # Space belongs to the text while the keyboard is in it.
    press_keys("space")
    window.wait(lambda: window.get("Prompt").text == "waves ", "the space")
    assert window.get("Play").description == "Playing"
    tab_to(window, "Play")
    press_keys("space")
    window.wait(lambda: window.get("Play").description == "Paused", "the pause")
    # From the start: after the frame at which it happened to be paused there may be none.
    press_keys("Home")
    window.wait(lambda: window.get("Position").value == 0, "the first frame")
    press_keys("period")
    window.wait(lambda: window.get("Position").value == 1, "the next frame")
    assert window.get("Play").description == "Paused"
    press_keys("space")
    window.wait(lambda: window.get("Play").description == "Playing", "the clip to go on")
    assert len(machine.jobs) == 1


def test_a_prompt_that_is_too_long(machine: Desktop, tmp_path: Path) -> None:
    text = tmp_path / "long.txt"
    text.write_text("🎬" * 2501, "utf-8")
    window = machine.open()
    window.make_scene("")
    machine.offer("text", text, clipboard=True)
    window.focus("Prompt")
    press_keys("ctrl+v")
    window.wait_to_say("2501 / 2500")
    assert not window.get("Generate").enabled
    assert any("2500" in node.says and "Prompt" not in node.name for node in window.look())
    window.shot(tmp_path / "too-long.png")
    press_keys("ctrl+Return")
    press_keys("BackSpace")
    # One is taken away, and it fits: an emoji counts as one.
    window.wait_to_say("2500 / 2500")
    window.wait(lambda: window.get("Generate").enabled, "Generate")
    assert machine.jobs == []
