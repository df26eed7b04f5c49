"""A timeline alone in a window, over a real desk and real rooms."""

import importlib.util
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if importlib.util.find_spec("PySide6") is None:
    collect_ignore_glob = ["*"]
else:
    from tests.ui.timeline.bench import Bench

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.rooms import Rooms


@pytest.fixture
def bench(rooms: "Rooms", qtbot: "QtBot") -> Iterator["Bench"]:
    """Four scenes with nine shots, 23 seconds in all, and the means to act on them."""
    made = Bench(rooms)
    qtbot.waitExposed(made.timeline)
    yield made
    made.close()
