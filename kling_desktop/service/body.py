"""The request's body, written in pieces while the pictures are read.

Encoding a 10 MB picture in one go holds the interpreter's lock for tens of milliseconds, on
whatever thread, and the window stutters (craft.md, trap 12).
"""

import asyncio
import base64
import os
from collections.abc import AsyncIterator, Callable, Iterator
from typing import IO, Any

import httpx
import msgspec

from kling_desktop.service.errors import Answer, PictureGone
from kling_desktop.service.messages import PictureFile, Submission

PIECE = 3 * 64 * 1024
"""Bytes of picture per piece. A multiple of 3, so that the pieces' base64 joins without padding."""


class Body(httpx.AsyncByteStream):
    """A submission as the bytes of its JSON. Sent once; closed by whoever made it."""

    def __init__(self, submission: Submission, on_begun: Callable[[], None] | None = None) -> None:
        self.begun = False
        """Whether the first byte was handed to the transport: from then on nobody knows whether
        the service has it."""
        self.on_complete: Callable[[], None] | None = None
        """Called when the last byte was."""
        self.held_back: Exception | None = None
        """What the caller's note raised, and so kept the first byte back."""
        self._parts = tuple(_parts(submission))
        self._pictures = submission.pictures
        self._files: list[IO[bytes]] = []
        self._on_begun = on_begun

    @property
    def length(self) -> int:
        """Exact `Content-Length` in bytes."""
        return sum(
            4 * ((part.size + 2) // 3) if isinstance(part, PictureFile) else len(part)
            for part in self._parts
        )

    async def open(self) -> None:
        """Opens the pictures, so that nothing can take them away while they are sent.

        Raises `PictureGone` when one cannot be read or has not the announced size.
        """
        await asyncio.to_thread(self._open)

    def _open(self) -> None:
        for picture in self._pictures:
            try:
                file = picture.path.open("rb")
                self._files.append(file)
                size = os.fstat(file.fileno()).st_size
            except OSError as error:
                name = type(error).__name__
                raise PictureGone(Answer(message=f"{name}: {error.strerror}")) from error
            if size != picture.size:
                raise PictureGone(Answer(message=f"{size} bytes, not {picture.size}"))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self.begun:
            raise RuntimeError("a body is sent once")
        files = iter(self._files)
        for part in self._parts:
            if isinstance(part, bytes):
                self._begin()
                yield part
                continue
            file, left = next(files), part.size
            while left:
                piece = await asyncio.to_thread(file.read, min(PIECE, left))
                if len(piece) != min(PIECE, left):
                    raise PictureGone(Answer(message="shorter than when it was opened"))
                left -= len(piece)
                yield base64.b64encode(piece)
        if self.on_complete is not None:
            self.on_complete()

    def _begin(self) -> None:
        if not self.begun:
            # The caller's note comes first: should taking it fail, nothing has left.
            if self._on_begun is not None:
                try:
                    self._on_begun()
                except Exception as error:
                    self.held_back = error
                    raise
            self.begun = True

    async def aclose(self) -> None:
        """Closes the pictures."""
        files, self._files = self._files, []
        for file in files:
            await asyncio.to_thread(file.close)


def preview(submission: Submission) -> str:
    """The exact request for a person to look at, pictures shortened. Holds no key."""
    shown = {
        name: f"{_prefix(value, submission)}… {_measure(value.size)}"
        if isinstance(value, PictureFile)
        else value
        for name, value in _fields(submission)
    }
    return msgspec.json.format(msgspec.json.encode(shown), indent=2).decode()


def _fields(submission: Submission) -> Iterator[tuple[str, Any]]:
    """The request's fields in documented order, without those the user did not set (§4.5)."""
    yield "image", submission.image
    yield "prompt", _well_formed(submission.prompt)
    if submission.negative_prompt:
        yield "negative_prompt", _well_formed(submission.negative_prompt)
    yield "duration", submission.duration
    if submission.sound:
        yield "sound", True
    if submission.cfg_scale is not None:
        yield "cfg_scale", submission.cfg_scale
    if submission.end_image is not None:
        yield "end_image", submission.end_image
    if submission.shots:
        yield (
            "multi_prompt",
            [
                {"prompt": _well_formed(shot.prompt), "duration": shot.seconds}
                for shot in submission.shots
            ],
        )


def _parts(submission: Submission) -> Iterator[bytes | PictureFile]:
    opening = "{"
    for name, value in _fields(submission):
        key = f'{opening}"{name}":'
        if isinstance(value, PictureFile):
            yield f'{key}"{_prefix(value, submission)}'.encode()
            yield value
            yield b'"'
        else:
            yield key.encode() + msgspec.json.encode(value)
        opening = ","
    yield b"}"


def _prefix(picture: PictureFile, submission: Submission) -> str:
    return "" if submission.raw_base64 else f"data:{picture.media_type};base64,"


def _measure(size: int) -> str:
    """Bytes of a picture file in the unit that is read best."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


def _well_formed(text: str) -> str:
    """`text` without halves of surrogate pairs, which a paste can bring and JSON cannot carry."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
