"""File addresses that run out: signed with the task's secret, good until a given second."""

import hashlib
import hmac
from urllib.parse import urlencode

from kling_desktop.practice.tasks import Task


def file_path(task: Task, expires: int) -> str:
    """Path and query of the task's file, good until `expires` (seconds since 1970)."""
    query = urlencode({"expires": expires, "signature": _signature(task, str(expires))})
    return f"/practice/files/{task.task_id}.mp4?{query}"


def is_good(task: Task, expires: str, signature: str, now: float) -> bool:
    """Whether the service signed this address and it has not run out."""
    wanted = _signature(task, expires)
    if not hmac.compare_digest(wanted.encode(), signature.encode()):
        return False
    return now < int(expires)


def _signature(task: Task, expires: str) -> str:
    text = f"{task.task_id} {expires}".encode()
    return hmac.new(bytes.fromhex(task.secret), text, hashlib.sha256).hexdigest()
