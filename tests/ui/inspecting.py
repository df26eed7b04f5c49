"""An inspector under test, without the window around it."""

from collections.abc import Iterator
from contextlib import contextmanager

from kling_desktop.ui.generating import Generating
from kling_desktop.ui.inspector import Inspector
from kling_desktop.ui.spending import Spending
from kling_desktop.ui.takes import LinkedFrames
from tests.ui.rooms import Rooms


class Bench:
    """The inspector of the desk's scene, with what decides about Generate."""

    def __init__(self, rooms: Rooms) -> None:
        supplies, desk, mode = rooms.supplies, rooms.desk, rooms.shared.mode
        self.rooms = rooms
        self.desk = desk
        self.mode = mode
        self.linked = LinkedFrames(supplies, desk, mode)
        self.spending = Spending(desk, rooms.book, supplies.engine)
        self.generating = Generating(supplies, desk, mode, rooms.book, self.linked, self.spending)
        self.inspector = Inspector(supplies, desk, mode, self.generating)


@contextmanager
def bench(rooms: Rooms, width: int = 344, height: int = 700) -> Iterator[Bench]:
    """Opens an inspector and puts it away."""
    rooms.engine.start()
    made = Bench(rooms)
    made.inspector.resize(width, height)
    made.inspector.show()
    yield made
    made.linked.close()
    made.inspector.close()
    made.inspector.deleteLater()
