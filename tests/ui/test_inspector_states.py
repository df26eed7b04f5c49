"""What the inspector says, and where: problems at their fields, Generate, the request."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kling_desktop import words
from kling_desktop.jobs.job import State
from kling_desktop.jobs.request import request_of
from kling_desktop.storyboard.check import Code, check
from kling_desktop.storyboard.edits import Stop
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.model import FrameRef, Scene, Shot, Take
from kling_desktop.ui.problems import MISSING
from kling_desktop.ui.request_view import RequestView, show_job_request
from kling_desktop.ui.take_requests import TakeRequests
from kling_desktop.words import RequestWords
from tests.ui.inspecting import Bench, bench
from tests.ui.rooms import FRAME, Rooms, job

pytestmark = pytest.mark.qt

ODD = FrameRef(picture="1" * 64, media_type="image/gif", width=10, height=100, size=10**8)
LONG = "x" * 2501

ALL_WRONG = [
    Scene(first_frame=ODD, prompt="a", plain_seconds=1, cfg_scale=7.0),
    Scene(first_frame=FRAME, end_frame=ODD, prompt=LONG, negative_prompt=LONG),
    Scene(first_frame=FRAME, end_frame=FRAME, shots=(Shot(), Shot(prompt=LONG), *[Shot()] * 5)),
    Scene(
        first_frame=FRAME,
        shots=(Shot(prompt="x" * 600, seconds=20), Shot(seconds=0), Shot(seconds=2)),
    ),
]


@pytest.fixture
def room(rooms: Rooms) -> Iterator[Bench]:
    with bench(rooms) as made:
        yield made


@pytest.fixture
def ready(room: Bench) -> Bench:
    """A scene that can be generated."""
    room.desk.set(Act.MEND, first_frame=FRAME, prompt="The boat leaves")
    return room


def _shown(within: QWidget) -> list[QFrame]:
    lines = within.findChildren(QFrame, "problem")
    return [line for line in lines if line.isVisibleTo(within)]


@pytest.mark.parametrize("wrong", ALL_WRONG, ids=["frame", "long", "shots", "times"])
def test_every_problem_stands_once_at_its_place_with_its_fix(
    room: Bench, wrong: Scene, qtbot: QtBot
) -> None:
    room.desk.do(Act.MEND, lambda board: type(board)(id=board.id, scenes=(wrong,)))
    problems = [p for p in room.generating.problems if p.code not in MISSING]
    qtbot.waitUntil(lambda: len(_shown(room.inspector)) == len(problems))
    shown = _shown(room.inspector)
    assert sorted(line.accessibleName() for line in shown) == sorted(map(words.problem, problems))
    fixes = [b.text() for line in shown for b in line.findChildren(QPushButton)]
    assert sorted(fixes) == sorted(filter(None, map(words.fix, problems)))
    assert fixes


def test_every_code_is_tried() -> None:
    linked = {Code.NOTHING_TO_FOLLOW, Code.FRAME_COMING}
    found = {problem.code for wrong in ALL_WRONG for problem in check(wrong)}
    assert found >= set(Code) - linked - MISSING


def test_a_problem_out_of_sight_is_shown_when_asked_for(room: Bench, qtbot: QtBot) -> None:
    shots = tuple(Shot(prompt="a", seconds=3) for _ in range(4))
    room.desk.set(Act.MEND, first_frame=FRAME, shots=(*shots, Shot(seconds=3)))
    room.inspector.resize(344, 420)
    panel = room.inspector.generate
    assert panel._said.text() == "Shot 5 has no text."
    row = room.inspector.shots.row(4)
    assert row is not None
    qtbot.waitUntil(lambda: room.inspector._scroll.verticalScrollBar().maximum() > 0)
    panel.show_problem.click()
    qtbot.waitUntil(lambda: not row.visibleRegion().isEmpty())


def test_several_problems_are_counted_not_strung_together(room: Bench) -> None:
    room.desk.set(Act.MEND, first_frame=FRAME, prompt=LONG, negative_prompt=LONG)
    assert room.inspector.generate._said.text() == "2 things stand in the way."
    assert room.inspector.generate.show_problem.text() == "Show the first"


def test_the_first_cut_and_another_shot_are_warned_of_by_nothing(ready: Bench) -> None:
    shots = ready.inspector.shots
    shots.begin.click()
    shots.add.click()
    assert [shot.seconds for shot in ready.desk.scene.shots] == [3, 3, 3]
    assert {problem.code for problem in ready.generating.problems} == {Code.SHOT_EMPTY}
    for _ in range(2):
        shots.add.click()
    assert ready.desk.scene.seconds == 15
    assert not shots.add.isEnabled()
    assert shots.add.toolTip() == words.stop(Stop.SCENE_LONGEST)
    ready.desk.undo()
    assert shots.add.isEnabled()


def test_what_is_under_way_is_told_and_another_press_says_so(ready: Bench) -> None:
    panel = ready.inspector.generate
    here, elsewhere = ready.desk.scene.id, "another"
    ready.rooms.book.take(job(id=1, scene=elsewhere, state=State.GENERATING, sent_at=1.0))
    assert (panel.button.text(), panel._said.text()) == ("Generate practice clip", "")
    ready.rooms.book.take(job(id=2, scene=here, state=State.GENERATING, sent_at=1.0, progress=42))
    assert panel.button.text() == "Generate another practice clip"
    assert panel._said.text() == "Take 1: Generating, 42 %"
    ready.rooms.book.take(job(id=2, scene=here, state=State.GENERATING, sent_at=1.0, progress=43))
    assert panel._said.text() == "Take 1: Generating, 43 %"
    ready.rooms.book.take(job(id=3, scene=here, state=State.QUEUED, sent_at=2.0))
    assert panel._said.text() == "2 takes are being made."
    ready.desk.set(Act.SET_TAKES, takes_wanted=3)
    assert panel.button.text() == "Generate 3 more practice clips"
    for number in (2, 3):
        ready.rooms.book.take(job(id=number, scene=here, state=State.FAILED, sent_at=1.0))
    assert panel.button.text() == "Generate 3 practice clips"


def test_it_is_always_said_whether_it_costs_money(ready: Bench, qtbot: QtBot) -> None:
    panel = ready.inspector.generate
    for height in (700, 320):
        ready.inspector.resize(344, height)
        ready.mode.choose(practice=True)
        assert "Costs nothing" in panel._price.text()
        assert "2026-10" in panel._price.text() + panel._price.toolTip()
        ready.mode.choose(practice=False)
        assert "charges for it" in panel._price.text()
        assert "2026-10" in panel._price.text() + panel._price.toolTip()
    ready.mode.choose(practice=True)
    qtbot.waitUntil(lambda: ready.mode.key_shown is not None)


def test_the_button_stays_where_it_is_whatever_is_said(room: Bench) -> None:
    panel = room.inspector.generate

    def place() -> QPoint:
        layout = room.inspector.layout()
        assert layout is not None
        layout.activate()
        return panel.button.mapTo(room.inspector, panel.button.rect().topLeft())

    places = [place()]
    room.desk.set(Act.MEND, first_frame=FRAME, prompt=LONG)
    places.append(place())
    room.desk.set(Act.MEND, prompt="a")
    places.append(place())
    room.rooms.book.take(job(id=2, scene=room.desk.scene.id, state=State.QUEUED, sent_at=1.0))
    places.append(place())
    assert len({(at.x(), at.y()) for at in places}) == 1


@pytest.mark.parametrize("height", [320, 437, 600, 1000])
def test_frames_prompt_and_generate_are_in_sight(ready: Bench, height: int, qtbot: QtBot) -> None:
    inspector = ready.inspector
    inspector.resize(320, height)
    parts = (inspector.first.zone, inspector.prompt, inspector.generate.button)
    qtbot.waitUntil(lambda: all(_whole(part) for part in parts))


def _whole(part: QWidget) -> bool:
    return part.visibleRegion().boundingRect() == part.rect()


def test_the_right_edges_stand_in_line_with_a_scroll_bar_too(ready: Bench, qtbot: QtBot) -> None:
    inspector = ready.inspector
    bar = inspector._scroll.verticalScrollBar()
    edges = set()
    for height in (900, 330):
        inspector.resize(344, height)
        qtbot.waitUntil(lambda: (bar.maximum() > 0) is (inspector.height() < 800))
        QApplication.processEvents()  # the layout follows the bar
        QApplication.processEvents()
        for part in (inspector.prompt, inspector.length, inspector.generate.button):
            edges.add(part.mapTo(inspector, part.rect().topRight()).x())
    assert len(edges) == 1


def test_what_is_set_is_not_folded_away(room: Bench) -> None:
    assert not room.inspector.takes.isVisible()
    room.desk.set(Act.SET_TAKES, takes_wanted=2)
    assert room.inspector.takes.isVisible()


def test_one_thing_at_a_time_claims_the_focus(ready: Bench, qtbot: QtBot) -> None:
    inspector = ready.inspector
    inspector.more.setChecked(True)
    inspector.activateWindow()
    qtbot.waitUntil(inspector.isActiveWindow)
    prompt, avoid = inspector.prompt.field, inspector.avoid.field
    seconds, takes = inspector.length.stepper.field, inspector.takes.stepper.field
    for name, field, clicked in (
        ("Prompt", prompt, prompt.viewport()),
        ("Avoid", avoid, avoid.viewport()),
        ("Length in seconds", seconds, seconds),
        ("Takes", takes, takes),
    ):
        QTest.mouseClick(clicked, Qt.MouseButton.LeftButton)
        assert field.hasFocus()
        found = QAccessible.queryAccessibleInterface(inspector)
        assert found is not None
        assert _focused(found) == [name]


def _focused(at: QAccessibleInterface) -> list[str]:
    found = [at.text(QAccessible.Text.Name)] if at.state().focused else []
    for number in range(at.childCount()):
        child = at.child(number)
        if child is not None:
            found += _focused(child)
    return found


def test_while_something_is_asked_its_answers_are_the_next_step(ready: Bench, qtbot: QtBot) -> None:
    panel = ready.inspector.generate
    ready.inspector.activateWindow()
    qtbot.waitUntil(ready.inspector.isActiveWindow)
    # As a document made elsewhere could have it: more than can be chosen here.
    ready.desk.set(Act.SET_TAKES, takes_wanted=11)
    panel.button.click()
    assert panel.asked.isVisible()
    assert panel.asked.cancel.hasFocus()
    assert not panel.button.isEnabled()
    panel.asked.cancel.click()
    assert not panel.asked.isVisible()
    assert panel.button.hasFocus()


def test_the_request_is_shown_before_it_is_sent_and_copied(ready: Bench) -> None:
    ready.inspector.generate.request.click()
    (view,) = ready.inspector.findChildren(RequestView)
    asked = ready.generating.request
    assert asked is not None
    told = request_of(asked, "practice", ready.rooms.supplies.pictures, later="")
    text = view.text.toPlainText()
    assert text.endswith(told.body)
    assert text.startswith(f"POST {told.path}\nAuthorization: Bearer …\n")
    view.copy.click()
    assert QGuiApplication.clipboard().text() == text
    assert not view.isModal()
    view.close()


def test_there_is_no_request_of_what_can_not_be_sent(room: Bench) -> None:
    assert not room.inspector.generate.request.isEnabled()
    assert room.generating.request is None


def test_the_request_of_a_job_tells_whether_it_was_sent(ready: Bench) -> None:
    pictures = ready.rooms.supplies.pictures
    seen = []
    for made in (
        job(id=1, sent_at=1.0, service="https://api.example"),
        job(id=2, service="https://api.example", take=2),
        job(id=3, service="http://api.example"),
    ):
        view = show_job_request(ready.inspector, made, pictures)
        assert view is not None
        seen.append((view.accessibleName(), view.findChildren(QLabel)[1].text()))
        assert bool(view.text.toPlainText()) is (made.id != 3)
        assert view.copy.isEnabled() is (made.id != 3)
        view.close()
    will, was = RequestWords.WILL_BE_SENT, RequestWords.WAS_SENT
    assert [name for name, _ in seen] == [
        was(label="The boat leaves"),
        will(label="The boat leaves · take 2"),
        will(label="The boat leaves"),
    ]
    assert seen[2][1] == RequestWords.ADDRESS()
    assert show_job_request(ready.inspector, job(id=4, snapshot=None), pictures) is None


def test_the_request_of_a_take_is_found_in_the_book_or_the_ledger(
    ready: Bench, qtbot: QtBot
) -> None:
    requests = TakeRequests(ready.inspector, ready.rooms.supplies, ready.rooms.book)
    ready.rooms.book.take(job(id=1, mark="here", label="near"))
    ready.rooms.scripted.board_jobs = [job(id=2, mark="long ago", label="far")]
    for mark, label in (("here", "near"), ("long ago", "far")):
        requests.show(Take(id=mark, recipe="r", clip="c.mp4", made_at=0.0), "b")
        qtbot.waitUntil(lambda: bool(ready.inspector.findChildren(RequestView)))
        (view,) = ready.inspector.findChildren(RequestView)
        assert label in view.accessibleName()
        view.close()
        qtbot.waitUntil(lambda: not ready.inspector.findChildren(RequestView))
    with qtbot.waitSignal(requests.unknown):
        requests.show(Take(id="elsewhere", recipe="r", clip="c.mp4", made_at=0.0), "b")
