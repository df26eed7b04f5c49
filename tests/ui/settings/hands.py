"""What a person does to fields."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit


def pick(box: QComboBox, value: object) -> None:
    """As a person picks a line of a list."""
    at = next(at for at in range(box.count()) if box.itemData(at) == value)
    box.setCurrentIndex(at)
    box.activated.emit(at)


def type_into(line: QLineEdit, text: str) -> None:
    """As a person types over what is there, and leaves."""
    line.selectAll()
    QTest.keyClicks(line, text) if text else line.del_()
    line.setModified(True)
    line.editingFinished.emit()
