"""A job's state, why it is held, how it ended, and the list of jobs."""

from kling_desktop.jobs.job import Ending, Hold, Job, Oddity, State
from kling_desktop.words.speech import N_, Saying, say

STATES: dict[State, str] = {
    State.WAITING: N_("Waiting"),
    State.SENDING: N_("Sending"),
    State.QUEUED: N_("In the queue"),
    State.GENERATING: N_("Generating"),
    State.FETCHING: N_("Fetching the clip"),
    State.DONE: N_("Done"),
    State.FAILED: N_("Failed"),
    State.PARKED: N_("Set aside"),
    State.REFUSED: N_("Refused"),
    State.UNCONFIRMED: N_("Unconfirmed"),
    State.WITHDRAWN: N_("Removed"),
}

HOLDS: dict[Hold, str] = {
    Hold.NO_NETWORK: N_("No connection to the service. It goes on by itself."),
    Hold.CERTIFICATE: N_(
        "This system does not trust the service's certificate. Check the clock. In a company, add"
        " its own certificate to the system's. It goes on by itself."
    ),
    Hold.BUSY: N_("The service is busy. It goes on by itself."),
    Hold.DISK_FULL: N_("The disk is full. Make some room; it goes on by itself."),
    Hold.KEY_MISSING: N_("There is no key for this service. Enter one to go on."),
    Hold.KEY_STORE: N_("The key store is locked or does not answer. Unlock it to go on."),
    Hold.KEY_REFUSED: N_("The service did not accept the key. Enter another to go on."),
    Hold.BALANCE: N_("The service says the balance is too low. Top up, then press Go on."),
    Hold.PREDECESSOR: N_("Waits for the last frame of the scene before."),
    Hold.CHOICE: N_("The scene before has several takes. Keep one of them to go on."),
    Hold.PREDECESSOR_FAILED: N_("The scene before could not be made. Try that again to go on."),
    Hold.BUDGET: N_("This would go over the budget. Raise it, or press Go on."),
    Hold.FAULT: N_("Something went wrong in this program. It tries again; the log has the fault."),
    Hold.ADDRESS: N_("The service's address can't be used. It must begin with https://."),
    Hold.PRACTICE: N_("The practice service does not start. The log has its fault."),
    Hold.PAUSED: N_("The queue is paused, so it is not sent. Press Resume to go on."),
    Hold.LIVE: N_(
        "This costs money, and the program was started for practice only. It is sent once you"
        " switch to live."
    ),
}

CHAIN_HOLDS: dict[Hold, str] = {
    Hold.PREDECESSOR: N_("Waits for the last frame of “{before}”."),
    Hold.CHOICE: N_("“{before}” has several takes. Keep one of them to go on."),
    Hold.PREDECESSOR_FAILED: N_("“{before}” could not be made. Try that again to go on."),
}

