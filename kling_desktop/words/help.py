"""Help: the shortcuts, about, whose work is inside."""

from kling_desktop.this_copy import Kind
from kling_desktop.words.speech import N_, Saying, say

INSTALL_KINDS: dict[Kind, str] = {
    Kind.SYSTEM_PACKAGE: N_("installed as a package of this system"),
    Kind.ARCHIVE: N_("runs from an unpacked archive"),
    Kind.INSTALLER: N_("installed by its installer"),
    Kind.APP: N_("runs as an application"),
    Kind.PYTHON_PACKAGE: N_("installed as a Python package"),
    Kind.CHECKOUT: N_("runs from its source"),
}


def install_kind(kind: Kind) -> str:
    """How this copy of the program came to be here, in the middle of a sentence."""
    return say(INSTALL_KINDS[kind])


class HelpWords(Saying):
    """Titles and labels of the help windows; the shortcuts' own names."""

    LICENCES = N_("Licences")
    LICENCES_BUTTON = N_("Libraries and licences…")
    LICENCES_WHY = N_(
        "Kling Desktop is made with these works of others. Each text begins by saying where to get"
        " that work's source."
    )
    LICENCES_OF_SOURCE = N_(
        "These Python libraries are installed with this copy. Qt comes inside PySide6, FFmpeg with"
        " x264 and x265 inside av; an installed Kling Desktop lists them too."
    )
    LICENCES_LOST = N_(
        "The list of works or this text can't be read: files of the program are missing. Install"
        " Kling Desktop again; your clips and storyboards are not touched."
    )
    LIBRARIES = N_("Works")
    FIND_WORK = N_("Find by name or licence")
    NO_WORK = N_("No work has these words.")
    LICENCE_TEXT = N_("Text of the licence")
    NO_LICENCE_TEXT = N_("{name} {version} comes under {licence}. It brings no text of it along.")

    BUILT_WITH = N_("Qt {qt}, Python {python}, {kind}")
    NO_UPDATE_CALLS = N_("It never looks for newer versions by itself.")
    RELEASES = N_("Newer versions…")
    PAGE_COPIED = N_("No browser opened. The address is copied.")
    COPY_DETAILS = N_("Copy details")
    COPIED = N_("Copied")

    SHORTCUTS = N_("Keyboard shortcuts")
    MENU_SHORTCUTS = N_("&Keyboard shortcuts")
    FIND_SHORTCUT = N_("Find a shortcut")
    NOTHING_LIKE_IT = N_("No shortcut has these words.")

    IN_PROMPT = N_("Prompt")
    GENERATE = N_("Generate")
    PHRASES = N_("Phrases for camera, light and style")
    USED_PROMPTS = N_("Prompts used before")
    NEXT_FIELD = N_("Go on to the next field")

    IN_PLAYER = N_("Player")
    PLAY_PAUSE = N_("Play or pause")
    BACK = N_("Play backwards; again: faster")
    PAUSE = N_("Pause")
    FASTER = N_("Play; again: faster")
    STEP = N_("One frame back, one frame on")
    ENDS = N_("First frame, last frame")
    FULL_SCREEN = N_("Full screen, and back")

    IN_TIMELINE = N_("Timeline")
    SELECT = N_("Select the piece before, the next one")
    SELECT_LEVEL = N_("From a shot to its scene, and back")
    REORDER = N_("Move it before, move it on")
    RESIZE = N_("One second shorter, one second longer")
    RESIZE_SCENE = N_("The same by changing the scene's length")
    TYPE_SECONDS = N_("Type the seconds")
    SPLIT = N_("Split at the playhead, or in the middle")
    JOIN = N_("Join with the next")
    NEW_SCENE = N_("New scene")
    EDIT_TEXT = N_("Edit the text")
    RENAME = N_("Rename")
    DUPLICATE = N_("Duplicate")
    LINK = N_("Start from the last frame of the scene before, or no longer")
    DELETE = N_("Delete")
    MENU = N_("Everything that can be done with it")

    IN_FRAMES = N_("Frames")
    BROWSE = N_("Choose a picture")
    PASTE = N_("Paste a picture")
    REMOVE = N_("Remove it")
    SWAP = N_("Swap first and end frame")
    MOVE_BOX = N_("Move the crop box")
    SIZE_BOX = N_("Resize the crop box")

    IN_CLIPS = N_("Library and takes")
    PLAY_CLIP = N_("Play the clip")
    RATE = N_("Rate it, from no star to five")
    TO_BIN = N_("Move it to the bin")
    COPY = N_("Copy the file")
