"""Dresses the application from the table in `tokens`: palette and style sheet, light and dark."""

from string import Template

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from kling_desktop.ui import tokens
from kling_desktop.ui.tokens import Colours

_SHEET = Template("""
* { font-size: ${body}px; }
QWidget { color: $ink; }
QMainWindow, QDialog, #ground { background: $ground; }
#topBar, #foot, #activityPanel, #libraryPanel, #inspector, #timeline { background: $panel; }
#topBar { border-bottom: 1px solid $line; }
#foot { border-top: 1px solid $line; }
#activityPanel { border-top: 1px solid $line; }
#stage { background: $stage; }
QScrollArea, QScrollArea > QWidget > QWidget#scrolled { background: transparent; border: none; }
QToolTip { background: $raised; color: $ink; border: 1px solid $line; padding: 4px 6px; }
QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $second; }

QLabel { background: transparent; }
QLabel[look="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[look="hero"] { font-size: ${hero}px; font-weight: 600; }
QLabel[look="strong"] { font-weight: 600; }
QLabel[look="quiet"] { color: $quiet; }
QLabel[look="small"] { color: $quiet; font-size: ${small}px; }
QLabel[look="heading"] { color: $quiet; font-size: ${small}px; font-weight: 600; }
QLabel[look="good"] { color: $good; }
QLabel[look="caution"] { color: $caution; }
QLabel[look="bad"] { color: $bad; }
QLabel[look="second"] { color: $second; }
QLabel[look="number"] { background: $hover; border-radius: 9px; font-size: ${small}px;
    font-weight: 600; }

#pill { border-radius: 12px; padding: 0 12px; min-height: 24px; max-height: 24px; font-weight: 600;
    font-size: ${small}px; }
#pill[mood="practice"] { background: $caution_wash; color: $caution; }
#pill[mood="live"] { background: $second_wash; color: $second; }

QPushButton { background: $raised; border: 1px solid $line; border-radius: ${small_radius}px;
    padding: 0 12px; min-height: 30px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border: 2px solid $second; padding: 0 11px; min-height: 28px; }
QPushButton:disabled { color: $quiet; background: $raised; border-color: transparent; }
QPushButton[look="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent;
    font-weight: 600; }
QPushButton[look="primary"]:hover { background: $accent_hover; }
QPushButton[look="primary"]:focus { border: 2px solid $ink; }
QPushButton[look="primary"]:disabled { background: $raised; color: $quiet;
    border: 1px solid transparent; }
QPushButton[look="busy"] { background: $raised; color: $ink; border: 1px solid $second;
    font-weight: 600; }
QPushButton#generate { min-height: 42px; font-size: ${title}px; border-radius: ${radius}px; }
QPushButton#generate:focus { min-height: 40px; }
QPushButton[look="link"] { background: transparent; border: 1px solid transparent; color: $second;
    padding: 0 4px; min-height: 24px; }
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[look="link"]:focus { border: 2px solid $second; padding: 0 3px; min-height: 22px; }
QPushButton[look="plain"] { background: transparent; border: 1px solid transparent; }
QPushButton[look="plain"]:hover { background: $raised; }
QPushButton[look="plain"]:focus { border: 2px solid $second; }
QPushButton[look="fold"] { background: transparent; border: 1px solid transparent; color: $quiet;
    padding: 0 4px; min-height: 26px; text-align: left; }
QPushButton[look="fold"]:hover { color: $ink; }
QPushButton[look="fold"]:focus { border: 2px solid $second; padding: 0 3px; min-height: 24px; }

QToolButton { background: transparent; border: 1px solid transparent;
    border-radius: ${small_radius}px; padding: 3px; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border: 2px solid $second; padding: 2px; }
QToolButton:disabled { background: transparent; }
QToolButton[look="over"] { background: $panel; border: 1px solid $line; padding: 1px; }
QToolButton[look="over"]:focus { border: 2px solid $second; padding: 0; }

QPushButton#frameZone { min-height: 104px; max-height: 104px; padding: 0; border: none; }
#switch { background: $raised; border-radius: ${radius}px; }
#switch QPushButton { background: transparent; border: 1px solid transparent; color: $quiet;
    min-height: 24px; padding: 0 12px; font-weight: 600; }
#switch QPushButton:checked { background: $panel; color: $ink; border: 1px solid $line; }
#switch QPushButton:focus { border: 2px solid $second; padding: 0 11px; min-height: 22px; }

QLineEdit, QPlainTextEdit { background: $raised; color: $ink;
    border: 1px solid transparent; border-radius: ${small_radius}px;
    selection-background-color: $second; selection-color: $panel; }
QLineEdit { padding: 0 8px; min-height: 30px; }
#stepper { background: $raised; border: 1px solid transparent; border-radius: ${small_radius}px; }
#stepper[focused="true"] { border: 1px solid $second; }
QSpinBox QLineEdit { padding: 0; min-height: 0; border: none; background: transparent; }
QLineEdit, QPlainTextEdit { placeholder-text-color: $quiet; }
QLineEdit:focus, QPlainTextEdit:focus {
    border: 1px solid $second; }

#promptBox, #shotBox { background: $raised; border: 1px solid transparent;
    border-radius: ${radius}px; }
#promptBox[focused="true"], #shotBox[focused="true"] { border: 1px solid $second; }
#promptBox[trouble="true"], #shotBox[trouble="true"] { border: 1px solid $bad; }
#promptBox QPlainTextEdit, #shotBox QPlainTextEdit { background: transparent; border: none;
    padding: 0; }

QSlider { min-height: 22px; background: transparent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $hover; }
QSlider::sub-page:horizontal { background: $second; border-radius: 2px; }
QSlider::sub-page:horizontal:disabled { background: $edge; }
QSlider[unset="true"]::sub-page:horizontal { background: $hover; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -6px 0; border-radius: 8px;
    background: $ink; border: 1px solid $panel; }
QSlider[unset="true"]::handle:horizontal { background: $edge; }
QSlider::handle:horizontal:focus { border: 2px solid $second; }
QSlider:focus { border: 1px solid $second; border-radius: 6px; }

QProgressBar { background: $hover; border: none; border-radius: 2px; max-height: 4px;
    min-height: 4px; }
QProgressBar::chunk { background: $second; border-radius: 2px; }

QListView { background: transparent; border: 1px solid transparent; outline: none; }
QListView:focus { border: 1px solid $second; border-radius: ${radius}px; }
QScrollBar:vertical { width: 10px; background: transparent; margin: 0; }
QScrollBar::handle:vertical { background: $line; border-radius: 4px; min-height: 32px;
    margin: 1px 2px; }
QScrollBar::handle:vertical:hover { background: $edge; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollBar:horizontal { height: 10px; background: transparent; }
QScrollBar::handle:horizontal { background: $line; border-radius: 4px; min-width: 32px;
    margin: 2px 1px; }

#problem { background: $caution_wash; border-left: 3px solid $caution; border-radius: 4px; }
#problem[mood="block"] { background: $bad_wash; border-left: 3px solid $bad; }
#problem[mood="hint"] { background: transparent; border-left: 3px solid $line; }
#problem QPushButton[look="link"] { font-weight: 600; padding: 0; min-height: 20px; }
#problem QPushButton[look="link"]:focus { padding: 0; min-height: 18px; }
#card { background: $panel; border: 1px solid $edge; border-radius: ${radius}px; }
#filmBar, #takeStrip { background: $panel; border-top: 1px solid $line; }
#ask { background: $second_wash; border-radius: ${small_radius}px; }
#filmBar #ask { border-radius: 0; border-bottom: 1px solid $line; }
#runningTake { background: $raised; border: 1px solid $line; border-radius: 4px; }
#notice { background: $second_wash; border-top: 1px solid $line; }
#notice[mood="fault"] { background: $bad_wash; }
#jobRow { background: transparent; border: none; border-bottom: 1px solid $line; }
#jobRow[mood="unconfirmed"] { background: $caution_wash; border-left: 3px solid $caution; }
QMenuBar { background: $panel; padding: 2px 8px; }
QMenuBar::item { background: transparent; padding: 4px 8px; border-radius: 4px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover; }
#timeline { border-top: 1px solid $line; }
#askBar { background: $second_wash; border: none; }
#bubble { background: $caution_wash; color: $ink; border: 1px solid $caution; border-radius: 6px;
    padding: 4px 8px; }
#inPlace { background: $raised; border: 2px solid $second; border-radius: 5px; padding: 1px 3px; }
QMenu { background: $raised; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 20px; border-radius: 4px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $quiet; }
QMenu::item:disabled:selected { background: transparent; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 4px; }
QPushButton[look="name"] { background: transparent; border: 1px solid transparent; padding: 0 6px;
    min-height: 28px; font-size: ${title}px; font-weight: 600; text-align: left; }
QPushButton[look="name"]:hover { background: $raised; }
QPushButton[look="name"]:focus { border: 2px solid $second; padding: 0 5px; min-height: 26px; }
#titleField { font-size: ${title}px; font-weight: 600; padding: 0 6px; min-height: 28px; }
#recoveryBar { background: $second_wash; border-top: 1px solid $line; }
#recoveryBar QPushButton { min-height: 24px; }
#recoveryBar QPushButton:focus { min-height: 22px; }
""")


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
    return _SHEET.substitute(
        msgspec.structs.asdict(colours),
        small=tokens.SMALL,
        body=tokens.BODY,
        title=tokens.TITLE,
        hero=tokens.HERO,
        radius=tokens.RADIUS,
        small_radius=tokens.SMALL_RADIUS,
    )


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