ENDINGS: dict[Ending, str] = {
    Ending.KEY: N_(
        "The service did not accept the key. Nothing was charged. Check the key, then try again."
    ),
    Ending.BALANCE: N_(
        "The service says the balance is too low. Nothing was charged. Top up, then try again."
    ),
    Ending.NOT_ALLOWED: N_(
        "The key may not use this model. Nothing was charged. The service's account page may say"
        " why."
    ),
    Ending.WORDS_OR_PICTURE: N_(
        "The service refused the words or the picture. Nothing was charged. Change them, then try"
        " again."
    ),
    Ending.PICTURE_UNFIT: N_(
        "The service says the picture does not fit. Nothing was charged. Try another picture, or"
        " the other way of sending it."
    ),
    Ending.MALFORMED: N_(
        "The service could not read the request. Nothing was charged. This is our fault; its words"
        " are in the details."
    ),
    Ending.RATE_LIMIT: N_(
        "The service says there were too many requests. Nothing was charged. Wait a little, then"
        " try again."
    ),
    Ending.SERVICE_DOWN: N_(
        "The service could not take the request. Nothing was charged. Try again later."
    ),
    Ending.NO_SUCH_MODEL: N_(
        "This service does not have the model. Nothing was charged. Check the service's address."
    ),
    Ending.OTHER_REFUSAL: N_(
        "The service refused the request. Nothing was charged. Its own words are in the details."
    ),
    Ending.REDIRECTED: N_(
        "This address points elsewhere, so nothing more was sent. Nothing was charged. Check the"
        " service's address."
    ),
    Ending.TASK_FAILED: N_(
        "The service could not make this clip. Whether it is charged is decided by the service's"
        " own rules."
    ),
    Ending.TASK_CANCELED: N_(
        "The service says this task was cancelled. Whether it is charged is decided by the"
        " service's own rules."
    ),
    Ending.NO_FILE: N_(
        "The service says the clip is made but gives no file. The task id is kept; look again"
        " later with it."
    ),
    Ending.UNUSABLE_FILE: N_(
        "The file that the service gave is not a video, twice. The task id is kept; look again"
        " later with it."
    ),
    Ending.NOT_FOUND: N_("The service does not know this task, or it has expired. Its id is kept."),
    Ending.DAY_PASSED: N_("A day has passed without a result. The task id is kept; look again."),
    Ending.PICTURE_GONE: N_(
        "Its picture is no longer on this machine, so it was not sent. Nothing was charged."
    ),
    Ending.STOPPED: N_("You stopped waiting. The task id is kept; look again whenever you like."),
    Ending.NO_ANSWER: N_(
        "The connection broke while it was being sent. It may have been charged. Look for it on the"
        " service's usage page before sending it again."
    ),
    Ending.UNREADABLE_ANSWER: N_(
        "The service's answer could not be understood. It may have been charged. Look for it on the"
        " service's usage page before sending it again."
    ),
    Ending.LEFT_ALONE: N_(
        "The program ended while it was being sent. It may have been charged. Look for it on the"
        " service's usage page before sending it again."
    ),
}

ODDITIES: dict[Oddity, str] = {
    Oddity.OTHER_LENGTH: N_("The clip is not as long as asked."),
    Oddity.NO_SOUND: N_("Sound was asked for, but the clip has none."),
    Oddity.DAMAGED: N_("The clip breaks off or has faults; a second fetch brought the same."),
    Oddity.COPY_FAILED: N_("The clip is safe in the library, but the copy could not be written."),
    Oddity.OTHER_FOLDER: N_(
        "The folder chosen for clips was away, so the clip is in the usual folder."
    ),
}


def state(job: Job) -> str:
    """A job's state in a word or two."""
    return say(STATES[job.state])


def hold(reason: Hold) -> str:
    """What a job waits for."""
    return say(HOLDS[reason])


def waits_for(reason: Hold, before: str) -> str:
    """What a job of a chain waits for, by what the scene before is called."""
    return say(CHAIN_HOLDS[reason], {"before": before})


def ending(reason: Ending) -> str:
    """Why a job ended other than well, what it means for the money, and what to do."""
    return say(ENDINGS[reason])


def oddity(found: Oddity) -> str:
    """What is odd about a clip that was delivered all the same."""
    return say(ODDITIES[found])


def explain(job: Job) -> str:
    """One sentence on a job that is held or ended other than well; empty where all is well."""
    if job.ending is not None:
        return ending(job.ending)
    if job.hold is not None:
        return hold(job.hold)
    return " ".join(oddity(found) for found in job.oddities)


