"""From made to done: bringing the clip home (contract.md §4.10 and §4.11).

`done` means: probed, synced, renamed into place, and copied where the user wanted it. A file that
is odd but plays is delivered with a warning, never thrown away.
"""

import errno
import logging
import os
from pathlib import Path

import msgspec

from kling_desktop import __version__
from kling_desktop.clips import recipe
from kling_desktop.clips.probe import Clip, NotAClip, probe
from kling_desktop.jobs.delivery import deliver
from kling_desktop.jobs.job import Ending, Hold, Job, Oddity, State
from kling_desktop.jobs.pace import backoff
from kling_desktop.jobs.watching import EMPTY_SUCCESSES, ask, fail
from kling_desktop.jobs.workshop import Workshop, unreachable
from kling_desktop.service.download import download
from kling_desktop.service.errors import (
    DiskFull,
    DiskTrouble,
    FileCutShort,
    FileExpired,
    ServiceError,
)
from kling_desktop.service.messages import Video
from kling_desktop.service.side_file import mark_of
from kling_desktop.store.durable import put_in_place, sync_folder

log = logging.getLogger(__name__)

FAULTS_MOST = 2
"""A file that is not there or not usable is asked for again once (contract.md §4.10)."""

CUTS_MOST = 3
"""Broken-off fetches in a row that brought nothing new."""

SECONDS_OFF = 0.5
"""A clip whose length differs by more than this many seconds is pointed out."""


async def fetch(shop: Workshop, job: Job) -> Job:
    """Takes a job from `fetching` to `done`, `failed` or `parked`."""
    assert job.clip is not None
    name = job.clip
    final = await shop.with_clip(lambda: shop.clips.find(name))
    there = await shop.with_clip(lambda: _probe(final))
    if there is not None:
        # The program ended between the rename and the ledger's last entry.
        return await _conclude(shop, job, final, there)
    final = await shop.with_clip(lambda: shop.clips.place(name))
    part = final.with_name(final.name + ".part")
    faults = 0
    empty = 0
    while True:
        job, result = await ask(shop, job)
        if result is None:
            return job
        if result.video is None:
            empty += 1
            if empty >= EMPTY_SUCCESSES:
                return await fail(shop, job, Ending.NO_FILE)
            await shop.clock.sleep(backoff(empty))
            continue
        job, ending = await _download(shop, job, result.video, part)
        clip = await shop.with_clip(lambda: _probe(part))
        if clip is not None and ending is None and not clip.damaged:
            break
        faults += 1
        if faults >= FAULTS_MOST:
            if clip is not None:
                clip = msgspec.structs.replace(clip, damaged=True)
                break
            _discard(part)
            return await fail(shop, job, ending or Ending.UNUSABLE_FILE)
        if ending is None:
            # All of it came and is no good. What only broke off is kept, to be gone on with.
            _discard(part)
    await shop.with_clip(lambda: _settle(job, part, final))
    _discard(part)
    return await _conclude(shop, job, final, clip)


async def _download(
    shop: Workshop, job: Job, video: Video, part: Path
) -> tuple[Job, Ending | None]:
    """Brings the file, going on where it broke off. An ending says that it is not to be had."""
    failures = 0
    cuts = 0
    while True:
        before = _size(part)
        try:
            await download(video.url, part)
        except FileExpired:
            return job, Ending.NO_FILE
        except FileCutShort as cut:
            log.info("job %d: the clip broke off: %s", job.id, cut)
            cuts = 0 if _size(part) > before else cuts + 1
            if cuts >= CUTS_MOST:
                return job, Ending.UNUSABLE_FILE
            await shop.clock.sleep(backoff(cuts))
        except (DiskFull, DiskTrouble) as fault:
            failures += 1
            log.warning("job %d: the clip could not be written: %s", job.id, fault)
            job = await shop.hold(job, Hold.DISK_FULL, backoff(failures))
            if not await shop.with_clip(part.parent.is_dir):
                # Its drive has gone: whoever drives the job begins again, in another folder.
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from fault
        except ServiceError as fault:
            failures += 1
            log.info("job %d: the clip's host could not be reached: %s", job.id, fault)
            job = await shop.hold(job, unreachable(fault), backoff(failures))
            if failures % CUTS_MOST == 0:
                # Its address may have gone stale meanwhile; asking for another costs nothing.
                return await _refreshed(shop, job, part)
        else:
            return (await shop.write(job, hold=None, retry_at=None)), None


async def _refreshed(shop: Workshop, job: Job, part: Path) -> tuple[Job, Ending | None]:
    job, result = await ask(shop, job)
    if result is None or result.video is None:
        return job, Ending.NO_FILE
    return await _download(shop, job, result.video, part)


def _discard(part: Path) -> None:
    part.unlink(missing_ok=True)
    mark_of(part).unlink(missing_ok=True)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _probe(path: Path) -> Clip | None:
    try:
        return probe(path)
    except (FileNotFoundError, NotAClip):
        return None


def _settle(job: Job, part: Path, final: Path) -> None:
    """Writes the recipe into the file, syncs it and gives it its name."""
    try:
        recipe.write(part, recipe_of(job))
    except OSError:
        # The recipe is a courtesy; the clip is what was paid for.
        log.warning("job %d: the recipe could not be written", job.id, exc_info=True)
    handle = os.open(part, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    put_in_place(part, final)
    sync_folder(final.parent)


def recipe_of(job: Job) -> bytes:
    """What a clip was made from, as JSON that travels inside the file. Holds no key, no path."""
    return msgspec.json.encode(
        {
            "format": 1,
            "made_with": f"Kling Desktop {__version__}",
            "practice": job.practice,
            "take": job.mark,
            "made_at": job.sent_at or job.created_at,
            "snapshot": job.snapshot,
        }
    )


async def _conclude(shop: Workshop, job: Job, final: Path, clip: Clip) -> Job:
    found = list(_oddities(job, clip))
    if await shop.with_clip(lambda: shop.clips.stands_in(final)):
        found.append(Oddity.OTHER_FOLDER)
    if job.output is not None:
        output = job.output
        try:
            await shop.with_clip(lambda: deliver(final, output))
        except OSError as fault:
            log.warning("job %d: the copy could not be written: %s", job.id, fault.strerror)
            found.append(Oddity.COPY_FAILED)
    return await shop.write(
        job,
        state=State.DONE,
        oddities=tuple(found),
        progress=100,
        eta=0,
        ended_at=shop.clock.now(),
        hold=None,
        retry_at=None,
    )


def _oddities(job: Job, clip: Clip) -> list[Oddity]:
    found = []
    if clip.damaged:
        found.append(Oddity.DAMAGED)
    if job.snapshot is not None:
        if abs(clip.seconds - job.snapshot.seconds) > SECONDS_OFF:
            found.append(Oddity.OTHER_LENGTH)
        if job.snapshot.sound and not clip.has_sound:
            found.append(Oddity.NO_SOUND)
    return found
