"""The list of jobs on its own, with an engine that does as it is told."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from kling_desktop.jobs.job import Ending, Hold, Job, State
from kling_desktop.service.errors import Answer
from kling_desktop.storyboard.model import Scene
from kling_desktop.ui.activity import SHOWN, JobList
from kling_desktop.ui.deeds import Deeds
from kling_desktop.ui.foot import Foot
from kling_desktop.ui.job_row import JobRow
from kling_desktop.ui.job_texts import minutes, standing_with_rest
from tests.clips.making import make_clip
from tests.ui.rooms import Rooms, job

pytestmark = pytest.mark.qt


class Generating:
    """Hears which jobs were started here."""

    def __init__(self) -> None:
        self.adopted: list[Job] = []

    def adopt(self, jobs: list[Job]) -> None:
        self.adopted += jobs


class Panel:
    """The list, what it asks for, and the foot, without the rest of the window."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self.book = rooms.book
        self.engine = rooms.scripted
        self.deeds = Deeds(rooms.supplies, Generating(), rooms.notices)  # type: ignore[arg-type]
        self.list = JobList(rooms.supplies, rooms.book, rooms.desk, rooms.shared.mode, self.deeds)
        self.foot = Foot(rooms.book, rooms.engine)
        self.list.acted.connect(self.deeds.act)
        self.list.found.connect(self.deeds.adopt)
        self.list.resize(1000, 300)

    def row(self, **fields: object) -> JobRow:
        """Shows a job and returns its row."""
        self.book.take(job(**fields))
        row = self.list.row(int(str(fields.get("id", 1))))
        assert row is not None
        return row

    def from_the_top(self) -> list[int]:
        rows = self.list.findChildren(JobRow)
        place = self.list._column.indexOf
        return [row.job.id for row in sorted(rows, key=place) if place(row) >= 0]


@pytest.fixture
def panel(rooms: Rooms, qtbot: QtBot) -> Iterator[Panel]:
    rooms.engine.start()
    made = Panel(rooms)
    made.list.show()
    yield made
    made.list.close()
    rooms.engine.stop()
    qtbot.waitUntil(rooms.engine.isFinished)
    rooms.engine.wait()
    made.foot.deleteLater()
    made.list.deleteLater()


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
    panel: Panel, state: State, said: list[str]
) -> None:
    assert list(_buttons(panel.row(state=state))) == said


def test_a_row_follows_its_job(panel: Panel) -> None:
    row = panel.row(state=State.GENERATING, progress=20)
    panel.book.take(job(state=State.DONE, progress=100))
    assert list(_buttons(row)) == ["Play", "Show in folder"]


def test_what_wants_a_decision_stands_above_the_rest(panel: Panel) -> None:
    for number in range(1, 5):
        panel.book.take(job(id=number, state=State.SENDING))
    assert panel.from_the_top() == [4, 3, 2, 1]
    panel.book.take(job(id=2, state=State.UNCONFIRMED, ending=Ending.NO_ANSWER))
    assert panel.from_the_top() == [2, 4, 3, 1]
    panel.book.take(job(id=5))
    assert panel.from_the_top() == [2, 5, 4, 3, 1]
    panel.book.take(job(id=2, state=State.WITHDRAWN))
    assert panel.from_the_top() == [5, 4, 3, 2, 1]


def test_the_engine_is_told(panel: Panel, qtbot: QtBot) -> None:
    _buttons(panel.row(id=7))["Remove"].click()
    qtbot.waitUntil(lambda: panel.engine.calls == [("withdraw", 7)])


def test_sending_again_asks_first_and_then_once(panel: Panel, qtbot: QtBot) -> None:
    row = panel.row(id=5, state=State.UNCONFIRMED, ending=Ending.NO_ANSWER)
    _buttons(row)["Send again"].click()
    assert _buttons(row)["Cancel"].hasFocus() or not row.isActiveWindow()
    QApplication.processEvents()
    assert panel.engine.calls == []
    _buttons(row)["Send again all the same"].click()
    row._send_again()
    qtbot.waitUntil(lambda: bool(panel.engine.calls))
    assert panel.engine.calls == [("send_again", 5)]


LIVE = "https://api.myrouter.ai"


