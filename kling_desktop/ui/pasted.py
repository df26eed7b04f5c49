"""Cleans pasted text of what a prompt has no use for: formatting, and marks that nobody sees.

What is typed is never changed; only what comes in from elsewhere goes through here.
"""

import re
import unicodedata

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextDocumentFragment

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028]")
_PARAGRAPH_ENDS = re.compile("\u2029")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"
    "\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc"
    "\ud800-\udfff]"
)
"""Controls, soft hyphens, zero-width spaces, marks of direction, halves of surrogate pairs. Not the
two joiners: emoji, Persian and the scripts of India are written with them.
"""
_BLANKS = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f]+")
_EMPTY_LINES = re.compile("\n{3,}")


def clean(text: str) -> str:
    """The text as a person would have typed it: plain spaces, plain line ends, nothing unseen.

    A blank at either end of a single line stays: it may be what keeps two words apart.
    """
    text = _PARAGRAPH_ENDS.sub("\n\n", _LINE_ENDS.sub("\n", text))
    # Composed, so that an é counts as the one character that it is.
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text)).strip("\n")
    lines = [_BLANKS.sub(" ", line) for line in text.split("\n")]
    if len(lines) > 1:
        lines = [line.strip(" \u3000") for line in lines]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines))


def text_of(mime: QMimeData) -> str:
    """The plain text in what is pasted; empty where there is none."""
    if mime.hasText():
        return clean(mime.text())
    if mime.hasHtml():
        return clean(QTextDocumentFragment.fromHtml(mime.html()).toPlainText())
    return ""
