"""Every sentence that a person reads, by code, through gettext; the window and the command line
say the same (product.md, "How it speaks").

Plain, short, in the user's words: what happened, what it means for their money and work, what to
do next. "Nothing was charged" only where that is certain.

Sentences for codes (problems, pictures, endings, …) stand in tables and are looked up by functions.
Labels and messages of one place are members of an enumeration and are called:
`Cli.WAITING_HELD(reason=…)`.
"""

import gettext
from collections.abc import Mapping
from enum import Enum

from kling_desktop.frames.codes import PictureError, Step, Trouble
from kling_desktop.jobs.job import Ending, Hold, Job, Oddity, State
from kling_desktop.keys import StoreTrouble
from kling_desktop.paths import resource
from kling_desktop.store.document_errors import (
    DocumentError,
    DocumentMissing,
    DocumentNewer,
    DocumentTooLarge,
    DocumentUnreadable,
    DocumentUnwritable,
    Flaw,
    FramesUnkept,
    Hindrance,
)
from kling_desktop.storyboard.check import Code, Field, Fix, Problem
from kling_desktop.storyboard.edits import Stop
from kling_desktop.storyboard.history import Act
from kling_desktop.storyboard.price import Rates

_translation: gettext.NullTranslations = gettext.NullTranslations()


def speak(language: str | None = None) -> None:
    """Chooses the language for all that is said from now on; `None` follows the system."""
    global _translation  # noqa: PLW0603 - one language for the whole process
    languages = [language] if language else None
    folder = resource("locale")
    _translation = gettext.translation("kling-desktop", folder, languages, fallback=True)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "to be translated later"
    """Marks a message for the catalogue."""
    return message


def _say(message: str, values: Mapping[str, object] | None = None) -> str:
    return _translation.gettext(message).format_map(values or {})


class Saying(Enum):
    """Base of the enumerations of labels and messages; calling a member says it."""

    def __call__(self, **values: object) -> str:
        return _say(self.value, values)


_PROBLEMS: dict[Code, str] = {
    Code.FIRST_FRAME_MISSING: N_("Needs a first frame."),
    Code.NOTHING_TO_FOLLOW: N_(
        "Starts from the last frame of scene {number}, which has no kept take yet."
    ),
    Code.FRAME_COMING: N_("The last frame of scene {number} is still being fetched."),
    Code.FRAME_FORMAT: N_("The picture must be a JPEG or PNG file."),
    Code.FRAME_BYTES: N_("The picture file is larger than 10 MB."),
    Code.FRAME_SMALL: N_(
        "The picture is {width} × {height} pixels. Each side must be at least {least}."
    ),
    Code.FRAME_RATIO: N_(
        "The picture is {width} × {height}. Its long side may be at most 2.5 times the short one."
        " Crop it or pad it."
    ),
    Code.FRAMES_DIFFER: N_(
        "First frame {width} × {height}, end frame {end_width} × {end_height}: "
        "different shapes, so the picture may be stretched or cut."
    ),
    Code.END_FRAME_AS_DATA: N_(
        "The service documents end frames as web addresses only. Sending the picture itself"
        " usually works."
    ),
    Code.END_FRAME_WITH_SHOTS: N_("A scene has either several shots or an end frame, not both."),
    Code.PROMPT_MISSING: N_("Needs a prompt."),
    Code.PROMPT_LONG: N_("The prompt has {count} characters; {most} are allowed."),
    Code.PROMPT_FROM_SHOT: N_("The scene's prompt is empty, so the text of shot 1 is sent for it."),
    Code.NEGATIVE_PROMPT_LONG: N_("What to avoid has {count} characters; {most} are allowed."),
    Code.SECONDS_SHORT: N_("The scene is {seconds} s long. It needs at least {least} s."),
    Code.SECONDS_LONG: N_("The scene is {seconds} s long. At most {most} s are allowed."),
    Code.CFG_SCALE_RANGE: N_("Closeness to the prompt goes from 0 to 1, not {value}."),
    Code.SHOT_EMPTY: N_("Shot {number} has no text."),
    Code.SHOT_LONG: N_("Shot {number} has {count} characters; {most} are allowed."),
    Code.SHOT_WHOLE_SECONDS: N_("Shot {number} needs at least one whole second."),
    Code.SHOTS_MANY: N_("{count} shots in one scene. More than {most} are often not followed."),
    Code.SHOT_WORDY: N_(
        "Shot {number} has {count} characters. Beyond {most} the rest is often ignored."
    ),
    Code.SHOT_BRIEF: N_("Shot {number} is {seconds} s. Shots under {least} s are often dropped."),
}

_FIXES: dict[Fix, str] = {
    Fix.CROP: N_("Crop it"),
    Fix.PAD: N_("Pad it"),
    Fix.REMOVE_END_FRAME: N_("Remove the end frame"),
    Fix.REMOVE_SHOT: N_("Remove shot {number}"),
    Fix.LENGTHEN_SHOT: N_("Make it longer"),
    Fix.SPLIT_SHOT: N_("Split it in two"),
    Fix.JOIN_SHOTS: N_("Join the shortest"),
    Fix.LENGTHEN_SCENE: N_("Make it 3 s"),
    Fix.SHORTEN_SCENE: N_("Make it 15 s"),
    Fix.UNSET_CFG_SCALE: N_("Leave it to the service"),
}

_FIELDS: dict[Field, str] = {
    Field.FIRST_FRAME: N_("First frame"),
    Field.END_FRAME: N_("End frame"),
    Field.PROMPT: N_("Prompt"),
    Field.NEGATIVE_PROMPT: N_("Avoid"),
    Field.SHOTS: N_("Shots"),
    Field.SECONDS: N_("Length"),
    Field.CFG_SCALE: N_("Closer to prompt"),
}


