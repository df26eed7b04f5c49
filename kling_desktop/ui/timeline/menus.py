"""The menus of a scene and of a shot: everything that keys and buttons do, by name."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from kling_desktop import words
from kling_desktop.storyboard.check import Fix, Problem
from kling_desktop.storyboard.model import Scene
from kling_desktop.ui.entries import Deed, told
from kling_desktop.ui.timeline.cutting import Cutting
from kling_desktop.words import Timeline


class Deeds:
    """What the menus can't do through `Cutting`."""

    def __init__(
        self, *, write: Deed, seconds: Deed, rename: Deed, go_on: Deed, generate: Deed
    ) -> None:
        self.write = write
        self.seconds = seconds
        self.rename = rename
        self.go_on = go_on
        self.generate = generate


def shot_menu(
    parent: QWidget, cutting: Cutting, deeds: Deeds, problems: tuple[Problem, ...], *, last: bool
) -> QMenu:
    """For the selected shot; what was found in it comes first, with its fix."""
    menu = _menu(parent)
    _problems(menu, cutting, problems)
    told(menu, Timeline.EDIT_TEXT(), deeds.write, "Return")
    told(menu, Timeline.EDIT_SECONDS(), deeds.seconds)
    menu.addSeparator()
    told(menu, Timeline.SPLIT_SHOT(), cutting.split, "S")
    told(menu, Timeline.JOIN(), cutting.join, "M").setEnabled(not last)
    told(menu, Timeline.DUPLICATE(), cutting.duplicate, "Ctrl+D")
    menu.addSeparator()
    told(menu, Timeline.DELETE(), cutting.delete, "Del")
    return menu


def scene_menu(
    parent: QWidget,
    cutting: Cutting,
    deeds: Deeds,
    problems: tuple[Problem, ...],
    scene: Scene,
    index: int,
) -> QMenu:
    """For the selected scene."""
    menu = _menu(parent)
    _problems(menu, cutting, problems)
    told(menu, Timeline.GENERATE(), deeds.generate)
    told(menu, Timeline.CONTINUE(), deeds.go_on)
    if scene.linked and index > 0:
        told(menu, Timeline.UNLINK(), cutting.link)
    elif index > 0:
        told(menu, Timeline.LINK(number=index), cutting.link)
    menu.addSeparator()
    told(menu, Timeline.RENAME(), deeds.rename, "F2")
    fold = Timeline.UNFOLD if scene.collapsed else Timeline.FOLD
    told(menu, fold(), partial(cutting.fold, scene.id))
    told(menu, Timeline.DUPLICATE(), cutting.duplicate, "Ctrl+D")
    menu.addSeparator()
    told(menu, Timeline.DELETE(), cutting.delete, "Del")
    return menu


def problem_menu(parent: QWidget, cutting: Cutting, problems: tuple[Problem, ...]) -> QMenu:
    """What was found, each with its fix."""
    menu = _menu(parent)
    _problems(menu, cutting, problems)
    return menu


def _menu(parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _problems(menu: QMenu, cutting: Cutting, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        menu.addAction(words.problem(problem)).setEnabled(False)
        if problem.fix is not None and problem.fix not in (Fix.CROP, Fix.PAD):
            told(menu, words.fix(problem), partial(cutting.mend, problem))
    if problems:
        menu.addSeparator()
