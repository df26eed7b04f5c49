from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from kling_desktop.frames.examine import examine
from kling_desktop.ui import arrivals

pytestmark = pytest.mark.qt


def test_a_file_is_taken_and_the_others_are_counted(tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("a b.jpg", "c.png")])
    arrival = arrivals.read(mime)
    assert arrival is not None
    assert arrival.path == tmp_path / "a b.jpg"
    assert arrival.others == 1


def test_pixels_come_before_a_web_address() -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/boat.jpg")])
    mime.setImageData(_image())
    arrival = arrivals.read(mime)
    assert arrival is not None
    assert arrival.image is not None
    assert not arrival.address


def test_a_web_address_is_taken_as_url_and_as_text() -> None:
    by_url, by_text = QMimeData(), QMimeData()
    by_url.setUrls([QUrl("https://example.org/boat.jpg")])
    by_text.setText(" https://example.org/boat.jpg\n")
    for mime in (by_url, by_text):
        arrival = arrivals.read(mime)
        assert arrival is not None
        assert arrival.address == "https://example.org/boat.jpg"
        assert arrivals.carries_picture(mime)


@pytest.mark.parametrize("text", ["a boat", "ftp://example.org/a.jpg", "https://", "http://a b"])
def test_other_text_is_no_picture(text: str) -> None:
    mime = QMimeData()
    mime.setText(text)
    assert arrivals.read(mime) is None
    assert not arrivals.carries_picture(mime)


def test_a_page_that_never_ends_a_tag_is_not_searched_for_ever() -> None:
    mime = QMimeData()
    # The source is that of the tag behind, so nobody looks for it from each tag before.
    mime.setHtml("<img <video src='https://example.org/boat.jpg'>")
    assert not arrivals.carries_picture(mime)
    mime.setHtml("<img " * 200_000)
    assert not arrivals.carries_picture(mime)


def test_what_stands_far_down_a_page_is_not_looked_for() -> None:
    mime = QMimeData()
    picture = "<img alt='a boat' src='https://example.org/boat.jpg'>"
    mime.setHtml(picture + " " * 1_000_000)
    assert arrivals.carries_picture(mime)
    mime.setHtml(" " * 1_000_000 + picture)
    assert not arrivals.carries_picture(mime)
    words = QMimeData()
    words.setText("https://example.org/boat.jpg " * 40_000)
    assert not arrivals.carries_picture(words)


def test_pixels_become_a_picture_file() -> None:
    found = examine(arrivals.as_png(_image()))
    assert (found.format, found.width, found.height) == ("PNG", 400, 300)


def _image() -> QImage:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(0x335577)
    return image
