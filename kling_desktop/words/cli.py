"""The command line."""

from kling_desktop.words.speech import N_, Saying


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
    REHEARSE = N_(
        "shows that this installation works: opens the window, makes a practice clip, plays it and"
        " quits; of yours it touches nothing but the log"
    )
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
    AGAIN = N_("make a new take where the clip of an earlier one is not found")
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
    CLIP_AWAY = N_(
        "The clip of scene {number} is not found, and this folder can't be read: {folder}. Connect"
        " its drive, or add --again for a new take. Nothing was sent."
    )
    CLIP_GONE = N_(
        "The clip of scene {number} is not found: {clip}. Put it back, or add --again for a new"
        " take. Nothing was sent."
    )
    NOTHING_STALE = N_("Every scene has a take of what it asks for. Nothing was sent.")
    FRAME_DONE = N_("{field}: {steps}.")
    PROBLEM = N_("{field}: {sentence}")
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
    SERVICE_SAYS = N_("The service says: {words}")
    STILL_OPEN = N_("Not finished yet. `kling-desktop jobs resume` goes on with it.")
    STOPPED = N_("Stopped. `kling-desktop jobs resume` goes on.")
    FINISHING = N_("A request is just being sent; it is seen through before the program ends.")
    DRIVEN_ELSEWHERE = N_("Job {number} is being worked on by another Kling Desktop.")
    NOTHING_OPEN = N_("Nothing to resume.")
    NO_JOBS = N_("No jobs yet.")
    NOT_STARTED = N_("The window can't be opened: {cause}")
    NOT_STARTED_FILE = N_("The window can't be opened because of {file}: {cause}")
    NO_SCREEN = N_(
        "The window can't be opened: there is no screen here, or a library of the system that it"
        " needs is missing. `kling-desktop render` makes clips without a window."
    )
