"""What was dropped or pasted: the file, the picture itself or the web address."""

import html
import ipaddress
import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage, QImageWriter

from kling_desktop.store.document import SUFFIX

_ADDRESS_LONGEST = 4096
_DATA_LONGEST = 150_000_000
_LOOKED_THROUGH = 1_000_000
"""Characters of a text or a page that are searched, at most: a web page says how long it is, and
the window waits meanwhile.
"""
# No further than the next tag: a page of nothing but "<img" would be searched for ever.
_IMG = re.compile(r"<img\b[^<>]*?\bsrc\s*=\s*(?:\"([^\"]+)\"|'([^']+)')", re.IGNORECASE)


class End(StrEnum):
    """Which frame of a video is wanted."""

    FIRST = "first"
    LAST = "last"


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """One picture on its way in; exactly one of the first three is set."""

    path: Path | None = None
    address: str = ""
    """A web address to fetch the picture from, or a `data:` address that is the picture."""
    image: QImage | None = None
    """Pixels that a browser or the clipboard handed over."""
    rest: "tuple[Arrival, ...]" = ()
    """What else came along with it."""
    end: End = End.LAST
    """Of a video, the frame that is taken: film goes on from the last one."""
    recipe: bool = False
    """Whether a clip that was made here comes back as the scene it was made from."""

    @property
    def others(self) -> int:
        """How many more came along with it."""
        return len(self.rest)


def read(mime: QMimeData) -> Arrival | None:
    """The picture in what is dropped or pasted, with what came along; `None` where there is none.

    A file on this machine comes first: it is the original. Pixels come before an address: they
    need no network.
    """
    return gathered(read_all(mime))


def read_all(mime: QMimeData) -> list[Arrival]:
    """Every picture in what is dropped or pasted, in its order; all from one source, as `read`."""
    # Asked for once: on X11 each look is a round trip to the program that is dragged from.
    urls = mime.urls()
    paths = _paths(mime, urls)
    if paths:
        return [Arrival(path=path) for path in paths]
    if mime.hasImage():
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return [Arrival(image=image)]
    return [Arrival(address=address) for address in _addresses(mime, urls)]


def gathered(found: Sequence[Arrival]) -> Arrival | None:
    """The first of several, the others along with it."""
    if not found:
        return None
    return msgspec.structs.replace(found[0], rest=tuple(found[1:]))


def document(mime: QMimeData) -> Path | None:
    """The storyboard in what is dropped; it belongs to the window, wherever it falls."""
    return document_in(mime.urls())


def document_in(urls: Sequence[QUrl]) -> Path | None:
    """The storyboard among what is dropped."""
    paths = (Path(url.toLocalFile()) for url in urls if url.isLocalFile())
    return next((path for path in paths if path.suffix.lower() == SUFFIX), None)


def carries_picture(mime: QMimeData, urls: Sequence[QUrl] | None = None) -> bool:
    """Whether a drop should be let in, judged while it hovers: without reading any pixels.

    `urls` are those of `mime`, where they are at hand already.
    """
    urls = mime.urls() if urls is None else urls
    if document_in(urls) is not None:
        return False
    return bool(_paths(mime, urls) or mime.hasImage() or _addresses(mime, urls))


def from_paths(paths: Sequence[Path]) -> Arrival | None:
    """The first of several files named on the command line."""
    return gathered([Arrival(path=path) for path in paths])


def is_web(text: str) -> bool:
    """Whether a text is one web address."""
    if len(text) > _ADDRESS_LONGEST or any(mark.isspace() for mark in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def can_be_sent(address: str) -> bool:
    """Whether a service elsewhere could fetch an address itself, as far as it shows.

    One of this machine or this house it can't reach, and a name or password in one is nobody's.
    """
    if not is_web(address):
        return False
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.username is not None or parts.password is not None:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host.strip(".") and not host.endswith((".local", ".localhost", ".internal"))


def as_png(image: QImage) -> bytes:
    """The pixels as a PNG file; takes a while, so not on the window's thread."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"PNG"))
    if not writer.write(image):
        raise ValueError(writer.errorString())
    return bytes(data.data())


def _paths(mime: QMimeData, urls: Sequence[QUrl]) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    if paths or urls or not mime.hasText():
        return paths
    # What "Copy path" of a file manager leaves on the clipboard.
    text = mime.text().strip()
    if len(text) > _ADDRESS_LONGEST or "\n" in text:
        return []
    if text.startswith("file:///"):
        return [Path(QUrl(text).toLocalFile())]
    path = Path(text.strip("\"'"))
    return [path] if path.is_absolute() and path.suffix else []


def _addresses(mime: QMimeData, urls: Sequence[QUrl]) -> list[str]:
    """A picture that is a link brings the page it leads to; which picture it is, says the HTML."""
    if mime.hasHtml():
        page = mime.html()[:_LOOKED_THROUGH]
        shown = [html.unescape(one or other) for one, other in _IMG.findall(page)]
        if len(shown) == 1 and (is_web(shown[0]) or is_data(shown[0])):
            return shown
    addresses = [text for url in urls if is_web(text := url.toString()) or is_data(text)]
    if not addresses and mime.hasText():
        text = mime.text().strip()
        if is_data(text):
            return [text]
        addresses = text.split() if len(text) <= _LOOKED_THROUGH else []
        # One word among many that is an address does not make a text a list of pictures.
        if not all(is_web(part) for part in addresses):
            return []
    return addresses


def is_data(text: str) -> bool:
    """Whether a text is a picture written out as an address (RFC 2397)."""
    return text[:11].lower() == "data:image/" and len(text) <= _DATA_LONGEST
