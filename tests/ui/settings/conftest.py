"""The settings dialog by itself, on real rooms."""

import importlib.util
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from kling_desktop.settings import Settings

if importlib.util.find_spec("PySide6") is None:
    collect_ignore_glob = ["*"]
else:
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    from kling_desktop.ui.mode import Mode
    from kling_desktop.ui.settings.dialog import SettingsDialog
    from tests.ui.rooms import Rooms

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def mode(rooms: "Rooms") -> "Mode":
    return Mode(rooms.supplies)


@pytest.fixture
def dialog(rooms: "Rooms", mode: "Mode", qtbot: "QtBot") -> "SettingsDialog":
    made = SettingsDialog(rooms.supplies, mode)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def chosen(rooms: "Rooms") -> Callable[[], Settings]:
    return lambda: rooms.supplies.choices.current


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What screen readers are told."""
    told: list[str] = []

    def tell(event: "QAccessibleAnnouncementEvent") -> None:
        told.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", tell)
    return told
