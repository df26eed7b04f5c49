"""The small marks that the style sheet puts into controls: a tick, a chevron.

A style sheet can name pictures by file only, and a file has its colours in it; so the icons are
written out in the theme's colours, to a folder that goes with the process.
"""

import logging
import shutil
import tempfile
import weakref
from pathlib import Path

from kling_desktop.ui.drawings import drawing
from kling_desktop.ui.tokens import Colours

log = logging.getLogger(__name__)

_MARKS = {
    "check": ("done", "on_second"),
    "dash": ("dash", "on_second"),
    "tick": ("done", "ink"),
    "down": ("down", "quiet"),
    "down-faint": ("down", "edge"),
    "right": ("right", "quiet"),
}
"""File name → icon and the name of its colour."""


class Marks:
    """One folder of marks for each set of colours."""

    def __init__(self) -> None:
        self._written: dict[Colours, str] = {}
        self._folder: Path | None = None
        try:
            self._folder = Path(tempfile.mkdtemp(prefix="kling-desktop-"))
        except OSError as fault:
            log.warning("there is no temporary folder for the marks in controls: %s", fault)
            return
        # Also when the process ends, which comes before an object of Qt's would let go of it.
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    def folder(self, colours: Colours) -> str:
        """Where the marks in these colours are; empty where there is no room to write them."""
        if colours not in self._written:
            self._written[colours] = self._write(colours)
        return self._written[colours]

    def _write(self, colours: Colours) -> str:
        if self._folder is None:
            return ""
        folder = self._folder / str(len(self._written))
        try:
            folder.mkdir()
            for name, (icon, colour) in _MARKS.items():
                drawn = drawing(icon, getattr(colours, colour))
                (folder / f"{name}.svg").write_text(drawn, encoding="utf-8")
        except OSError as fault:
            log.warning("the marks in controls could not be written: %s", fault)
            return ""
        return folder.as_posix()
