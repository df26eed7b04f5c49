"""Disk space and the clean-up."""

from kling_desktop.words.speech import N_, Saying


class DiskWords(Saying):
    """What takes room on the disk, and what may go."""

    DISK_SPACE = N_("Disk space")
    INTRO = N_("What Kling Desktop keeps on this machine.")
    MEASURING = N_("Measuring…")
    NOT_MEASURED = N_("The folders can't be read.")
    CLIPS = N_("Clips")
    PICTURES = N_("Pictures")
    THUMBNAILS = N_("Thumbnails")
    RECOVERY = N_("Recovery copies")
    PRACTICE = N_("Practice service")
    IN_ALL = N_("In all")
    ONE_FILE = N_("1 file")
    FILES = N_("{count} files")
    SAID = N_("{kind}: {files}, {size}")

    CLEAN_UP_TITLE = N_("Clean up")
    LOOKING = N_("Looking for what nothing refers to…")
    NOTHING_LEFT = N_("There is nothing to clean up: everything is in use.")
    MAY_GO = N_("{size} can go. Nothing refers to it:")
    CLIPS_STAY = N_("Clips are never cleaned up. Delete them in the library.")
    PICTURES_GO = N_("Pictures in no document, job or open window: {count}, {size}")
    THUMBNAILS_GO = N_("Thumbnails of clips that are gone: {count}, {size}")
    DOWNLOADS_GO = N_("Downloads that broke off: {count}, {size}")
    PRACTICE_GO = N_("Practice requests that are done with: {count}, {size}")
    CLEAN_UP = N_("Clean up")
    LOOK_AGAIN = N_("Look again")
    CLEANING = N_("Cleaning up…")
    CLEANED = N_("{size} freed.")
    CLEANED_BUT = N_("{size} freed. Still there, in use or locked: {count}.")
    OTHERS_AT_WORK = N_(
        "Another Kling Desktop is at work here and may need what looks unused. Close it, then look"
        " again."
    )
    DOCUMENT_UNREADABLE = N_(
        "A document you opened lately can't be read, so it isn't known which pictures it needs."
        " Nothing was removed. Bring its disk back, or clear the list of recent documents."
    )
    NOT_FOUND_OUT = N_("It can't be told what is still needed, so nothing was removed.")
