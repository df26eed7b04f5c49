"""What a clip's file is called: a name a person can read, and no two alike."""

import re
import time

from kling_desktop.jobs.job import Job

LABEL_CHARACTERS = 40
MARK_CHARACTERS = 8

_SUFFIX = {"gif": ".gif"}


def clip_name(job: Job, video_type: str) -> str:
    """The file name of a job's clip, `2026-11-22 The boat leaves 3f9a02c1.mp4`.

    The start of the job's mark ends it: the same job always finds its own file again, and no job
    of a later ledger takes that file for its own.
    """
    day = time.strftime("%Y-%m-%d", time.localtime(job.created_at))
    label = plain(job.label)
    mark = job.mark[:MARK_CHARACTERS]
    parts = [day, label, mark] if label else [day, mark]
    return " ".join(parts) + _SUFFIX.get(video_type.lower(), ".mp4")


def plain(label: str) -> str:
    """A label as part of a file name: only what every file system takes, and not too long.

    Letters of any script, digits, and single spaces.
    """
    words = re.sub(r"[^\w]+", " ", label).replace("_", " ").strip()
    return words[:LABEL_CHARACTERS].strip()
