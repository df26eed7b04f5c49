"""How the service says no: the reasons of contract.md §3 and their bodies."""

from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    """The `reason` of an error body, as documented or seen (contract.md §2 and §3)."""

    MISSING_API_KEY = "MISSING_API_KEY"
    INVALID_API_KEY = "INVALID_API_KEY"
    NOT_ENOUGH_BALANCE = "NOT_ENOUGH_BALANCE"
    ILLEGAL_PROMPT = "ILLEGAL_PROMPT"
    ILLEGAL_IMAGE_CONTENT = "ILLEGAL_IMAGE_CONTENT"
    INVALID_IMAGE_FORMAT = "INVALID_IMAGE_FORMAT"
    INVALID_IMAGE_SIZE = "INVALID_IMAGE_SIZE"
    IMAGE_FILE_EXCEEDS_MAX_SIZE = "IMAGE_FILE_EXCEEDS_MAX_SIZE"
    IMAGE_EXCEEDS_MAX_RESOLUTION = "IMAGE_EXCEEDS_MAX_RESOLUTION"
    INVALID_REQUEST_BODY = "INVALID_REQUEST_BODY"
    RATE_LIMIT_EXCEEDED = "RATE_LIMIT_EXCEEDED"
    SERVICE_NOT_AVAILABLE = "SERVICE_NOT_AVAILABLE"
    MODEL_NOT_FOUND = "MODEL_NOT_FOUND"
    API_NOT_FOUND = "API_NOT_FOUND"
    TASK_NOT_FOUND = "TASK_NOT_FOUND"


_STATUS = {
    Reason.INVALID_API_KEY: 403,
    Reason.NOT_ENOUGH_BALANCE: 403,
    Reason.RATE_LIMIT_EXCEEDED: 429,
    Reason.SERVICE_NOT_AVAILABLE: 503,
    Reason.MODEL_NOT_FOUND: 404,
    Reason.API_NOT_FOUND: 404,
    Reason.TASK_NOT_FOUND: 404,
}


class RefusedError(Exception):
    """The service says no. `message` is what a real service would write: plain English."""

    def __init__(self, reason: Reason, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        self.message = message
        self.status = _STATUS.get(reason, 400)
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}

    def body(self, trace_id: str) -> dict[str, Any]:
        """The error body of contract.md §3, carrying a trace id as it may."""
        return {
            "code": self.status,
            "reason": str(self.reason),
            "message": self.message,
            "metadata": {"trace_id": trace_id},
        }


def malformed(message: str) -> RefusedError:
    """The request itself is wrong (INVALID_REQUEST_BODY)."""
    return RefusedError(Reason.INVALID_REQUEST_BODY, message)
