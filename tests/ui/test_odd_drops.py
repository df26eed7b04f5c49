"""Two hundred odd drops: each becomes a frame, a question, or one clear sentence. Never a stuck
window: all of the looking is done on other threads, and every drop comes to its end.
"""

import base64
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kling_desktop import words
from kling_desktop.frames.codes import PictureError, Trouble
from kling_desktop.storyboard.model import FrameRef
from kling_desktop.ui import arrivals, intake
from kling_desktop.ui.frame_place import FramePlace
from kling_desktop.web_pictures import bring_picture
from kling_desktop.words import FrameWords
from tests.frames.drawing import as_file, scene
from tests.ui import odd_things
from tests.ui.rooms import Rooms

pytestmark = pytest.mark.qt

FRAME, CARD, NOTHING = "a frame", "the card", "nothing"


class Ground:
    """A frame's place alone, and what becomes of what is dropped on it."""

    def __init__(self, rooms: Rooms, qtbot: QtBot) -> None:
        self.place = FramePlace("First frame", "", rooms.supplies)
        self.place.scene = "s"
        qtbot.addWidget(self.place)
        qtbot.addWidget(self.place.zone)
        self._qtbot = qtbot
        self._frames: list[FrameRef] = []
        self.place.framed.connect(self._frames.append)

    def drop(self, mime: QMimeData) -> str:
        """What is there at the end: a frame, the card, or the sentence that is said."""
        arrival = arrivals.read(mime)
        if arrival is None:
            return NOTHING
        self._frames.clear()
        self.place.take(arrival)
        assert not self._frames, "it was looked at before the window could go on"
        self._qtbot.waitUntil(self._ended, timeout=20_000)
        if self._frames:
            return FRAME
        if not self.place.card.isHidden():
            self.place.card.cancelled.emit()
            return CARD
        return self.place.said.text()

    def _ended(self) -> bool:
        return not self.place.zone.busy


