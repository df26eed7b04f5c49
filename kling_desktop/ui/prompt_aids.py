"""What helps with writing a prompt: the phrases, and the prompts that were generated before."""

import logging

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from kling_desktop.ui.job_book import JobBook
from kling_desktop.ui.picker import Picker
from kling_desktop.ui.picker_rows import Row
from kling_desktop.ui.prompt_field import PromptField
from kling_desktop.ui.supplies import Supplies
from kling_desktop.words import PromptWords, phrases

log = logging.getLogger(__name__)

LISTED = 100
"""Most prompts that are listed at once; the search finds older ones."""


class PromptAids(QObject):
    """Opens the lists beside whichever field they are wanted for."""

    def __init__(self, owner: QWidget, supplies: Supplies, book: JobBook) -> None:
        super().__init__(owner)
        self._supplies = supplies
        self._book = book
        self._field: PromptField | None = None
        self._wanted = ""
        self.phrases = Picker(
            owner, PromptWords.PHRASES(), PromptWords.PHRASES_SEARCH(), PromptWords.PHRASES_HOW()
        )
        self.history = Picker(
            owner, PromptWords.HISTORY(), PromptWords.HISTORY_SEARCH(), PromptWords.HISTORY_HOW()
        )
        self.phrases.searched.connect(self._list_phrases)
        self.phrases.chosen.connect(self._put_phrase)
        self.history.searched.connect(self._list_prompts)
        self.history.chosen.connect(self._put_prompt)

    def offer_phrases(self, field: PromptField, box: QWidget) -> None:
        """Lists the phrases beside `box`; the one chosen goes into `field`."""
        self._field = field
        self.phrases.open_by(box)
        self._list_phrases("")

    def offer_prompts(self, field: PromptField, box: QWidget) -> None:
        """Lists the prompts used before beside `box`; the one chosen goes into `field`."""
        self._field = field
        self.history.open_by(box)
        self._list_prompts("")

    def _list_phrases(self, wanted: str) -> None:
        shown, written = phrases.window_tongue(), phrases.window_tongue()
        if self._field is not None:
            written = phrases.tongue_of(self._field.text())
        rows: list[Row] = []
        for group in phrases.groups():
            found = [phrase for phrase in group.phrases if phrase.found_by(wanted)]
            if found:
                rows.append(Row(group.name.within(shown)))
            rows += [Row(p.label.within(shown), p.text.within(written), p) for p in found]
        self.phrases.show_rows(rows, PromptWords.PHRASES_NONE())

    def _list_prompts(self, wanted: str) -> None:
        """At once what this sitting knows of; the library, which knows all, answers later."""
        self._wanted = wanted
        self._show_prompts(self._of_jobs(wanted))
        library = self._supplies.library
        self._supplies.pools.disk.run_task(
            lambda: (wanted, library().prompts(wanted, LISTED)), self._add, self._unknown
        )

    def _of_jobs(self, wanted: str) -> list[str]:
        asked = [job.snapshot for job in self._book.newest_first() if job.snapshot is not None]
        texts = [
            text for one in asked for text in (one.prompt, *(shot.prompt for shot in one.shots))
        ]
        return [text for text in texts if phrases.holds(text, wanted)]

    def _add(self, answer: tuple[str, list[str]]) -> None:
        wanted, prompts = answer
        if wanted == self._wanted and self.history.isVisible():
            self._show_prompts([*self._of_jobs(wanted), *prompts])

    def _unknown(self, error: BaseException) -> None:
        log.warning("the library can't be asked for prompts: %s", error)

    def _show_prompts(self, texts: list[str]) -> None:
        distinct = dict.fromkeys(text.strip() for text in texts if text.strip())
        rows = [Row(text, value=text) for text in list(distinct)[:LISTED]]
        none = PromptWords.HISTORY_NONE() if self._wanted else PromptWords.HISTORY_EMPTY()
        self.history.show_rows(rows, none)

    def _put_phrase(self, phrase: phrases.Phrase, _: bool) -> None:
        if self._field is not None:
            self._field.put_phrase(phrase)

    def _put_prompt(self, text: str, shift: bool) -> None:
        if self._field is not None:
            self._field.put_text(text, instead=not shift)
