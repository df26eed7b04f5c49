"""Fetching a picture that was given as a web address (contract.md §4.1). No key is involved."""

import asyncio
import tempfile
from pathlib import Path

from kling_desktop.service.download import download
from kling_desktop.service.errors import Answer, Unreachable

PICTURE_BYTES = 100_000_000
"""Far more than any picture worth sending has before it is made fit."""

SECONDS_MOST = 60.0
"""For all of it: a host that drips must not hold a drop zone for ever."""


async def fetch_picture(address: str) -> bytes:
    """The bytes behind `address`, whatever they are: the frames room examines them.

    Raises `ServiceError`.
    """
    with tempfile.TemporaryDirectory(prefix="kling-picture-") as folder:
        part = Path(folder) / "picture"
        try:
            async with asyncio.timeout(SECONDS_MOST):
                await download(address, part, limit=PICTURE_BYTES)
        except TimeoutError:
            raise Unreachable(Answer(message="the picture took too long")) from None
        return await asyncio.to_thread(part.read_bytes)