def problem(found: Problem) -> str:
    """What is wrong with a scene."""
    return _say(_PROBLEMS[found.code], found.values)


def fix(found: Problem) -> str:
    """The label of the button that mends a problem; empty where nothing does."""
    return _say(_FIXES[found.fix], found.values) if found.fix else ""


def field(place: Field) -> str:
    """What a field of the scene is called."""
    return _say(_FIELDS[place])


_TROUBLES: dict[Trouble, str] = {
    Trouble.NOT_FOUND: N_("{name}: there is no such file."),
    Trouble.FOLDER: N_("{name} is a folder. Choose a picture in it."),
    Trouble.NOT_A_FILE: N_("{name} is not a file."),
    Trouble.FORBIDDEN: N_("{name} may not be read. Its permissions forbid it."),
    Trouble.UNREADABLE: N_("{name} could not be read from the disk."),
    Trouble.EMPTY: N_("{name} is empty."),
    Trouble.TOO_LARGE_FILE: N_("{name} is too large for a picture."),
    Trouble.NOT_A_PICTURE: N_("{name} is not a picture."),
    Trouble.PDF: N_("{name} is a PDF document. Save the page you want as a picture first."),
    Trouble.SVG: N_("{name} is a drawing (SVG). Save it as a PNG picture first."),
    Trouble.VIDEO: N_("{name} is a video. A frame has to be a still picture."),
    Trouble.UNSUPPORTED: N_("{name} is a kind of picture that can't be read. Save it as JPEG."),
    Trouble.CORRUPT: N_("{name} is damaged and can't be read."),
    Trouble.TRUNCATED: N_("{name} breaks off: the copy or download is not complete."),
    Trouble.BOMB: N_("{name} has too many pixels to be opened safely."),
    Trouble.NO_MEMORY: N_("{name} needs more memory than this computer has free."),
}

_STEPS: dict[Step, str] = {
    Step.TURNED: N_("turned upright"),
    Step.CONVERTED: N_("converted"),
    Step.COLOURS: N_("colours to sRGB"),
    Step.FIRST_PICTURE: N_("first picture taken"),
    Step.FLATTENED: N_("transparency filled"),
    Step.SMALLER: N_("brought under 10 MB"),
    Step.REDUCED: N_("fewer pixels"),
    Step.LARGER: N_("scaled up"),
    Step.CROPPED: N_("cropped"),
    Step.PADDED: N_("padded"),
    Step.PRIVATE_REMOVED: N_("place and camera removed"),
}


def picture_trouble(error: PictureError, name: str = "") -> str:
    """Why a picture can't be used."""
    called = error.values.get("name") or name or _say(N_("The picture"))
    values = {**error.values, "name": called}
    return _say(_TROUBLES[error.code], values)


def steps(done: tuple[Step, ...]) -> str:
    """What was done to a picture by itself, in one quiet line."""
    return ", ".join(_say(_STEPS[step]) for step in done)


