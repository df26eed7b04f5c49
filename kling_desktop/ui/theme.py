"""Dresses the application from the table in `tokens`: palette and style sheet, light and dark."""

from functools import cache
from string import Template

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QToolTip, QWidget

from kling_desktop.paths import resource
from kling_desktop.settings import Appearance, Motion
from kling_desktop.ui import tokens
from kling_desktop.ui.choices import Choices
from kling_desktop.ui.marks import Marks
from kling_desktop.ui.system_motion import SystemMotion
from kling_desktop.ui.tokens import Colours

_STYLE = "style"
"""Folder of the style sheets below `resources/`: templates whose `$names` are those of `tokens`.

They are read in the order of their names; where two say different things, the later one holds.
"""

_SCHEMES = {
    Appearance.SYSTEM: Qt.ColorScheme.Unknown,
    Appearance.LIGHT: Qt.ColorScheme.Light,
    Appearance.DARK: Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Light or dark, as the user chose or the system is, while the program runs."""

    changed = Signal()

    def __init__(self, app: QApplication, choices: Choices | None = None) -> None:
        super().__init__(app)
        self._app = app
        self._choices = choices
        self._appearance = Appearance.SYSTEM
        self._marks = Marks()
        self._system_motion = SystemMotion(self)
        self._system_motion.answered.connect(self._choose_motion)
        app.setStyle(QStyleFactory.create("Fusion"))
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        if choices is not None:
            choices.changed.connect(self._chosen)
            self._system_motion.ask()
        self._choose_motion()
        self.choose(choices.current.appearance if choices else Appearance.SYSTEM)

    def choose(self, appearance: Appearance) -> None:
        """Dresses everything anew; what the system draws (title bars, its dialogs) too."""
        self._appearance = appearance
        hints = self._app.styleHints()
        hints.setColorScheme(_SCHEMES[appearance])
        # Asked again for the system's own; not every platform takes a scheme that it is given.
        wanted = _SCHEMES[appearance]
        self.follow(hints.colorScheme() if wanted is Qt.ColorScheme.Unknown else wanted)

    def follow(self, scheme: Qt.ColorScheme) -> None:
        """Takes a scheme; one that is unknown counts as light."""
        global _current  # noqa: PLW0603 - one dress for the one application of a process
        _current = tokens.DARK if scheme is Qt.ColorScheme.Dark else tokens.LIGHT
        self._app.setPalette(palette(_current))
        QToolTip.setPalette(palette(_current))
        self._app.setStyleSheet(style_sheet(_current, self._marks.folder(_current)))
        self.changed.emit()

    def _system_changed(self, scheme: Qt.ColorScheme) -> None:
        if self._appearance is Appearance.SYSTEM:
            self.follow(scheme)

    def _chosen(self, names: frozenset[str]) -> None:
        assert self._choices is not None
        if "appearance" in names:
            self.choose(self._choices.current.appearance)
        if "motion" in names:
            self._choose_motion()

    def _choose_motion(self) -> None:
        global _moves  # noqa: PLW0603 - as above
        chosen = self._choices.current.motion if self._choices else Motion.SYSTEM
        system = not self._system_motion.reduced
        _moves = system if chosen is Motion.SYSTEM else chosen is Motion.FULL


_current = tokens.DARK
_moves = True


def colours() -> Colours:
    """The colours in force, for widgets that paint themselves."""
    return _current


def motion() -> bool:
    """Whether things may move where moving only pleases the eye (WCAG 2.2, 2.3.3).

    Ask each time something is about to move; what a clip shows is no such motion.
    """
    return _moves


def style_sheet(colours: Colours, marks: str = "") -> str:
    """The whole style sheet in the given colours; `marks` is the folder of `Marks` for them."""
    return _templates().substitute(
        msgspec.structs.asdict(colours),
        marks=marks,
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
        roles.HighlightedText: colours.on_second,
        roles.Accent: colours.second,
        roles.Link: colours.second,
        roles.LinkVisited: colours.second,
        roles.Light: colours.hover,
        roles.Midlight: colours.hover,
        roles.Mid: colours.line,
        roles.Dark: colours.line,
        roles.Shadow: colours.stage,
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
