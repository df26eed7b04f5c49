"""A clip of the library on its way: dragged to a frame, an editor or the desktop, or copied."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QMimeData, QUrl

CLIP_TYPE = "application/x-kling-desktop-clip"
"""JSON, UTF-8: `{"clips": ["name in the clips folder", …]}`, the one under the pointer first. The
files themselves come along as `text/uri-list`, for everybody else."""

_COPIED_FILES = "x-special/gnome-copied-files"
"""What file managers of GNOME, Xfce and MATE look for when a file is pasted."""


class _Carried(msgspec.Struct, frozen=True):
    clips: tuple[str, ...]


def carry(files: Sequence[Path]) -> QMimeData:
    """The data of a drag or a copy of these clips."""
    mime = QMimeData()
    urls = [QUrl.fromLocalFile(str(file)) for file in files]
    mime.setUrls(urls)
    mime.setData(CLIP_TYPE, msgspec.json.encode(_Carried(tuple(file.name for file in files))))
    lines = ["copy", *(url.toString(QUrl.ComponentFormattingOption.FullyEncoded) for url in urls)]
    mime.setData(_COPIED_FILES, "\n".join(lines).encode())
    return mime


def clips_in(mime: QMimeData) -> tuple[str, ...]:
    """Names in the clips folder of the clips that are carried; empty where there are none."""
    if not mime.hasFormat(CLIP_TYPE):
        return ()
    try:
        return msgspec.json.decode(bytes(mime.data(CLIP_TYPE).data()), type=_Carried).clips
    except (msgspec.DecodeError, UnicodeDecodeError):  # another program's idea of our type
        return ()
