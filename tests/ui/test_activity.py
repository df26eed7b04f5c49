from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from kling_desktop.jobs.job import Ending, State
from kling_desktop.service.errors import Answer
from kling_desktop.ui.job_row import JobRow, minutes
from tests.ui.rooms import Rooms, job

pytestmark = pytest.mark.qt


def _row(rooms: Rooms, **fields: object) -> JobRow:
    window = rooms.window
    rooms.book.take(job(**fields))
    window.foot.button.setChecked(True)
    row = window.jobs.row(int(str(fields.get("id", 1))))
    assert row is not None
    return row


def _buttons(row: JobRow) -> dict[str, QPushButton]:
    # What was just put into a layout is shown by the next turn of the event loop.
    QApplication.processEvents()
    return {b.text(): b for b in row.findChildren(QPushButton) if b.isVisible()}


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.WAITING, ["Remove"]),
        (State.SENDING, []),
        (State.GENERATING, ["Stop waiting"]),
        (State.PARKED, ["Look again"]),
        (State.UNCONFIRMED, ["Look for it", "Send again", "Drop it"]),
        (State.REFUSED, ["Try again", "Copy details"]),
        (State.DONE, ["Play", "Show in folder"]),
    ],
)
def test_a_row_offers_exactly_what_its_state_allows(
    rooms: Rooms, state: State, said: list[str]
) -> None:
    assert list(_buttons(_row(rooms, state=state))) == said


def test_a_row_follows_its_job(rooms: Rooms) -> None:
    row = _row(rooms, state=State.GENERATING, progress=20)
    rooms.book.take(job(state=State.DONE, progress=100))
    assert list(_buttons(row)) == ["Play", "Show in folder"]


def test_what_wants_a_decision_stands_above_the_rest(rooms: Rooms) -> None:
    for number in range(1, 5):
        rooms.book.take(job(id=number, state=State.SENDING))
    assert _from_the_top(rooms) == [4, 3, 2, 1]
    rooms.book.take(job(id=2, state=State.UNCONFIRMED, ending=Ending.NO_ANSWER))
    assert _from_the_top(rooms) == [2, 4, 3, 1]
    rooms.book.take(job(id=5))
    assert _from_the_top(rooms) == [2, 5, 4, 3, 1]
    rooms.book.take(job(id=2, state=State.WITHDRAWN))
    assert _from_the_top(rooms) == [5, 4, 3, 2, 1]


def _from_the_top(rooms: Rooms) -> list[int]:
    rows = rooms.window.jobs.findChildren(JobRow)
    inside = rows[0].parentWidget()
    assert inside is not None
    layout = inside.layout()
    assert layout is not None
    return [row.job.id for row in sorted(rows, key=layout.indexOf)]


def test_the_engine_is_told(rooms: Rooms, qtbot: QtBot) -> None:
    _buttons(_row(rooms, id=7))["Remove"].click()
    qtbot.waitUntil(lambda: rooms.scripted.calls == [("withdraw", 7)])


def test_sending_again_asks_first_and_then_once(rooms: Rooms, qtbot: QtBot) -> None:
    row = _row(rooms, id=5, state=State.UNCONFIRMED, ending=Ending.NO_ANSWER)
    _buttons(row)["Send again"].click()
    qtbot.wait(30)
    assert rooms.scripted.calls == []
    sure = _buttons(row)["Send again all the same"]
    sure.click()
    row._send_again()
    qtbot.waitUntil(lambda: bool(rooms.scripted.calls))
    assert rooms.scripted.calls == [("send_again", 5)]


def test_an_id_that_was_found_is_taken_up(
    rooms: Rooms, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    monkeypatch.setattr(
        "kling_desktop.ui.deeds.QDesktopServices.openUrl", lambda url: opened.append(url.toString())
    )
    service = "https://api.myrouter.ai"
    row = _row(rooms, id=5, state=State.UNCONFIRMED, service=service)
    _buttons(row)["Look for it"].click()
    assert opened == ["https://myrouter.ai/billing/details"]
    QApplication.processEvents()
    field = next(f for f in row.findChildren(QLineEdit) if f.isVisible())
    field.setText(" task-9 ")
    _buttons(row)["Take it up"].click()
    qtbot.waitUntil(lambda: rooms.scripted.calls == [("adopt", 5, "task-9")])


def test_details_are_copied(rooms: Rooms) -> None:
    told = Answer(status=400, reason="ILLEGAL_PROMPT", trace_id="abc")
    row = _row(rooms, state=State.REFUSED, ending=Ending.WORDS_OR_PICTURE, details=told)
    _buttons(row)["Copy details"].click()
    copied = QGuiApplication.clipboard().text()
    assert "ILLEGAL_PROMPT" in copied
    assert "abc" in copied
    QGuiApplication.clipboard().clear()


def test_the_foot_says_what_is_running(rooms: Rooms) -> None:
    foot = rooms.window.foot
    assert foot._said.text() == "Nothing is running."
    rooms.book.take(job(id=1, state=State.GENERATING))
    rooms.book.take(job(id=2, state=State.WAITING))
    rooms.book.take(job(id=3, state=State.UNCONFIRMED))
    assert foot._counts.text() == "1 running · 1 waiting"
    assert foot._wanted.text() == "1 unconfirmed"
    assert "Generating" in foot._said.text()
    for number in (1, 2):
        rooms.book.take(job(id=number, state=State.WITHDRAWN))
    assert not foot.seconds.isActive()


def test_a_finished_clip_that_was_started_elsewhere_does_not_play_by_itself(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[Path] = []
    window = rooms.window
    monkeypatch.setattr(window.stage, "play", played.append)
    window.show_finished(job(id=8, state=State.DONE, clip="a.mp4"))
    window.generating.adopt([job(id=9)])
    window.show_finished(job(id=9, state=State.DONE, clip="b.mp4"))
    assert [path.name for path in played] == ["b.mp4"]


def test_spans_of_time() -> None:
    assert [minutes(s) for s in (0, 62, 3725)] == ["0:00", "1:02", "1:02:05"]
