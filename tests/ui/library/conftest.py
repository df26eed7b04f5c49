"""A library panel by itself, on real rooms."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if importlib.util.find_spec("PySide6") is None:
    collect_ignore_glob = ["*"]
else:
    from kling_desktop.ui.library_panel import LibraryPanel
    from tests.clips.making import make_clip
    from tests.library.making import add
    from tests.ui.rooms import Rooms

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from kling_desktop.library.index import Entry

Open = Callable[[int], "LibraryPanel"]


@pytest.fixture
def clip(rooms: "Rooms") -> Callable[..., "Entry"]:
    """Puts a real clip into the library; the one made last is the newest."""
    made: list[Entry] = []

    def make(prompt: str = "waves", **said: object) -> "Entry":
        file = f"{len(made)}.mp4"
        make_clip(rooms.supplies.clips / file, frames=6)
        made.append(add(rooms.library, file, prompt=prompt, made_at=float(len(made)), **said))
        return made[-1]

    return make


@pytest.fixture
def opened(rooms: "Rooms", qtbot: "QtBot") -> Open:
    """Opens the panel and waits until it shows so many clips."""

    def open_(count: int) -> "LibraryPanel":
        panel = LibraryPanel(rooms.supplies, rooms.desk)
        qtbot.addWidget(panel)
        panel.resize(252, 600)
        panel.show()
        panel.refresh()
        qtbot.waitUntil(lambda: panel._asked is not None and panel.model.rowCount() == count)
        if count:
            qtbot.waitUntil(lambda: panel.model.entry(panel.model.index(0)) is not None)
        return panel

    return open_


@pytest.fixture
def own_bin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's bin, in a folder of the test's own."""
    home = tmp_path / "share"
    home.mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    return home / "Trash" / "files"
