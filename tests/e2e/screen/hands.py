"""Keys, mouse and camera of the tests' own screen."""

import os
import subprocess
import time
from collections.abc import Callable
from typing import TypeVar

from PIL import Image, ImageGrab

T = TypeVar("T")

SECONDS_MOST = 90.0
"""Longer than anything here takes, even on a busy machine."""


def wait_for(
    look: Callable[[], T | None], what: str, seconds: float = SECONDS_MOST, every: float = 0.05
) -> T:
    """Looks until something is there and returns it; fails when it never comes.

    `every` is how many seconds lie between two looks at least. A look is work for the machine and
    for what is looked at, so it is left alone for as long as the last one took.
    """
    until = time.monotonic() + seconds
    began = time.monotonic()
    while not (found := look()):
        ended = time.monotonic()
        assert ended < until, f"waited {seconds} s for {what}"
        time.sleep(max(every, ended - began))
        began = time.monotonic()
    return found


def xdotool(*words: str | int, check: bool = True) -> str:
    """Does something with the keyboard or the mouse. What finds no window ends with 1: without
    `check` it tells nothing then.
    """
    done = subprocess.run(
        ["xdotool", *map(str, words)], capture_output=True, text=True, timeout=20, check=check
    )
    return done.stdout


def windows(pid: int, title: str = "") -> list[int]:
    """The windows of a program that are on the screen."""
    told = xdotool("search", "--onlyvisible", "--all", "--pid", pid, "--name", title, check=False)
    return [int(line) for line in told.split()]


def active_window() -> int:
    """The window that the keyboard belongs to; 0 without one."""
    return int(xdotool("getactivewindow", check=False) or 0)


def press_keys(*keys: str) -> None:
    """Presses keys one after another, each as `ctrl+Return`."""
    xdotool("key", "--clearmodifiers", *keys)


def click(place: tuple[int, int], times: int = 1) -> None:
    """Clicks the left button; two make a double click."""
    xdotool("mousemove", *place, "click", "--repeat", times, "--delay", 40, 1)


def drag(
    start: tuple[int, int],
    end: tuple[int, int],
    answered: Callable[[], bool],
    *,
    between: bool = True,
) -> None:
    """Drags in steps from `start` to `end`, and lets go once the target has `answered`.

    Without `between` it jumps: no place on the way is asked, whose answer might be taken for that
    of the target.
    """
    xdotool("mousemove", *start, "mousedown", 1)
    try:
        if not between:
            for off in range(1, 16):
                xdotool("mousemove", start[0] + off, start[1])
        steps = 12 if between else 1
        for step in range(1, steps + 1):
            way = [round(a + (b - a) * step / steps) for a, b in zip(start, end, strict=True)]
            xdotool("mousemove", *way)

        def hover() -> bool:
            # Where nothing moves the target is asked nothing.
            xdotool("mousemove", end[0] + 2, end[1], "mousemove", *end)
            return answered()

        wait_for(hover, "the target of a drag to answer")
    finally:
        xdotool("mouseup", 1)


def picture_of(box: tuple[int, int, int, int]) -> Image.Image:
    """What is on the screen at left, top, width and height."""
    left, top, width, height = box
    return screen().crop((left, top, left + width, top + height))


def screen() -> Image.Image:
    """All that is on the screen."""
    return ImageGrab.grab(xdisplay=os.environ["DISPLAY"])
