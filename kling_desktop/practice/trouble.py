"""Trouble on request: what can be made to go wrong, for one task or for a whole service."""

import re
from collections import Counter
from enum import StrEnum

_IN_PROMPT = re.compile(r"\[trouble:\s*([^\]\s]+)\s*\]", re.IGNORECASE)


class Trouble(StrEnum):
    """The names given to `--trouble NAME` and written as `[trouble: NAME]` in a prompt."""

    REFUSE_KEY = "refuse-key"
    REFUSE_BALANCE = "refuse-balance"
    REFUSE_PROMPT = "refuse-prompt"
    REFUSE_PICTURE = "refuse-picture"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    DROP = "drop"
    HTML_500 = "html-500"
    FAIL = "fail"
    CANCEL = "cancel"
    SLOW = "slow"
    STUCK = "stuck"
    UNKNOWN_STATUS = "unknown-status"
    NO_URL = "no-url"
    EXPIRED_URL = "expired-url"
    TRUNCATED = "truncated"


DESCRIPTIONS: dict[Trouble, str] = {
    Trouble.REFUSE_KEY: "submit answers 403 INVALID_API_KEY (for a whole service: asking too)",
    Trouble.REFUSE_BALANCE: "submit answers 403 NOT_ENOUGH_BALANCE",
    Trouble.REFUSE_PROMPT: "submit answers 400 ILLEGAL_PROMPT",
    Trouble.REFUSE_PICTURE: "submit answers 400 ILLEGAL_IMAGE_CONTENT",
    Trouble.BUSY: "429 RATE_LIMIT_EXCEEDED twice, then accepted; counted for each prompt",
    Trouble.UNAVAILABLE: "503 SERVICE_NOT_AVAILABLE with Retry-After: 1 twice, then accepted",
    Trouble.DROP: "the connection is dropped after the body; the task is made all the same",
    Trouble.HTML_500: "submit answers 500 with a page of HTML; no task is made",
    Trouble.FAIL: "the task ends as TASK_STATUS_FAILED with a reason",
    Trouble.CANCEL: "the task ends as TASK_STATUS_CANCELED",
    Trouble.SLOW: "the task takes five times as long",
    Trouble.STUCK: "the task never ends",
    Trouble.UNKNOWN_STATUS: "a status nobody documents is shown until the clip is there",
    Trouble.NO_URL: "the first 3 answers after success have no video in them",
    Trouble.EXPIRED_URL: "the first file address handed out answers 403",
    Trouble.TRUNCATED: "the first time the file is fetched it is cut short",
}

SLOW_FACTOR = 5
TURNED_AWAY = 2
ANSWERS_WITHOUT_URL = 3


def asked_for(prompt: str) -> frozenset[Trouble]:
    """The troubles written into a prompt.

    Raises ValueError for a name that is not one of `Trouble`: a typing error should be heard of
    at once, not show as a clip that arrives without any trouble.
    """
    return frozenset(Trouble(name.lower()) for name in _IN_PROMPT.findall(prompt))


class TurnedAway:
    """Counts how often a prompt was turned away: twice, then let in, then from the start again."""

    def __init__(self) -> None:
        self._times: Counter[tuple[Trouble, str]] = Counter()

    def once_more(self, trouble: Trouble, prompt: str) -> bool:
        """Whether this submit is to be turned away."""
        self._times[trouble, prompt] += 1
        return self._times[trouble, prompt] % (TURNED_AWAY + 1) != 0
