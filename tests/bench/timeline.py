"""The timeline with a film of 60 scenes of 6 shots beside one of a single shot."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from kling_desktop.storyboard.model import Storyboard
from kling_desktop.ui.timeline.geometry import What
from tests.bench.comparison import Comparison, compare
from tests.ui.rooms import Rooms
from tests.ui.timeline.bench import SHIFT, Bench, scene

STEPS = 40
LONG = Storyboard(
    scenes=tuple(scene(f"s{n}", 3, 2, 3, 2, 2, 2, linked=n % 3 == 1) for n in range(60))
)
SHORT = Storyboard(scenes=(scene("s", 9),))


def drag_steps() -> Comparison:
    """The end of a shot is pulled with Shift: everything after it moves, and is painted."""

    def steps(bench: Bench) -> Callable[[], None]:
        last = len(bench.film[0]) - 1
        what = What.SHOT_EDGE if last else What.SCENE_EDGE
        start = bench.at(what, 0, 0)
        bench.press(start, SHIFT)

        def pull() -> None:
            for step in range(STEPS):
                bench.move(start + QPoint(40 if step % 2 else -40, 0), SHIFT)
                QApplication.processEvents()

        return pull

    return _compare(f"{STEPS} steps of a drag in 60 × 6 shots", steps)


def zoom_steps() -> Comparison:
    """The zoom slider is moved, and what is seen is painted."""

    def steps(bench: Bench) -> Callable[[], None]:
        def zoom() -> None:
            for step in range(STEPS):
                bench.timeline.scroller.zoom(30 + step, 300)
                QApplication.processEvents()

        return zoom

    return _compare(f"{STEPS} steps of zooming 60 × 6 shots", steps)


def _compare(name: str, steps: Callable[[Bench], Callable[[], None]]) -> Comparison:
    app = QApplication.instance() or QApplication(["bench", "-platform", "offscreen"])
    assert isinstance(app, QApplication)
    with _bench(app, LONG) as long, _bench(app, SHORT) as short:
        made = compare(name, steps(long), "the same with one shot", steps(short))
        for bench in (long, short):
            bench.timeline.pointer.cancel()
        return made


@contextmanager
def _bench(app: QApplication, board: Storyboard) -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as home:
        rooms = Rooms(app, Path(home))
        bench = Bench(rooms, board)
        app.processEvents()
        yield bench
        bench.close()
        rooms.close(None)  # type: ignore[arg-type]  # only a window would need it
