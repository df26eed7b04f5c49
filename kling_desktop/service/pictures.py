"""Fetching a picture that was given as a web address (contract.md §4.1). No key is involved."""

import asyncio
import tempfile
from pathlib import Path

from kling_desktop.service.connection import Timeouts
from kling_desktop.service.download import download
from kling_desktop.service.errors import Answer, TooSlow

PICTURE_BYTES = 100_000_000
"""Far more than any picture worth sending has before it is made fit."""

SECONDS_MOST = 60.0
"""For all of it: a host that drips must not hold a drop zone for ever."""

_PATIENCE = Timeouts(connect=10.0, fetch=20.0)
"""For the connection and for the next bytes, while somebody waits in front of the window."""


async def fetch_picture(
    address: str, *, limit: int = PICTURE_BYTES, seconds: float = SECONDS_MOST
) -> bytes:
    """The bytes behind `address`, whatever they are: the frames room examines them.

    At most `limit` bytes and `seconds` of time. What is on this machine or in this house is fetched
    where the address itself says so, never where a host elsewhere leads to it.
    Raises `ServiceError`.
    """
    with tempfile.TemporaryDirectory(prefix="kling-picture-") as folder:
        part = Path(folder) / "picture"
        try:
            async with asyncio.timeout(seconds):
                await download(address, part, limit=limit, timeouts=_PATIENCE, inwards=False)
        except TimeoutError:
            raise TooSlow(Answer(message=f"not in {seconds:g} s")) from None
        return await asyncio.to_thread(part.read_bytes)
