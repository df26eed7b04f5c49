"""A submission's request for a person to look at: made by what sends it, its key never in it."""

import msgspec

from kling_desktop.service.address import service_base
from kling_desktop.service.body import Body, preview
from kling_desktop.service.client import headers_with, submit_request
from kling_desktop.service.messages import Submission

HIDDEN = "Bearer …"
"""What is shown in place of the key."""


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """One request: its first line, its headers in the order they are sent, its body as JSON."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: str
    """Indented, the pictures shortened."""


def outline(base: str, submission: Submission) -> Outline:
    """What `Client(base).submit(submission, …)` sends. Reads no file and sends nothing.

    Raises `AddressForbidden`.
    """
    request = submit_request(service_base(base), headers_with("key"), Body(submission))
    headers = ((name.decode(), value.decode()) for name, value in request.headers.raw)
    return Outline(
        method=request.method,
        path=request.url.raw_path.decode(),
        headers=tuple(
            (name, HIDDEN if name.lower() == "authorization" else value) for name, value in headers
        ),
        body=preview(submission),
    )
