"""The client for one service: submit, ask, test a key. No key is ever kept here."""

import asyncio
import logging
import ssl
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import msgspec

from kling_desktop.service.address import Proxy, Way, service_base, way_to
from kling_desktop.service.body import Body
from kling_desktop.service.connection import (
    TRANSPORT_ERRORS,
    Line,
    Timeouts,
    is_distrust,
    system_certificates,
    unreachable,
)
from kling_desktop.service.errors import (
    Answer,
    KeyUnusable,
    NotSent,
    OwnFault,
    PictureGone,
    ServiceError,
    Unconfirmed,
    Unreachable,
    Untrusted,
)
from kling_desktop.service.messages import Submission, TaskResult
from kling_desktop.service.outcome import KeyVerdict, asked, key_verdict, submitted
from kling_desktop.service.reading import Reply, Told, read_reply, retry_after, without_key

SUBMIT = "/v3/async/kling-v3.0-std-i2v"
RESULT = "/v3/async/task-result"

log = logging.getLogger(__name__)


class Client:
    """Speaks to the service at one base address (contract.md §1, §2). Belongs to one event loop.

    Raises `AddressForbidden` for an address that must not get a key, before anything is opened.
    """

    def __init__(
        self,
        base: str,
        *,
        verify: ssl.SSLContext | None = None,
        timeouts: Timeouts | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.base = service_base(base)
        self._verify = verify
        self._timeouts = timeouts or Timeouts()
        self._now = now
        self._lines: dict[Proxy | None, Line] = {}

    async def way(self) -> Way:
        """How the service is reached at present. Opens nothing, but may ask the key store.

        Raises `Unreachable` where that can't be told, `ProxyLocked` for want of a password.
        """
        try:
            return await way_to(httpx.URL(self.base))
        except TRANSPORT_ERRORS as error:
            raise Unreachable(Answer(message=f"{type(error).__name__}: {error}")) from error

    async def submit(
        self,
        submission: Submission,
        key: str,
        way: Way | None = None,
        *,
        on_begun: Callable[[], None] | None = None,
    ) -> str:
        """Sends one submit over a connection of its own, once, and returns the task id (§4.8).

        `way` is what the method of that name found before; without it, it is found here.
        `on_begun` is called right before the first byte of the body leaves. Until then a
        cancellation has sent nothing; afterwards a cancelled submit counts as unconfirmed, which is
        for the caller to note, since `CancelledError` passes through. When `on_begun` raises,
        nothing is sent and its exception passes through.

        Raises `PictureGone`, `NotSent`, `Busy`, `Refused` or `Unconfirmed`.
        """
        headers = headers_with(key)
        try:
            body = Body(submission, on_begun)
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing has left
            raise OwnFault(Answer(message=_died_of(error, key))) from None
        reply = Reply()
        trouble: Exception | None = None
        try:
            await body.open()
            request = submit_request(self.base, headers, body, self._timeouts.extension())
            way = way or await self.way()
            await self._send_once(request, body, reply, way.proxy)
        # Whatever it is, only one thing counts: up to the first byte nothing was sent, and from
        # then on nobody knows.
        except Exception as error:
            if error is body.held_back or (isinstance(error, PictureGone) and not body.begun):
                raise
            trouble = error
        finally:
            await body.aclose()
        if reply.status is None:
            died = Answer(message=_died_of(trouble, key))
            if body.begun:
                raise Unconfirmed(died)
            if is_distrust(trouble):
                raise Untrusted(died)
            foreseen = isinstance(trouble, (ServiceError, *TRANSPORT_ERRORS))
            raise NotSent(died) if foreseen else OwnFault(died)
        told = read_reply(reply, key)
        outcome = submitted(told, retry_after(reply.headers, self._now()))
        log.info("submit: %s %s", type(outcome).__name__, told.answer.status)
        if isinstance(outcome, ServiceError):
            raise outcome
        return outcome

    async def _send_once(
        self, request: httpx.Request, body: Body, reply: Reply, proxy: Proxy | None
    ) -> None:
        """One POST on a connection that was never used before and is never used again."""
        line = Line(self._certificates(), proxy, fresh=True)
        try:
            async with asyncio.timeout(None) as patience:
                body.on_complete = lambda: patience.reschedule(
                    asyncio.get_running_loop().time() + self._timeouts.answer
                )
                response = await line.handle_async_request(request)
                try:
                    await reply.take(response)
                finally:
                    await response.aclose()
        finally:
            await line.aclose()

    async def result(self, task_id: str, key: str) -> TaskResult:
        """What the service says about a task (§4.9). May be asked for as often as one likes.

        Raises `Busy`, `Refused`, `Unreachable` or `TaskNotFound`.
        """
        reply, told = await self._ask(task_id, key)
        outcome = asked(told, retry_after(reply.headers, self._now()))
        if isinstance(outcome, ServiceError):
            raise outcome
        return msgspec.structs.replace(outcome, reason=without_key(outcome.reason, key))

    async def test_key(self, key: str) -> KeyVerdict:
        """Whether the service takes this key; costs nothing (§4.12). Never raises for the wire."""
        try:
            _, told = await self._ask(str(uuid.uuid4()), key)
        except KeyUnusable:
            return KeyVerdict.WRONG
        except Unreachable:
            return KeyVerdict.UNKNOWN
        return key_verdict(told)

    async def _ask(self, task_id: str, key: str) -> tuple[Reply, Told]:
        request = httpx.Request(
            "GET",
            self.base + RESULT,
            params={"task_id": task_id},
            headers=headers_with(key) | {"Content-Type": "application/json"},
            extensions=self._timeouts.extension(self._timeouts.poll),
        )
        reply = Reply()
        try:
            proxy = (await self.way()).proxy
            async with asyncio.timeout(self._timeouts.answer):
                response = await self._line(proxy).handle_async_request(request)
                try:
                    await reply.take(response)
                finally:
                    await response.aclose()
        except TRANSPORT_ERRORS as error:
            trouble = error
        else:
            return reply, read_reply(reply, key)
        died = Answer(status=reply.status, message=_died_of(trouble, key))
        # Half an answer to a poll is worth nothing: the next poll brings a whole one.
        raise unreachable(trouble, died)

    def _line(self, proxy: Proxy | None) -> Line:
        line = self._lines.get(proxy)
        if line is None:
            line = self._lines[proxy] = Line(self._certificates(), proxy, fresh=False)
        return line

    def _certificates(self) -> ssl.SSLContext:
        return self._verify or system_certificates()

    async def close(self) -> None:
        """Closes the connections that polls keep open."""
        lines, self._lines = self._lines, {}
        for line in lines.values():
            await line.aclose()


def headers_with(key: str) -> dict[str, str]:
    """What every request carries. Raises `KeyUnusable`."""
    key = key.strip()
    # A header's checker would put the whole key into its complaint.
    if not key or not key.isascii() or not key.isprintable():
        raise KeyUnusable
    return {
        "Authorization": f"Bearer {key}",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "kling-desktop",
    }


def submit_request(
    base: str, headers: dict[str, str], body: Body, extensions: Mapping[str, Any] | None = None
) -> httpx.Request:
    """The one POST of a submission, for sending and for looking at (contract.md §1)."""
    return httpx.Request(
        "POST",
        base + SUBMIT,
        headers=headers
        | {
            "Content-Type": "application/json",
            "Content-Length": str(body.length),
            "Connection": "close",
        },
        content=body,
        extensions=dict(extensions or {}),
    )


def _died_of(error: Exception | None, key: str) -> str:
    """A connection's cause of death for the developer's eye.

    Kept as text, and nothing is chained to it: the parser's own complaints quote what the other
    side sent, and that may be the key.
    """
    return without_key(f"{type(error).__name__}: {error}".removesuffix(": "), key)
