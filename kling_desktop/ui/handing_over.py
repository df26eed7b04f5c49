"""What the system's own programs open: folders, pictures, web pages."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from kling_desktop import logs


def hand_over(address: QUrl) -> bool:
    """Opens it in the program that the system has for it; whether there is one."""
    with logs.stderr_of_start():
        return QDesktopServices.openUrl(address)
