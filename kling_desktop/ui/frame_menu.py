"""The menu of a frame zone: everything that can be done to the frame."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from kling_desktop.ui.entries import told
from kling_desktop.words import FrameWords

if TYPE_CHECKING:
    from kling_desktop.ui.frame_place import FramePlace


def frame_menu(place: "FramePlace") -> QMenu:
    """What can be done now. The keys are told; they work where the zone has the focus."""
    menu = QMenu(place)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    zone, filled = place.zone, place.zone.frame is not None
    told(menu, FrameWords.REPLACE() if filled else FrameWords.BROWSE(), zone.browse, "Return")
    told(menu, FrameWords.PASTE(), zone.paste, QKeySequence.StandardKey.Paste)
    told(menu, FrameWords.FROM_ADDRESS(), place.enter_address)
    menu.addSeparator()
    told(menu, FrameWords.CROP_OR_PAD(), place.shape_again, on=filled)
    told(menu, FrameWords.SWAP(), place.swap_asked.emit, "X")
    told(menu, FrameWords.OPEN_IN_VIEWER(), place.open_in_viewer, on=filled)
    menu.addSeparator()
    remove = FrameWords.REMOVE_FRAME(frame=zone.accessibleName())
    told(menu, remove, place.remove, "Del", on=filled)
    return menu
