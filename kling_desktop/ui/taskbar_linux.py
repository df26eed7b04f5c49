"""Progress on the launcher of Linux desktops that understand Unity's signal: KDE, GNOME's docks."""

from PySide6.QtDBus import QDBusConnection, QDBusMessage

DESKTOP_FILE = "kling-desktop.desktop"

INTERFACE = "com.canonical.Unity.LauncherEntry"
PATH = "/com/canonical/unity/launcherentry/kling_desktop"


class Launcher:
    """A signal that anyone may hear or nobody: where there is no bus, nothing happens."""

    def show(self, fraction: float | None, _: int) -> None:
        """Shows the share that is done, or no bar for `None`."""
        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        told = QDBusMessage.createSignal(PATH, INTERFACE, "Update")
        shown = {"progress": float(fraction or 0.0), "progress-visible": fraction is not None}
        told.setArguments([f"application://{DESKTOP_FILE}", shown])
        bus.send(told)
