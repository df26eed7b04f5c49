"""The routes of the service."""

import asyncio
import contextlib
import logging
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from kling_desktop.practice import links, request, results
from kling_desktop.practice.connections import CutShort, NoAnswer
from kling_desktop.practice.refusal import Reason, RefusedError, malformed
from kling_desktop.practice.results import Status
from kling_desktop.practice.studio import Studio
from kling_desktop.practice.tasks import Task, Tasks
from kling_desktop.practice.trouble import ANSWERS_WITHOUT_URL, Trouble, TurnedAway, asked_for

MODEL: Final = "kling-v3.0-std-i2v"
MOST_BODY_BYTES: Final = 48_000_000
"""Two pictures of 10 MB are 27 MB in base64; the rest lets one that is too heavy be named so."""

_MOST_READ_BYTES = 4 * MOST_BODY_BYTES
_FAILING_PAGE = "<html><body><h1>500 Internal Server Error</h1><hr>nginx</body></html>"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How this service behaves; the times are in seconds."""

    seconds_per_clip: float = 6.0
    url_lifetime: float = 3600.0
    troubles: frozenset[Trouble] = frozenset()


class Service:
    """One running service: its terms, and what it remembers until it stops."""

    def __init__(self, tasks: Tasks, terms: Terms, clock: Callable[[], float] = time.time) -> None:
        self._tasks = tasks
        self._terms = terms
        self._clock = clock
        self._studio = Studio()
        # Reading a request decodes pictures: two at a time bounds the memory that takes.
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="reader")
        self._turned_away = TurnedAway()
        self._submits: Counter[str] = Counter(accepted=0, received=0)
        self._done_answers: Counter[str] = Counter()
        self._files_served: Counter[str] = Counter()

    def app(self, ready: Callable[[], None] = lambda: None) -> Starlette:
        """The ASGI application; `ready` is called once it takes requests."""

        @contextlib.asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            ready()
            yield
            await asyncio.to_thread(self.close)

        return Starlette(
            routes=[
                Route(f"/v3/async/{MODEL}", self.submit, methods=["POST"]),
                Route("/v3/async/task-result", self.result, methods=["GET"]),
                Route("/practice/files/{task_id}.mp4", self.file, methods=["GET"]),
                Route("/practice/submits", self.submits, methods=["GET"]),
            ],
            exception_handlers={RefusedError: _refused, HTTPException: _no_such_thing},
            lifespan=lifespan,
        )

    def close(self) -> None:
        """Stops what is being read and filmed."""
        self._studio.close()
        self._readers.shutdown(wait=False, cancel_futures=True)

    async def submit(self, asked: Request) -> Response:
        """POST of contract.md §1."""
        body = await _body(asked)
        self._submits["received"] += 1
        _check_key(asked)
        kind = asked.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise malformed("Content-Type must be application/json")
        if body is None:
            raise malformed(f"the body has more than {MOST_BODY_BYTES} bytes")
        loop = asyncio.get_running_loop()
        submit = await loop.run_in_executor(self._readers, request.read, body)
        del body
        in_prompt = _troubles_in(submit.prompt)
        troubles = in_prompt | self._terms.troubles
        self._make_trouble(troubles, submit.prompt)
        if Trouble.HTML_500 in troubles:
            return HTMLResponse(_FAILING_PAGE, status_code=500)
        task = await loop.run_in_executor(self._readers, self._tasks.add, submit, in_prompt)
        self._submits["accepted"] += 1
        if _ends_with_a_clip(troubles):
            self._studio.want(task)
        if Trouble.DROP in troubles:
            return NoAnswer()
        return JSONResponse({"task_id": task.task_id})

    def _make_trouble(self, troubles: frozenset[Trouble], prompt: str) -> None:
        if Trouble.REFUSE_KEY in troubles:
            raise RefusedError(Reason.INVALID_API_KEY, "practice: the key is not accepted")
        if Trouble.REFUSE_BALANCE in troubles:
            raise RefusedError(Reason.NOT_ENOUGH_BALANCE, "practice: not enough balance")
        if Trouble.REFUSE_PROMPT in troubles:
            raise RefusedError(Reason.ILLEGAL_PROMPT, "practice: the prompt is not allowed")
        if Trouble.REFUSE_PICTURE in troubles:
            raise RefusedError(Reason.ILLEGAL_IMAGE_CONTENT, "practice: the image is not allowed")
        if Trouble.BUSY in troubles and self._turned_away.once_more(Trouble.BUSY, prompt):
            raise RefusedError(Reason.RATE_LIMIT_EXCEEDED, "practice: RPM limit exceeded")
        if Trouble.UNAVAILABLE in troubles and self._turned_away.once_more(
            Trouble.UNAVAILABLE, prompt
        ):
            raise RefusedError(
                Reason.SERVICE_NOT_AVAILABLE, "practice: service not available", retry_after=1
            )

    async def result(self, asked: Request) -> Response:
        """GET of contract.md §2."""
        _check_key(asked)
        if Trouble.REFUSE_KEY in self._terms.troubles:
            raise RefusedError(Reason.INVALID_API_KEY, "practice: the key is not accepted")
        task = await self._task(asked.query_params.get("task_id", ""))
        troubles = task.troubles | self._terms.troubles
        if _ends_with_a_clip(troubles):
            self._studio.want(task)
        where = results.progress(
            task,
            troubles,
            now=self._clock(),
            seconds_per_clip=self._terms.seconds_per_clip,
            clip_is_there=task.clip_path.exists(),
            no_clip_because=self._studio.failure(task),
        )
        videos = []
        if where.status is Status.SUCCEED:
            videos = self._videos(task, troubles, str(asked.base_url).rstrip("/"))
        return JSONResponse(results.answer(task, where, videos))

    def _videos(self, task: Task, troubles: frozenset[Trouble], base: str) -> list[dict[str, str]]:
        """The file's address at the host that was asked, so that it is right after a restart."""
        self._done_answers[task.task_id] += 1
        time_asked = self._done_answers[task.task_id]
        if Trouble.NO_URL in troubles:
            if time_asked <= ANSWERS_WITHOUT_URL:
                return []
            time_asked -= ANSWERS_WITHOUT_URL
        lifetime = self._terms.url_lifetime
        already_over = Trouble.EXPIRED_URL in troubles and time_asked == 1
        expires = int(self._clock() + (-1 if already_over else lifetime))
        return [
            {
                "video_url": base + links.file_path(task, expires),
                "video_url_ttl": f"{lifetime:.0f}",
                "video_type": "mp4",
            }
        ]

    async def file(self, asked: Request) -> Response:
        """The clip, whole or in ranges. Its address is its permission: no key is looked at."""
        task = await self._task(asked.path_params["task_id"])
        expires = asked.query_params.get("expires", "")
        signature = asked.query_params.get("signature", "")
        if not links.is_good(task, expires, signature, self._clock()):
            return Response("Request has expired", status_code=403, media_type="text/plain")
        if not task.clip_path.exists():
            return Response("Not found", status_code=404, media_type="text/plain")
        if asked.method == "GET":
            self._files_served[task.task_id] += 1
            troubles = task.troubles | self._terms.troubles
            if Trouble.TRUNCATED in troubles and self._files_served[task.task_id] == 1:
                return CutShort(task.clip_path, media_type="video/mp4")
        return FileResponse(task.clip_path, media_type="video/mp4")

    async def submits(self, _: Request) -> Response:
        """How many POST bodies came in and how many became tasks, in this process. For tests."""
        return JSONResponse(dict(self._submits))

    async def _task(self, task_id: str) -> Task:
        task = await asyncio.to_thread(self._tasks.find, task_id)
        if task is None:
            raise RefusedError(Reason.TASK_NOT_FOUND, "task not found")
        return task


