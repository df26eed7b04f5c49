"""Connections: httpcore's HTTP/1.1 under httpx's types, with our certificates and proxies.

`httpx.AsyncClient` stays out of it. Even when told not to follow redirects it reads their
`Location` and fails on an odd one, it logs addresses, keeps cookies, and adds credentials it finds
in an address. Here exactly the request that was made is sent, once.
"""

import asyncio
import functools
import logging
import platform
import re
import ssl
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import anyio
import httpcore
import httpx
import msgspec
import truststore

from kling_desktop.service.address import Proxy
from kling_desktop.service.errors import Answer, Unreachable, Untrusted

TRANSPORT_ERRORS: tuple[type[Exception], ...] = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    httpx.HTTPError,
    httpx.InvalidURL,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    anyio.EndOfStream,
    OSError,
    # A host name that can't be encoded (`UnicodeError`) or that TLS can't ask for.
    ValueError,
    # A port that no computer has; in a group where several addresses are tried at once.
    OverflowError,
    ExceptionGroup,
    # A SOCKS proxy in the system's settings without the package for it.
    ImportError,
)
"""Everything a connection is known to die of."""

_PROXY_SCHEMES = frozenset({"http", "https", "socks5", "socks5h"})

_SECRETIVE = {"Darwin", "Windows"}
"""Systems that are asked about each certificate, and list none."""

_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]").fullmatch
"""A certificate's name in a folder, by which OpenSSL finds it."""

# At DEBUG these write whole response headers (which can echo anything) and signed addresses.
for _name in (
    "httpx",
    *(f"httpcore.{part}" for part in ("connection", "http11", "proxy", "socks")),
):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Timeouts(msgspec.Struct, frozen=True, kw_only=True):
    """How long to wait, in seconds."""

    connect: float = 15.0
    """For the connection, TLS included."""
    write: float = 60.0
    """For each piece of the body to leave."""
    read: float = 120.0
    """For the next bytes of an answer."""
    poll: float = 30.0
    """For the next bytes of an answer that can be asked for again."""
    answer: float = 180.0
    """For a whole answer once the request has left, so that a drip cannot last for ever."""
    fetch: float = 60.0
    """For the next bytes of a file."""

    def extension(self, read: float | None = None) -> dict[str, Any]:
        """As httpcore wants it beside a request."""
        read = self.read if read is None else read
        timeout = {"connect": self.connect, "write": self.write, "read": read, "pool": read}
        return {"timeout": timeout}


@functools.cache
def system_certificates() -> ssl.SSLContext:
    """Trusts what the system trusts, a company's own certificates included. Built once."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def is_distrust(error: BaseException | None) -> bool:
    """Whether a connection died because the system does not trust the host's certificate."""
    if error is None or isinstance(error, ssl.SSLCertVerificationError):
        return error is not None
    if isinstance(error, ExceptionGroup):
        return any(is_distrust(each) for each in error.exceptions)
    return is_distrust(error.__cause__ or error.__context__)


def unreachable(error: BaseException, died: Answer) -> Unreachable:
    """What a connection that died comes to where asking again is free (contract.md §4.9)."""
    return Untrusted(died) if is_distrust(error) else Unreachable(died)


def count_certificates() -> int | None:
    """How many the system trusts; `None` where it keeps that to itself, as Windows and macOS do.

    Raises `OSError` where they can't be used.
    """
    # Only a connection makes it look for them.
    begun = system_certificates().wrap_bio(
        ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost"
    )
    if platform.system() in _SECRETIVE:
        return None
    loaded = begun.context.cert_store_stats()["x509"]
    # Most systems have the same ones in a file and in a folder.
    return max(loaded, _lying_in(ssl.get_default_verify_paths().capath))


def _lying_in(folder: str | None) -> int:
    """A folder's certificates: OpenSSL reads one only when a host's certificate asks for it."""
    if folder is None:
        return 0
    return sum(_HASHED(each.name) is not None and each.is_file() for each in Path(folder).iterdir())


