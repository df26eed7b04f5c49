"""Storyboard files: what may be wrong with one, saving, and work that was not saved."""

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
from kling_desktop.words.speech import N_, Saying, say

FLAWS: dict[Flaw, str] = {
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

HINDRANCES: dict[Hindrance, str] = {
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
            return say(FLAWS[flaw], {"name": name})
        case DocumentMissing():
            return say(N_("{name}: there is no such file."), {"name": name})
        case DocumentNewer():
            return say(
                N_("{name} was made by a newer version of Kling Desktop. It was left as it is."),
                {"name": name},
            )
        case DocumentTooLarge():
            return say(N_("{name} is larger than any storyboard can be."), {"name": name})
        case DocumentUnwritable(hindrance=hindrance):
            values = {"name": name, "cause": say(HINDRANCES[hindrance])}
            return say(
                N_("{name} could not be saved: {cause}. What was there before is untouched."),
                values,
            )
        case FramesUnkept(hindrance=hindrance):
            values = {"name": name, "cause": say(HINDRANCES[hindrance])}
            return say(N_("The pictures of {name} could not be kept: {cause}."), values)
        case _:
            return say(
                N_("A picture of {name} is gone from this computer, so it could not be saved."),
                {"name": name},
            )


class DocumentWords(Saying):
    """The document: its title, saving and opening, work that was not saved."""

    UNTITLED = N_("Untitled storyboard")
    DOCUMENT_TITLE = N_("{name}[*] — Kling Desktop")
    TITLE_FIELD = N_("Title of the storyboard")
    TITLE_HINT = N_("Press to rename the storyboard")
    EDITED = N_("Edited")
    EDITED_HINT = N_("There are changes that are not in the file yet")

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

    FRAME_LOST = N_("{name} is no longer on this machine. Choose it again.")
    RECOVERY_NEWER = N_(
        "What was being edited was written by a newer version. It is kept, set aside."
    )
    RECOVERY_UNREADABLE = N_("What was being edited could not be read. It is kept, set aside.")
