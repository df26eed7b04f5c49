"""How the command line shows jobs: progress on stderr, results on stdout."""

import contextlib
import json
import os
import sys
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TextIO

import msgspec

from kling_desktop import words
from kling_desktop.jobs.delivery import destination
from kling_desktop.jobs.job import Hold, Job, Oddity, State
from kling_desktop.store.clip_folders import ClipFolders
from kling_desktop.storyboard.check import Problem
from kling_desktop.words import Cli

BAR_CELLS = 24

DONE, UNFIT, USAGE, REFUSED, FAILED, UNCONFIRMED, TROUBLE = range(7)
"""Exit codes (product.md)."""

INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C ended."""

_GRAVEST_FIRST = (UNCONFIRMED, FAILED, REFUSED, TROUBLE)

_BY_STATE = {
    State.DONE: DONE,
    State.REFUSED: REFUSED,
    State.FAILED: FAILED,
    State.PARKED: FAILED,
    State.UNCONFIRMED: UNCONFIRMED,
}

_REFUSING = {Hold.KEY_REFUSED, Hold.BALANCE}


def exit_code(jobs: Collection[Job]) -> int:
    """What the program ends with: of several outcomes the gravest."""
    codes = {_code(job) for job in jobs}
    return next((code for code in _GRAVEST_FIRST if code in codes), DONE)


def _code(job: Job) -> int:
    if job.state is State.DONE and Oddity.COPY_FAILED in job.oddities:
        return TROUBLE
    if job.unfinished and job.hold in _REFUSING:
        return REFUSED
    return _BY_STATE.get(job.state, TROUBLE)


class Console:
    """Shows the jobs that are watched; the engine reports every one."""

    def __init__(self, clips: Path, *, as_json: bool) -> None:
        self._clips = ClipFolders.of(clips)
        self._json = as_json
        self._bar = not as_json and sys.stderr is not None and sys.stderr.isatty()
        self._watched: set[int] = set()
        self._latest: dict[int, Job] = {}
        self._shown: dict[int, object] = {}
        self._named: set[int] = set()
        self._bar_width = 0

    def watch(self, ids: Collection[int]) -> None:
        """Begins to show these jobs."""
        self._watched.update(ids)
        for job_id in ids:
            if job_id in self._latest:
                self.report(self._latest[job_id])

    def report(self, job: Job) -> None:
        """Takes a job as it is now."""
        self._latest[job.id] = job
        if job.id not in self._watched:
            return
        what = (job.state, job.hold, job.task_id, job.progress if self._json else None)
        if self._shown.get(job.id) != what:
            self._shown[job.id] = what
            if self._json:
                self.emit(as_json(job, self._clips))
            else:
                self._line(job)
        if self._bar:
            self._draw()

    def say(self, sentence: str) -> None:
        """A sentence for the person, on stderr."""
        self._clear()
        show(sentence)

    def result(self, text: str) -> None:
        """What was asked for, on stdout."""
        self._clear()
        _write(sys.stdout, text + "\n")

    def emit(self, record: Mapping[str, object]) -> None:
        """One JSON object on a line of its own, in ASCII: any terminal and any pipe can take it."""
        self.result(json.dumps(msgspec.to_builtins(record), separators=(",", ":")))

    def problems(self, problems: Collection[Problem], scene: int | None = None) -> None:
        """Shows what was found in a scene; `scene` is its number in a storyboard, from 1."""
        for found in problems:
            place, sentence = words.field(found.field), words.problem(found)
            if self._json:
                where = {} if scene is None else {"scene": scene}
                record = {"event": "problem", **where, **msgspec.to_builtins(found)}
                self.emit({**record, "message": sentence})
            elif scene is not None:
                self.say(Cli.SCENE_PROBLEM(number=scene, field=place, sentence=sentence))
            else:
                self.say(Cli.PROBLEM(field=place, sentence=sentence))

    def conclude(self, jobs: Collection[Job]) -> None:
        """Says how each job stands at the end."""
        self._clear()
        for job in jobs:
            if not self._json and job.state is State.DONE and job.clip is not None:
                self.result(str(self._where(job)))
            if not self._json and job.details is not None and job.details.message:
                self.say(Cli.SERVICE_SAYS(words=job.details.message))
        if not self._json and any(job.unfinished for job in jobs):
            self.say(Cli.STILL_OPEN())

    def _where(self, job: Job) -> Path:
        return delivered(job) or self._clips.find(job.clip or "")

    def _line(self, job: Job) -> None:
        sentence = words.explain(job)
        state = words.state(job)
        if job.task_id is not None and job.id not in self._named:
            # As soon as it is known: this line may be the last that a full disk lets through.
            self._named.add(job.id)
            self.say(Cli.TASK_IS(number=job.id, task_id=job.task_id))
        if sentence:
            self.say(Cli.LINE_MORE(number=job.id, state=state, sentence=sentence))
        else:
            self.say(Cli.LINE(number=job.id, state=state))

    def _draw(self) -> None:
        running = [
            job for job in self._latest.values() if job.id in self._watched and job.unfinished
        ]
        if not running:
            self._clear()
            return
        job = running[0]
        filled = BAR_CELLS * job.progress // 100
        bar = "█" * filled + "·" * (BAR_CELLS - filled)
        seconds = int(time.time() - (job.sent_at or job.created_at))
        text = f"{bar} {words.state(job)} {seconds // 60}:{seconds % 60:02}"
        if len(running) > 1:
            text += f" (+{len(running) - 1})"
        padding = " " * max(0, self._bar_width - len(text))
        self._bar_width = len(text)
        _write(sys.stderr, f"\r{text}{padding}")

    def _clear(self) -> None:
        if self._bar_width:
            _write(sys.stderr, "\r" + " " * self._bar_width + "\r")
            self._bar_width = 0


def show(sentence: str) -> None:
    """A sentence for the person, on stderr."""
    _write(sys.stderr, sentence + "\n")


def tell(sentence: str) -> None:
    """A sentence that was asked for, on stdout."""
    _write(sys.stdout, sentence + "\n")


def _write(stream: TextIO | None, text: str) -> None:
    """Writes what the stream's encoding can't hold as escapes, and to nobody once nobody reads:
    a closed pipe or a full disk is no reason to stop what is under way.
    """
    if stream is None:  # started without one, by a launcher say
        return
    encoding = stream.encoding or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def delivered(job: Job) -> Path | None:
    """Where the copy of a finished job is, if one was asked for and could be written."""
    if job.output is None or job.clip is None or Oddity.COPY_FAILED in job.oddities:
        return None
    return destination(job.output, job.clip)


def as_json(job: Job, clips: Path) -> dict[str, object]:
    """A job as the command line prints it with `--json`."""
    done = job.state is State.DONE
    copy = delivered(job) if done else None
    return {
        "event": "job",
        "job": job.id,
        "state": job.state,
        "hold": job.hold,
        "service": job.service,
        "task_id": job.task_id,
        "progress": job.progress,
        "label": job.label,
        "created_at": job.created_at,
        "sent_at": job.sent_at,
        "ended_at": job.ended_at,
        "ending": job.ending,
        "reason": job.details.reason if job.details else None,
        "service_message": job.details.message if job.details else None,
        "trace_id": job.details.trace_id if job.details else None,
        "oddities": job.oddities,
        "clip": str(ClipFolders.of(clips).find(job.clip)) if done and job.clip else None,
        "output": str(copy) if copy else None,
        "message": words.explain(job) or words.state(job),
    }
