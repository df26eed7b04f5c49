"""Notifications by way of the tray, as on Windows and macOS; the tray itself is imitated."""

from pathlib import Path

import pytest
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from kling_desktop.ui import icons
from kling_desktop.ui.announcing import Announcement
from kling_desktop.ui.tellers import BusTeller, TrayTeller, teller

pytestmark = pytest.mark.qt


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What the tray was asked to do."""
    calls: list[tuple[object, ...]] = []

    def message(_: object, heading: str, text: str, picture: QIcon) -> None:
        calls.append((heading, text, picture.availableSizes()[0].width()))

    monkeypatch.setattr(QSystemTrayIcon, "showMessage", message)
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _: calls.append(("show",)))
    monkeypatch.setattr(QSystemTrayIcon, "hide", lambda _: calls.append(("hide",)))
    return calls


@pytest.mark.parametrize(
    ("system", "kind"), [("Linux", BusTeller), ("Darwin", TrayTeller), ("Windows", TrayTeller)]
)
def test_each_system_has_its_way(
    qapp: object, monkeypatch: pytest.MonkeyPatch, system: str, kind: type[object]
) -> None:
    monkeypatch.setattr("kling_desktop.ui.tellers.platform.system", lambda: system)
    assert type(teller(QIcon())) is kind


def test_the_tray_is_there_from_the_news_to_the_click(
    qtbot: QtBot, shown: list[tuple[object, ...]], tmp_path: Path
) -> None:
    frame = tmp_path / "frame.png"
    QPixmap(40, 40).save(str(frame))
    made = TrayTeller(icons.app_icon())
    assert shown == []
    first = Announcement(heading="Done", text="The boat", picture=frame)
    last = Announcement(heading="Done", text="The sea", picture=tmp_path / "gone.png")
    made.tell(first)
    made.tell(last)
    own = icons.app_icon().availableSizes()[0].width()
    assert shown == [("show",), ("Done", "The boat", 40), ("show",), ("Done", "The sea", own)]
    with qtbot.waitSignal(made.clicked) as clicked:
        made._tray.messageClicked.emit()
    assert clicked.args == [last]
    assert shown[-1] == ("hide",)
    # The click is told once, however many ways it comes.
    with qtbot.assertNotEmitted(made.clicked):
        made._tray.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
