"""What the desktop is told, on a real message bus with a stand-in for its notification service."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.screen

STAND_IN = """
import json, sys
from PySide6.QtCore import SLOT, ClassInfo, QCoreApplication, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection

app = QCoreApplication([])
able = json.loads(sys.argv[1])

def tell(*what):
    print(json.dumps(what), flush=True)

@ClassInfo({"D-Bus Interface": "org.freedesktop.Notifications"})
class Desktop(QObject):
    ActionInvoked = Signal("uint", str)

    @Slot(result="QStringList")
    def GetCapabilities(self):
        return able

    @Slot(str, "uint", str, str, str, "QStringList", "QVariantMap", int, result="uint")
    def Notify(self, name, replaces, icon, heading, text, actions, hints, lasts):
        tell("notify", name, heading, text, actions, hints)
        QTimer.singleShot(100, lambda: self.ActionInvoked.emit(7, "default"))
        return 7

    @Slot(str, "QVariantMap")
    def update(self, entry, shown):
        tell("update", entry, shown)

desktop = Desktop()
bus = QDBusConnection.sessionBus()
options = QDBusConnection.RegisterOption
bus.registerObject(
    "/org/freedesktop/Notifications", desktop,
    options.ExportAllSlots | options.ExportAllSignals,
)
bus.connect("", "", "com.canonical.Unity.LauncherEntry", "Update", desktop,
            SLOT("update(QString,QVariantMap)"))
tell("ready", bus.registerService("org.freedesktop.Notifications"))
app.exec()
"""

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from kling_desktop.ui.announcing import Announcement
from kling_desktop.ui.taskbar_linux import Launcher
from kling_desktop.ui.tellers import BusTeller

app = QApplication([])
teller = BusTeller()

def clicked(said):
    print("clicked", said.heading, flush=True)
    app.quit()

teller.clicked.connect(clicked)
picture = Path("/f/a b.jpg")
teller.tell(Announcement(heading="The hull: Done", text="<ready> & well", picture=picture))
Launcher().show(0.25, 2)
Launcher().show(None, 0)
QTimer.singleShot(int(sys.argv[1]), app.quit)
app.exec()
print("ended", flush=True)
"""


class Desktop:
    """The stand-in, and what it heard."""

    def __init__(self, able: list[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", STAND_IN, json.dumps(able)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.hear() == ["ready", True]

    def hear(self) -> list[object]:
        assert self._process.stdout is not None
        return list(json.loads(self._process.stdout.readline()))

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


@pytest.fixture
def desktops() -> Iterator[list[Desktop]]:
    made: list[Desktop] = []
    yield made
    for desktop in made:
        desktop.end()


def run(home: dict[str, str], milliseconds: int) -> list[str]:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(milliseconds)],
        env={**home, "LANGUAGE": "en", "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return ended.stdout.splitlines()


def test_a_notification_is_shown_and_its_click_comes_back(
    desktop: dict[str, str], desktops: list[Desktop]
) -> None:
    desktops.append(Desktop(["actions", "body", "body-markup"]))
    said = run(desktop, 20_000)
    assert said == ["clicked The hull: Done", "ended"]
    heard = [desktops[0].hear() for _ in range(3)]
    updates = [what[1:] for what in heard if what[0] == "update"]
    entry = "application://kling-desktop.desktop"
    assert updates == [
        [entry, {"progress": 0.25, "progress-visible": True}],
        [entry, {"progress": 0.0, "progress-visible": False}],
    ]
    (notify,) = (what for what in heard if what[0] == "notify")
    _, name, heading, text, actions, hints = notify
    assert (name, heading) == ("Kling Desktop", "The hull: Done")
    assert text == "&lt;ready&gt; &amp; well"
    assert actions == ["default", "Show"]
    assert isinstance(hints, dict)
    assert hints["image-path"] == Path("/f/a b.jpg").as_uri()
    assert hints["desktop-entry"] == "kling-desktop"


def test_a_service_that_can_do_little_is_asked_for_little(
    desktop: dict[str, str], desktops: list[Desktop]
) -> None:
    desktops.append(Desktop([]))
    run(desktop, 20_000)
    heard = [desktops[0].hear() for _ in range(3)]
    (notify,) = (what for what in heard if what[0] == "notify")
    assert notify[3] == "<ready> & well"
    assert notify[4] == []


def test_without_a_service_nothing_happens(desktop: dict[str, str]) -> None:
    assert run(desktop, 1500) == ["ended"]


def test_without_a_bus_nothing_happens(desktop: dict[str, str]) -> None:
    nowhere = {**desktop, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    assert run(nowhere, 1500) == ["ended"]
