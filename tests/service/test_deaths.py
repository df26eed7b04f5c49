"""Whatever a connection dies of, or is never opened for, ends in the right class of outcome."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterable
from pathlib import Path

import anyio
import httpcore
import httpx
import pytest

from kling_desktop.service.client import Client
from kling_desktop.service.connection import Timeouts
from kling_desktop.service.download import download
from kling_desktop.service.errors import NotSent, OwnFault, Unconfirmed, Unreachable
from kling_desktop.service.messages import Submission

ODD_PROXIES = [
    "http://mülle%F0:pässwörd@127.0.0.1:9",
    "http://[",
    "http://:3128",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:x",
    "ftp://127.0.0.1:9",
    "socks4://127.0.0.1:9",
    f"http://{'a' * 64}.example:9",
    "http://.example:9",
    "https://.example:9",
    "http://xn--\u0080:9",
    "127.0.0.1",
]
"""Addresses that a system may name as its proxy, and that lead nowhere."""


@pytest.mark.parametrize("proxy", ODD_PROXIES)
async def test_a_proxy_that_is_none_is_no_connection(
    proxy: str,
    submission: Submission,
    key: str,
    impatient: Timeouts,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    client = Client("https://service.example", timeouts=impatient)
    with pytest.raises(NotSent) as caught:
        await client.submit(submission, key)
    assert not isinstance(caught.value, OwnFault)
    with pytest.raises(Unreachable):
        await client.result("t", key)
    with pytest.raises(Unreachable):
        await download("https://files.example/clip", tmp_path / "part", timeouts=impatient)


async def test_a_proxy_over_tls_that_speaks_none_is_no_connection(
    submission: Submission, key: str, impatient: Timeouts, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def speak_plainly(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(speak_plainly, "127.0.0.1", 0) as proxy:
        port = proxy.sockets[0].getsockname()[1]
        monkeypatch.setenv("https_proxy", f"https://127.0.0.1:{port}")
        client = Client("https://service.example", timeouts=impatient)
        with pytest.raises(NotSent, match="SSL"):
            await client.submit(submission, key)
        with pytest.raises(Unreachable, match="SSL"):
            await client.result("t", key)
        await client.close()


DEATHS = [
    *(httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout, httpcore.ReadError),
    *(httpcore.ReadTimeout, httpcore.WriteError, httpcore.WriteTimeout, httpcore.ProxyError),
    *(httpcore.RemoteProtocolError, httpcore.LocalProtocolError, httpcore.UnsupportedProtocol),
    *(ssl.SSLError, ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLCertVerificationError),
    *(anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream),
    *(httpx.InvalidURL, httpx.ReadError, socket.gaierror, ConnectionResetError, TimeoutError),
    *(ValueError, UnicodeError, OverflowError, ImportError, ExceptionGroup),
]
_ODD_DEATHS: dict[type[Exception], Exception] = {
    httpx.InvalidURL: httpx.InvalidURL("its address"),
    httpx.ReadError: httpx.ReadError("its words"),
    ExceptionGroup: ExceptionGroup("several", [OverflowError()]),
}
OWN_FAULTS = [TypeError, KeyError, AttributeError, RuntimeError, NotImplementedError, MemoryError]


@pytest.mark.parametrize("death", [*DEATHS, *OWN_FAULTS], ids=lambda death: death.__name__)
async def test_whatever_a_connection_dies_of_the_first_byte_decides(
    death: type[Exception],
    submission: Submission,
    key: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    error = _ODD_DEATHS[death] if death in _ODD_DEATHS else death()
    starts = False

    async def die(_: object, request: httpcore.Request) -> httpcore.Response:
        if starts:
            assert isinstance(request.stream, AsyncIterable)
            await anext(aiter(request.stream))
        raise error

    monkeypatch.setattr(httpcore.AsyncConnectionPool, "handle_async_request", die)
    client = Client("http://127.0.0.1:9")
    with pytest.raises(NotSent) as caught:
        await client.submit(submission, key)
    assert isinstance(caught.value, OwnFault) is (death in OWN_FAULTS)
    if death in DEATHS:
        with pytest.raises(Unreachable):
            await client.result("t", key)
        with pytest.raises(Unreachable):
            await download("http://127.0.0.1:9/clip", tmp_path / "part")
    starts = True
    with pytest.raises(Unconfirmed):
        await client.submit(submission, key)
