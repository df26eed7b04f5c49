"""What can be done about a job: exactly what its state allows (house.md, "A job's states")."""

from enum import StrEnum

from kling_desktop.jobs.job import Ending, Hold, Job, State


class Act(StrEnum):
    """One thing that a person can do about a job."""

    REMOVE = "remove"
    STOP_WAITING = "stop_waiting"
    LOOK_AGAIN = "look_again"
    LOOK_AGAIN_ANEW = "look_again_anew"
    """Asks for the task of a failed job once more, as a new job: its id is all that is needed."""
    LOOK_FOR_IT = "look_for_it"
    SEND_AGAIN = "send_again"
    DROP = "drop"
    TRY_AGAIN = "try_again"
    EDIT = "edit"
    """Goes to its scene, so that it can be asked for otherwise."""
    COPY_DETAILS = "copy_details"
    PLAY = "play"
    SHOW_IN_FOLDER = "show_in_folder"
    GO_ON = "go_on"
    RESUME = "resume"
    ENTER_KEY = "enter_key"
    RAISE_BUDGET = "raise_budget"
    CHOOSE_TAKE = "choose_take"


_BY_STATE: dict[State, tuple[Act, ...]] = {
    State.WAITING: (Act.REMOVE,),
    State.SENDING: (),
    State.QUEUED: (Act.STOP_WAITING,),
    State.GENERATING: (Act.STOP_WAITING,),
    State.FETCHING: (Act.STOP_WAITING,),
    State.PARKED: (Act.LOOK_AGAIN,),
    State.UNCONFIRMED: (Act.LOOK_FOR_IT, Act.SEND_AGAIN, Act.DROP),
    State.REFUSED: (Act.TRY_AGAIN, Act.EDIT, Act.COPY_DETAILS),
    State.FAILED: (Act.TRY_AGAIN, Act.EDIT, Act.COPY_DETAILS),
    State.DONE: (Act.PLAY, Act.SHOW_IN_FOLDER),
    State.WITHDRAWN: (),
}

_RELEASED_BY_USER: dict[Hold, Act] = {
    Hold.BALANCE: Act.GO_ON,
    Hold.CERTIFICATE: Act.GO_ON,
    Hold.KEY_STORE: Act.GO_ON,
    Hold.KEY_MISSING: Act.ENTER_KEY,
    Hold.KEY_REFUSED: Act.ENTER_KEY,
    Hold.BUDGET: Act.RAISE_BUDGET,
    Hold.CHOICE: Act.CHOOSE_TAKE,
    Hold.PAUSED: Act.RESUME,
}

_CLIP_MAY_BE_THERE = frozenset({Ending.NO_FILE, Ending.UNUSABLE_FILE})
"""Failures after which the service may still have the clip: asking again costs nothing."""


def acts(job: Job, *, here: bool = False, repeated: bool = False) -> tuple[Act, ...]:
    """What can be done about `job` now, the most likely first.

    `here` says that its scene is in the storyboard at work, `repeated` that it was tried again
    since: that is done once, and then with the newer one.
    """
    allowed = list(_BY_STATE[job.state])
    if not here:
        allowed = [act for act in allowed if act is not Act.EDIT]
    if repeated:
        allowed = [act for act in allowed if act is not Act.TRY_AGAIN]
    if job.snapshot is None:
        # Adopted from elsewhere: there is no request that could be sent again.
        allowed = [act for act in allowed if act not in (Act.TRY_AGAIN, Act.SEND_AGAIN)]
    if job.state is State.FAILED and job.ending in _CLIP_MAY_BE_THERE and job.task_id:
        allowed.insert(0, Act.LOOK_AGAIN_ANEW)
    if job.unfinished and job.hold in _RELEASED_BY_USER:
        allowed.insert(0, _RELEASED_BY_USER[job.hold])
    return tuple(allowed)
