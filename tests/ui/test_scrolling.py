import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop.ui.scrolling import SteadyScroll

pytestmark = pytest.mark.qt


def test_what_is_scrolled_keeps_its_width_when_the_bar_comes(qtbot: QtBot) -> None:
    scroll = SteadyScroll()
    qtbot.addWidget(scroll)
    inside = QWidget()
    scroll.setWidget(inside)
    scroll.setWidgetResizable(True)
    scroll.resize(300, 200)
    scroll.show()
    QApplication.processEvents()
    assert not scroll.verticalScrollBar().isVisible()
    before = inside.width()
    inside.setMinimumHeight(900)
    QApplication.processEvents()
    assert scroll.verticalScrollBar().isVisible()
    assert inside.width() == before
