"""The library with 10,000 clips beside one with a screenful."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kling_desktop.library.wanted import Wanted
from kling_desktop.ui.library_panel import LibraryPanel
from tests.bench.comparison import Comparison, compare
from tests.library.making import fill
from tests.ui.rooms import Rooms

MANY, FEW = 10_000, 40
STEPS = 40
PROMPT = "The fishing boat leaves the harbour at dawn, gulls circling, soft morning haze. " * 4


def search() -> Comparison:
    """Words are looked for in every prompt, newest first."""
    with _open(MANY) as (rooms, _):
        library = rooms.library
        plain = "SELECT id FROM clip WHERE prompt LIKE '%haze%'"
        return compare(
            f"a search in {MANY} clips",
            lambda: library.find(Wanted(words="haze")),
            "SQLite's LIKE",
            lambda: library._connection.execute(plain).fetchall(),
        )


def opening() -> Comparison:
    """From asking to the first screenful on the screen."""
    with _open(MANY) as (_, many), _open(FEW) as (_, few):
        return compare(
            f"showing {MANY} clips",
            lambda: _show_anew(many),
            f"showing {FEW}",
            lambda: _show_anew(few),
        )


def scrolling() -> Comparison:
    """All the way down in steps: rows are read, posters looked for, and what is seen is painted."""
    with _open(MANY) as (_, many), _open(FEW) as (_, few):
        return compare(
            f"{STEPS} steps through {MANY} clips",
            _scroll(many),
            f"through {FEW}",
            _scroll(few),
        )


def _show_anew(panel: LibraryPanel) -> None:
    panel.model.show_ids([])
    panel.refresh()
    _until(lambda: panel.model.entry(panel.model.index(0)) is not None)


def _scroll(panel: LibraryPanel) -> Callable[[], None]:
    bar = panel.list.verticalScrollBar()

    def scroll() -> None:
        for step in range(STEPS):
            bar.setValue(bar.maximum() * (step + 1) // STEPS)
            _until(lambda: _all_read(panel))

    return scroll


def _all_read(panel: LibraryPanel) -> bool:
    first, last = panel.list._in_sight()
    rows = range(first, last + 1)
    return all(panel.model.entry(panel.model.index(row)) is not None for row in rows)


def _until(done: Callable[[], bool]) -> None:
    QApplication.processEvents()
    while not done():
        QApplication.processEvents()


@contextmanager
def _open(count: int) -> Iterator[tuple[Rooms, LibraryPanel]]:
    app = QApplication.instance() or QApplication(["bench", "-platform", "offscreen"])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as home:
        rooms = Rooms(app, Path(home))
        fill(rooms.library, count, PROMPT)
        panel = LibraryPanel(rooms.supplies, rooms.desk)
        panel.resize(252, 700)
        panel.show()
        panel.refresh()
        _until(lambda: panel.model.rowCount() == count)
        yield rooms, panel
        panel.hide()
        panel.deleteLater()
        app.processEvents()
        rooms.close(None)  # type: ignore[arg-type]  # only a window would need it
