"""Undo and redo by their keys, also while a field has the focus: all lead to the desk's steps."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QSpinBox

UNDO = [QKeySequence("Ctrl+Z")]
REDO = [QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")]
"""On macOS Qt reads Ctrl as Command."""


def asks_for_undo(event: QKeyEvent) -> bool:
    """Whether a key that a field is offered first means undo or redo."""
    if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        return False
    return QKeySequence(event.keyCombination()) in (*UNDO, *REDO)


class NumberField(QSpinBox):
    """Keeps Undo for itself only while there are digits that have not been taken yet."""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and asks_for_undo(event):
            line = self.lineEdit()
            if not (line.isUndoAvailable() or line.isRedoAvailable()):
                event.ignore()
                return False
        return super().event(event)
