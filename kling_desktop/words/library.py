"""The library panel."""

from kling_desktop.words.speech import N_, Saying


class LibraryWords(Saying):
    """The library of clips."""

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
