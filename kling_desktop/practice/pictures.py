"""The pictures in a request: three forms in, one checked picture out (contract.md §1 and §4.1)."""

import base64
import binascii
import http.client
import io
import re
import time
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from PIL import Image

from kling_desktop.practice.refusal import Reason, RefusedError, malformed

MOST_BYTES: Final = 10_000_000
LEAST_SIDE: Final = 300
MOST_PIXELS: Final = 89_000_000
"""Nobody documents a most; a decoded picture of this size takes about 360 MB of memory."""

_DATA_URI = re.compile(r"data:([\w.+-]+/[\w.+-]+)?(?:;[\w.+-]+=[\w.+-]+)*;base64,", re.IGNORECASE)
_MEDIA_TYPES = {"image/jpeg", "image/jpg", "image/png"}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_FETCH_SECONDS = 10.0
_PIECE = 65_536


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture that keeps to the limits of contract.md §1. `suffix` is `.jpg` or `.png`."""

    content: bytes
    suffix: str
    width: int
    height: int


def receive(field: str, value: str) -> Picture:
    """Takes a data URI, raw base64 or a loopback URL, and checks what is in it.

    Blocks while fetching and decoding: call it off the event loop. Raises RefusedError.
    """
    start = value[:8].lower()
    if start.startswith("data:"):
        content = _from_data_uri(field, value)
    elif start.startswith(("http://", "https://")):
        content = _from_loopback(field, value)
    else:
        content = _from_base64(field, value)
    return examine(field, content)


def examine(field: str, content: bytes) -> Picture:
    """Checks weight, format, pixel size and ratio, in that order, and that it can be decoded."""
    if len(content) > MOST_BYTES:
        raise RefusedError(
            Reason.IMAGE_FILE_EXCEEDS_MAX_SIZE,
            f"{field}: the file has {len(content)} bytes, at most {MOST_BYTES} are allowed",
        )
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
            width, height = image.size
            _check_size(field, width, height)
            image.load()
            suffix = ".png" if image.format == "PNG" else ".jpg"
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(field) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        # Pillow speaks in all of these about a file that is no picture or is cut short.
        raise RefusedError(
            Reason.INVALID_IMAGE_FORMAT, f"{field}: not a readable jpg, jpeg or png file"
        ) from error
    return Picture(content=content, suffix=suffix, width=width, height=height)


def _check_size(field: str, width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_many_pixels(field)
    if min(width, height) < LEAST_SIDE:
        raise RefusedError(
            Reason.INVALID_IMAGE_SIZE,
            f"{field}: {width}x{height}, width and height must be at least {LEAST_SIDE} px",
        )
    if 2 * max(width, height) > 5 * min(width, height):
        raise RefusedError(
            Reason.INVALID_IMAGE_SIZE,
            f"{field}: {width}x{height}, the aspect ratio must be 1:2.5 to 2.5:1",
        )


def _too_many_pixels(field: str) -> RefusedError:
    return RefusedError(
        Reason.IMAGE_EXCEEDS_MAX_RESOLUTION, f"{field}: more than {MOST_PIXELS} pixels in all"
    )


def _from_data_uri(field: str, value: str) -> bytes:
    head = _DATA_URI.match(value, 0, 256)
    if head is None:
        raise malformed(f"{field}: not a base64 data URI")
    if (head[1] or "").lower() not in _MEDIA_TYPES:
        raise RefusedError(
            Reason.INVALID_IMAGE_FORMAT, f"{field}: {head[1] or 'no media type'} is not supported"
        )
    return _from_base64(field, value[head.end() :])


def _from_base64(field: str, text: str) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise malformed(f"{field}: neither a URL nor base64") from error
    if not content:
        raise malformed(f"{field}: empty")
    return content


def _from_loopback(field: str, value: str) -> bytes:
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError as error:
        raise malformed(f"{field}: not a URL") from error
    if url.scheme != "http" or url.hostname not in _LOOPBACK or "@" in url.netloc:
        raise malformed(f"{field}: the practice service fetches from http://127.0.0.1 only")
    connection = http.client.HTTPConnection(url.hostname, port, timeout=_FETCH_SECONDS / 2)
    try:
        return _fetch(field, connection, url)
    except (OSError, http.client.HTTPException) as error:
        raise malformed(f"{field}: the URL could not be fetched") from error
    finally:
        connection.close()


def _fetch(field: str, connection: http.client.HTTPConnection, url: SplitResult) -> bytes:
    """One plain GET. http.client follows no redirects and knows no proxies, which is wanted."""
    give_up = time.monotonic() + _FETCH_SECONDS
    connection.request("GET", (url.path or "/") + (f"?{url.query}" if url.query else ""))
    content = bytearray()
    # The answer may own the socket by itself, so the connection closes it no longer.
    with connection.getresponse() as answer:
        if answer.status != 200:
            raise malformed(f"{field}: the URL answered {answer.status}")
        # One byte over the limit is enough to be refused for its weight.
        while len(content) <= MOST_BYTES and (piece := answer.read1(_PIECE)):
            content += piece
            if time.monotonic() > give_up:
                raise malformed(f"{field}: the URL took longer than {_FETCH_SECONDS:.0f} s")
        if len(content) <= MOST_BYTES and answer.length:
            raise malformed(f"{field}: the URL's answer was cut short")
    return bytes(content)
