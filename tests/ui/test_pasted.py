"""What a paste brings along is cleaned; what was meant stays."""

import pytest
from PySide6.QtCore import QMimeData

from kling_desktop.ui.pasted import clean, text_of

pytestmark = pytest.mark.qt


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("The boat\u00a0leaves\tthe   harbour", "The boat leaves the harbour"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("one\u2029two", "one\n\ntwo"),
        ("\u200bThe\u200b bo\u00adat\ufeff lea\u2060ves", "The boat leaves"),
        ("\u202eleaves\u202c \u2066boat\u2069\u200f", "leaves boat"),
        ("a\x00b\x07c\x1bd\x9fe\ufffc", "abcde"),
        ("  one  \n\n\n\n   two \n", "one\n\ntwo"),
        (" slowly ", " slowly "),
        ("slowly\n", "slowly"),
        ("cafe\u0301", "café"),
        ("\ud83c", ""),
    ],
)
def test_formatting_goes(pasted: str, kept: str) -> None:
    assert clean(pasted) == kept
    assert clean(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d🚀 waves ⛵\ufe0f",
        "می\u200cخواهم",
        "渔船离开港口，海鸥盘旋。",
        "“Quoted” – with … signs, 50 % × 2",
        "one\ntwo\n\nthree",
        "",
    ],
)
def test_what_was_meant_stays(text: str) -> None:
    assert clean(text) == text


def test_html_is_taken_as_its_text() -> None:
    mime = QMimeData()
    mime.setHtml("<p>The <b>boat</b>&nbsp;leaves</p><p>slowly</p>")
    assert text_of(mime) == "The boat leaves\nslowly"
    mime.setText("plain")
    assert text_of(mime) == "plain"
    assert text_of(QMimeData()) == ""
