"""The menu of a frame zone: everything that can be done to the frame."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from kling_desktop.words import FrameWords

if TYPE_CHECKING:
    from kling_desktop.ui.frame_place import FramePlace


def frame_menu(place: "FramePlace") -> QMenu:
    """What can be done now. The keys are told; they work where the zone has the focus."""
    menu = QMenu(place)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    zone, filled = place.zone, place.zone.frame is not None
    _entry(menu, FrameWords.REPLACE() if filled else FrameWords.BROWSE(), zone.browse, "Return")
    _entry(menu, FrameWords.PASTE(), zone.paste, QKeySequence.StandardKey.Paste)
    _entry(menu, FrameWords.FROM_ADDRESS(), place.enter_address)
    menu.addSeparator()
    _entry(menu, FrameWords.CROP_OR_PAD(), place.shape_again, on=filled)
    _entry(menu, FrameWords.SWAP(), place.swap_asked.emit, "X")
    _entry(menu, FrameWords.OPEN_IN_VIEWER(), place.open_in_viewer, on=filled)
    menu.addSeparator()
    remove = FrameWords.REMOVE_FRAME(frame=zone.accessibleName())
    _entry(menu, remove, place.remove, "Del", on=filled)
    return menu


def _entry(
    menu: QMenu,
    text: str,
    act: Callable[[], object],
    key: str | QKeySequence.StandardKey | None = None,
    *,
    on: bool = True,
) -> None:
    entry = menu.addAction(text)
    entry.setEnabled(on)
    if key is not None:
        entry.setShortcut(QKeySequence(key))
        # Told here, done by the zone: twice would be an ambiguous shortcut.
        entry.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        entry.setShortcutVisibleInContextMenu(True)
    entry.triggered.connect(lambda _=False: act())