_STATES: dict[State, str] = {
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

_HOLDS: dict[Hold, str] = {
    Hold.NO_NETWORK: N_("No connection to the service. It goes on by itself."),
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
    Hold.ADDRESS: N_("The service's address can't be used. It must begin with https://."),
    Hold.PRACTICE: N_("The practice service does not start. The log has its fault."),
}

_ENDINGS: dict[Ending, str] = {
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

_ODDITIES: dict[Oddity, str] = {
    Oddity.OTHER_LENGTH: N_("The clip is not as long as asked."),
    Oddity.NO_SOUND: N_("Sound was asked for, but the clip has none."),
    Oddity.DAMAGED: N_("The clip breaks off or has faults; a second fetch brought the same."),
    Oddity.COPY_FAILED: N_("The clip is safe in the library, but the copy could not be written."),
}


def state(job: Job) -> str:
    """A job's state in a word or two."""
    return _say(_STATES[job.state])


def hold(reason: Hold) -> str:
    """What a job waits for."""
    return _say(_HOLDS[reason])


def ending(reason: Ending) -> str:
    """Why a job ended other than well, what it means for the money, and what to do."""
    return _say(_ENDINGS[reason])


def oddity(found: Oddity) -> str:
    """What is odd about a clip that was delivered all the same."""
    return _say(_ODDITIES[found])


def explain(job: Job) -> str:
    """One sentence on a job that is held or ended other than well; empty where all is well."""
    if job.ending is not None:
        return ending(job.ending)
    if job.hold is not None:
        return hold(job.hold)
    return " ".join(oddity(found) for found in job.oddities)


_FLAWS: dict[Flaw, str] = {
    Flaw.FOLDER: N_("{name} is a folder, not a storyboard."),
    Flaw.NOT_A_FILE: N_("{name} is not a file."),
    Flaw.FORBIDDEN: N_("{name} may not be read. Its permissions forbid it."),
    Flaw.DISK: N_("{name} could not be read from the disk."),
    Flaw.EMPTY: N_("{name} is empty."),
    Flaw.NOT_A_DOCUMENT: N_("{name} is not a storyboard."),
    Flaw.CUT_SHORT: N_("{name} breaks off: the copy or download is not complete."),
    Flaw.DAMAGED: N_("{name} is damaged. It was left as it is."),
    Flaw.ENCRYPTED: N_("{name} is encrypted, which storyboards never are."),
    Flaw.STRANGE_ENTRY: N_("{name} holds things that no storyboard has, so it was not opened."),
    Flaw.REPEATED_ENTRY: N_("{name} holds the same thing twice, so it was not opened."),
    Flaw.BOMB: N_("{name} unpacks to far more than it should, so it was not opened."),
    Flaw.NOT_JSON: N_("{name} is damaged: its text can't be read. It was left as it is."),
    Flaw.FORMAT_UNKNOWN: N_("{name} does not say which kind of storyboard it is."),
    Flaw.BAD_VALUE: N_("{name} holds something that no storyboard can. It was left as it is."),
    Flaw.FRAME_MISSING: N_("{name} is not complete: a picture is missing in it."),
    Flaw.FRAME_CHANGED: N_("{name} is damaged: a picture in it is not the one it should be."),
    Flaw.FRAME_NOT_A_PICTURE: N_("{name} is damaged: a picture in it can't be read."),
}

_HINDRANCES: dict[Hindrance, str] = {
    Hindrance.NO_FOLDER: N_("the folder is not there"),
    Hindrance.FOLDER: N_("a folder has that name"),
    Hindrance.NOT_A_FILE: N_("something that is not a file has that name"),
    Hindrance.FORBIDDEN: N_("its permissions forbid it"),
    Hindrance.READ_ONLY: N_("the disk can only be read"),
    Hindrance.FULL: N_("the disk is full"),
    Hindrance.NAME: N_("the disk does not take such a name"),
    Hindrance.DISK: N_("the disk failed"),
    Hindrance.UNFIT: N_("it holds something that can't be saved; this is our fault"),
}


def document(fault: DocumentError, name: str) -> str:
    """Why a storyboard can't be opened or saved, and that nothing was lost."""
    match fault:
        case DocumentUnreadable(flaw=flaw):
            return _say(_FLAWS[flaw], {"name": name})
        case DocumentMissing():
            return _say(N_("{name}: there is no such file."), {"name": name})
        case DocumentNewer():
            return _say(
                N_("{name} was made by a newer version of Kling Desktop. It was left as it is."),
                {"name": name},
            )
        case DocumentTooLarge():
            return _say(N_("{name} is larger than any storyboard can be."), {"name": name})
        case DocumentUnwritable(hindrance=hindrance):
            values = {"name": name, "cause": _say(_HINDRANCES[hindrance])}
            return _say(
                N_("{name} could not be saved: {cause}. What was there before is untouched."),
                values,
            )
        case FramesUnkept(hindrance=hindrance):
            values = {"name": name, "cause": _say(_HINDRANCES[hindrance])}
            return _say(N_("The pictures of {name} could not be kept: {cause}."), values)
        case _:
            return _say(
                N_("A picture of {name} is gone from this computer, so it could not be saved."),
                {"name": name},
            )


_STOPS: dict[Stop, str] = {
    Stop.SHOT_SHORTEST: N_("A shot has at least one whole second."),
    Stop.SCENE_SHORTEST: N_("A scene is at least 3 s long."),
    Stop.SCENE_LONGEST: N_("A scene is at most 15 s long."),
    Stop.NOT_DIVISIBLE: N_("A shot of one second can't be cut."),
    Stop.END_FRAME: N_("A scene with an end frame can't have several shots."),
    Stop.ONLY_SHOT: N_("A scene keeps one shot at least. It can be moved whole."),
}


def stop(reason: Stop) -> str:
    """Why an edit of the timeline went no further."""
    return _say(_STOPS[reason])


_ACTS: dict[Act, str] = {
    Act.WRITE_PROMPT: N_("Write the prompt"),
    Act.WRITE_AVOID: N_("Write what to avoid"),
    Act.WRITE_SHOT: N_("Write a shot"),
    Act.SET_FIRST_FRAME: N_("Set the first frame"),
    Act.SET_END_FRAME: N_("Set the end frame"),
    Act.REMOVE_FRAME: N_("Remove a frame"),
    Act.SET_LENGTH: N_("Change the length"),
    Act.SET_SOUND: N_("Change the sound"),
    Act.SET_CLOSENESS: N_("Change the closeness"),
    Act.SET_TAKES: N_("Change the number of takes"),
    Act.SPLIT_SHOT: N_("Split a shot"),
    Act.JOIN_SHOTS: N_("Join shots"),
    Act.MOVE_SHOT: N_("Move a shot"),
    Act.RESIZE_SHOT: N_("Resize a shot"),
    Act.DUPLICATE_SHOT: N_("Duplicate a shot"),
    Act.DELETE_SHOT: N_("Delete a shot"),
    Act.ADD_SCENES: N_("Add scenes"),
    Act.BRIDGE_PICTURES: N_("Bridge pictures"),
    Act.MOVE_SCENE: N_("Move a scene"),
    Act.DUPLICATE_SCENE: N_("Duplicate a scene"),
    Act.DELETE_SCENE: N_("Delete a scene"),
    Act.RENAME_SCENE: N_("Rename a scene"),
    Act.COLLAPSE_SCENE: N_("Fold a scene"),
    Act.LINK_SCENE: N_("Link a scene"),
    Act.UNLINK_SCENE: N_("Unlink a scene"),
    Act.CONTINUE_SCENE: N_("Continue from the last frame"),
    Act.KEEP_TAKE: N_("Keep a take"),
    Act.RENAME_STORYBOARD: N_("Rename the storyboard"),
    Act.SET_BUDGET: N_("Change the budget"),
    Act.MEND: N_("Mend a problem"),
}


def act(done: Act) -> str:
    """What a step did, for Undo and Redo in the Edit menu."""
    return _say(_ACTS[done])


_STORE_TROUBLE: dict[StoreTrouble, str] = {
    StoreTrouble.MISSING: N_(
        "This system has no key store that is running (on Linux: GNOME Keyring or KWallet)."
        " The key can be used until the program ends; it is not written anywhere."
    ),
    StoreTrouble.LOCKED: N_("The key store is locked. Unlock it, then try again."),
    StoreTrouble.BROKEN: N_("The key store does not work as it should. The log has its fault."),
}


def key_store(trouble: StoreTrouble) -> str:
    """Why a key could not be read or kept."""
    return _say(_STORE_TROUBLE[trouble])


def money(amount: float, currency: str) -> str:
    """An amount of money, always an estimate."""
    sign = {"USD": "$", "EUR": "€", "CNY": "¥"}.get(currency)
    return f"{sign}{amount:,.2f}" if sign else f"{amount:,.2f} {currency}"


def rate_source(rates: Rates) -> str:
    """Where an estimate comes from."""
    return _say(
        N_("Estimate, {source}'s rate, {date}"), {"source": rates.source, "date": rates.date}
    )


class Cli(Saying):
    """What the command line says."""

    ABOUT = N_(
        "Turns still pictures into film with Kling v3.0 Standard. Without a command it opens the"
        " window, with pictures as scenes. Not Kling's or MyRouter's own product."
    )
    RENDER = N_("make clips from a picture and a prompt")
    CHECK = N_("look for problems; sends nothing")
    JOBS = N_("list, resume or adopt jobs")
    JOBS_LIST = N_("all jobs, newest first")
    JOBS_RESUME = N_("go on with every unfinished job")
    JOBS_ADOPT = N_("fetch the clip of a task submitted elsewhere")
    PRACTICE_SERVICE = N_("the stand-in service alone, for trying clients")
    FILE = N_("a storyboard; in place of the options that describe one scene")
    FIRST_FRAME = N_("the picture to start from: a file or a web address")
    END_FRAME = N_("the picture to end on; not together with --shot")
    PROMPT = N_("what should happen, at most 2500 characters")
    NEGATIVE_PROMPT = N_("what to avoid, at most 2500 characters")
    SHOT = N_("a shot of so many whole seconds with its own prompt; may be repeated")
    DURATION = N_("length in whole seconds, 3 to 15; without it 5, or the sum of the shots")
    SOUND = N_("make sound as well")
    CFG_SCALE = N_("0 moves more naturally, 1 keeps closer to the prompt")
    TAKES = N_("how many clips to make of it")
    FIT = N_("what to do with a picture that is too long: crop it or pad it")
    PRACTICE = N_("use the stand-in service on this computer: no key, no cost")
    SERVICE = N_("the service's address; KLING_API_KEY belongs to it")
    OUTPUT = N_("where the clip goes: a file, or a folder (needed for several takes)")
    JSON = N_("print one JSON object per line")
    PATIENCE = N_("seconds that a held job (no network, say) is given; 60 by default")
    TASK_ID = N_("the task id, as the service's usage page shows it")

    FILE_OR_FRAME = N_("Give a storyboard file, or a picture with --first-frame.")
    FILE_OR_OPTIONS = N_("A storyboard file has its scenes in it; leave the scene's options out.")
    SCENE_PROBLEM = N_("Scene {number}, {field}: {sentence}")
    NOTHING_STALE = N_("Every scene has a take of what it asks for. Nothing was sent.")
    SCENE_IS = N_("Job {job}: scene {number}")
    FRAME_DONE = N_("{field}: {steps}.")
    PROBLEM = N_("{field}: {sentence}")
    FIT_HINT = N_("Add --fit crop or --fit pad.")
    FITS = N_("It fits. Nothing was sent.")
    FITS_NOT = N_("It does not fit. Nothing was sent.")
    ESTIMATE = N_("About {amount} ({source}).")
    BAD_TEXT = N_("The text has bytes that are no characters. Give it in UTF-8. Nothing was sent.")
    BAD_SHOT = N_("--shot takes SECONDS:TEXT with whole seconds, for example 4:The boat leaves.")
    BAD_ADDRESS = N_(
        "The service's address must begin with https:// (http:// only for this computer)."
    )
    DURATION_DIFFERS = N_("The shots last {seconds} s together, but --duration says {duration}.")
    TAKES_LEAST = N_("--takes must be at least 1.")
    FOLDER_NEEDED = N_("Several takes need a folder as --output, but {output} is a file.")
    OUTPUT_UNWRITABLE = N_("{output} can't be written: {cause}.")
    PRACTICE_OR_SERVICE = N_("--practice and --service exclude each other.")
    NO_KEY = N_(
        "There is no key for {service}. Enter one in the window, or set KLING_API_KEY."
        " Nothing was sent."
    )
    NO_STORE = N_("{sentence} On the command line, set KLING_API_KEY. Nothing was sent.")
    ADDRESS_FETCH = N_("{address} could not be fetched: {cause}.")
    DISK = N_("The disk can't be written: {cause}. Nothing was sent.")
    LEDGER_DAMAGED = N_("The list of jobs is damaged and was left as it is: {path}")
    LEDGER_NEWER = N_("The list of jobs was written by a newer version; this one leaves it alone.")
    LEDGER_UNWRITABLE = N_("The list of jobs can't be written: {cause}. Nothing was sent.")
    LIBRARY_TROUBLE = N_(
        "The library can't be used and was left as it is; the clip is safe: {clip}"
    )
    CONFIRM_TAKES = N_("{count} takes will be made, {estimate}. Go on? [y/N] ")
    TASK_IS = N_("Job {number}: task {task_id}")
    LINE = N_("Job {number}: {state}")
    LINE_MORE = N_("Job {number}: {state}. {sentence}")
    CLIP_AT = N_("The clip is at {path}")
    SERVICE_SAYS = N_("The service says: {words}")
    STILL_OPEN = N_("Not finished yet. `kling-desktop jobs resume` goes on with it.")
    STOPPED = N_("Stopped. `kling-desktop jobs resume` goes on.")
    FINISHING = N_("A request is just being sent; it is seen through before the program ends.")
    DRIVEN_ELSEWHERE = N_("Job {number} is being worked on by another Kling Desktop.")
    NOTHING_OPEN = N_("Nothing to resume.")
    NO_JOBS = N_("No jobs yet.")
    NOT_STARTED = N_("The window can't be opened: {cause}")


class Window(Saying):
    """Labels and messages of the window."""

    TITLE = N_("Kling Desktop")
    UNTITLED = N_("Untitled storyboard")
    DOCUMENT_TITLE = N_("{name}[*] — Kling Desktop")
    TITLE_FIELD = N_("Title of the storyboard")
    TITLE_HINT = N_("Press to rename the storyboard")
    EDITED = N_("Edited")
    EDITED_HINT = N_("There are changes that are not in the file yet")

    MENU_FILE = N_("&File")
    MENU_NEW = N_("&New storyboard")
    MENU_OPEN = N_("&Open…")
    MENU_RECENT = N_("Open &recent")
    MENU_RECENT_NONE = N_("Nothing was opened yet")
    MENU_RECENT_MISSING = N_("{name} (not there now)")
    MENU_RECENT_CLEAR = N_("Clear this list")
    MENU_SAVE = N_("&Save")
    MENU_SAVE_AS = N_("Save &as…")
    MENU_QUIT = N_("&Quit")
    MENU_EDIT = N_("&Edit")
    UNDO = N_("&Undo")
    UNDO_STEP = N_("&Undo: {step}")
    REDO = N_("&Redo")
    REDO_STEP = N_("&Redo: {step}")
    MENU_VIEW = N_("&View")
    TIMELINE = N_("Timeline")
    INSPECTOR = N_("Inspector")
    MENU_HELP = N_("&Help")
    MENU_ABOUT = N_("&About Kling Desktop")
    ABOUT_VERSION = N_("Version {version}")
    ABOUT_WHAT = N_("Turns still pictures into film with Kling v3.0 Standard.")
    ABOUT_OTHERS = N_(
        "Made independently. It is not a product of Kling or MyRouter; the names belong to their"
        " owners."
    )
    ABOUT_LICENCE = N_(
        "Free software under the GNU General Public License, version 3 or later. It comes without"
        " any warranty."
    )

    OPEN_TITLE = N_("Open a storyboard")
    SAVE_TITLE = N_("Save the storyboard")
    DOCUMENTS_FILTER = N_("Storyboards ({pattern})")
    SAVED_AS = N_("Saved as {name}.")
    SAVE = N_("Save")
    SAVE_AS = N_("Save as…")
    DO_NOT_SAVE = N_("Don't save")
    SAVE_FIRST = N_("Save the changes to “{name}”?")
    SAVE_FIRST_WHY = N_("If you don't save, what you changed since the last time is lost.")
    REPLACE = N_("Replace “{name}”?")
    REPLACE_WHY = N_("There is a file of that name already. What is in it would be lost.")
    REPLACE_YES = N_("Replace it")
    OVERTAKEN = N_("“{name}” was changed by another program")
    OVERTAKEN_WHY = N_(
        "It is no longer as it was when you opened it. Save yours under another name, or replace"
        " what is there now."
    )

    RECOVERED = N_("Work that was not saved")
    BROUGHT_BACK = N_("Brought back what you were working on.")
    START_FRESH = N_("Start fresh")
    WAS_LEFT = N_("Kling Desktop ended before this was saved:")
    LEFT_UNTITLED = N_("{name}, last changed {when}")
    LEFT_OF_DOCUMENT = N_("{name}, changes to {file}, last changed {when}")
    LEFT_OF_OTHER = N_(
        "{name}, changes to {file} (that file is different by now, or gone), last changed {when}"
    )
    OPEN_LEFT = N_("Open")
    OPEN_LEFT_NAMED = N_("Open {name}")
    DISCARD_LEFT = N_("Discard")
    DISCARD_LEFT_NAMED = N_("Discard {name}")
    DISCARD_LEFT_SURE = N_("Discard for good")
    LATER = N_("Ask again at the next start")
    RECOVERY_ELSEWHERE = N_("Another Kling Desktop has opened that already.")
    PRACTICE_SIGN = N_("Practice — no key, nothing is charged")
    LIVE_SIGN = N_("Live — clips are charged by the service")
    MODE = N_("Practice or live")
    PRACTICE = N_("Practice")
    PRACTICE_HINT = N_("Clips are made by a stand-in on this computer and cost nothing")
    LIVE = N_("Live")
    LIVE_HINT = N_("Clips are made by the service and charged to your key")
    KEY_BUTTON_NAME = N_("Key")
    KEY_BUTTON = N_("Key {last}")
    KEY_BUTTON_NONE = N_("Enter a key to make real clips")

    LIBRARY = N_("Library")
    SEARCH_LIBRARY = N_("Search the library")
    SEARCH_HINT = N_("Search prompts…")
    LIBRARY_EMPTY = N_("Clips you make appear here.")
    NOTHING_FOUND = N_("No clip has these words.")
    LIBRARY_UNREADABLE = N_("The library can't be read. Your clips are still in their folder.")
    CLIP_SECONDS = N_("{seconds} s")
    WITH_SOUND = N_("sound")
    SILENT = N_("silent")
    IS_PRACTICE = N_("practice")
    FILE_GONE = N_("file is gone")

    DROP_A_PICTURE = N_("Drop a picture here")
    DROP_FROM_WHERE = N_("from a folder, a web page or the clipboard")
    BROWSE = N_("Browse…")
    TRY_SAMPLE = N_("Try the sample")
    FIRST_FRAME_ON_STAGE = N_("First frame on the stage")

    PLAY = N_("Play")
    PLAY_KEYS = N_("Play or pause (Space)")
    PLAYING = N_("Playing")
    PAUSED = N_("Paused")
    STEP_BACK = N_("One frame back")
    STEP_BACK_KEYS = N_("One frame back (comma)")
    STEP_FORWARD = N_("One frame on")
    STEP_FORWARD_KEYS = N_("One frame on (period)")
    POSITION = N_("Position")
    LOOP = N_("Loop")
    LOOP_ON = N_("Plays again and again")
    LOOP_OFF = N_("Plays once")
    MUTE = N_("Mute")
    SOUND_IS_ON = N_("Sound is on")
    SOUND_IS_OFF = N_("Sound is off")
    VOLUME = N_("Volume")
    CANNOT_PLAY = N_("This clip can't be played here. The file is safe in its folder.")
    SHOW_IN_FOLDER = N_("Show in folder")

    SCENE_HEADING = N_("Scene {number}")
    FIRST_FRAME = N_("First frame")
    FIRST_FRAME_HINT = N_("drop, paste or browse")
    END_FRAME = N_("End frame")
    END_FRAME_HINT = N_("optional")
    ZONE_EMPTY_HINT = N_("Drop a picture, paste it, or press to browse.")
    FRAME_CAPTION = N_("{frame} · {width}×{height}")
    MEASURES = N_("{width} × {height}")
    MADE_READY = N_("Made ready: {steps}.")
    FRAME_DESCRIPTION = N_("{name}, {width} × {height} pixels. Press to choose another.")
    REMOVE_FRAME = N_("Remove {frame}")
    DROP_HERE = N_("Drop it here")
    LOOKING_AT_PICTURE = N_("Looking at it…")
    CHOOSE_PICTURE = N_("Choose a picture")
    PICTURES_FILTER = N_("Pictures ({patterns})")
    ALL_FILES_FILTER = N_("All files (*)")
    FIRST_OF_SEVERAL = N_("{count} pictures came; the first is used.")
    NO_PICTURE_ON_CLIPBOARD = N_("There is no picture on the clipboard.")
    PICTURE_NOT_KEPT = N_("The picture could not be written to the disk. Is it full?")
    FETCH_FAILED = N_("The picture could not be fetched from that address.")
    NO_FETCHING = N_("Web addresses can't be fetched yet. Save the picture, then drop the file.")
    NEEDS_ONE_CHOICE = N_("{name} needs one choice")
    THE_PICTURE = N_("The picture")
    SHAPE_NOT_ALLOWED = N_(
        "{width} × {height}: its long side may be at most 2.5 times the short one."
    )
    AS_IT_IS = N_("As it is")
    CROPPED = N_("Cropped")
    PADDED = N_("Padded")
    CROP = N_("Crop")
    PAD = N_("Pad")
    CANCEL = N_("Cancel")
    CANCEL_PICTURE = N_("Cancel this picture")

    PROMPT = N_("Prompt")
    PROMPT_HINT = N_("What should move? How does the camera move?")
    COUNT = N_("{count} / {most}")
    AVOID = N_("Avoid")
    AVOID_HINT = N_("blurry, text, warped hands")
    MORE = N_("More")
    MORE_SHOWN = N_("More: avoid, closeness to the prompt")
    LESS_SHOWN = N_("Less")
    LENGTH = N_("Length")
    LENGTH_IN_SECONDS = N_("Length in seconds")
    SECONDS_UNIT = N_(" s")
    SOUND = N_("Sound")
    SOUND_ON = N_("ambience and voices")
    SOUND_OFF = N_("silent")
    CLOSER_TO_PROMPT = N_("Closer to prompt")
    CLOSER_HINT = N_("To the left it moves more naturally, to the right it keeps to the prompt")
    LEFT_TO_SERVICE = N_("left to the service")
    LEAVE_TO_SERVICE = N_("Leave it to the service")
    TAKES = N_("Takes")

    SHOTS = N_("Shots")
    SHOTS_SUM = N_("{seconds} s of {most} s")
    CUT_INTO_SHOTS = N_("Cut into shots")
    CUT_INTO_SHOTS_HINT = N_("Gives stretches of the scene their own prompt and length")
    ADD_SHOT = N_("Add a shot")
    SHOT_TEXT = N_("Shot {number}")
    SHOT_HINT = N_("What happens in this shot?")
    SHOT_SECONDS = N_("Seconds of shot {number}")
    SHOT_UP = N_("Move shot {number} up")
    SHOT_DOWN = N_("Move shot {number} down")
    SHOT_SPLIT = N_("Split shot {number}")
    SHOT_REMOVE = N_("Remove shot {number}")
    SHOTS_OR_END_FRAME = N_("A scene has either several shots or an end frame. Which one stays?")
    KEEP_END_FRAME = N_("Keep the end frame")
    KEEP_SHOTS = N_("Cut into shots, remove the end frame")

    GENERATE = N_("Generate")
    GENERATE_KEYS = N_("Ctrl+Enter")
    GENERATE_LIVE = N_("Generate · about {amount}")
    GENERATE_LIVE_TAKES = N_("Generate {count} takes · about {amount}")
    GENERATE_PRACTICE = N_("Generate practice clip")
    GENERATE_PRACTICE_TAKES = N_("Generate {count} practice clips")
    SENDING = N_("Sending…")
    SENDING_TAKES = N_("Sending {count} takes…")
    NEEDS_BOTH = N_("Needs a first frame and a prompt.")
    NO_KEY_YET = N_("There is no key for real clips yet.")
    ENTER_KEY = N_("Enter a key")
    PRICE_IF_LIVE = N_("Live, this would be about {amount}. {source}.")
    NOT_GENERATED = N_("Nothing was sent: the list of jobs could not be written. Is the disk full?")

    ACTIVITY = N_("Activity")
    ACTIVITY_SHOW = N_("Show all jobs")
    ACTIVITY_HIDE = N_("Hide the jobs")
    JOBS = N_("Jobs")
    NO_JOBS = N_("Nothing has been generated yet.")
    NOTHING_RUNNING = N_("Nothing is running.")
    COUNTS = N_("{running} running · {waiting} waiting")
    ONE_UNCONFIRMED = N_("1 unconfirmed")
    UNCONFIRMED_COUNT = N_("{count} unconfirmed")
    PROGRESS = N_("Progress")
    UNNAMED = N_("Clip without a prompt")
    TITLE_TAKE = N_("{title} · take {take}")
    SO_FAR = N_("{state}, {time} so far")
    DONE_IN = N_("{state} in {time}")
    ACT_ON = N_("{act}: {job}")
    REMOVE = N_("Remove")
    STOP_WAITING = N_("Stop waiting")
    LOOK_AGAIN = N_("Look again")
    LOOK_FOR_IT = N_("Look for it")
    SEND_AGAIN = N_("Send again")
    SEND_AGAIN_SURE = N_(
        "The first one may have been made and charged. Sending it again may be charged twice."
    )
    SEND_AGAIN_YES = N_("Send again all the same")
    DROP_IT = N_("Drop it")
    TRY_AGAIN = N_("Try again")
    COPY_DETAILS = N_("Copy details")
    DETAILS_COPIED = N_("The details are on the clipboard.")
    GO_ON = N_("Go on")
    TASK_ID = N_("Task id")
    TASK_ID_HELP = N_("If the service's usage page lists this task, enter its id here.")
    TAKE_IT_UP = N_("Take it up")
    TOO_LATE = N_("Too late: the job has moved on.")
    NOT_DONE = N_("That could not be done. The log has its cause.")

    KEY_TITLE = N_("Key")
    KEY = N_("Key")
    KEY_FOR = N_("Key for {host}")
    KEY_WHERE = N_(
        "It is kept in this system's key store, sent to this service only, and written to no file."
    )
    KEY_PASTE = N_("Paste the key")
    KEY_LOOKING = N_("Asking the key store…")
    KEY_KEPT = N_("A key is there: {last}")
    KEY_NONE = N_("No key yet.")
    KEY_TEST = N_("Test")
    KEY_TEST_HINT = N_("Asks the service about a task that does not exist. Costs nothing.")
    KEY_TESTING = N_("Testing…")
    KEY_ACCEPTED = N_("The service accepts this key. Nothing was charged.")
    KEY_WRONG = N_("The service does not accept this key. Nothing was charged.")
    KEY_UNKNOWN = N_("It could not be told: the service did not answer as it should.")
    KEY_KEEP = N_("Keep")
    KEY_KEEPING = N_("Keeping it…")
    KEY_IS_KEPT = N_("Kept: {last}")
    KEY_SESSION = N_("Use until the program ends")
    KEY_FOR_SESSION = N_("In use until the program ends: {last}")
    KEY_REMOVE = N_("Remove")
    KEY_REMOVED = N_("The key is removed.")
    CLOSE = N_("Close")

    DISMISS = N_("Put this away")
    SOMETHING_WRONG = N_("Something went wrong. Your work is kept; the log has the cause.")
    ENGINE_BROKE = N_(
        "The queue has stopped. No job is lost; close Kling Desktop and open it again."
    )
    LEDGER_NEWER = N_(
        "The list of jobs was written by a newer version. It is left alone, so nothing can be sent."
    )
    LEDGER_DAMAGED = N_(
        "The list of jobs is damaged. It was left as it is, so nothing can be sent."
    )
    LEDGER_UNAVAILABLE = N_(
        "The list of jobs can't be opened, so nothing can be sent. Is the disk full?"
    )
    NOT_AUTOSAVED = N_("What you are making could not be saved for now. Is the disk full?")
    FRAME_LOST = N_("{name} is no longer on this machine. Choose it again.")
    NOT_IN_LIBRARY = N_("The clip is safe, but the library could not take it in.")
    CHOICE_NOT_KEPT = N_("This holds for now, but could not be written down for the next start.")
    RECOVERY_NEWER = N_(
        "What was being edited was written by a newer version. It is kept, set aside."
    )
    RECOVERY_UNREADABLE = N_("What was being edited could not be read. It is kept, set aside.")
    FINISHING = N_("A request is just being sent.")
    FINISHING_WHY = N_("It is seen through, so that nothing is paid for twice. Then this closes.")


class Timeline(Saying):
    """What is written on the timeline and read out from it."""

    NAME = N_("Timeline")
    NEW_SCENE = N_("Scene")
    NEW_SCENE_HINT = N_("New scene after the selected one (N)")
    SPLIT = N_("Split")
    SPLIT_HINT = N_("Split the shot at the playhead, or in the middle (S)")
    ANIMATIC = N_("Preview animatic")
    ANIMATIC_HINT = N_("Plays the stills at their lengths with their shot texts. Costs nothing.")
    FILM_LENGTH = N_("Film {minutes}:{seconds} of {count} scenes")
    FILM_LENGTH_ONE = N_("Film {minutes}:{seconds} of one scene")
    ZOOM = N_("Zoom")
    FIT_ALL = N_("Fit all")
    FIT_ALL_HINT = N_("Zoom so that the whole film shows")
    DROP_HERE = N_("Drop a picture here")
    RULER_SECONDS = N_("{seconds}s")
    SECONDS = N_("{seconds} s")
    UNTITLED = N_("Untitled")
    NO_TEXT = N_("What happens here?")
    FROM_LAST_FRAME = N_("from last frame of {number}")
    SHOTS_COUNT = N_("{count} shots")

    LONG_ONE = N_("1 second")
    LONG = N_("{seconds} seconds")
    SHOT_SAID = N_("Shot {number} of {count}, {long}: {text}")
    SCENE_SAID = N_("Scene {number} of {count}, {title}, {long}, {state}")
    SCENE_SAID_LINKED = N_(
        "Scene {number} of {count}, {title}, {long}, linked to scene {before}, {state}"
    )
    TEXT_NONE = N_("no text yet")
    FOLDED = N_("folded")

    NOT_MADE = N_("not made")
    WAITING = N_("waiting")
    GENERATING = N_("generating")
    MADE = N_("made")
    STALE = N_("stale")

    RENAME = N_("Rename")
    DUPLICATE = N_("Duplicate")
    DELETE = N_("Delete")
    FOLD = N_("Fold")
    UNFOLD = N_("Unfold")
    LINK = N_("Start from the last frame of scene {number}")
    UNLINK = N_("Unlink, keep the frame")
    CONTINUE = N_("Continue from last frame")
    GENERATE = N_("Generate this scene")
    EDIT_TEXT = N_("Edit text")
    EDIT_SECONDS = N_("Change seconds")
    JOIN = N_("Join with next")
    SPLIT_SHOT = N_("Split shot")
    TEXT_OF_SHOT = N_("Text of shot {number}")
    SECONDS_OF_SHOT = N_("Seconds of shot {number}")
    TITLE_OF_SCENE = N_("Title of scene {number}")

    MADE_FROM_PICTURES = N_("{count} scenes from {count} pictures.")
    BRIDGE = N_("Bridge: {count} scenes")
    BRIDGE_ONE = N_("Bridge: one scene")
    BRIDGE_HINT = N_("Scenes that go from each picture to the next")
    TAKING_IN = N_("Looking at {count} pictures")
    SHAPE = N_("{name} is too long and narrow to be a frame.")
    LEAVE_OUT = N_("Leave it out")
    A_PICTURE = N_("A picture")
    SHOT_MOVED = N_("Moved to scene {scene}, shot {shot}")
    SCENE_MOVED = N_("Moved to place {scene}")


def waits_for(reason: Hold, before: str) -> str:
    """What a job of a chain waits for, by what the scene before is called."""
    return _say(CHAIN_HOLDS[reason], {"before": before})


CHAIN_HOLDS: dict[Hold, str] = {
    Hold.PREDECESSOR: N_("Waits for the last frame of “{before}”."),
    Hold.CHOICE: N_("“{before}” has several takes. Keep one of them to go on."),
    Hold.PREDECESSOR_FAILED: N_("“{before}” could not be made. Try that again to go on."),
}


class Film(Saying):
    """Making the film: all scenes at once, their takes, the budget, the animatic."""

    NAME = N_("The film")
    GENERATE = N_("Generate the film")
    GENERATE_LIVE = N_("Generate the film · {count} scenes, about {amount}")
    GENERATE_LIVE_ONE = N_("Generate the film · 1 scene, about {amount}")
    GENERATE_PRACTICE = N_("Generate the film · {count} practice scenes")
    GENERATE_PRACTICE_ONE = N_("Generate the film · 1 practice scene")
    GENERATE_HINT = N_("Makes every scene that has no take of what it asks for now")
    SENDING = N_("Sending the film…")
    NOTHING = N_("Every scene has its take.")
    UNDER_WAY = N_("{count} scenes under way.")
    UNDER_WAY_ONE = N_("1 scene under way.")
    SCENE_PROBLEM = N_("Scene {number}: {sentence}")
    SHOW_SCENE = N_("Show scene {number}")
    TO_CHOOSE = N_("Scene {number} has several takes. Keep one of them.")
    UNDECIDED = N_("Scene {number} waits for your decision in Activity.")
    LOOKING = N_("Looking at the last frame of the scene before…")
    NOT_GENERATED = N_(
        "Not every scene came into the list of jobs. Is the disk full? What is in it goes on."
    )
    ASK_TAKES = N_("This makes {count} takes, about {amount}.")
    ASK_TAKE = N_("This makes 1 take, about {amount}.")
    ASK_TAKES_PRACTICE = N_("This makes {count} practice takes.")
    ASK_BUDGET = N_("About {left} is left of the budget. What goes beyond it waits.")
    ASK_YES = N_("Generate all the same")
    ASK_YES_TAKES = N_("Generate {count} takes")

    SPENT = N_("Spent so far: about {spent}")
    SPENT_OF = N_("Spent so far: about {spent} of {budget}")
    BUDGET = N_("Budget")
    BUDGET_FIELD = N_("Budget in {currency}")
    BUDGET_HINT = N_("Jobs that would go beyond it wait. Empty for no budget.")
    BUDGET_NONE = N_("none")
    GO_ON_ASK = N_("Going on needs a budget of about {amount}.")
    RAISE_TO = N_("Raise it to {amount}")
    NO_BUDGET = N_("Go on without a budget")
    CHOOSE_TAKE = N_("Choose a take")

    TAKES = N_("Takes of scene {number}")
    TAKE = N_("Take {number}")
    TAKE_OF = N_("Take {number} of {count}")
    KEPT = N_("kept")
    STALE = N_("stale")
    STALE_WHY = N_("The scene has changed since")
    PRACTICE = N_("practice")
    REAL = N_("charged")
    APART_PRACTICE = N_("Practice takes")
    APART_REAL = N_("Takes made live")
    KEEP = N_("Keep")
    KEEP_THIS = N_("Keep {take} for the film")
    PERCENT = N_("{state}, {percent} %")

    CONTINUE = N_("Continue from last frame")
    CONTINUE_HINT = N_("Makes the next scene, from the exact last frame of this clip")

    ANIMATIC = N_("Animatic")
    ANIMATIC_STOP = N_("Stop")
    ANIMATIC_STOP_HINT = N_("Stop the animatic (Space or Escape)")
    ANIMATIC_SCENE = N_("Animatic · scene {number} of {count}")
    NO_PICTURE = N_("Scene {number} has no picture yet")
