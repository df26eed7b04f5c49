"""What is said where there is no window yet."""

import sys

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from kling_desktop.ui.opening import say_without_window

pytestmark = pytest.mark.qt


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> list[str]:
    """The sentences that were shown in boxes."""
    shown: list[str] = []
    monkeypatch.setattr(QMessageBox, "critical", lambda _parent, _title, text: shown.append(text))
    return shown


def test_where_there_is_a_terminal_it_is_said_there(
    boxes: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    say_without_window("The disk is full.")
    assert (boxes, capsys.readouterr().err) == ([], "The disk is full.\n")


def test_the_window_s_executable_on_windows_has_none_and_shows_a_box(
    boxes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    say_without_window("The disk is full.")
    assert boxes == ["The disk is full."]
