"""What all windows of the program share: the same jobs, the same choice, the same looks."""

from dataclasses import dataclass

from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.mode import Mode
from kling_desktop.ui.supplies import Supplies
from kling_desktop.ui.theme import Theme


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Made once by `app`, handed to every window. What belongs to one storyboard is not here."""

    supplies: Supplies
    mode: Mode
    book: JobBook
    theme: Theme
