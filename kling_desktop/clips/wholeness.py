"""Whether a file goes on to where it says it does, without decoding it."""

from pathlib import Path
from typing import BinaryIO, Final

from kling_desktop.clips.boxes import layout

_NO_MEDIA: Final = frozenset({b"uuid", b"free", b"skip", b"mfra"})
"""Boxes without which every picture is still there."""

_SEGMENT: Final = b"\x18\x53\x80\x67"
_GIF_TRAILER: Final = b";"


def breaks_off(path: Path, container: str) -> bool:
    """Whether the file ends before what it announces. `container` as in `Clip.container`."""
    with path.open("rb") as file:
        match container:
            case "mp4" | "mov":
                return _boxes_break_off(file)
            case "webm" | "mkv":
                return _segment_breaks_off(file)
            case "gif":
                size = file.seek(0, 2)
                file.seek(max(0, size - 64))
                return not file.read().rstrip(b"\0").endswith(_GIF_TRAILER)
            case _:
                return False


def _boxes_break_off(file: BinaryIO) -> bool:
    found = layout(file)
    media = [box for box in found.boxes if box.kind not in _NO_MEDIA]
    if not media or media[-1].kind == b"moof" or media[-1].end > found.size:
        return True
    tail = found.size - found.boxes[-1].end
    return 0 < tail < 8  # the first bytes of one more header


def _segment_breaks_off(file: BinaryIO) -> bool:
    """Matroska keeps everything in one Segment, whose size may be unknown (all ones; RFC 8794)."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(4096)
    place = head.find(_SEGMENT)
    if place < 0 or len(head) <= place + 4:
        return True
    place += 4
    width = 9 - head[place].bit_length()
    digits = head[place : place + width]
    if width > 8 or len(digits) < width:
        return True
    mask = (1 << 7 * width) - 1
    announced = int.from_bytes(digits) & mask
    return announced != mask and place + width + announced > size
