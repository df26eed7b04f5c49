"""A service with three scripted doors, submit, result and file, over real sockets."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from tests.service.rude_server import Reply, Request, _answer, told

TASK = "task-1"


def refusal(reason: str, status: int) -> Reply:
    """A refusal in the service's own words."""
    return told(
        {"code": status, "reason": reason, "message": f"about {reason}", "metadata": {}}, status
    )


def accepted(task_id: str = TASK) -> Reply:
    """A submit that was taken."""
    return told({"task_id": task_id})


def status(name: str, url: str | None = None, **more: object) -> Reply:
    """What the service says about a task."""
    videos = [{"video_url": url, "video_url_ttl": "3600", "video_type": "mp4"}] if url else []
    task = {"task_id": TASK, "status": f"TASK_STATUS_{name}", "reason": "", **more}
    return told({"task": task, "videos": videos, "images": [], "audios": []})


@dataclass
class Host:
    """What each door answers (the last answer for ever) and what came through it."""

    clip: bytes
    submit: list[Reply] = field(default_factory=lambda: [accepted()])
    result: list[Reply] = field(default_factory=list)
    file: list[Reply] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """Answers wait for it; set unless a test clears it."""
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once a request has come."""
    port: int = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def clip_url(self) -> str:
        return f"{self.base}/clip.mp4"

    @property
    def submits(self) -> list[Request]:
        return [request for request in self.requests if request.method == "POST"]

    @property
    def polls(self) -> list[Request]:
        return [request for request in self.requests if "task-result" in request.target]

    @property
    def fetches(self) -> list[Request]:
        return [request for request in self.requests if request.target.startswith("/clip")]

    @property
    def bodies(self) -> list[dict[str, object]]:
        return [json.loads(request.body) for request in self.submits]

    def _next(self, request: Request) -> Reply:
        if request.method == "POST":
            door = self.submit
        elif "task-result" in request.target:
            door = self.result or [status("SUCCEED", self.clip_url)]
        else:
            door = self.file or [self._whole()]
        return door.pop(0) if len(door) > 1 else door[0]

    def _whole(self) -> Reply:
        return Reply(body=self.clip, headers=(("ETag", '"1"'),))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            request = Request(head)
            request.body = await reader.readexactly(int(request.headers.get("content-length", "0")))
            self.requests.append(request)
            self.reached.set()
            reply = self._next(request)
            await self.gate.wait()
            if not reply.drop:
                await _answer(writer, reply)
        writer.close()


@contextlib.asynccontextmanager
async def running(clip: bytes) -> AsyncIterator[Host]:
    """Runs a host on a free loopback port."""
    host = Host(clip)
    host.gate.set()
    server = await asyncio.start_server(host.serve, "127.0.0.1", 0)
    host.port = server.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        server.close()
