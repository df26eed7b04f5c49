"""Dresses the application from the table in `tokens`: palette and style sheet, light and dark."""

from functools import cache
from string import Template

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from kling_desktop.paths import resource
from kling_desktop.ui import tokens
from kling_desktop.ui.tokens import Colours

_STYLE = "style"
"""Folder of the style sheets below `resources/`: templates whose `$names` are those of `tokens`.

They are read in the order of their names; where two say different things, the later one holds.
"""


class Theme(QObject):
    """Follows the system between light and dark while the program runs."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        app.setStyle(QStyleFactory.create("Fusion"))
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self.follow)
        self.follow(hints.colorScheme())

    def follow(self, scheme: Qt.ColorScheme) -> None:
        """Takes the system's scheme; one that is unknown counts as light."""
        global _current  # noqa: PLW0603 - one dress for the one application of a process
        _current = tokens.DARK if scheme is Qt.ColorScheme.Dark else tokens.LIGHT
        self._app.setPalette(palette(_current))
        self._app.setStyleSheet(style_sheet(_current))
        self.changed.emit()


_current = tokens.DARK


def colours() -> Colours:
    """The colours in force, for widgets that paint themselves."""
    return _current


def style_sheet(colours: Colours) -> str:
    """The whole style sheet in the given colours."""
    return _templates().substitute(
        msgspec.structs.asdict(colours),
        small=tokens.SMALL,
        body=tokens.BODY,
        title=tokens.TITLE,
        hero=tokens.HERO,
        radius=tokens.RADIUS,
        small_radius=tokens.SMALL_RADIUS,
    )


@cache
def _templates() -> Template:
    sheets = sorted(resource(_STYLE).glob("*.qss"))
    return Template("\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets))


def palette(colours: Colours) -> QPalette:
    """The same colours for what the style sheet does not reach: dialogs, placeholder, selection."""
    roles = QPalette.ColorRole
    made = QPalette()
    for role, colour in {
        roles.Window: colours.ground,
        roles.WindowText: colours.ink,
        roles.Base: colours.panel,
        roles.AlternateBase: colours.raised,
        roles.Text: colours.ink,
        roles.Button: colours.raised,
        roles.ButtonText: colours.ink,
        roles.BrightText: colours.bad,
        roles.ToolTipBase: colours.raised,
        roles.ToolTipText: colours.ink,
        roles.PlaceholderText: colours.quiet,
        roles.Highlight: colours.second,
        roles.HighlightedText: colours.panel,
        roles.Link: colours.second,
        roles.Mid: colours.line,
    }.items():
        made.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.quiet))
    return made


def dress(widget: QWidget, **looks: object) -> None:
    """Sets properties that the style sheet selects by, and lets them take effect."""
    if all(widget.property(name) == value for name, value in looks.items()):
        return
    for name, value in looks.items():
        widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
