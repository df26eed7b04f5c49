"""What a clip's file is called: a name a person can read, and no two alike."""

import re
import time

from kling_desktop.jobs.job import Job

LABEL_CHARACTERS = 40

_SUFFIX = {"gif": ".gif"}


def clip_name(job: Job, video_type: str) -> str:
    """The file name of a job's clip, `2026-11-22 The boat leaves 17.mp4`.

    The job's number ends it, so that the same job always finds its own file again.
    """
    day = time.strftime("%Y-%m-%d", time.localtime(job.created_at))
    # Only what every file system takes: letters of any script, digits, and single spaces.
    words = re.sub(r"[^\w]+", " ", job.label).replace("_", " ").strip()
    label = words[:LABEL_CHARACTERS].strip()
    parts = [day, label, str(job.id)] if label else [day, str(job.id)]
    return " ".join(parts) + _SUFFIX.get(video_type.lower(), ".mp4")
