"""A picture from the web for the window: fetched, or the one clear reason why it could not be."""

from urllib.parse import urlsplit

import httpcore

from kling_desktop.frames.codes import PictureError, Trouble
from kling_desktop.service.errors import (
    AddressForbidden,
    DiskFull,
    DiskTrouble,
    FileCutShort,
    FileExpired,
    FileTooLarge,
    RedirectedAway,
    ServiceError,
    TooSlow,
)
from kling_desktop.service.pictures import PICTURE_BYTES, SECONDS_MOST, fetch_picture

_TROUBLES: tuple[tuple[type[ServiceError], Trouble], ...] = (
    (AddressForbidden, Trouble.WEB_FORBIDDEN),
    (TooSlow, Trouble.WEB_SLOW),
    (RedirectedAway, Trouble.WEB_LOOP),
    (FileExpired, Trouble.WEB_GONE),
    (FileCutShort, Trouble.TRUNCATED),
    (FileTooLarge, Trouble.TOO_LARGE_FILE),
    (ServiceError, Trouble.WEB_UNREACHABLE),
)


async def bring_picture(
    address: str, *, limit: int = PICTURE_BYTES, seconds: float = SECONDS_MOST
) -> bytes:
    """The bytes behind a web address. Raises `PictureError`; `OSError` where the disk is full."""
    try:
        return await fetch_picture(address, limit=limit, seconds=seconds)
    except (DiskFull, DiskTrouble) as error:
        raise OSError("no room for a picture that was fetched") from error
    except ServiceError as error:
        host = urlsplit(address).hostname or ""
        raise PictureError(_trouble(error), host=host) from error


def _trouble(error: ServiceError) -> Trouble:
    if isinstance(error.__cause__, httpcore.TimeoutException):
        return Trouble.WEB_SLOW
    return next(trouble for kind, trouble in _TROUBLES if isinstance(error, kind))