class Line(httpx.AsyncBaseTransport):
    """Sends requests as they are: HTTP/1.1, no retries, no redirects, nothing added.

    With `fresh` no connection is ever used twice, and an answer that comes before the whole body
    has left is read rather than lost.
    """

    def __init__(self, certificates: ssl.SSLContext, proxy: Proxy | None, *, fresh: bool) -> None:
        """Opens nothing yet. Raises `ConnectionError` for a proxy that can't be spoken to."""
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=certificates,
            proxy=None if proxy is None else _proxy(proxy, certificates),
            max_connections=20,
            max_keepalive_connections=0 if fresh else 4,
            keepalive_expiry=20.0,
            http1=True,
            http2=False,
            retries=0,
            network_backend=_ListeningBackend() if fresh else None,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends `request` and returns once the answer's headers are there.

        Raises one of `TRANSPORT_ERRORS`, or whatever the request's own body raises.
        """
        url = request.url
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Incoming(answer))

    async def aclose(self) -> None:
        """Closes every connection."""
        await self._pool.aclose()


def _proxy(proxy: Proxy, certificates: ssl.SSLContext) -> httpcore.Proxy:
    try:
        url = httpx.URL(proxy.address)
        # Bytes, since httpcore takes no other letters than ASCII's in a text.
        auth = (proxy.user.encode(), proxy.password.encode())
        if url.scheme not in _PROXY_SCHEMES or not url.host:
            raise ValueError("no proxy's address")
        return httpcore.Proxy(
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=b"/"),
            auth=auth if any(auth) else None,
            ssl_context=certificates if url.scheme == "https" else None,
        )
    except Exception as fault:  # noqa: BLE001 - whatever it is, there is no way out
        # Its own words might quote the password.
        raise ConnectionError(f"the proxy can't be used: {type(fault).__name__}") from None


class _Incoming(httpx.AsyncByteStream):
    """An answer's body on its way in."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._answer.aiter_stream():
            yield piece

    async def aclose(self) -> None:
        await self._answer.aclose()


class _ListeningBackend(httpcore.AnyIOBackend):
    """Opens connections that listen while they speak."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await super().connect_tcp(host, port, timeout, local_address, socket_options)
        return _ListeningStream(stream)


class _ListeningStream(httpcore.AsyncNetworkStream):
    """Reads while it writes, so that an early answer is not lost.

    A service may refuse a request (wrong key, too many, too large) without reading its body and
    close. asyncio then drops the unread answer together with the broken connection, and a certain
    refusal would become a doubt about money. On an early answer the body stops, and httpcore,
    told of a `WriteError`, goes on to read the answer.
    """

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._reading: asyncio.Task[bytes] | None = None
        self._heard = b""
        self._ended = False
        """Nothing more comes after `_heard`: the other side closed, or the connection broke."""

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        if not buffer:
            return
        writing = asyncio.create_task(self._inner.write(buffer, timeout))
        try:
            while not writing.done():
                if self._reading is None:
                    self._reading = asyncio.create_task(self._read_on())
                await asyncio.wait({writing, self._reading}, return_when="FIRST_COMPLETED")
                if self._reading.done():
                    self._heard += self._reading.result()
                    self._reading = None
                if self._ended or is_final(self._heard):
                    break
        finally:
            await _stop(writing)
        if self._ended or is_final(self._heard):
            raise httpcore.WriteError("answered before the whole request had left")
        writing.result()

    async def _read_on(self) -> bytes:
        try:
            heard = await self._inner.read(65536)
        except TRANSPORT_ERRORS:
            heard = b""
        self._ended = not heard
        return heard

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        if not self._heard and self._reading is not None:
            done, _ = await asyncio.wait({self._reading}, timeout=timeout)
            if not done:
                raise httpcore.ReadTimeout
            self._heard, self._reading = self._reading.result(), None
        if self._heard or self._ended:
            given, self._heard = self._heard[:max_bytes], self._heard[max_bytes:]
            return given
        return await self._inner.read(max_bytes, timeout)

    async def aclose(self) -> None:
        if self._reading is not None:
            await _stop(self._reading)
            self._reading = None
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        return _ListeningStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


async def _stop(task: asyncio.Task[Any]) -> None:
    """Ends a task and waits until it has ended; its error stays in it."""
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.exception()  # asyncio logs errors that nobody asked for


def is_final(heard: bytes) -> bool:
    """Whether an answer other than the 1xx that may come before it has begun."""
    while heard[:7] == b"HTTP/1." and heard[9:10] == b"1":
        end = heard.find(b"\r\n\r\n")
        if end < 0:
            return False
        heard = heard[end + 4 :]
    # Up to the status's first digit nobody can tell.
    return len(heard) >= 10 or not b"HTTP/1.1 "[: len(heard)].startswith(heard[:7])
