"""What a reset takes, leaves and gives back."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kling_desktop.settings import Appearance, Motion, Notify, Settings, SettingsFile
from kling_desktop.ui.question import Question
from kling_desktop.ui.settings.dialog import SettingsDialog
from kling_desktop.words import SettingsWords
from tests.ui.rooms import RATES, Rooms
from tests.ui.settings.hands import pick

pytestmark = pytest.mark.qt


def test_a_reset_asks_and_leaves_the_folders_and_the_mode(
    rooms: Rooms, dialog: SettingsDialog, chosen: Callable[[], Settings]
) -> None:
    rooms.supplies.choices.choose(
        practice=False,
        clips_folder="/somewhere",
        service="https://api.novita.ai",
        appearance=Appearance.DARK,
        proxy="none",
    )
    dialog.files.reset.click()
    question = dialog.findChild(Question)
    assert question is not None
    assert chosen().appearance is Appearance.DARK
    told = question.findChildren(QLabel)
    assert told
    # Nothing of what it says is cut off.
    assert all(said.height() >= said.heightForWidth(said.width()) for said in told)
    question.answers[0].click()
    assert chosen() == Settings(practice=False, clips_folder="/somewhere")


def test_a_reset_is_undone_and_that_is_kept(
    rooms: Rooms, dialog: SettingsDialog, chosen: Callable[[], Settings], qtbot: QtBot
) -> None:
    rooms.supplies.choices.choose(language="zh_CN", motion=Motion.LESS, proxy="none")
    before = chosen()
    assert not dialog.undo_reset.isVisible()
    dialog._reset()
    assert chosen() == Settings()
    dialog.undo_reset.click()
    assert chosen() == before
    assert not dialog.undo_reset.isVisible()
    qtbot.waitUntil(lambda: written(rooms.home / "settings.json") == before)


def test_what_a_reset_took_comes_back_unless_it_was_chosen_anew(
    rooms: Rooms, dialog: SettingsDialog, chosen: Callable[[], Settings]
) -> None:
    choices = rooms.supplies.choices
    choices.choose(rates=RATES, proxy="none", appearance=Appearance.DARK)
    dialog._reset()
    choices.choose(volume=0.5)
    pick(dialog.general.notify, Notify.NEVER)
    pick(dialog.general.appearance, Appearance.LIGHT)
    assert dialog.undo_reset.isVisible()
    dialog.undo_reset.click()
    assert chosen() == Settings(
        rates=RATES, proxy="none", volume=0.5, notify=Notify.NEVER, appearance=Appearance.LIGHT
    )
    dialog._reset()
    choices.choose(rates=RATES, proxy="system.example:3128", notify=Notify.EMPTY)
    pick(dialog.general.appearance, Appearance.DARK)
    # Nothing is left to bring back.
    assert not dialog.undo_reset.isVisible()


def test_a_second_reset_does_not_forget_what_the_first_one_took(
    rooms: Rooms, dialog: SettingsDialog, chosen: Callable[[], Settings]
) -> None:
    rooms.supplies.choices.choose(rates=RATES, proxy="none")
    before = chosen()
    dialog._reset()
    dialog._reset()
    pick(dialog.general.notify, Notify.NEVER)
    dialog._reset()
    assert chosen() == Settings()
    dialog.undo_reset.click()
    assert chosen() == msgspec.structs.replace(before, notify=Notify.NEVER)


def test_nothing_is_undone_where_a_reset_changed_nothing(dialog: SettingsDialog) -> None:
    dialog._reset()
    assert dialog._said.text() == SettingsWords.RESET_DONE()
    assert not dialog.undo_reset.isVisible()


def test_undo_never_stands_at_the_foot_without_saying_what_it_undoes(
    rooms: Rooms, dialog: SettingsDialog
) -> None:
    rooms.supplies.choices.choose(proxy="none")
    dialog._reset()
    for at in range(dialog.pages.count()):
        dialog.pages.setCurrentRow(at)
        assert dialog.undo_reset.isVisible()
        assert dialog._said.text() == SettingsWords.RESET_DONE()
    assert dialog.undo_reset.accessibleName() == "Undo the reset"
    dialog.undo_reset.click()
    assert dialog._said.text() == SettingsWords.RESET_UNDONE()
    dialog.pages.setCurrentRow(0)
    assert dialog._said.text() == ""


def test_a_reset_touches_no_file_but_the_settings(
    rooms: Rooms, dialog: SettingsDialog, qtbot: QtBot
) -> None:
    for name in ("jobs.db", "recent.json", "clips/one.mp4", "pictures/ab", "recovery/one.json"):
        path = rooms.home / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
    rooms.supplies.choices.choose(notify=Notify.NEVER)
    qtbot.waitUntil(lambda: written(rooms.home / "settings.json").notify is Notify.NEVER)
    before = contents(rooms.home)
    dialog._reset()
    qtbot.waitUntil(lambda: written(rooms.home / "settings.json") == Settings())
    after = contents(rooms.home)
    assert {name for name in before | after if before.get(name) != after.get(name)} == {
        "settings.json"
    }


def written(path: Path) -> Settings:
    """What the file of settings says just now."""
    return SettingsFile(path).current


def contents(folder: Path) -> dict[str, bytes]:
    """Every file with its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
