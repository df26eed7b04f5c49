"""A service that is independent of the program and strict with it, written from contract.md alone.

It checks every submit against contract.md §1, keeps every request as it came, and does at each
step what a test asks for. It uses the standard library only, so that nothing it finds right can be
right by sharing code with the program.

A test scripts it with answers, each used once and in order; when they run out it behaves well:

    server.submits.script(status(429), status(429))
    server.polls.script(task("TASK_STATUS_QUEUED"), task("TASK_STATUS_PROCESSING", progress=40))
    server.files.script(cut_after(1000))
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from tests.e2e.answers import accept, send_clip, status, task
from tests.e2e.rules import faults
from tests.e2e.wire import Exchange, Request, Script, read_head

SUBMIT = "/v3/async/kling-v3.0-std-i2v"
RESULT = "/v3/async/task-result"
FILES = "/files/"

HELD_MOST = 60.0
"""Seconds after which an answer that a test holds back is given up, so that no thread stays."""


class StrictServer:
    """The service on a free loopback port. Use it as a context manager."""

    def __init__(self, key: str, clip: bytes = b"", *, port: int = 0) -> None:
        self.key = key
        self.clip = clip
        self.ranges = True
        """Whether the file's host honours `Range`."""
        self.file_base: str | None = None
        """Where clips are said to be; `None` for here."""
        self.submits = Script(accept)
        self.polls = Script(task("TASK_STATUS_SUCCEED"))
        self.files = Script(send_clip)
        self.complaints: list[str] = []
        """What was against the contract, in the order in which it came."""
        self._requests: list[Request] = []
        self._tasks: list[str] = []
        self._signatures = 0
        self._connections = 0
        self._changed = threading.Condition()
        self._closing = False
        self._listener = socket.create_server(("127.0.0.1", port), backlog=64)
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "StrictServer":
        self._spawn(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            streams = list(self._open)
        for stream in (self._listener, *streams):
            with suppress(OSError):
                stream.shutdown(socket.SHUT_RDWR)
            stream.close()
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive(), "a thread of the strict server does not end"

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def requests(self) -> list[Request]:
        """Every request so far."""
        with self._changed:
            return list(self._requests)

    @property
    def posts(self) -> list[Request]:
        """Every submit so far, in whatever way it was answered."""
        return [request for request in self.requests if request.method == "POST"]

    @property
    def asked(self) -> list[Request]:
        """Every question after a task's result so far."""
        return [request for request in self.requests if request.path == RESULT]

    @property
    def fetched(self) -> list[Request]:
        """Every request for a clip's file so far."""
        return [request for request in self.requests if request.path.startswith(FILES)]

    @property
    def connections(self) -> int:
        """How many connections were opened."""
        with self._changed:
            return self._connections

    def wait_for(self, condition: Callable[[], bool], seconds: float = 30.0) -> None:
        """Waits until `condition` holds, looking again after each request; fails when it never
        does.
        """
        until = time.monotonic() + seconds
        while not condition():
            left = until - time.monotonic()
            assert left > 0, f"waited {seconds} s; so far {[r.target for r in self.requests]}"
            with self._changed:
                self._changed.wait(min(left, 0.1))

    def new_task(self) -> str:
        """Makes a task and returns its id."""
        with self._changed:
            self._tasks.append(f"strict-task-{self.port}-{len(self._tasks)}")
            return self._tasks[-1]

    @property
    def tasks(self) -> list[str]:
        """The ids given out so far."""
        with self._changed:
            return list(self._tasks)

    def new_file(self) -> str:
        """A freshly signed address of the clip."""
        with self._changed:
            self._signatures += 1
            return f"{self.file_base or self.url}{FILES}clip.mp4?sig={self._signatures}"

    def complain(self, complaint: str) -> None:
        """Notes something that is against the contract."""
        with self._changed:
            self.complaints.append(complaint)

    def hold(self, gate: threading.Event) -> None:
        """Keeps an answer back until `gate` is set or the server ends."""
        until = time.monotonic() + HELD_MOST
        while not gate.wait(0.05) and not self._closing and time.monotonic() < until:
            pass

    def _spawn(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while not self._closing:
            try:
                stream, _ = self._listener.accept()
            except OSError:
                return
            with self._changed:
                number = self._connections
                self._connections += 1
                self._open.add(stream)
            self._spawn(partial(self._serve, stream, number))

    def _serve(self, stream: socket.socket, number: int) -> None:
        stream.settimeout(HELD_MOST)
        try:
            # A head that is none ends the connection, as on any server.
            with suppress(OSError, ValueError):
                for place, (head, rest) in enumerate(self._heads(stream)):
                    if not self._answer(
                        Exchange(self, stream, read_head(head, number, place), rest)
                    ):
                        return
        finally:
            with self._changed:
                self._open.discard(stream)
            stream.close()

    def _heads(self, stream: socket.socket) -> Iterator[tuple[bytes, bytes]]:
        while True:
            heard = b""
            while b"\r\n\r\n" not in heard:
                piece = stream.recv(65536)
                if not piece:
                    return
                heard += piece
                if not heard[:1].isupper():
                    return  # no method begins like that; a TLS greeting does
            head, _, rest = heard.partition(b"\r\n\r\n")
            yield head, rest

    def _answer(self, exchange: Exchange) -> bool:
        """Answers one request; says whether the connection is good for another."""
        answer = self._route(exchange.head).next()
        if not getattr(answer, "early", False):
            exchange.read_body()
        with self._changed:
            self._requests.append(exchange.request)
            self._changed.notify_all()
        if exchange.request.method == "POST":
            for complaint in self._faults_of_submit(exchange.request):
                self.complain(complaint)
        answer(exchange)
        with self._changed:
            self._changed.notify_all()
        return exchange.keep and exchange.request.header("Connection") != "close"

    def _route(self, head: Request) -> Script:
        if head.method == "POST" and head.target == SUBMIT:
            return self.submits
        if head.method == "GET" and head.path == RESULT:
            return self.polls
        if head.method == "GET" and head.path.startswith(FILES):
            if head.header("Authorization") is not None or head.header("Cookie") is not None:
                self.complain("a key or a cookie came with a request for a file")
            return self.files
        self.complain(f"{head.method} {head.target} is no address of this service")
        return Script(status(404, reason="API_NOT_FOUND"))

    def _faults_of_submit(self, request: Request) -> list[str]:
        if request.place != 0:
            return ["a submit came over a connection that had been used before (§4.8)"]
        if not request.body:
            return []
        return faults(request)
