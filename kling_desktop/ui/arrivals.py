"""What was dropped or pasted: the file, the picture itself or the web address."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageWriter

from kling_desktop.store.document import SUFFIX


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """One picture on its way in; exactly one of the three is set."""

    path: Path | None = None
    address: str = ""
    """A web address to fetch the picture from."""
    image: QImage | None = None
    """Pixels that a browser or the clipboard handed over."""
    others: int = 0
    """How many more came along with it and are not used."""


def read(mime: QMimeData) -> Arrival | None:
    """The picture in what is dropped or pasted; `None` where there is none.

    A file on this machine comes first: it is the original. Pixels come before an address: they
    need no network.
    """
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if paths:
        return Arrival(path=paths[0], others=len(paths) - 1)
    if mime.hasImage():
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return Arrival(image=image)
    addresses = [url.toString() for url in mime.urls() if is_web(url.toString())]
    if not addresses and mime.hasText():
        text = mime.text().strip()
        addresses = [text] if is_web(text) else []
    if addresses:
        return Arrival(address=addresses[0], others=len(addresses) - 1)
    return None


def document(mime: QMimeData) -> Path | None:
    """The storyboard in what is dropped; it belongs to the window, wherever it falls."""
    paths = (Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())
    return next((path for path in paths if path.suffix.lower() == SUFFIX), None)


def carries_picture(mime: QMimeData) -> bool:
    """Whether a drop should be let in, judged while it hovers: without reading any pixels."""
    if document(mime) is not None:
        return False
    if any(url.isLocalFile() or is_web(url.toString()) for url in mime.urls()):
        return True
    return mime.hasImage() or (mime.hasText() and is_web(mime.text().strip()))


def from_paths(paths: Sequence[Path]) -> Arrival | None:
    """The first of several files named on the command line."""
    return Arrival(path=paths[0], others=len(paths) - 1) if paths else None


def is_web(text: str) -> bool:
    """Whether a text is one web address."""
    if len(text) > 4096 or any(mark.isspace() for mark in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def as_png(image: QImage) -> bytes:
    """The pixels as a PNG file; takes a while, so not on the window's thread."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"PNG"))
    if not writer.write(image):
        raise ValueError(writer.errorString())
    return bytes(data.data())
