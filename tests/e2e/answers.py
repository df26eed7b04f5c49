"""Answers that a service, a proxy or a network can give, for the strict server's scripts."""

import json
import socket
import threading
from collections.abc import Callable
from typing import Any

from tests.e2e.rules import faults
from tests.e2e.wire import Answer, Exchange


def accept(exchange: Exchange) -> None:
    """The usual answer to a submit: a task, or the refusal that §3 has for what is wrong."""
    request = exchange.request
    if request.header("Authorization") != f"Bearer {exchange.server.key}":
        return status(403, reason="INVALID_API_KEY")(exchange)
    found = faults(request)
    if found:
        return status(400, reason="INVALID_REQUEST_BODY", message="; ".join(found))(exchange)
    return answer_json(200, {"task_id": exchange.server.new_task()})(exchange)


def send_clip(exchange: Exchange) -> None:
    """The usual answer to a request for a file: the clip, or the part of it that was asked for."""
    clip, wanted = exchange.server.clip, exchange.request.header("Range")
    headers = {"Content-Type": "video/mp4", "ETag": f'"{len(clip)}"'}
    if wanted is None or not exchange.server.ranges:
        return exchange.reply(200, clip, headers=headers)
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    start, end = int(first), int(last) if last else len(clip) - 1
    if start >= len(clip):
        return exchange.reply(416, headers={"Content-Range": f"bytes */{len(clip)}"})
    part = {"Content-Range": f"bytes {start}-{end}/{len(clip)}"}
    return exchange.reply(206, clip[start : end + 1], headers=headers | part)


def answer_json(code: int, value: object, **headers: str) -> Answer:
    """Any JSON. Names of headers are written with underscores."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    body = json.dumps(value).encode()

    def answer(exchange: Exchange) -> None:
        exchange.reply(code, body, headers={"Content-Type": "application/json"} | named)

    return answer


def status(code: int, *, reason: str = "", message: str = "no", **headers: str) -> Answer:
    """An error in the service's own JSON (contract.md §3)."""
    body = {"code": code, "reason": reason, "message": message, "metadata": {}}
    return answer_json(code, body, **headers)


def page(code: int, body: bytes = b"<html><body>Bad gateway</body></html>") -> Answer:
    """An answer that is not the service's own: a page of something in between."""

    def answer(exchange: Exchange) -> None:
        exchange.reply(code, body, headers={"Content-Type": "text/html"})

    return answer


def redirect(target: str, code: int = 307) -> Answer:
    """Points elsewhere."""

    def answer(exchange: Exchange) -> None:
        exchange.reply(code, headers={"Location": target})

    return answer


def drop(exchange: Exchange) -> None:
    """Closes without a word, after the whole request was read."""
    exchange.close()


def reset(exchange: Exchange) -> None:
    """Breaks the connection off, after the whole request was read."""
    exchange.close(reset=True)


def early(inner: Answer) -> Answer:
    """Answers without reading the body, and closes in order once the client has heard it."""

    def answer(exchange: Exchange) -> None:
        inner(exchange)
        exchange.keep = False
        exchange.stream.shutdown(socket.SHUT_WR)
        while exchange.stream.recv(1 << 16):
            pass

    answer.early = True  # type: ignore[attr-defined]
    return answer


def held(gate: threading.Event, then: Answer) -> Answer:
    """Answers as `then` does once `gate` is set."""

    def answer(exchange: Exchange) -> None:
        exchange.server.hold(gate)
        then(exchange)

    return answer


def after(act: Callable[[], None], then: Answer) -> Answer:
    """Does something to the world, then answers as `then` does."""

    def answer(exchange: Exchange) -> None:
        act()
        then(exchange)

    return answer


def task(
    word: str,
    *,
    url: str | None = None,
    videos: list[Any] | None = None,
    reason: Any = "",
    eta: Any = 0,
    progress: Any = 0,
) -> Answer:
    """A task's result in the shape of §2; a success names a fresh address unless told otherwise."""

    def answer(exchange: Exchange) -> None:
        server = exchange.server
        if exchange.request.header("Authorization") != f"Bearer {server.key}":
            return status(403, reason="INVALID_API_KEY")(exchange)
        task_id = exchange.request.query["task_id"][0]
        told = videos
        if told is None:
            address = url or server.new_file()
            made = {"video_url": address, "video_url_ttl": "3600", "video_type": "mp4"}
            told = [made] if word == "TASK_STATUS_SUCCEED" else []
        about = {
            "task_id": task_id,
            "status": word,
            "reason": reason,
            "task_type": "",
            "eta": eta,
            "progress_percent": progress,
        }
        extra = {"seed": "", "debug_info": {}}
        whole = {"extra": extra, "task": about, "images": [], "videos": told, "audios": []}
        return answer_json(200, whole)(exchange)

    return answer


def cut_after(size: int) -> Answer:
    """Announces the whole clip, or the part asked for, and breaks off after `size` bytes of it."""

    def answer(exchange: Exchange) -> None:
        clip, wanted = exchange.server.clip, exchange.request.header("Range")
        start = 0
        headers = {"Content-Type": "video/mp4", "ETag": f'"{len(clip)}"'}
        if wanted is not None and exchange.server.ranges:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            headers["Content-Range"] = f"bytes {start}-{len(clip) - 1}/{len(clip)}"
        code = 206 if start else 200
        exchange.reply(code, clip[start : start + size], headers=headers, length=len(clip) - start)

    return answer


def stall_after(size: int, gate: threading.Event) -> Answer:
    """Sends `size` bytes of the clip, then the rest once `gate` is set."""

    def answer(exchange: Exchange) -> None:
        clip = exchange.server.clip
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(clip)}\r\n"
        head += f'Content-Type: video/mp4\r\nETag: "{len(clip)}"\r\n\r\n'
        exchange.stream.sendall(head.encode() + clip[:size])
        exchange.server.hold(gate)
        exchange.stream.sendall(clip[size:])

    return answer


def send_bytes(data: bytes, *, length: int | None = None) -> Answer:
    """Any bytes as the clip's file, honestly announced unless `length` says otherwise."""

    def answer(exchange: Exchange) -> None:
        exchange.reply(200, data, headers={"Content-Type": "video/mp4"}, length=length)

    return answer
