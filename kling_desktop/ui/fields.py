"""The scene's settings as rows: length, sound, takes, closeness to the prompt.

All stand on one grid: what it is called on the left, what sets it on the right.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QLabel, QLayout, QSlider, QWidget

from kling_desktop.storyboard import limits
from kling_desktop.storyboard.model import Scene
from kling_desktop.ui import theme, tokens
from kling_desktop.ui.pieces import Elided, Stepper, Switch, label, row, tool
from kling_desktop.words import SceneWords

NAMES_WIDTH = 84
"""Pixels that the rows' names take, so that the controls stand in one line."""

VALUE_WIDTH = 90
"""Pixels at the right of a slider for its value: as wide as a stepper."""


def name_of(text: str) -> QLabel:
    """What a row is called; a long name takes two lines."""
    made = label(text, "quiet", wrap=True)
    made.setFixedWidth(NAMES_WIDTH)
    return made


def field_row(name: str, *parts: QWidget | QLayout | None) -> QLayout:
    """One row of the grid."""
    return row(name_of(name), row(*parts), gap=tokens.PAD)


class Slider(QSlider):
    """Changes by the wheel only while it has the focus: scrolling past must not change a scene."""

    def __init__(self, name: str, least: int, most: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName(name)
        self.setRange(least, most)
        self.setPageStep(1)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def show_value(self, value: int) -> None:
        """Shows a value without telling it on."""
        self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(False)


class LengthField(QWidget):
    """Length of the scene in whole seconds, by slider or by number."""

    edited = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        least, most = limits.SECONDS_MIN, limits.SECONDS_MAX
        self.slider = Slider(SceneWords.LENGTH(), least, most)
        self.slider.setToolTip(SceneWords.LENGTH_HINT(least=least, most=most))
        self.stepper = Stepper(
            SceneWords.LENGTH_IN_SECONDS(), least, most, SceneWords.SECONDS_UNIT()
        )
        self.slider.valueChanged.connect(self.edited)
        self.stepper.field.valueChanged.connect(self.edited)
        self.setLayout(field_row(SceneWords.LENGTH(), self.slider, self.stepper))

    def show_scene(self, scene: Scene) -> None:
        """Shows the scene's length; one out of bounds shows the nearest bound."""
        self.slider.show_value(scene.seconds)
        self.stepper.show_value(scene.seconds)


class SoundField(QWidget):
    """Whether the clip gets sound."""

    edited = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.switch = Switch(SceneWords.SOUND())
        self.switch.setToolTip(SceneWords.SOUND_TOOLTIP())
        self.switch.toggled.connect(self.edited)
        self._said = Elided(look="quiet")
        # The switch has room around it for the ring of its focus.
        self.setLayout(row(name_of(SceneWords.SOUND()), self.switch, self._said, None))

    def show_scene(self, scene: Scene) -> None:
        """Shows the scene's choice."""
        self.switch.blockSignals(True)
        self.switch.setChecked(scene.sound)
        self.switch.blockSignals(False)
        self._said.setText(SceneWords.SOUND_ON() if scene.sound else SceneWords.SOUND_OFF())


class TakesField(QWidget):
    """How many tries at once."""

    edited = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.stepper = Stepper(SceneWords.TAKES(), 1, limits.TAKES_AT_ONCE)
        self.stepper.setToolTip(SceneWords.TAKES_TOOLTIP())
        self.stepper.field.valueChanged.connect(self.edited)
        self._said = Elided(look="quiet")
        self.setLayout(field_row(SceneWords.TAKES(), self.stepper, self._said, None))

    def show_scene(self, scene: Scene) -> None:
        """Shows the scene's choice."""
        self.stepper.show_value(scene.takes_wanted)
        self._said.setText("" if scene.takes_wanted == 1 else SceneWords.TAKES_SAID())


class CfgField(QWidget):
    """How close to the prompt; left to the service until it is moved (contract.md §4.5)."""

    edited = Signal(object)
    """A float from 0 to 1, or `None`."""

    STEPS = 20

    def __init__(self) -> None:
        super().__init__()
        self.slider = Slider(SceneWords.CLOSER_TO_PROMPT(), 0, self.STEPS)
        self.slider.setToolTip(SceneWords.CLOSER_HINT())
        self.slider.valueChanged.connect(self._moved)
        self.slider.sliderReleased.connect(self._moved)
        self._value = Elided()
        self._unset = tool("close", SceneWords.LEAVE_TO_SERVICE(), side=14)
        self._unset.clicked.connect(self._leave)
        value = QWidget()
        value.setFixedWidth(VALUE_WIDTH)
        value.setLayout(row(self._value, None, self._unset, gap=tokens.GRID))
        self.setLayout(field_row(SceneWords.CLOSER_TO_PROMPT(), self.slider, value))

    def show_scene(self, scene: Scene) -> None:
        """Shows the scene's value, or that there is none."""
        cfg = scene.cfg_scale
        unset = cfg is None
        shown = limits.CFG_SCALE_SUGGESTED if cfg is None else cfg
        self.slider.show_value(round(shown * self.STEPS))
        theme.dress(self.slider, unset=unset)
        said = SceneWords.CLOSER_UNSET() if unset else f"{shown:.2f}"
        self._value.setText(said)
        theme.dress(self._value, look="quiet" if unset else "")
        self.slider.setAccessibleDescription(said)
        self._unset.setVisible(not unset)

    def _moved(self, *_: int) -> None:
        self.edited.emit(self.slider.value() / self.STEPS)

    def _leave(self) -> None:
        self.edited.emit(None)
