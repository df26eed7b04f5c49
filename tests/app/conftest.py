"""The whole program in the practice mode, on a folder of its own."""

from tests.ui.conftest import nothing_left_alive, picture, qtbot

__all__ = ["nothing_left_alive", "picture", "qtbot"]
