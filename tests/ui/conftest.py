"""Windows under test: real rooms in a folder of their own, an engine that does as it is told."""

import gc
import importlib.util
import os
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

if importlib.util.find_spec("PySide6") is None:
    collect_ignore_glob = ["*"]
else:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer
    from PySide6.QtWidgets import QApplication

    from tests.ui.rooms import Rooms

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


SECONDS_MOST = 30
"""Longer than anything waited for takes, even on a busy machine."""


@pytest.fixture
def qtbot(qtbot: "QtBot") -> "QtBot":
    """Waits longer than the five seconds that it does by itself."""
    for name in ("waitUntil", "waitSignal", "waitSignals", "waitCallback", "waitExposed"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=SECONDS_MOST * 1000))
    return qtbot


@pytest.fixture(autouse=True)
def nothing_left_alive(qapp: "QApplication") -> Iterator[None]:
    """Fails a test that leaves a thread, a running timer or a window behind (napari's habit)."""
    threads = set(threading.enumerate())
    windows = set(map(id, qapp.topLevelWidgets()))
    yield
    # Without a screen Qt keeps what was copied beyond the end of Python, and crashes over it.
    qapp.clipboard().clear()
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qapp.processEvents()
        gc.collect()
    # The key store's thread is a daemon on purpose: a store can hang for ever.
    left = [t.name for t in set(threading.enumerate()) - threads if t.is_alive() and not t.daemon]
    assert not left, f"threads left alive: {left}"
    open_ = [w for w in qapp.topLevelWidgets() if w.isVisible() and id(w) not in windows]
    assert not open_, f"windows left open: {open_}"
    ticking = [o for o in gc.get_objects() if type(o) is QTimer and _ticks(o)]
    for timer in ticking:
        # Told of once, and not by every test that comes after.
        timer.stop()
    owners = [type(timer.parent()).__qualname__ for timer in ticking]
    assert not ticking, f"timers left running: {owners}"


def _ticks(timer: "QTimer") -> bool:
    try:
        return timer.isActive()
    except RuntimeError:  # its C++ half is gone
        return False


@pytest.fixture
def rooms(qapp: "QApplication", qtbot: "QtBot", tmp_path: Path) -> Iterator["Rooms"]:
    """Everything a window needs, and its orderly end."""
    made = Rooms(qapp, tmp_path)
    yield made
    made.close(qtbot)


@pytest.fixture
def picture(tmp_path: Path) -> Callable[..., Path]:
    """Writes a picture of the size asked for."""

    def make(width: int = 640, height: int = 360, name: str = "harbour.jpg") -> Path:
        path = tmp_path / name
        Image.new("RGB", (width, height), (90, 60, 120)).save(path)
        return path

    return make