class ActivityWords(Saying):
    """The jobs, and what can be done about each."""

    ACTIVITY = N_("Activity")
    ACTIVITY_SHOW = N_("Show all jobs")
    ACTIVITY_HIDE = N_("Hide the jobs")
    WITH_KEY = N_("{said} ({key})")
    JOBS = N_("Jobs")
    NO_JOBS = N_("Nothing has been generated yet.")
    NOTHING_RUNNING = N_("Nothing is running.")
    COUNTS = N_("{running} running · {waiting} waiting")
    COUNTS_TODAY = N_("{running} running · {waiting} waiting · {finished} finished today")
    FINISHED_TODAY = N_("{finished} finished today")
    PAUSED = N_("Paused")
    PAUSE = N_("Pause the queue")
    RESUME = N_("Resume")
    PAUSED_TOLD = N_("The queue is paused: nothing that waits is sent until you press Resume.")
    RETRY_FAILED = N_("Retry failed")
    RETRY_ONE = N_("Try the failed job again? It may cost about {amount}.")
    RETRY_MANY = N_("Try {count} failed jobs again? Together they may cost about {amount}.")
    RETRY_ONE_FREE = N_("Try the failed job again? It is practice and costs nothing.")
    RETRY_MANY_FREE = N_("Try {count} failed jobs again? They are practice and cost nothing.")
    RETRY_YES = N_("Try again")
    CLEAR_FINISHED = N_("Clear finished")
    CLEAR_HINT = N_("Takes what has ended off this list. Clips and spending stay as they are.")
    CLEARED_ONE = N_("1 job was taken off the list.")
    CLEARED_MANY = N_("{count} jobs were taken off the list.")
    BRING_BACK = N_("Bring back")
    OLDER = N_("Older…")
    ONE_UNCONFIRMED = N_("1 unconfirmed")
    UNCONFIRMED_COUNT = N_("{count} unconfirmed")
    PROGRESS = N_("Progress")
    UNNAMED = N_("Clip without a prompt")
    TITLE_TAKE = N_("{title} · take {take}")
    SCENE_TAKE = N_("Scene {scene} · take {take}")
    ABOUT = N_("about {amount}")
    OWN_WORDS = N_("The service's words: {words}")
    TRIED_AGAIN = N_("It was tried again since.")
    SO_FAR = N_("{state}, {time} so far")
    SECONDS_LEFT = N_("{state}, about {seconds} s left")
    MINUTE_LEFT = N_("{state}, about 1 min left")
    MINUTES_LEFT = N_("{state}, about {minutes} min left")
    ROW_SAID = N_("{state}. {reason}")
    NEWS = N_("{job}: {state}")
    CLIP_READY = N_("The clip is ready to be watched.")
    QUEUE_EMPTY = N_("Nothing is left to wait for")
    ALL_DONE = N_("{count} clips are ready to be watched.")
    ALL_ENDED = N_("Clips made: {done}. Ended otherwise: {other}.")
    IN_PRACTICE = N_("{said} ({practice})")
    SHOW_CLIP = N_("Show")
    DONE_IN = N_("{state} in {time}")
    ACT_ON = N_("{act}: {job}")
    REMOVE = N_("Remove")
    STOP_WAITING = N_("Stop waiting")
    LOOK_AGAIN = N_("Look again")
    LOOK_FOR_IT = N_("Look for it")
    LOOK_FOR_IT_HINT = N_(
        "Opens the service's usage page. If the task is there, take its id: the clip is then"
        " fetched and nothing more is charged."
    )
    SEND_AGAIN = N_("Send again")
    SEND_AGAIN_HINT = N_("If the first one was made after all, both are charged.")
    DROP_HINT = N_("Gives it up here. If it was charged, it stays charged.")
    STOP_HINT = N_("Sets it aside. The service goes on with it, and it may be charged.")
    SEND_AGAIN_SURE = N_(
        "The first one may have been made and charged. Sending it again may be charged twice."
    )
    SEND_AGAIN_COSTS = N_(
        "The first one may have been made and charged. Sent again it may be charged twice, about"
        " {amount} each time."
    )
    SEND_AGAIN_YES = N_("Send again all the same")
    DROP_IT = N_("Drop it")
    TRY_AGAIN = N_("Try again")
    EDIT = N_("Edit and try again")
    COPY_DETAILS = N_("Copy details")
    DETAILS = N_("Details")
    DETAILS_HIDE = N_("Hide the details")
    DETAIL_TASK = N_("Task id")
    DETAIL_TRACE = N_("Trace id")
    DETAIL_SERVICE = N_("Service")
    DETAIL_STATUS = N_("Status")
    DETAIL_REASON = N_("Code")
    DETAIL_ASKED = N_("Asked for")
    DETAIL_SENT = N_("Sent")
    DETAIL_ENDED = N_("Ended")
    ABOUT_IT = N_("Clip")
    DETAIL_ANSWER = N_("Raw answer")
    PRACTICE_SERVICE = N_("Practice, on this computer")
    COPY_TRACE = N_("Copy the trace id")
    COPY_TASK = N_("Copy the task id")
    COPIED = N_("It is on the clipboard.")
    SEE_REQUEST = N_("See the exact request")
    DETAILS_COPIED = N_("The details are on the clipboard.")
    GO_ON = N_("Go on")
    TASK_ID = N_("Task id")
    TASK_ID_HELP = N_("If the service's usage page lists this task, enter its id here.")
    TAKE_IT_UP = N_("Take it up")
    TOO_LATE = N_("Too late: the job has moved on.")
