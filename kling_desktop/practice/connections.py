"""Cutting a connection on purpose, for the troubles `drop` and `truncated`."""

import asyncio

from starlette.datastructures import MutableHeaders
from starlette.responses import FileResponse, Response
from starlette.types import Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_open: dict[tuple[str, int], asyncio.Transport] = {}


class CuttableProtocol(H11Protocol):
    """uvicorn's HTTP/1.1, remembering which transport belongs to which client address."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client is not None:
            _open[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self.client is not None:
            _open.pop(self.client, None)
        super().connection_lost(exc)


async def _cut(scope: Scope, receive: Receive) -> None:
    """Closes the connection after what was written, and waits until uvicorn has noticed.

    It would answer 500 by itself, or log an error, if the response merely ended early.
    """
    _open[tuple(scope["client"])].close()
    while (await receive())["type"] != "http.disconnect":
        pass


class NoAnswer(Response):
    """The connection ends without a single byte of an answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        await _cut(scope, receive)


class CutShort(FileResponse):
    """Announces the whole file, or the range asked for, and sends half of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        left = 0

        async def send_half(message: Message) -> None:
            nonlocal left
            if message["type"] == "http.response.start":
                left = int(MutableHeaders(raw=list(message["headers"]))["content-length"]) // 2
                await send(message)
                return
            piece = message["body"][:left]
            left -= len(piece)
            if piece:
                await send({"type": "http.response.body", "body": piece, "more_body": True})

        await super().__call__(scope, receive, send_half)
        await _cut(scope, receive)
