"""What is said where there is no window yet."""

import os
import sys

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from kling_desktop.ui.opening import own_plugins, say_without_window

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


@pytest.mark.parametrize("frozen", [True, False])
def test_a_frozen_program_does_not_take_another_qt_s_plugins(
    frozen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("QT_PLUGIN_PATH", "/opt/other/plugins")
    with own_plugins():
        assert ("QT_PLUGIN_PATH" in os.environ) is not frozen
    assert os.environ["QT_PLUGIN_PATH"] == "/opt/other/plugins", "for those that we start"
