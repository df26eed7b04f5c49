"""What a drop would do is said while it hovers, from what is known without touching a file."""

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from kling_desktop.ui import hover
from kling_desktop.ui.clip_data import CLIP_TYPE
from kling_desktop.ui.hover import Look, Sort
from kling_desktop.words import Hover

pytestmark = pytest.mark.qt


@pytest.mark.parametrize(
    ("names", "seen"),
    [
        (["boat.jpg"], Look(Sort.PICTURE)),
        (["BOAT.HEIC"], Look(Sort.PICTURE)),
        (["no suffix"], Look(Sort.PICTURE)),
        (["a.png", "b.webp", "c.avif"], Look(Sort.PICTURE, 3)),
        (["clip.mp4"], Look(Sort.VIDEO)),
        (["clip.webm"], Look(Sort.VIDEO)),
        (["paper.pdf"], Look(Sort.PDF)),
        (["drawing.svg"], Look(Sort.OTHER)),
        (["letter.docx"], Look(Sort.OTHER)),
        (["folder/"], Look(Sort.FOLDER)),
        (["paper.pdf", "boat.jpg"], Look(Sort.PICTURE)),
    ],
)
def test_files_by_their_names(names: list[str], seen: Look) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl(f"file:///pictures/{name}") for name in names])
    assert hover.look(mime) == seen


def test_what_is_no_file() -> None:
    pixels, address, words, board, clip = (QMimeData() for _ in range(5))
    pixels.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    address.setUrls([QUrl("https://example.org/boat.jpg")])
    words.setText("only words")
    board.setUrls([QUrl("file:///films/harbour.klingboard")])
    clip.setUrls([QUrl("file:///clips/7.mp4")])
    clip.setData(CLIP_TYPE, b"{}")
    seen = [hover.look(mime) for mime in (pixels, address, words, board, clip)]
    assert seen == [Look(Sort.PICTURE), Look(Sort.ADDRESS), None, None, Look(Sort.CLIP)]


class Mute(QMimeData):
    """A drag whose program gives nothing while its mouse moves, as happens on X11."""

    def formats(self) -> list[str]:
        return ["text/uri-list"]

    def hasFormat(self, kind: str) -> bool:  # noqa: N802 - Qt's name
        return kind in self.formats()

    def retrieveData(self, _: str, __: object) -> object:  # noqa: N802 - Qt's name
        return None


def test_what_can_not_be_read_yet_is_let_in() -> None:
    mute = Mute()
    assert mute.urls() == []
    assert hover.look(mute) == Look(Sort.PICTURE)


PICTURE, VIDEO, CLIP, PDF = (Look(sort) for sort in (Sort.PICTURE, Sort.VIDEO, Sort.CLIP, Sort.PDF))


@pytest.mark.parametrize(
    ("seen", "end", "filled", "pairs", "said"),
    [
        (PICTURE, False, False, True, Hover.USE_AS_FIRST()),
        (PICTURE, False, True, False, Hover.REPLACE_FIRST()),
        (PICTURE, True, False, True, Hover.USE_AS_END()),
        (PICTURE, True, True, False, Hover.REPLACE_END()),
        (VIDEO, False, False, True, Hover.TAKE_LAST_FRAME()),
        (VIDEO, True, False, True, Hover.TAKE_FIRST_FRAME()),
        (CLIP, False, True, False, Hover.TAKE_LAST_FRAME()),
        (Look(Sort.PICTURE, 2), False, False, True, Hover.BOTH_FRAMES()),
        (Look(Sort.PICTURE, 2), False, True, False, Hover.FIRST_OF_MANY(count=2)),
        (Look(Sort.PICTURE, 4), False, False, True, Hover.FIRST_OF_MANY(count=4)),
        (PDF, False, False, True, Hover.NO_PDF()),
        (Look(Sort.FOLDER), True, True, False, Hover.NO_FOLDER()),
        (Look(Sort.OTHER), True, True, False, Hover.NO_PICTURE()),
    ],
)
def test_on_a_zone(seen: Look, end: bool, filled: bool, pairs: bool, said: str) -> None:
    assert hover.on_zone(seen, end=end, filled=filled, pairs=pairs) == said


@pytest.mark.parametrize(
    ("seen", "filled", "said"),
    [
        (PICTURE, False, Hover.USE_AS_FIRST()),
        (PICTURE, True, Hover.REPLACE_FIRST()),
        (Look(Sort.PICTURE, 4), True, Hover.MAKE_SCENES(count=4)),
        (VIDEO, False, Hover.TAKE_LAST_FRAME()),
        (CLIP, False, Hover.BRING_BACK()),
        (PDF, False, Hover.NO_PDF()),
    ],
)
def test_on_the_stage(seen: Look, filled: bool, said: str) -> None:
    assert hover.on_stage(seen, filled=filled) == said
