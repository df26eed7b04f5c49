"""The exact request of a take, to be looked at before or after it is sent."""

import msgspec

from kling_desktop.jobs.job import PRACTICE
from kling_desktop.jobs.sending import to_submission
from kling_desktop.production.snapshot import Snapshot, by_bytes
from kling_desktop.service.errors import AddressForbidden
from kling_desktop.service.outline import Outline, outline
from kling_desktop.store.pictures import Pictures
from kling_desktop.storyboard.model import FrameRef

__all__ = ["AddressForbidden", "Outline", "request_of"]


def request_of(snapshot: Snapshot, service: str, pictures: Pictures, *, later: str) -> Outline:
    """What is sent for `snapshot` to `service`, pictures shortened, the key never in it.

    `later` is said in place of a first frame that is not there yet; then nobody knows the length
    of the request. The practice service has another port every time, so its host is left out.
    Raises `AddressForbidden` where nothing would be sent.
    """
    practice = service == PRACTICE
    if practice:
        snapshot = by_bytes(snapshot)
    waits = snapshot.first_frame is None
    if waits:
        frame = FrameRef(picture="", media_type="", width=0, height=0, size=0, address=later)
        snapshot = msgspec.structs.replace(snapshot, first_frame=frame)
    base = "http://127.0.0.1" if practice else service
    made = outline(base, to_submission(snapshot, pictures))
    unknown = {"host"} if practice else set()
    unknown |= {"content-length"} if waits else set()
    headers = tuple((name, said) for name, said in made.headers if name.lower() not in unknown)
    return msgspec.structs.replace(made, headers=headers)
