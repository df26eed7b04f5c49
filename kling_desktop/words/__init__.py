"""Every sentence that a person reads, by code, through gettext; the window and the command line
say the same (product.md, "How it speaks").

Plain, short, in the user's words: what happened, what it means for their money and work, what to
do next. "Nothing was charged" only where that is certain.

Sentences for codes (problems, pictures, endings, …) stand in tables and are looked up by functions.
Labels and messages of one place are members of an enumeration and are called:
`Cli.WAITING_HELD(reason=…)`.
"""

from kling_desktop.words.checks import field, fix, problem
from kling_desktop.words.cli import Cli
from kling_desktop.words.disk_space import DiskWords
from kling_desktop.words.documents import DocumentWords, document
from kling_desktop.words.editing import act, stop
from kling_desktop.words.film import Film
from kling_desktop.words.help import HelpWords, install_kind
from kling_desktop.words.jobs import (
    CHAIN_HOLDS,
    ActivityWords,
    ending,
    explain,
    hold,
    oddity,
    state,
    waits_for,
)
from kling_desktop.words.key import KeyWords, key_store
from kling_desktop.words.library import LibraryWords
from kling_desktop.words.pictures import (
    FitWords,
    FrameWords,
    Hover,
    file_size,
    picture_trouble,
    step,
    steps,
)
from kling_desktop.words.player import PlayerWords
from kling_desktop.words.prices import money, rate_source
from kling_desktop.words.prompts import PromptWords
from kling_desktop.words.rehearsal import RehearsalWords
from kling_desktop.words.request import RequestWords
from kling_desktop.words.scene import SceneWords
from kling_desktop.words.settings import SettingsWords, address_trouble
from kling_desktop.words.speech import N_, Saying, say, speak
from kling_desktop.words.timeline import Timeline
from kling_desktop.words.window import Window

__all__ = [
    "CHAIN_HOLDS",
    "N_",
    "ActivityWords",
    "Cli",
    "DiskWords",
    "DocumentWords",
    "Film",
    "FitWords",
    "FrameWords",
    "HelpWords",
    "Hover",
    "KeyWords",
    "LibraryWords",
    "PlayerWords",
    "PromptWords",
    "RehearsalWords",
    "RequestWords",
    "Saying",
    "SceneWords",
    "SettingsWords",
    "Timeline",
    "Window",
    "act",
    "address_trouble",
    "document",
    "ending",
    "explain",
    "field",
    "file_size",
    "fix",
    "hold",
    "install_kind",
    "key_store",
    "money",
    "oddity",
    "picture_trouble",
    "problem",
    "rate_source",
    "say",
    "speak",
    "state",
    "step",
    "steps",
    "stop",
    "waits_for",
]
