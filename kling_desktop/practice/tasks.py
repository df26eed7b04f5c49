"""Tasks on disk, so that another service, later or at the same time, finds them.

    FOLDER/tasks/TASK_ID/request.json     what was asked, and the secret its file addresses carry
    FOLDER/tasks/TASK_ID/image.jpg        the pictures, as they came
    FOLDER/tasks/TASK_ID/clip.mp4         once it is made

A task's folder is filled under another name and renamed, and so is the clip: whoever finds one
finds all of it.
"""

import json
import logging
import re
import secrets
import shutil
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from kling_desktop.practice.request import Submit
from kling_desktop.practice.trouble import Trouble

KEPT_SECONDS: Final = 2 * 24 * 3600.0

_TASK_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class TaskShot:
    """A shot as it will be filmed. `prompt` is its caption."""

    prompt: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Task:
    """What was asked. `submitted_at` is in seconds since 1970, `seconds` is the clip's length."""

    task_id: str
    folder: Path
    submitted_at: float
    secret: str
    image: str
    end_image: str | None
    prompt: str
    seconds: float
    sound: bool
    shots: tuple[TaskShot, ...]
    troubles: frozenset[Trouble]

    @property
    def image_path(self) -> Path:
        return self.folder / self.image

    @property
    def end_image_path(self) -> Path | None:
        return None if self.end_image is None else self.folder / self.end_image

    @property
    def clip_path(self) -> Path:
        return self.folder / "clip.mp4"


class Tasks:
    """The tasks of a folder, which several services may share. Its methods block on the disk."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._root = folder / "tasks"
        self._clock = clock
        self._root.mkdir(parents=True, exist_ok=True)

    def add(self, submit: Submit, troubles: frozenset[Trouble]) -> Task:
        """Keeps a request as a new task. Raises OSError."""
        task_id = str(uuid.uuid4())
        end = submit.end_image
        task = Task(
            task_id=task_id,
            folder=self._root / task_id,
            submitted_at=self._clock(),
            secret=secrets.token_hex(32),
            image=f"image{submit.image.suffix}",
            end_image=None if end is None else f"end_image{end.suffix}",
            prompt=submit.prompt,
            seconds=submit.seconds,
            sound=submit.sound,
            shots=tuple(TaskShot(prompt=s.prompt, seconds=s.seconds) for s in submit.shots),
            troubles=troubles,
        )
        side = self._root / f".{task_id}.part"
        side.mkdir()
        (side / task.image).write_bytes(submit.image.content)
        if end is not None and task.end_image is not None:
            (side / task.end_image).write_bytes(end.content)
        (side / "request.json").write_text(_encode(task, submit), encoding="utf-8")
        side.rename(task.folder)
        return task

    def find(self, task_id: str) -> Task | None:
        """The task of that id, or None. Raises OSError, or ValueError for a damaged record."""
        if _TASK_ID.fullmatch(task_id) is None:
            return None
        folder = self._root / task_id
        try:
            text = (folder / "request.json").read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        return _decode(text, folder)

    def forget_old(self) -> int:
        """Removes what is older than two days, half-made things included; says how many."""
        removed = 0
        for folder in self._root.iterdir():
            try:
                old = folder.stat().st_mtime < self._clock() - KEPT_SECONDS
                if old:
                    shutil.rmtree(folder)
                    removed += 1
            except OSError as error:
                # Another service may be clearing the same folder, or serving a file from it.
                _log.warning("an old task stays: %s", error)
        return removed


def _encode(task: Task, submit: Submit) -> str:
    record = asdict(task) | {
        "troubles": sorted(task.troubles),
        "negative_prompt": submit.negative_prompt,
        "cfg_scale": submit.cfg_scale,
    }
    del record["folder"]
    return json.dumps(record, ensure_ascii=False, indent=1)


def _decode(text: str, folder: Path) -> Task:
    record: dict[str, Any] = json.loads(text)
    try:
        return Task(
            task_id=record["task_id"],
            folder=folder,
            submitted_at=record["submitted_at"],
            secret=record["secret"],
            image=record["image"],
            end_image=record["end_image"],
            prompt=record["prompt"],
            seconds=record["seconds"],
            sound=record["sound"],
            shots=tuple(TaskShot(**shot) for shot in record["shots"]),
            troubles=frozenset(Trouble(name) for name in record["troubles"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"damaged task record in {folder}") from error
