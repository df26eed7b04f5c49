"""The timeline's keys (product.md, "Cut into shots"). They hold where a piece has the focus."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from kling_desktop.ui.timeline.cutting import Cutting

Deed = Callable[[], object]

_REPEATING = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class Keys:
    """Finds what a key means; `write`, `rename`, `seconds` and `menu` are done elsewhere."""

    def __init__(
        self,
        cutting: Cutting,
        *,
        write: Deed,
        rename: Deed,
        seconds: Callable[[str], object],
        escape: Callable[[], bool],
        menu: Deed,
    ) -> None:
        plain: dict[int, Deed] = {
            Qt.Key.Key_Left: partial(cutting.step, -1),
            Qt.Key.Key_Right: partial(cutting.step, 1),
            Qt.Key.Key_Up: cutting.ascend,
            Qt.Key.Key_Down: cutting.descend,
            Qt.Key.Key_S: cutting.split,
            Qt.Key.Key_M: cutting.join,
            Qt.Key.Key_N: cutting.add_scene,
            Qt.Key.Key_Delete: cutting.delete,
            Qt.Key.Key_Backspace: cutting.delete,
            Qt.Key.Key_Return: write,
            Qt.Key.Key_Enter: write,
            Qt.Key.Key_F2: rename,
            Qt.Key.Key_Escape: escape,
        }
        control: dict[int, Deed] = {
            Qt.Key.Key_Left: partial(cutting.move, -1),
            Qt.Key.Key_Right: partial(cutting.move, 1),
            Qt.Key.Key_D: cutting.duplicate,
            Qt.Key.Key_L: cutting.link,
        }
        self._deeds: dict[Qt.KeyboardModifier, dict[int, Deed]] = {
            Qt.KeyboardModifier.NoModifier: plain,
            Qt.KeyboardModifier.ControlModifier: control,
            Qt.KeyboardModifier.ShiftModifier: {Qt.Key.Key_F10: menu},
        }
        self._cutting = cutting
        self._seconds = seconds

    def find(self, event: QKeyEvent) -> Deed | None:
        """What the key does here; `None` where it is not the timeline's."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        text = event.text()
        # By what is written on the key: the brackets lie elsewhere on other keyboards.
        if text and text in "[]{}":
            whole = text in "{}" or bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            return partial(self._cutting.resize, 1 if text in "]}" else -1, whole=whole)
        if len(text) == 1 and text in "123456789" and not modifiers:
            return partial(self._seconds, text)
        return self._deeds.get(modifiers, {}).get(event.key())

    @staticmethod
    def repeats(event: QKeyEvent) -> bool:
        """Whether a key held down does it again: a scene must not be cut to pieces by mistake."""
        return event.key() in _REPEATING or event.text() in tuple("[]{}")