def _ends_with_a_clip(troubles: frozenset[Trouble]) -> bool:
    return troubles.isdisjoint({Trouble.FAIL, Trouble.CANCEL, Trouble.STUCK})


def _troubles_in(prompt: str) -> frozenset[Trouble]:
    try:
        return asked_for(prompt)
    except ValueError as error:
        raise malformed(f"practice: {error}; see --help for the names") from error


def _check_key(asked: Request) -> None:
    """Any key will do, but there has to be one; one that begins with "wrong" is wrong."""
    scheme, _, key = asked.headers.get("authorization", "").partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not key:
        raise RefusedError(Reason.MISSING_API_KEY, "Authorization: Bearer {key} is missing")
    if key.lower().startswith("wrong"):
        raise RefusedError(Reason.INVALID_API_KEY, "the API key is invalid")


async def _body(asked: Request) -> bytes | None:
    """The body, or None if it is too large.

    One that is too large is read to its end all the same: whoever is still sending would see a
    broken connection instead of the answer.
    """
    body = bytearray()
    size = 0
    try:
        async for piece in asked.stream():
            size += len(piece)
            if size > _MOST_READ_BYTES:
                raise malformed(f"the body has more than {MOST_BODY_BYTES} bytes")
            if size <= MOST_BODY_BYTES:
                body += piece
    except ClientDisconnect:
        _log.info("a submit ended before its body did")
        raise
    return bytes(body) if size <= MOST_BODY_BYTES else None


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    trace_id = uuid.uuid4().hex
    headers = {**error.headers, "X-Trace-Id": trace_id}
    return JSONResponse(error.body(trace_id), status_code=error.status, headers=headers)


async def _no_such_thing(asked: Request, _: Exception) -> Response:
    """404 and 405 of the router, in the service's own words."""
    if asked.url.path.startswith("/v3/async/") and asked.method == "POST":
        return await _refused(asked, RefusedError(Reason.MODEL_NOT_FOUND, "model not found"))
    return await _refused(asked, RefusedError(Reason.API_NOT_FOUND, "API not found"))
