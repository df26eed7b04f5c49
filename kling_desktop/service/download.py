"""Bringing a finished clip home: without a key, resuming where it broke off (contract.md §4.10)."""

import re
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpcore
import httpx
import msgspec

from kling_desktop.service.address import clip_address, is_loopback, is_private, proxy_for
from kling_desktop.service.connection import (
    TRANSPORT_ERRORS,
    Line,
    Timeouts,
    system_certificates,
    unreachable,
)
from kling_desktop.service.errors import (
    AddressFault,
    AddressForbidden,
    Answer,
    FileCutShort,
    FileExpired,
    FileTooLarge,
    RedirectedAway,
    Unreachable,
)
from kling_desktop.service.reading import retry_after
from kling_desktop.service.side_file import Mark, SideFile

CLIP_BYTES = 2_000_000_000
"""More than any clip of 15 s has."""

REDIRECTS = 5

_BUFFER = 1_000_000
_CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)", re.ASCII)
_NOTHING_THERE = re.compile(r"bytes \*/(\d{1,15})", re.ASCII)
# Statuses that pass by themselves; every other 4xx means that this address is used up.
_PASSING = frozenset({408, 421, 425, 429})

Progress = Callable[[int, int | None], None]
"""Told of the bytes on disk or about to be, and of the bytes of the whole file if known."""


class Downloaded(msgspec.Struct, frozen=True, kw_only=True):
    """A clip that is whole and safe on disk."""

    size: int
    """Bytes."""
    content_type: str = ""
    """As the file's host called it; often wrong."""


async def download(
    url: str,
    part: Path,
    *,
    progress: Progress | None = None,
    verify: ssl.SSLContext | None = None,
    timeouts: Timeouts | None = None,
    limit: int = CLIP_BYTES,
    inwards: bool = True,
    now: Callable[[], float] = time.time,
) -> Downloaded:
    """Fetches `url` into `part`, going on with what an earlier try left there.

    Beside `part` a small note (`<name>.mark`) says what it is a half of; it goes once the file is
    whole and synced. Renaming `part` is for the caller. Nothing that is on disk is thrown away
    unless the host has another file now. Without `inwards` no host elsewhere may lead to this
    machine or into the house it stands in: the address came from a stranger's page, say.

    Raises `AddressForbidden`, `FileExpired`, `FileCutShort`, `FileTooLarge`, `Unreachable`,
    `DiskFull` or `DiskTrouble`. No text in them holds the address: it is signed.
    """
    address = clip_address(url)
    side = SideFile(part)
    fetch = _Fetch(side, progress=progress, limit=limit, now=now)
    lines = _Lines(verify or system_certificates(), timeouts or Timeouts(), inwards=inwards)
    try:
        done = await fetch.run(lines, address, await side.resumable())
        if done is None:
            # The host has another file now, or misunderstands ranges: once more, from the start.
            done = await fetch.run(lines, address, None)
    finally:
        await side.close()
    if done is None:
        raise Unreachable(Answer(message="a range that nobody asked for"))
    return done


class _Lines:
    """Opens a connection of its own for every file and every redirect."""

    def __init__(self, certificates: ssl.SSLContext, timeouts: Timeouts, *, inwards: bool) -> None:
        self._certificates = certificates
        self._timeouts = timeouts
        self._inwards = inwards

    @asynccontextmanager
    async def get(
        self, address: httpx.URL, headers: dict[str, str]
    ) -> AsyncIterator[httpx.Response]:
        """The answer behind at most `REDIRECTS` redirects: there is no key to protect here."""
        for _ in range(REDIRECTS + 1):
            line = Line(self._certificates, await proxy_for(address), fresh=True)
            try:
                extension = self._timeouts.extension(self._timeouts.fetch)
                request = httpx.Request("GET", address, headers=headers, extensions=extension)
                response = await line.handle_async_request(request)
                try:
                    target = response.headers.get("location", "")
                    if not (300 <= response.status_code < 400 and target):
                        yield response
                        return
                finally:
                    await response.aclose()
            finally:
                await line.aclose()
            following = _next(address, target)
            if is_private(following) and not (self._inwards or is_private(address)):
                raise AddressForbidden(AddressFault.INWARDS)
            address = following
        raise RedirectedAway(Answer(message="redirected too often"))


