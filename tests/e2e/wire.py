"""What comes over the wire and how it is answered, for the strict server. Standard library only."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from tests.e2e.strict_server import StrictServer


@dataclass(frozen=True)
class Request:
    """One request as it came over the wire."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    connection: int
    """Which connection it came over, counted from 0."""
    place: int
    """Which request of that connection it was, counted from 0."""
    at: float
    """Seconds on a monotonic clock when its head had come."""

    def header(self, name: str) -> str | None:
        """A header's value; `None` without one, and an error when it came twice."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} came {len(values)} times"
        return values[0] if values else None

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query)

    @property
    def fields(self) -> dict[str, Any]:
        """The body's JSON object. A field that comes twice is an error."""

        def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            names = [name for name, _ in pairs]
            assert len(names) == len(set(names)), f"fields came twice: {names}"
            return dict(pairs)

        fields = json.loads(self.body.decode("utf-8"), object_pairs_hook=once)
        assert isinstance(fields, dict)
        return fields

    @property
    def raw(self) -> bytes:
        """Everything a listener on the wire could have read."""
        head = "\r\n".join(f"{name}: {value}" for name, value in self.headers)
        return f"{self.method} {self.target}\r\n{head}\r\n\r\n".encode() + self.body


def read_head(head: bytes, connection: int, place: int) -> Request:
    """The request that a head announces; its body is still to come."""
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    headers = []
    for line in lines:
        name, _, value = line.partition(":")
        headers.append((name, value.strip()))
    return Request(method, target, tuple(headers), b"", connection, place, time.monotonic())


@dataclass
class Exchange:
    """A request whose head has come, and the means to answer it."""

    server: "StrictServer"
    stream: socket.socket
    head: Request
    _unread: bytes
    request: Request = field(init=False)
    keep: bool = True
    """Whether the connection stays open for another request."""

    def __post_init__(self) -> None:
        self.request = self.head

    def read_body(self) -> Request:
        """Reads the announced body, all of it; the request is complete then."""
        wanted = int(self.head.header("Content-Length") or 0)
        body = bytearray(self._unread[:wanted])
        while len(body) < wanted:
            piece = self.stream.recv(min(1 << 20, wanted - len(body)))
            if not piece:
                break
            body += piece
        self.request = replace(self.head, body=bytes(body))
        return self.request

    def reply(
        self,
        code: int,
        body: bytes = b"",
        *,
        headers: dict[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        """Sends a whole answer; `length` is what it announces, if that should be a lie."""
        lines = [f"HTTP/1.1 {code} Whatever"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        lines.append(f"Content-Length: {len(body) if length is None else length}")
        self.stream.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        if length is not None and length != len(body):
            self.keep = False

    def close(self, *, reset: bool = False) -> None:
        """Ends the connection, with a reset instead of an orderly end if asked to."""
        self.keep = False
        if reset:
            self.stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Answer = Callable[[Exchange], None]
"""Answers a request, whatever way that is; the body has been read unless `early` made it."""


class Script:
    """Answers for one kind of request, used in order; then `usual` for ever."""

    def __init__(self, usual: Answer) -> None:
        self.usual = usual
        self._answers: list[Answer] = []
        self._lock = threading.Lock()

    def script(self, *answers: Answer) -> None:
        """Adds answers to be used once each."""
        with self._lock:
            self._answers += answers

    def next(self) -> Answer:
        """The answer for the request that is here now."""
        with self._lock:
            return self._answers.pop(0) if self._answers else self.usual