@pytest.mark.parametrize("state", [State.FAILED, State.REFUSED])
def test_in_practice_a_live_job_is_tried_again_only_after_a_question_with_the_amount(
    panel: Panel, qtbot: QtBot, state: State
) -> None:
    row = panel.row(id=5, state=state, service=LIVE, estimate=0.42)
    _buttons(row)["Try again"].click()
    QApplication.processEvents()
    assert "Try the failed job again? It may cost about $0.42." in _said(row)
    assert panel.engine.calls == []
    yes = [b for b in row.findChildren(QPushButton) if b.text() == "Try again"][-1]
    yes.click()
    qtbot.waitUntil(lambda: panel.engine.calls == [("send_again", 5)])


@pytest.mark.parametrize(("service", "practice"), [("practice", True), (LIVE, False)])
def test_what_is_made_as_the_mode_says_is_tried_again_at_once(
    panel: Panel, qtbot: QtBot, service: str, practice: bool
) -> None:
    panel.rooms.shared.mode.choose(practice=practice)
    _buttons(panel.row(id=5, state=State.FAILED, service=service))["Try again"].click()
    qtbot.waitUntil(lambda: panel.engine.calls == [("send_again", 5)])


def test_sending_a_live_job_again_is_asked_about_with_the_amount(panel: Panel) -> None:
    row = panel.row(id=5, state=State.UNCONFIRMED, service=LIVE)
    _buttons(row)["Send again"].click()
    # Without a price of its own it is what the clip asks for: 5 s, silent.
    assert any("twice, about $0.42 each time" in said for said in _said(row))


def _said(row: JobRow) -> list[str]:
    return [label.text() for label in row.findChildren(QLabel)]