class _Fetch:
    """One file on its way, over one or two requests."""

    def __init__(
        self,
        side: SideFile,
        *,
        progress: Progress | None,
        limit: int,
        now: Callable[[], float],
    ) -> None:
        self._side = side
        self._progress = progress
        self._limit = limit
        self._now = now
        self._received = 0
        self._total: int | None = None

    async def run(
        self, lines: _Lines, address: httpx.URL, kept: tuple[int, Mark] | None
    ) -> Downloaded | None:
        """Fetches the file behind what is `kept`; `None` when that cannot be gone on with."""
        headers = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "kling-desktop"}
        if kept is not None:
            headers["Range"] = f"bytes={kept[0]}-"
            if kept[1].validator:
                headers["If-Range"] = kept[1].validator
        try:
            async with lines.get(address, headers) as response:
                return await self._take(response, kept)
        except TRANSPORT_ERRORS as error:
            # An orderly end before the last byte is the file's own fault, not the network's.
            if isinstance(error, httpcore.RemoteProtocolError) and self._received:
                raise FileCutShort(self._received, self._total) from error
            died = Answer(message=f"{type(error).__name__}: {error}")
            raise unreachable(error, died) from error

    async def _take(
        self, response: httpx.Response, kept: tuple[int, Mark] | None
    ) -> Downloaded | None:
        status = response.status_code
        kind = response.headers.get("content-type", "")
        if status == 200:
            mark = _mark(response.headers)
            self._received, self._total = 0, mark.total if mark else None
            self._check_size()
            await self._side.start(mark)
        elif status == 206 and kept is not None:
            total = _fitting_total(response.headers, kept)
            if total is None:
                return None
            self._received, self._total = kept[0], total
            self._check_size()
            await self._side.go_on()
        elif status == 416 and kept is not None:
            size = _NOTHING_THERE.fullmatch(response.headers.get("content-range", ""))
            # All of it was there already: the last try ended between the last byte and the sync.
            if size and int(size[1]) == kept[0] == kept[1].total:
                return Downloaded(size=await self._side.settle(), content_type=kind)
            return None
        elif status == 206:
            return None
        else:
            raise self._no_file(response)
        await self._pour(response)
        if not self._received or (self._total is not None and self._received < self._total):
            raise FileCutShort(self._received, self._total)
        return Downloaded(size=await self._side.finish(), content_type=kind)

    def _no_file(self, response: httpx.Response) -> FileExpired | Unreachable:
        status = response.status_code
        if 400 <= status < 500 and status not in _PASSING:
            return FileExpired(Answer(status=status))
        wait = retry_after(response.headers, self._now())
        return Unreachable(Answer(status=status), wait)

    async def _pour(self, response: httpx.Response) -> None:
        held = bytearray()
        try:
            async for piece in response.aiter_bytes():
                held += piece
                self._received += len(piece)
                self._check_size()
                if self._progress is not None:
                    self._progress(self._received, self._total)
                if len(held) >= _BUFFER:
                    full, held = bytes(held), bytearray()
                    await self._side.write(full)
        finally:
            # Whatever broke it off, what came is kept.
            if held:
                await self._side.write(bytes(held))

    def _check_size(self) -> None:
        if max(self._received, self._total or 0) > self._limit:
            raise FileTooLarge(Answer(message=f"more than {self._limit} bytes"))


def _next(address: httpx.URL, target: str) -> httpx.URL:
    """Where a redirect leads. Raises `AddressForbidden` when it leaves https for plain http."""
    try:
        following = clip_address(str(address.join(target)))
    except (httpx.InvalidURL, ValueError):
        raise AddressForbidden(AddressFault.MALFORMED) from None
    if address.scheme == "https" and following.scheme == "http" and not is_loopback(following):
        raise AddressForbidden(AddressFault.NOT_HTTPS)
    return following


def _mark(headers: httpx.Headers) -> Mark | None:
    """What identifies the whole file; `None` when its bytes are packed and cannot be resumed."""
    if headers.get("content-encoding", "identity").lower() != "identity":
        return None
    etag = headers.get("etag", "")
    validator = etag if etag.startswith('"') else headers.get("last-modified", "")
    length = headers.get("content-length", "")
    return Mark(
        validator=validator, total=int(length) if length.isascii() and length.isdigit() else None
    )


def _fitting_total(headers: httpx.Headers, kept: tuple[int, Mark]) -> int | None:
    """Bytes of the whole file, if this part of it continues exactly what is kept; else `None`."""
    size, mark = kept
    told = _CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
    if told is None or int(told[1]) != size or _mark(headers) is None:
        return None
    etag = headers.get("etag", "")
    # A host may ignore If-Range and answer with a part of a newer file.
    if mark.validator.startswith('"') and etag.startswith('"') and etag != mark.validator:
        return None
    if told[3] == "*":
        return mark.total
    total = int(told[3])
    return total if mark.total in (None, total) else None
