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
from kling_desktop.storyboard.check import Code, Field, Fix, Problem
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
    values = {"name": name or N_("The picture"), **error.values}
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

    FRAME_DONE = N_("{field}: {steps}.")
    PROBLEM = N_("{field}: {sentence}")
    FIT_HINT = N_("Add --fit crop or --fit pad.")
    FITS = N_("It fits. Nothing was sent.")
    FITS_NOT = N_("It does not fit. Nothing was sent.")
    ESTIMATE = N_("About {amount} ({source}).")
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