def test_an_id_that_was_found_is_taken_up(
    panel: Panel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    monkeypatch.setattr(
        "kling_desktop.ui.deeds.hand_over", lambda url: opened.append(url.toString())
    )
    service = "https://api.myrouter.ai"
    row = panel.row(id=5, state=State.UNCONFIRMED, service=service)
    _buttons(row)["Look for it"].click()
    assert opened == ["https://myrouter.ai/billing/details"]
    QApplication.processEvents()
    field = next(f for f in row.findChildren(QLineEdit) if f.isVisible())
    field.setText(" task-9 ")
    _buttons(row)["Take it up"].click()
    qtbot.waitUntil(lambda: panel.engine.calls == [("adopt", 5, "task-9")])


TOLD = Answer(
    status=400, reason="ILLEGAL_PROMPT", message="content was flagged", trace_id="abc", body="{}"
)


def test_details_are_copied(panel: Panel) -> None:
    row = panel.row(state=State.REFUSED, ending=Ending.WORDS_OR_PICTURE, details=TOLD)
    _buttons(row)["Copy details"].click()
    copied = QGuiApplication.clipboard().text()
    assert "ILLEGAL_PROMPT" in copied
    assert "abc" in copied
    QGuiApplication.clipboard().clear()


def test_the_raw_answer_and_the_trace_id_are_one_click_away(panel: Panel) -> None:
    row = panel.row(state=State.REFUSED, ending=Ending.WORDS_OR_PICTURE, details=TOLD)
    assert "content was flagged" in row.said
    row._details.click()
    QApplication.processEvents()
    (raw,) = row.findChildren(QPlainTextEdit)
    assert raw.toPlainText() == "{}"
    _buttons(row)["Copy the trace id"].click()
    assert QGuiApplication.clipboard().text() == "abc"
    QGuiApplication.clipboard().clear()
    row._details.click()
    assert "Copy the trace id" not in _buttons(row)


def test_the_queue_is_paused_and_says_so_everywhere(panel: Panel, qtbot: QtBot) -> None:
    assert panel.list.head.pause.text() == "Pause the queue"
    assert panel.foot._paused.isHidden()
    panel.list.head.pause.click()
    qtbot.waitUntil(lambda: not panel.foot._paused.isHidden())
    assert panel.list.head.pause.text() == "Resume"
    held = panel.row(id=3, hold=Hold.PAUSED)
    assert list(_buttons(held)) == ["Resume", "Remove"]
    _buttons(held)["Resume"].click()
    qtbot.waitUntil(lambda: panel.foot._paused.isHidden())
    assert panel.engine.calls == [("pause",), ("resume",)]


def test_what_failed_is_tried_again_after_one_question(panel: Panel, qtbot: QtBot) -> None:
    live = "https://api.myrouter.ai"
    failed = {"state": State.FAILED, "service": live, "estimate": 0.42}
    panel.book.take(job(id=1, **failed))
    panel.book.take(job(id=2, **{**failed, "state": State.REFUSED}))
    panel.book.take(job(id=3, **{**failed, "state": State.UNCONFIRMED}))
    panel.book.take(job(id=4, **failed, output="/tmp/there"))
    panel.book.take(job(id=5, **failed, hidden=True))
    panel.book.take(job(id=6, **failed))
    panel.book.take(job(id=7, state=State.GENERATING, service=live, instead_of=6))
    head = panel.list.head
    head.retry.click()
    assert head.ask.accessibleName() == (
        "Try 2 failed jobs again? Together they may cost about $0.84."
    )
    assert panel.engine.calls == []
    # One of them was tried again elsewhere, and another has failed, before the answer.
    panel.book.take(job(id=8, state=State.GENERATING, service=live, instead_of=1))
    panel.book.take(job(id=9, **failed))
    head.ask.answers[0].click()
    head._retry()
    qtbot.waitUntil(lambda: bool(panel.engine.calls))
    assert panel.engine.calls == [("send_again", 2)]


def test_trying_practice_again_costs_nothing_and_says_so(panel: Panel) -> None:
    panel.book.take(job(id=1, state=State.FAILED, estimate=0.42))
    panel.list.head.retry.click()
    said = panel.list.head.ask.accessibleName()
    assert said == "Try the failed job again? It is practice and costs nothing."


def test_what_was_asked_for_anew_is_not_tried_again_with_the_rest(panel: Panel) -> None:
    now = time.time()
    scene = {"scene": "s", "board": "b"}
    panel.book.take(job(id=1, state=State.FAILED, created_at=now, **scene))
    assert [found.id for found in panel.book.to_try_again()] == [1]
    panel.book.take(job(id=2, state=State.DONE, created_at=now, take=2, **scene))
    assert [found.id for found in panel.book.to_try_again()] == [1]
    panel.book.take(job(id=3, state=State.GENERATING, created_at=now + 9, **scene))
    assert panel.book.to_try_again() == []


def test_clearing_takes_rows_away_and_brings_them_back(panel: Panel, qtbot: QtBot) -> None:
    done = job(id=1, state=State.DONE)
    panel.book.take(done)
    panel.book.take(job(id=2, state=State.UNCONFIRMED))
    panel.engine.cleared = [1]
    head = panel.list.head
    head.clear.click()
    qtbot.waitUntil(lambda: panel.from_the_top() == [2])
    panel.book.take(replace(done, hidden=True))
    assert panel.from_the_top() == [2]
    assert not head.clear.isEnabled()
    head.bring_back.click()
    qtbot.waitUntil(lambda: panel.engine.calls[-1] == ("bring_back", [1]))
    panel.book.take(done)
    assert panel.from_the_top() == [2, 1]


def test_rows_are_bounded_and_older_ones_come_on_demand(panel: Panel, qtbot: QtBot) -> None:
    panel.list.hide()
    for number in range(101, 101 + SHOWN + 20):
        panel.book.take(job(id=number, state=State.DONE))
    panel.book.take(job(id=102, state=State.PARKED))
    assert panel.list.findChildren(JobRow) == []
    panel.list.show()
    assert len(panel.from_the_top()) == SHOWN + 1
    assert panel.from_the_top()[-1] == 102
    panel.book.take(job(id=500, state=State.DONE))
    assert len(panel.from_the_top()) == SHOWN + 1
    lowest = panel.from_the_top()[-2]
    panel.engine.older_jobs = [job(id=n, state=State.DONE) for n in range(lowest - 1, 60, -1)]
    panel.list._older.click()
    # The parked one is among them, and is there already.
    qtbot.waitUntil(lambda: len(panel.from_the_top()) == 2 * SHOWN)
    panel.book.let_go.emit(lowest - 1)
    assert lowest - 1 in panel.from_the_top()


def test_arrows_go_from_row_to_row_and_tab_through_the_acts(panel: Panel, qtbot: QtBot) -> None:
    for number in (1, 2, 3):
        panel.book.take(job(id=number))
    qtbot.waitUntil(lambda: not panel.list._order_timer.isActive())
    rows = [panel.list.row(number) for number in (3, 2, 1)]
    top, middle, last = (row for row in rows if row is not None)
    panel.list.activateWindow()
    qtbot.waitUntil(panel.list.isActiveWindow)
    panel.list._make_current(top)
    top.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(top, Qt.Key.Key_Down)
    assert middle.hasFocus()
    qtbot.waitUntil(lambda: not panel.list._order_timer.isActive())
    QTest.keyClick(middle, Qt.Key.Key_Tab)
    remove = _buttons(middle)["Remove"]
    assert remove.hasFocus()
    QTest.keyClick(remove, Qt.Key.Key_Down)
    assert last.hasFocus()
    QTest.keyClick(last, Qt.Key.Key_Home)
    assert top.hasFocus()
    assert middle.focusPolicy() == Qt.FocusPolicy.ClickFocus
    # The job of the row moves up and has other acts: the focus stays with it.
    panel.book.take(job(id=3, state=State.UNCONFIRMED))
    assert top.hasFocus()
    QTest.keyClick(top, Qt.Key.Key_End)
    panel.book.take(job(id=1, state=State.DONE))
    assert last.hasFocus()
    panel.book.take(job(id=1, state=State.DONE, hidden=True))
    assert middle.hasFocus()
    # The act that has the focus is no longer allowed: the row has it instead.
    _buttons(middle)["Remove"].setFocus()
    panel.book.take(job(id=2, state=State.SENDING))
    assert middle.hasFocus()


def test_a_task_from_elsewhere_shows_a_picture_of_its_clip(panel: Panel, qtbot: QtBot) -> None:
    make_clip(panel.rooms.supplies.clips / "found.mp4", frames=8)
    row = panel.row(state=State.DONE, snapshot=None, clip="found.mp4")
    qtbot.waitUntil(lambda: not row._thumb.still.image.isNull())


def test_a_row_is_named_and_described(panel: Panel) -> None:
    before = job(id=1, state=State.GENERATING, label="The hull")
    panel.book.take(before)
    row = panel.row(id=2, hold=Hold.PREDECESSOR, after=(1,), label="Out at sea")
    assert row.accessibleName() == "Out at sea"
    assert row.accessibleDescription() == "Waiting. Waits for the last frame of “The hull”."


def test_a_job_of_the_open_storyboard_is_called_by_its_scene(panel: Panel) -> None:
    desk = panel.rooms.desk
    scene = desk.storyboard.scenes[0]
    fields = {"state": State.REFUSED, "scene": scene.id, "board": desk.storyboard.id}
    row = panel.row(ending=Ending.OTHER_REFUSAL, take=2, **fields)
    assert row.accessibleName() == "Scene 1 · take 2"
    wanted: list[Job] = []
    panel.deeds.edit_wanted.connect(wanted.append)
    _buttons(row)["Edit and try again"].click()
    assert [found.id for found in wanted] == [1]
    desk.tell(lambda board: replace(board, scenes=(Scene(), *board.scenes)))
    assert row.accessibleName() == "Scene 2 · take 2"
    desk.tell(lambda board: replace(board, scenes=board.scenes[:1]))
    assert "Edit and try again" not in _buttons(row)


def test_the_foot_says_what_is_running(panel: Panel) -> None:
    foot = panel.foot
    assert foot._said.text() == "Nothing is running."
    panel.book.take(job(id=1, state=State.GENERATING))
    panel.book.take(job(id=2, state=State.WAITING))
    panel.book.take(job(id=3, state=State.UNCONFIRMED))
    assert foot._counts.text() == "1 running · 1 waiting"
    assert foot._wanted.text() == "1 unconfirmed"
    assert "Generating" in foot._said.text()
    panel.book.take(job(id=4, state=State.DONE, ended_at=time.time()))
    assert foot._counts.text() == "1 running · 1 waiting · 1 finished today"
    for number in (1, 2):
        panel.book.take(job(id=number, state=State.WITHDRAWN))
    assert foot._counts.text() == "1 finished today"
    assert not foot.seconds.isActive()


def test_how_long_still_is_said_only_where_it_is_known(panel: Panel) -> None:
    now = time.time()
    running = job(id=50, state=State.GENERATING, sent_at=now - 30)
    assert panel.book.seconds_left(running) is None
    for number, took in enumerate((90.0, 100.0, 700.0), 1):
        panel.book.take(
            job(id=number, state=State.DONE, sent_at=now - 900, ended_at=now - 900 + took)
        )
    left = panel.book.seconds_left(running)
    assert left is not None
    assert 69 < left <= 70
    assert standing_with_rest(running, left) == "Generating, about 1 min left"
    assert standing_with_rest(running, 42.0) == "Generating, about 40 s left"
    assert panel.book.seconds_left(replace(running, service="https://one.example")) is None
    assert panel.book.seconds_left(replace(running, sent_at=now - 500)) is None
    assert panel.book.seconds_left(replace(running, eta=200)) == 200


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
