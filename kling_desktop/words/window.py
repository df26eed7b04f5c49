"""The window as a whole."""

from kling_desktop.words.speech import N_, Saying


class Window(Saying):
    """Labels and messages of the window as a whole: menus, top bar, notices, about."""

    TITLE = N_("Kling Desktop")

    MENU_FILE = N_("&File")
    MENU_NEW = N_("&New storyboard")
    MENU_OPEN = N_("&Open…")
    MENU_RECENT = N_("Open &recent")
    MENU_RECENT_NONE = N_("Nothing was opened yet")
    MENU_RECENT_MISSING = N_("{name} (not there now)")
    MENU_RECENT_CLEAR = N_("Clear this list")
    MENU_SAVE = N_("&Save")
    MENU_SAVE_AS = N_("Save &as…")
    MENU_CLOSE = N_("&Close window")
    MENU_QUIT = N_("&Quit")
    MENU_EDIT = N_("&Edit")
    UNDO = N_("&Undo")
    UNDO_STEP = N_("&Undo: {step}")
    REDO = N_("&Redo")
    REDO_STEP = N_("&Redo: {step}")
    MENU_PASTE = N_("&Paste picture")
    MENU_SCENE = N_("&Scene")
    MENU_NEW_SCENE = N_("New scene")
    MENU_PICTURES = N_("Scenes from pictures…")
    MENU_EARLIER = N_("Move earlier")
    MENU_LATER = N_("Move later")
    MENU_FILM = N_("Fi&lm")
    MENU_BUDGET = N_("Budget…")
    MENU_PLAY = N_("&Playback")
    MENU_FRAME_BACK = N_("One frame back")
    MENU_FRAME_ON = N_("One frame on")
    MENU_TO_START = N_("To the start")
    MENU_TO_END = N_("To the end")
    MENU_VIEW = N_("&View")
    MENU_FIT_ALL = N_("See the whole film")
    MENU_ARRANGE = N_("Arrange the panels as at first")
    INSPECTOR = N_("Inspector")
    MENU_WINDOW = N_("&Window")
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

    PRACTICE_SIGN = N_("Practice — no key, nothing is charged")
    PRACTICE_SIGN_BRIEF = N_("Nothing is charged")
    LIVE_SIGN = N_("Live — clips are charged by the service")
    LIVE_SIGN_BRIEF = N_("Clips are charged")
    MODE = N_("Practice or live")
    PRACTICE = N_("Practice")
    PRACTICE_HINT = N_("Clips are made by a stand-in on this computer and cost nothing")
    LIVE = N_("Live")
    LIVE_HINT = N_("Clips are made by the service and charged to your key")

    CANCEL = N_("Cancel")

    NOT_DONE = N_("That could not be done. The log has its cause.")

    STORYBOARD_NOT_OPEN = N_("Open the storyboard of that clip first.")
    SCENE_GONE = N_("That scene is no longer in the storyboard.")

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
    NOT_IN_LIBRARY = N_("The clip is safe, but the library could not take it in.")
    CHOICE_NOT_KEPT = N_("This holds for now, but could not be written down for the next start.")
    CLOSING = N_("Kling Desktop is closing.")
    CLOSING_OPEN_LATER = N_("Open the file again in a moment.")
    FINISHING = N_("A request is just being sent.")
    FINISHING_WHY = N_("It is seen through, so that nothing is paid for twice. Then this closes.")
