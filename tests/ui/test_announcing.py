"""What the system is asked to tell while the person is elsewhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kling_desktop.jobs.job import Ending, Hold, State
from kling_desktop.settings import Notify, SettingsFile
from kling_desktop.ui.announcing import Announcement, Announcing
from kling_desktop.ui.job_book import JobBook
from tests.ui.rooms import job

pytestmark = pytest.mark.qt

LIVE = "https://api.myrouter.ai"


class Elsewhere:
    """A person who is, or is not, in another program."""

    def __init__(self, folder: Path, notify: Notify) -> None:
        self.in_front = False
        self.book = JobBook()
        settings = SettingsFile(folder / "settings.json")
        settings.change(notify=notify)
        self.announcing = Announcing(
            self.book,
            settings,
            in_front=lambda: self.in_front,
            picture=lambda job: Path(f"/frames/{job.id}.jpg"),
        )
        self.heard: list[Announcement] = []
        self.announcing.announced.connect(self.heard.append)

    def make(self, number: int, *states: State, **fields: object) -> None:
        for state in states:
            self.book.take(job(id=number, state=state, **{"service": LIVE, **fields}))

    @property
    def headings(self) -> list[str]:
        return [said.heading for said in self.heard]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Callable[[Notify], Elsewhere]:
    return lambda notify: Elsewhere(tmp_path, notify)


def test_each_job_is_told_of_when_it_ends(elsewhere: Callable[[Notify], Elsewhere]) -> None:
    here = elsewhere(Notify.EACH)
    here.make(1, State.WAITING, State.SENDING, State.GENERATING, State.DONE, label="The hull")
    here.make(2, State.SENDING, State.UNCONFIRMED, ending=Ending.NO_ANSWER, label="At sea")
    assert here.headings == ["The hull: Done", "At sea: Unconfirmed"]
    done, doubt = here.heard
    assert done.text == "The clip is ready to be watched."
    assert done.picture == Path("/frames/1.jpg")
    assert done.job is not None
    assert done.job.id == 1
    assert "may have been charged" in doubt.text


def test_practice_is_said(elsewhere: Callable[[Notify], Elsewhere]) -> None:
    here = elsewhere(Notify.EACH)
    here.make(1, State.GENERATING, State.DONE, service="practice")
    assert "ractice" in here.heard[0].text


def test_once_when_nothing_is_left_to_wait_for(elsewhere: Callable[[Notify], Elsewhere]) -> None:
    here = elsewhere(Notify.EMPTY)
    here.make(1, State.GENERATING)
    here.make(2, State.GENERATING)
    here.make(3, State.WAITING)
    here.make(1, State.DONE)
    here.make(2, State.FAILED, ending=Ending.TASK_FAILED)
    assert here.heard == []
    here.make(3, State.SENDING, State.GENERATING, State.DONE)
    (said,) = here.heard
    assert (said.heading, said.text) == (
        "Nothing is left to wait for",
        "Clips made: 2. Ended otherwise: 1.",
    )
    assert said.job is not None
    assert said.job.id == 3
    here.make(4, State.GENERATING, State.DONE, label="One more")
    assert here.headings[1:] == ["One more: Done"]


def test_what_waits_for_the_user_is_not_waited_for(
    elsewhere: Callable[[Notify], Elsewhere],
) -> None:
    here = elsewhere(Notify.EMPTY)
    here.make(1, State.GENERATING)
    here.make(2, State.WAITING)
    here.make(2, State.WAITING, hold=Hold.BUDGET)
    here.make(1, State.DONE)
    assert len(here.heard) == 1


@pytest.mark.parametrize("notify", [Notify.EACH, Notify.EMPTY])
def test_nothing_is_said_to_who_is_looking(
    elsewhere: Callable[[Notify], Elsewhere], notify: Notify
) -> None:
    here = elsewhere(notify)
    here.in_front = True
    here.make(1, State.GENERATING, State.DONE)
    assert here.heard == []


def test_never_means_never(elsewhere: Callable[[Notify], Elsewhere]) -> None:
    here = elsewhere(Notify.NEVER)
    here.make(1, State.GENERATING, State.DONE)
    assert here.heard == []


@pytest.mark.parametrize(
    ("states", "fields"),
    [
        ((State.DONE,), {}),
        ((State.GENERATING, State.DONE), {"output": "/tmp/out.mp4"}),
        ((State.WAITING, State.WITHDRAWN), {}),
        ((State.GENERATING, State.PARKED), {"ending": Ending.STOPPED}),
    ],
    ids=["ended long ago", "of a command line", "removed by the user", "stopped by the user"],
)
def test_what_is_no_news_is_not_told(
    elsewhere: Callable[[Notify], Elsewhere], states: tuple[State, ...], fields: dict[str, object]
) -> None:
    here = elsewhere(Notify.EACH)
    here.make(1, *states, **fields)
    assert here.heard == []
