"""The dress of the application: chosen or the system's, its marks and icons, and motion."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QRadioButton,
    QSlider,
    QTabBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kling_desktop.settings import Appearance, Motion, SettingsFile
from kling_desktop.ui import icons, theme
from kling_desktop.ui.background import Background, Deliveries
from kling_desktop.ui.choices import Choices
from kling_desktop.ui.drawings import drawing
from kling_desktop.ui.marks import Marks
from kling_desktop.ui.pieces import Stepper, Switch, button, tool
from kling_desktop.ui.system_motion import SystemMotion
from kling_desktop.ui.theme import Theme
from kling_desktop.ui.tokens import DARK, LIGHT

pytestmark = pytest.mark.qt


@pytest.fixture
def choices(qapp: QApplication, tmp_path: Path) -> Iterator[Choices]:
    deliveries = Deliveries()
    pool = Background(deliveries, 1, "disk")
    yield Choices(SettingsFile(tmp_path / "settings.json"), pool)
    pool.close()
    deliveries.close()


@pytest.fixture
def dressed(qapp: QApplication, choices: Choices) -> Iterator[Theme]:
    made = Theme(qapp, choices)
    yield made
    made.choose(Appearance.SYSTEM)
    made.deleteLater()


def test_the_choice_of_light_or_dark_holds_at_once(dressed: Theme, choices: Choices) -> None:
    for appearance, expected in ((Appearance.DARK, DARK), (Appearance.LIGHT, LIGHT)):
        choices.choose(appearance=appearance)
        assert theme.colours() is expected
        shown = QApplication.palette().window().color().name()
        assert shown == expected.ground


def test_what_was_chosen_before_the_system(dressed: Theme, choices: Choices) -> None:
    choices.choose(appearance=Appearance.LIGHT)
    dressed._system_changed(Qt.ColorScheme.Dark)
    assert theme.colours() is LIGHT
    choices.choose(appearance=Appearance.SYSTEM)
    dressed._system_changed(Qt.ColorScheme.Dark)
    assert theme.colours() is DARK


def test_an_earlier_choice_holds_from_the_start(qapp: QApplication, choices: Choices) -> None:
    choices.choose(appearance=Appearance.DARK, motion=Motion.LESS)
    made = Theme(qapp, choices)
    assert theme.colours() is DARK
    assert not theme.motion()
    choices.choose(motion=Motion.FULL)
    assert theme.motion()
    made.choose(Appearance.SYSTEM)
    made.deleteLater()


def test_the_system_s_wish_for_less_motion_is_followed_unless_the_user_chose(
    dressed: Theme, choices: Choices
) -> None:
    assert theme.motion()
    system = dressed.findChild(SystemMotion)
    assert system is not None
    system._found()
    assert not theme.motion()
    choices.choose(motion=Motion.FULL)
    assert theme.motion()
    choices.choose(motion=Motion.SYSTEM)
    assert not theme.motion()


@pytest.mark.parametrize("scale", [1, 1.25, 1.5, 1.75, 2, 3])
def test_icons_are_drawn_for_the_screen_s_own_pixels(qapp: QApplication, scale: float) -> None:
    made = icons.icon("key", DARK.ink)
    drawn = made.pixmap(QSize(18, 18), scale)
    assert drawn.width() == int(18 * scale + 0.5)
    assert drawn.devicePixelRatio() == pytest.approx(scale, abs=0.06)  # Qt keeps one digit of it
    assert _strongest(drawn.toImage()) == DARK.ink
    # Drawn for this scale, not shrunk from another.
    assert drawn.toImage() == icons.pixmap("key", DARK.ink, 18, scale).toImage()


def test_icons_take_the_colours_of_the_theme(qapp: QApplication, dressed: Theme) -> None:
    for name in sorted(
        path.stem for path in Path(icons.__file__).parents[2].glob("resources/icons/*.svg")
    ):
        if name != "app":
            assert "currentColor" not in drawing(name, DARK.ink)
            assert DARK.ink in drawing(name, DARK.ink), name


def test_the_marks_in_controls_have_the_colours_of_the_theme(qapp: QApplication) -> None:
    marks = Marks()
    dark, light = Path(marks.folder(DARK)), Path(marks.folder(LIGHT))
    assert dark != light
    assert DARK.on_second in (dark / "check.svg").read_text()
    assert LIGHT.on_second in (light / "check.svg").read_text()
    assert Path(marks.folder(DARK)) == dark
    del marks
    assert not dark.parent.exists()


def test_a_tick_is_seen_in_a_box(qtbot: QtBot, dressed: Theme, choices: Choices) -> None:
    choices.choose(appearance=Appearance.DARK)
    box = QCheckBox()
    qtbot.addWidget(box)
    box.setChecked(True)
    box.resize(24, 24)
    shown = box.grab().toImage()
    colours = {
        shown.pixelColor(x, y).name() for x in range(shown.width()) for y in range(shown.height())
    }
    assert {DARK.second, DARK.on_second} <= colours


def _strongest(image: QImage) -> str:
    """The colour of the least transparent pixel."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(pixels, key=lambda pixel: pixel.alpha()).name()


def _list() -> QListWidget:
    made = QListWidget()
    made.addItems(["One", "Other"])
    made.setCurrentRow(0)
    return made


def _tree() -> QTreeWidget:
    made = QTreeWidget()
    made.addTopLevelItem(QTreeWidgetItem(["One"]))
    return made


def _tabs() -> QTabBar:
    made = QTabBar()
    made.addTab("One")
    made.addTab("Other")
    return made


def _combo() -> QComboBox:
    made = QComboBox()
    made.addItems(["One", "Other"])
    return made


FOCUSABLE: dict[str, Callable[[], QWidget]] = {
    **{
        f"{look or 'usual'} button": partial(button, "Press", look)
        for look in ("", "primary", "next", "danger", "link", "plain", "fold", "name")
    },
    "tool": lambda: tool("key", "Key"),
    "switch": lambda: Switch("Sound"),
    "stepper": lambda: Stepper("Length", 3, 15),
    "field": QLineEdit,
    "text": QPlainTextEdit,
    "combo": _combo,
    "check box": lambda: QCheckBox("One"),
    "radio button": lambda: QRadioButton("One"),
    "slider": lambda: QSlider(Qt.Orientation.Horizontal),
    "list": _list,
    "tree": _tree,
    "tabs": _tabs,
}


@pytest.mark.parametrize("appearance", [Appearance.DARK, Appearance.LIGHT])
@pytest.mark.parametrize("kind", FOCUSABLE)
def test_what_has_the_focus_is_seen(
    qtbot: QtBot, dressed: Theme, choices: Choices, kind: str, appearance: Appearance
) -> None:
    choices.choose(appearance=appearance)
    ground, before, looked_at = QWidget(), QLineEdit(), FOCUSABLE[kind]()
    qtbot.addWidget(ground)
    layout = QVBoxLayout(ground)
    layout.addWidget(before)
    layout.addWidget(looked_at)
    ground.show()
    qtbot.waitUntil(ground.isActiveWindow)
    before.setFocus()
    without = looked_at.grab().toImage()
    inner = looked_at.field if isinstance(looked_at, Stepper) else looked_at
    inner.setFocus(Qt.FocusReason.TabFocusReason)
    assert inner.hasFocus()
    ring = looked_at.grab().toImage()
    marked = {
        ring.pixelColor(x, y).name()
        for x in range(ring.width())
        for y in range(ring.height())
        if ring.pixelColor(x, y) != without.pixelColor(x, y)
    }
    colours = theme.colours()
    assert marked & {colours.second, colours.ink}
