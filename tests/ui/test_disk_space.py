import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from kling_desktop.compose import Studio
from kling_desktop.frames.fit import fit
from kling_desktop.paths import Paths
from kling_desktop.store.owners import Owners
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import FrameRef
from kling_desktop.tidying import Tidying
from kling_desktop.ui.disk_space import DiskSpace, told
from kling_desktop.words import DiskWords
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt


@pytest.fixture
def studio(rooms: Rooms, tmp_path: Path) -> Studio:
    """The rooms that housekeeping goes through, in the same home as the window's."""
    made = Studio(Paths(tmp_path / "tidied"))
    made.paths.clips.mkdir()
    rooms.supply(housekeeper=Tidying(made), pictures=made.pictures)
    return made


def old_picture(studio: Studio, path: Path) -> FrameRef:
    frame = studio.pictures.keep(fit(path))
    os.utime(studio.pictures.path(frame), (1, 1))
    return frame


def opened(rooms: Rooms, qtbot: QtBot) -> DiskSpace:
    page = DiskSpace(rooms.supplies)
    qtbot.addWidget(page)
    page.resize(480, 420)
    page.show()
    qtbot.waitUntil(page.look_again.isEnabled)
    return page


def lines(page: DiskSpace) -> list[str]:
    return [said.text() for said in page.findChildren(QLabel) if said.isVisible()]


def test_it_shows_what_there_is_and_cleans_what_it_showed(
    rooms: Rooms, qtbot: QtBot, studio: Studio, picture: "object"
) -> None:
    (studio.paths.clips / "a.mp4").write_bytes(bytes(2_500_000))
    frame = old_picture(studio, picture(name="a.jpg"))  # type: ignore[operator]
    page = opened(rooms, qtbot)
    qtbot.waitUntil(lambda: {"Clips", "1 file", "2.5 MB"} <= set(lines(page)))
    assert page.said.text() == DiskWords.MAY_GO(size=told(frame.size))
    going = DiskWords.PICTURES_GO(count=1, size=told(frame.size))
    qtbot.waitUntil(lambda: going in lines(page))
    page.clean_up.click()
    qtbot.waitUntil(lambda: page.said.text() == DiskWords.CLEANED(size=told(frame.size)))
    assert not studio.pictures.has(frame)
    assert (studio.paths.clips / "a.mp4").is_file()
    assert not page.clean_up.isEnabled()
    page.look_again.click()
    qtbot.waitUntil(lambda: page.said.text() == DiskWords.NOTHING_LEFT())
    studio.close()


def test_what_lies_in_any_window_stays(
    rooms: Rooms, qtbot: QtBot, studio: Studio, picture: "object"
) -> None:
    frame = old_picture(studio, picture(name="a.jpg"))  # type: ignore[operator]
    rooms.supplies.shelf.lay(rooms.desk)
    rooms.desk.set(Act.MEND, first_frame=frame)
    rooms.desk.undo()
    page = opened(rooms, qtbot)
    assert page.said.text() == DiskWords.NOTHING_LEFT()
    assert not page.clean_up.isEnabled()
    studio.close()


def test_another_process_and_a_broken_document_are_told(
    rooms: Rooms, qtbot: QtBot, studio: Studio, tmp_path: Path
) -> None:
    other = Owners(studio.paths.owners)
    page = opened(rooms, qtbot)
    assert page.said.text() == DiskWords.OTHERS_AT_WORK()
    other.leave()
    broken = tmp_path / "film.klingboard"
    broken.write_text("no zip")
    studio.recent.add(broken)
    page.look_again.click()
    qtbot.waitUntil(lambda: page.said.text() == DiskWords.DOCUMENT_UNREADABLE())
    assert not page.clean_up.isEnabled()
    studio.close()
