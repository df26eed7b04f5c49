import pytest

from kling_desktop.jobs.job import Ending, Hold, State
from kling_desktop.ui.acts import Act, acts
from tests.ui.rooms import job

pytestmark = pytest.mark.qt


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (State.WAITING, [Act.REMOVE]),
        (State.SENDING, []),
        (State.QUEUED, [Act.STOP_WAITING]),
        (State.GENERATING, [Act.STOP_WAITING]),
        (State.FETCHING, [Act.STOP_WAITING]),
        (State.PARKED, [Act.LOOK_AGAIN]),
        (State.UNCONFIRMED, [Act.LOOK_FOR_IT, Act.SEND_AGAIN, Act.DROP]),
        (State.REFUSED, [Act.TRY_AGAIN, Act.COPY_DETAILS]),
        (State.FAILED, [Act.TRY_AGAIN, Act.COPY_DETAILS]),
        (State.DONE, [Act.PLAY, Act.SHOW_IN_FOLDER]),
        (State.WITHDRAWN, []),
    ],
)
def test_each_state_allows_exactly_this(state: State, allowed: list[Act]) -> None:
    assert list(acts(job(state=state))) == allowed


def test_what_failed_here_can_be_edited_first() -> None:
    for state in (State.REFUSED, State.FAILED):
        found = acts(job(state=state), here=True)
        assert found == (Act.TRY_AGAIN, Act.EDIT, Act.COPY_DETAILS)
    assert Act.EDIT not in acts(job(state=State.DONE), here=True)


def test_what_was_tried_again_is_not_tried_a_third_time_from_there() -> None:
    assert acts(job(state=State.REFUSED), repeated=True) == (Act.COPY_DETAILS,)


def test_every_state_is_known() -> None:
    for state in State:
        acts(job(state=state))


def test_a_queue_held_for_the_user_can_be_released() -> None:
    assert acts(job(hold=Hold.BALANCE))[0] is Act.GO_ON
    assert acts(job(hold=Hold.CERTIFICATE))[0] is Act.GO_ON
    assert acts(job(hold=Hold.KEY_MISSING))[0] is Act.ENTER_KEY
    assert acts(job(hold=Hold.PAUSED)) == (Act.RESUME, Act.REMOVE)
    assert acts(job(hold=Hold.NO_NETWORK)) == (Act.REMOVE,)


def test_a_clip_that_may_still_be_there_can_be_asked_for_without_paying() -> None:
    lost = job(state=State.FAILED, ending=Ending.NO_FILE, task_id="t")
    assert acts(lost)[0] is Act.LOOK_AGAIN_ANEW


def test_an_adopted_task_has_no_request_to_send_again() -> None:
    assert acts(job(state=State.FAILED, snapshot=None)) == (Act.COPY_DETAILS,)
