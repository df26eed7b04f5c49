"""A server that answers as it is told, rudely if need be, over real sockets.

Each connection takes the next scripted `Reply` (the last one for ever), and every request's raw
bytes are kept. Written with plain streams: a proper server would refuse to misbehave.
"""

import asyncio
import contextlib
import datetime
import ipaddress
import json
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer, and how it misbehaves."""

    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    announce: int | None = None
    """`Content-Length` to claim instead of the true one; -1 for none at all."""
    before: bytes = b""
    """Raw bytes sent ahead of the answer."""
    read_body: bool = True
    """Whether to read the request's body before answering."""
    read_bytes: int | None = None
    """Read only so much of the request's body, then go silent or drop as told."""
    drop: bool = False
    """Close without any answer."""
    reset: bool = False
    """End with a TCP reset instead of an orderly close."""
    cut: int | None = None
    """Send only so many bytes of the answer's body, then close."""
    silent: bool = False
    """Never answer, until the server ends."""
    then_silent: bool = False
    """After what was sent, neither go on nor close."""
    drip: float = 0.0
    """Seconds between the bytes of the answer's body."""
    keep_alive: bool = False
    connect_then_tls: bool = False
    """As a proxy: agree to CONNECT and be the far end's TLS oneself."""


def told(fields: object, status: int = 200, **more: object) -> Reply:
    """A JSON answer."""
    headers = (("Content-Type", "application/json"),)
    return Reply(status=status, body=json.dumps(fields).encode(), headers=headers, **more)  # type: ignore[arg-type]


@dataclass
class Request:
    """One request as it came."""

    head: bytes
    body: bytes = b""

    @property
    def method(self) -> str:
        return self.head.split(b" ", 1)[0].decode()

    @property
    def target(self) -> str:
        return self.head.split(b" ", 2)[1].decode()

    @property
    def headers(self) -> dict[str, str]:
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        return {k.lower(): v for k, _, v in (line.partition(": ") for line in lines if line)}


@dataclass
class RudeServer:
    """What was scripted and what came."""

    replies: list[Reply]
    tls: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    port: int = 0
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def connections(self) -> int:
        return len(self.writers)

    @property
    def base(self) -> str:
        return f"{'http' if self.tls is None else 'https'}://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        self.connected.set()
        try:
            while await self._converse(reader, writer):
                pass
            writer.close()
            await writer.wait_closed()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.transport.abort()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        request = Request(head)
        self.requests.append(request)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if reply.connect_then_tls and request.method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            assert self.tls is not None
            await writer.start_tls(self.tls)
            return True
        await self._read_body(reader, request, reply)
        if reply.silent:
            await self._over.wait()
        elif not reply.drop:
            await _answer(writer, reply)
        if reply.then_silent:
            await self._over.wait()
        if reply.reset:
            linger = struct.pack("ii", 1, 0)
            sock = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()
        return reply.keep_alive

    async def _read_body(
        self, reader: asyncio.StreamReader, request: Request, reply: Reply
    ) -> None:
        length = int(request.headers.get("content-length", "0"))
        if reply.read_bytes is not None:
            length = min(length, reply.read_bytes)
        while reply.read_body and len(request.body) < length:
            piece = await reader.read(length - len(request.body))
            if not piece:
                return
            request.body += piece

    def end(self) -> None:
        self._over.set()


async def _answer(writer: asyncio.StreamWriter, reply: Reply) -> None:
    lines = [f"HTTP/1.1 {reply.status} Rude", *(f"{k}: {v}" for k, v in reply.headers)]
    announce = len(reply.body) if reply.announce is None else reply.announce
    if announce >= 0:
        lines.append(f"Content-Length: {announce}")
    head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
    body = reply.body[: reply.cut]
    if not reply.drip:
        writer.write(reply.before + head + body)
        await writer.drain()
        return
    writer.write(reply.before + head)
    for i in range(len(body)):
        writer.write(body[i : i + 1])
        await writer.drain()
        await asyncio.sleep(reply.drip)


@contextlib.asynccontextmanager
async def rude_server(
    *replies: Reply, tls: ssl.SSLContext | None = None, proxy: bool = False
) -> AsyncIterator[RudeServer]:
    """Runs a server on a free loopback port. With `proxy`, `tls` is for after CONNECT only."""
    rude = RudeServer(list(replies) or [Reply()], tls)
    # A small window, so that a body that is not read cannot vanish into the kernel's buffers.
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
    listening.bind(("127.0.0.1", 0))
    running: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(rude.serve(reader, writer))
        running.add(task)

    server = await asyncio.start_server(accept, sock=listening, ssl=None if proxy else tls)
    rude.port = server.sockets[0].getsockname()[1]
    try:
        yield rude
    finally:
        rude.end()
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def make_certificate(folder: Path, name: str = "localhost") -> tuple[ssl.SSLContext, Path]:
    """A server's context and the file with its self-made certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName(
        [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context, public
