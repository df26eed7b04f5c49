"""Documents: one `.klingboard` file holds a storyboard and all of its frames.

Saving replaces the file whole or leaves it as it was; loading trusts nothing in it. Both touch
disk and pixels, so they are not for the window's thread. A document holds no key and no way to
anything on the machine that made it (house.md, "Files a user owns").
"""

import os
import shutil
import stat
from pathlib import Path

from msgspec.structs import replace

from kling_desktop.frames.examine import PictureError, Trouble, examine
from kling_desktop.frames.fit import Fitted
from kling_desktop.store import document_text
from kling_desktop.store.document_errors import (
    Bound,
    DocumentError,
    DocumentMissing,
    DocumentNewer,
    DocumentTooLarge,
    DocumentUnreadable,
    DocumentUnwritable,
    Flaw,
    FramesMissing,
    FramesUnkept,
    Hindrance,
    hindrance_of,
    writing,
)
from kling_desktop.store.document_text import digest_of, frames_of
from kling_desktop.store.durable import replacing
from kling_desktop.store.package import Package, open_package, write_package
from kling_desktop.store.pictures import Pictures
from kling_desktop.storyboard.model import FrameRef, Scene, Storyboard

__all__ = [
    "SUFFIX",
    "Bound",
    "DocumentError",
    "DocumentMissing",
    "DocumentNewer",
    "DocumentTooLarge",
    "DocumentUnreadable",
    "DocumentUnwritable",
    "Flaw",
    "FramesMissing",
    "FramesUnkept",
    "Hindrance",
    "digest_of",
    "frames_of",
    "load",
    "read_storyboard",
    "save",
]

SUFFIX = ".klingboard"


def save(board: Storyboard, path: Path, pictures: Pictures) -> None:
    """Writes `board` and its frames to `path`, whole or not at all, on disk when it returns.

    The same storyboard gives the same bytes. A document of an older format that stands there is
    kept beside it under another name; one of a newer format is refused with `DocumentNewer`.
    Raises `DocumentUnwritable`, `DocumentTooLarge`, `FramesMissing`: the old file is still there.
    """
    text = _text(board)
    frames = {frame.picture: (frame, pictures.path(frame)) for frame in frames_of(board)}
    missing = [frame for frame, _ in frames.values() if not pictures.has(frame)]
    if missing:
        raise FramesMissing(missing)
    with writing():
        if "\0" in str(path):
            raise DocumentUnwritable(Hindrance.NAME)
        path = Path(os.path.realpath(path))  # a link stays, and its target is what is replaced
        _must_be_replaceable(path)
        _keep_older(path)
        with replacing(path, 0o666) as file:
            write_package(file, text, frames)


def load(path: Path, pictures: Pictures) -> Storyboard:
    """Reads the document at `path` and keeps its frames in `pictures`. Never changes the file.

    Frames are looked into: their measures are those of their pixels, whatever the text says.
    Raises `DocumentError`.
    """
    with open_package(path) as package:
        board = document_text.board_of(document_text.from_text(package.text()))
        kept = _take_in(package, board, pictures)
    return replace(board, scenes=tuple(_measured(scene, kept) for scene in board.scenes))


def read_storyboard(path: Path) -> Storyboard:
    """What the document at `path` says, without its frames: to compare, not to work on.

    Raises `DocumentError`.
    """
    with open_package(path) as package:
        return document_text.board_of(document_text.from_text(package.text()))


def _text(board: Storyboard) -> bytes:
    """The storyboard's text, known to be readable again."""
    try:
        text = document_text.text_of(board)
        document_text.board_of(document_text.from_text(text))
    except ValueError as error:
        raise DocumentUnwritable(Hindrance.UNFIT, str(error)) from error
    except DocumentUnreadable as error:
        raise DocumentUnwritable(Hindrance.UNFIT, error.where) from error
    return text


def _must_be_replaceable(path: Path) -> None:
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(kind):
        raise DocumentUnwritable(Hindrance.FOLDER)
    if not stat.S_ISREG(kind):
        raise DocumentUnwritable(Hindrance.NOT_A_FILE)


def _keep_older(path: Path) -> None:
    """Puts a copy of a document of an older format aside, once, before it is saved over."""
    try:
        with open_package(path) as package:
            version = document_text.format_of(document_text.from_text(package.text()))
    except DocumentNewer:
        raise
    except DocumentError:
        return  # no document: the person chose to replace it, or it is damaged and this mends it
    if version == document_text.FORMAT:
        return
    number = 1
    while True:
        counted = f"-{number}" if number > 1 else ""
        copy = path.with_name(f"{path.stem}.format-{version}{counted}{path.suffix}")
        if not copy.exists():
            break
        number += 1
    with path.open("rb") as source, replacing(copy, 0o666) as target:
        shutil.copyfileobj(source, target)


def _take_in(package: Package, board: Storyboard, pictures: Pictures) -> dict[str, FrameRef]:
    """Keeps the frames that the storyboard names; returns what they really are, by hash."""
    entries = package.frames()
    kept: dict[str, FrameRef] = {}
    for frame in frames_of(board):
        digest = frame.picture
        if digest in kept:
            continue
        if digest not in entries:
            raise DocumentUnreadable(Flaw.FRAME_MISSING, digest)
        fitted = _looked_into(package.frame(entries[digest], digest), frame)
        try:
            kept[digest] = pictures.keep(fitted)
        except OSError as error:
            raise FramesUnkept(hindrance_of(error)) from error
    return kept


def _looked_into(data: bytes, frame: FrameRef) -> Fitted:
    # All of it is decoded, since a header can promise anything.
    try:
        found = examine(data, frame.name)
    except PictureError as error:
        flaw = Flaw.BOMB if error.code is Trouble.BOMB else Flaw.FRAME_NOT_A_PICTURE
        raise DocumentUnreadable(flaw, frame.picture) from error
    if found.media_type not in ("image/jpeg", "image/png"):
        raise DocumentUnreadable(Flaw.FRAME_NOT_A_PICTURE, frame.picture)
    return Fitted(
        data=data,
        media_type=found.media_type,
        width=found.width,
        height=found.height,
        steps=(),
        name=frame.name,
    )


def _measured(scene: Scene, kept: dict[str, FrameRef]) -> Scene:
    return replace(
        scene,
        first_frame=_as_it_is(scene.first_frame, kept),
        end_frame=_as_it_is(scene.end_frame, kept),
    )


def _as_it_is(frame: FrameRef | None, kept: dict[str, FrameRef]) -> FrameRef | None:
    if frame is None:
        return None
    return replace(kept[frame.picture], name=frame.name, address=frame.address)
