"""Writing prompts: the menu of phrases, and the prompts used before."""

from kling_desktop.words.speech import N_, Saying


class PromptWords(Saying):
    """What helps with writing a prompt."""

    COUNT = N_("{count} / {most}")
    PHRASES = N_("Phrases")
    PHRASES_HINT = N_("Camera moves, light and style to put into the prompt ({key})")
    PHRASES_SEARCH = N_("Search the phrases")
    PHRASES_NONE = N_("No phrase has these words.")
    PHRASES_HOW = N_("Enter writes it at the cursor")
    HISTORY = N_("Prompts used before")
    HISTORY_HINT = N_("Prompts used before ({key})")
    HISTORY_SEARCH = N_("Search the prompts used before")
    HISTORY_EMPTY = N_("What you generate with is listed here.")
    HISTORY_NONE = N_("No prompt has these words.")
    HISTORY_HOW = N_("Enter replaces the text, Shift+Enter writes it at the cursor")
