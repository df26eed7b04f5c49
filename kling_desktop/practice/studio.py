"""Where clips are made: one at a time, on a thread beside the one that answers requests.

A thread is enough: filming spends its time in Pillow and FFmpeg, which let go of the
interpreter's lock, and unlike a process it cannot outlive the service.
"""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from kling_desktop.practice import clip
from kling_desktop.practice.tasks import Task

_log = logging.getLogger(__name__)


class Studio:
    """Makes the clips that are asked for, each once."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="studio")
        self._in_hand: set[str] = set()
        self._in_hand_lock = threading.Lock()
        self._failures: dict[str, str] = {}
        self._closing = threading.Event()

    def want(self, task: Task) -> None:
        """Has the clip made unless it is there, is being made, or could not be made."""
        if self._closing.is_set() or task.task_id in self._failures or task.clip_path.exists():
            return
        with self._in_hand_lock:
            if task.task_id in self._in_hand:
                return
            self._in_hand.add(task.task_id)
        self._executor.submit(self._make, task)

    def failure(self, task: Task) -> str | None:
        """Why the clip could not be made, for `reason`; None if nothing is known against it."""
        return self._failures.get(task.task_id)

    def close(self) -> None:
        """Stops at the next video frame and waits for that."""
        self._closing.set()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _make(self, task: Task) -> None:
        try:
            if not task.clip_path.exists():
                clip.make(task, lambda: not self._closing.is_set())
        except clip.StoppedError:
            _log.debug("task %s: stopped", task.task_id)
        except Exception as error:  # noqa: BLE001
            # Whatever it was, the client has to hear of it; nobody else looks at this thread.
            _log.exception("task %s: no clip", task.task_id)
            self._failures[task.task_id] = f"practice: no clip could be made ({error})"
        finally:
            with self._in_hand_lock:
                self._in_hand.discard(task.task_id)