@pytest.fixture
def ground(rooms: Rooms, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    async def fetch(address: str) -> bytes:
        return await bring_picture(address, limit=2_000_000, seconds=0.6)

    work = intake._make_fit

    def watched(*values: object) -> object:
        assert threading.current_thread() is not threading.main_thread()
        return work(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(intake, "_make_fit", watched)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    rooms.supply(fetch_picture=fetch)
    rooms.engine.start()
    yield Ground(rooms, qtbot)
    rooms.engine.stop()
    qtbot.waitUntil(rooms.engine.isFinished)
    rooms.engine.wait()


def wrong(ground: Ground, drops: Mapping[str, tuple[QMimeData, tuple[str, ...]]]) -> dict[str, str]:
    """The drops that came to another end than one of those expected, and to which."""
    found = {name: ground.drop(mime) for name, (mime, _) in drops.items()}
    return {name: end for name, end in found.items() if end not in drops[name][1]}


def files(folder: Path, contents: Mapping[str, bytes]) -> dict[str, QMimeData]:
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: urls(folder / name) for name in contents}


def urls(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def text(said: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(said)
    return mime


def sentence(code: str, name: str, host: str = "") -> str:
    if code == "unreadable video":
        return FrameWords.VIDEO_UNREADABLE(name=name)
    return words.picture_trouble(PictureError(Trouble(code), host=host), name)


def test_pictures_of_every_kind_and_name(ground: Ground, tmp_path: Path) -> None:
    sound = odd_things.pictures()
    named = {f"boat.{kind}": data for kind, data in sound.items()}
    # The name says nothing: only the bytes do.
    lies = {f"{kind} in truth.{said}": data for kind, data in sound.items() for said in ("pdf", "")}
    names = ["two words.jpg", "100%.jpg", "a#b?c.jpg", "ünïcödé.jpg", "⛵🌊.jpg", "船.JPG"]
    names += ["new\nline.jpg", "-rf.jpg", ".hidden.jpg", '\'quoted "name".jpg', "a.b.c.d"]
    odd = dict.fromkeys([*names, "n" * 250 + ".jpg"], sound["jpg"])
    drops = files(tmp_path, {**named, **lies, **odd, **odd_things.layouts()})
    assert len(drops) > 55
    ends = (FRAME, FrameWords.SAME_PICTURE())
    assert wrong(ground, {name: (mime, ends) for name, mime in drops.items()}) == {}


def test_what_has_to_be_decided_opens_the_card(ground: Ground, tmp_path: Path) -> None:
    drops = files(tmp_path, odd_things.undecided())
    assert wrong(ground, {name: (mime, (CARD,)) for name, mime in drops.items()}) == {}


def test_what_is_no_picture_gets_one_sentence(ground: Ground, tmp_path: Path) -> None:
    strangers = odd_things.strangers()
    drops = files(tmp_path, {name: data for name, (data, _) in strangers.items()})
    assert len(drops) > 40
    expected = {name: (mime, (sentence(strangers[name][1], name),)) for name, mime in drops.items()}
    assert wrong(ground, expected) == {}


def test_what_is_broken_gets_one_sentence(ground: Ground, tmp_path: Path) -> None:
    broken = {}
    for kind, data in odd_things.pictures().items():
        for part in (0.2, 0.6):
            broken[f"cut at {part}.{kind}"] = data[: int(len(data) * part)]
        broken[f"head only.{kind}"] = data[:16]
        if kind != "ppm":  # any bytes at all are pixels there
            broken[f"garbled.{kind}"] = data[:12] + bytes(reversed(data[12:]))
    drops = files(tmp_path, broken)
    assert len(drops) > 40
    expected = {
        name: (mime, tuple(sentence(code, name) for code in _BROKEN))
        for name, mime in drops.items()
    }
    assert wrong(ground, expected) == {}


_BROKEN = ("truncated", "corrupt", "not_a_picture", "unsupported", "bomb")


def test_bombs_are_not_opened(ground: Ground, tmp_path: Path) -> None:
    drops = files(tmp_path, odd_things.bombs())
    ends = {name: (mime, (sentence("bomb", name),)) for name, mime in drops.items()}
    assert wrong(ground, ends) == {}


def test_what_is_no_file_gets_one_sentence(ground: Ground, tmp_path: Path) -> None:
    with odd_things.special(tmp_path) as things:
        assert len(things) > 18
        expected = {
            name: (urls(path), (sentence(trouble, path.name),))
            for name, (path, trouble) in things.items()
        }
        assert wrong(ground, expected) == {}


def test_videos_give_a_frame(ground: Ground, tmp_path: Path) -> None:
    drops = {name: urls(path) for name, path in odd_things.clips(tmp_path).items()}
    drops["its path as text"] = text(str(tmp_path / "film.mp4"))
    ends = (FRAME, FrameWords.SAME_PICTURE())
    assert wrong(ground, {name: (mime, ends) for name, mime in drops.items()}) == {}


def test_addresses_of_every_kind(ground: Ground) -> None:
    with odd_things.web() as base:
        host = "127.0.0.1"

        def told(code: str, name: str) -> tuple[str, ...]:
            return (sentence(code, name, host),)

        expected = {
            "boat.png": (FRAME,),
            "liar.png": (FrameWords.SAME_PICTURE(), FRAME),
            "moved": (FrameWords.SAME_PICTURE(), FRAME),
            "a b.png": (FrameWords.SAME_PICTURE(), FRAME),
            "page.html": told("web_page", "page.html"),
            "page.jpg": told("web_page", "page.jpg"),
            "words.jpg": told("not_a_picture", "words.jpg"),
            "paper.pdf": told("pdf", "paper.pdf"),
            "drawing.svg": told("svg", "drawing.svg"),
            "half.png": told("truncated", "half.png"),
            "empty.jpg": told("truncated", "empty.jpg"),
            "short.png": told("truncated", "short.png"),
            "large.jpg": told("too_large_file", "large.jpg"),
            "endless.jpg": told("too_large_file", "endless.jpg"),
            "round": told("web_loop", "round"),
            "odd": told("web_forbidden", "odd"),
            "stall": told("web_slow", "stall"),
            "drip.png": told("web_slow", "drip.png"),
            **{str(status): told("web_gone", str(status)) for status in (401, 403, 404, 410)},
            **{str(s): told("web_unreachable", str(s)) for s in (429, 500, 503)},
        }
        drops = {name: (text(f"{base}/{_quoted(name)}"), ends) for name, ends in expected.items()}
        assert wrong(ground, drops) == {}
    assert ground.drop(text(f"{base}/boat.png")) == sentence("web_unreachable", "boat.png", host)


def _quoted(name: str) -> str:
    return bytes(QUrl.toPercentEncoding(name).data()).decode()


def test_what_browsers_and_clipboards_hand_over(ground: Ground, tmp_path: Path) -> None:
    png = as_file(scene(40, 40), "PNG")
    written = base64.b64encode(png).decode()
    here = tmp_path / "boat.png"
    here.write_bytes(png)
    pixels = QMimeData()
    pixels.setImageData(QImage(40, 40, QImage.Format.Format_RGB32))
    no_pixels = QMimeData()
    no_pixels.setImageData(QImage())
    shown = QMimeData()
    shown.setHtml(f"<meta charset=utf-8><img alt='a' src='data:image/png;base64,{written}'>")
    by_url = QMimeData()
    by_url.setUrls([QUrl(f"data:image/png;base64,{written}")])
    same = (FRAME, FrameWords.SAME_PICTURE())
    cases: dict[str, tuple[QMimeData, tuple[str, ...]]] = {
        "pixels": (pixels, same),
        "no pixels": (no_pixels, (NOTHING,)),
        "an img in html": (shown, same),
        "a data address": (by_url, same),
        "a data address as text": (text(f"data:image/png;base64,{written}"), same),
        "a data address with nothing": (
            text("data:image/png;base64,"),
            (sentence("empty", FrameWords.THE_PICTURE()),),
        ),
        "a data address with rubbish": (
            text("data:image/png;base64,a"),
            (sentence("corrupt", FrameWords.THE_PICTURE()),),
        ),
        "a data address of words": (
            text("data:image/png,hello"),
            (sentence("not_a_picture", FrameWords.THE_PICTURE()),),
        ),
        "a path as text": (text(str(here)), same),
        "a quoted path as text": (text(f'"{here}"'), same),
        "a file address as text": (text(QUrl.fromLocalFile(str(here)).toString()), same),
        "a path that is gone": (
            text("/nowhere/boat.png"),
            (sentence("not_found", "boat.png"),),
        ),
    }
    nothing = (
        "",
        " ",
        "a boat",
        "boat.jpg",
        "/",
        "https://",
        "http://a b",
        "ftp://example.org/a.jpg",
        "javascript:alert(1)",
        "data:text/html,hello",
        "mailto:me@example.org",
        "see https://example.org/a.jpg and more",
        "x" * 5000,
        "https://" + "a" * 5000,
        "http://[::1",
        "blob:https://example.org/7",
    )
    cases |= {f"text {said[:20]!r}": (text(said), (NOTHING,)) for said in nothing}
    assert wrong(ground, cases) == {}


def test_many_at_once_and_the_same_again(ground: Ground, tmp_path: Path) -> None:
    one, two = files(tmp_path, {n: odd_things.pictures()["png"] for n in ("1.png", "2.png")})
    assert ground.drop(urls(tmp_path / one, tmp_path / two, tmp_path / "none")) == FRAME
    assert "3" in ground.place.said.text()
    ground.place.show_frame(ground.place.zone.frame)


def test_a_stalled_address_can_be_stopped(ground: Ground, qtbot: QtBot) -> None:
    with odd_things.web() as base:
        place = ground.place
        arrival = arrivals.read(text(f"{base}/stall"))
        assert arrival is not None
        place.take(arrival)
        assert place.said.text() == FrameWords.FETCHING(name="stall", host="127.0.0.1")
        assert [link.text() for link in place.links] == [FrameWords.STOP()]
        place.links[0].click()
        assert not place.zone.busy
        assert place.said.text() == ""
        # Nothing is heard of it any more, and the next one is not held up.
        assert ground.drop(text(f"{base}/boat.png")) == FRAME
    QApplication.processEvents()
