"""Bringing the clip home (contract.md §4.10): whatever the host does, nothing paid is lost."""

import asyncio
import errno
from pathlib import Path

import msgspec
import pytest

from kling_desktop.clips import recipe
from kling_desktop.jobs import fetching
from kling_desktop.jobs.job import Ending, Hold, Oddity, State
from kling_desktop.service import download as wire
from kling_desktop.service.errors import DiskFull
from kling_desktop.store.clip_folders import ClipFolders
from tests.clips.making import make_clip
from tests.jobs.conftest import KEY, Bench
from tests.jobs.host import Host
from tests.service.rude_server import Reply


async def test_the_clip_is_kept_whole_with_its_recipe(bench: Bench, host: Host) -> None:
    job = await bench.make()
    assert job.clip is not None
    path = bench.home / "clips" / job.clip
    assert path.read_bytes().startswith(host.clip)
    made_from = recipe.read(path)
    assert made_from is not None
    assert b"it moves" in made_from
    assert KEY.encode() not in path.read_bytes()
    assert [entry.name for entry in (bench.home / "clips").iterdir()] == [job.clip]


async def test_the_file_s_host_never_sees_the_key(bench: Bench, host: Host) -> None:
    await bench.make()
    assert host.fetches
    assert all("authorization" not in request.headers for request in host.fetches)


async def test_a_fetch_that_breaks_off_goes_on_where_it_was(bench: Bench, host: Host) -> None:
    half = len(host.clip) // 2
    total = len(host.clip)
    rest = ("Content-Range", f"bytes {half}-{total - 1}/{total}")
    host.file = [
        Reply(body=host.clip, cut=half, headers=(("ETag", '"1"'),)),
        Reply(status=206, body=host.clip[half:], headers=(("ETag", '"1"'), rest)),
    ]
    job = await bench.make()
    assert job.state is State.DONE
    assert host.fetches[1].headers["range"] == f"bytes={half}-"


async def test_an_expired_address_is_asked_for_again_once(bench: Bench, host: Host) -> None:
    host.file = [Reply(status=403), Reply(body=host.clip)]
    job = await bench.make()
    assert job.state is State.DONE
    assert len(host.fetches) == 2


async def test_an_address_that_stays_expired_fails_with_the_id_kept(
    bench: Bench, host: Host
) -> None:
    host.file = [Reply(status=403)]
    job = await bench.make()
    assert (job.state, job.ending, job.task_id) == (State.FAILED, Ending.NO_FILE, "task-1")
    assert len(host.fetches) == 2


async def test_a_page_in_place_of_the_file_fails_after_asking_again(
    bench: Bench, host: Host
) -> None:
    host.file = [Reply(body=b"<html>sorry</html>")]
    job = await bench.make()
    assert (job.state, job.ending) == (State.FAILED, Ending.UNUSABLE_FILE)
    assert len(host.fetches) == 2


async def test_a_page_the_first_time_is_forgiven(bench: Bench, host: Host) -> None:
    host.file = [Reply(body=b"<html>sorry</html>"), Reply(body=host.clip)]
    assert (await bench.make()).state is State.DONE


async def test_a_truncated_file_that_plays_is_delivered_with_a_warning(
    bench: Bench, host: Host, tmp_path: Path
) -> None:
    path = make_clip(tmp_path / "fast.mp4", frames=72, muxer={"movflags": "faststart"})
    short = path.read_bytes()[: path.stat().st_size * 3 // 4]
    host.file = [Reply(body=short)]
    job = await bench.make()
    assert job.state is State.DONE
    assert Oddity.DAMAGED in job.oddities
    assert len(host.fetches) == 2


async def test_another_length_and_missing_sound_are_warnings(bench: Bench, host: Host) -> None:
    bench.snapshot = msgspec.structs.replace(bench.snapshot, seconds=9, sound=True)
    job = await bench.make()
    assert job.state is State.DONE
    assert set(job.oddities) == {Oddity.OTHER_LENGTH, Oddity.NO_SOUND}


async def test_a_host_that_is_away_is_waited_for(bench: Bench, host: Host) -> None:
    host.file = [*[Reply(drop=True)] * 7, Reply(body=host.clip)]
    job = await bench.make()
    assert job.state is State.DONE
    assert Hold.NO_NETWORK in {seen.hold for seen in bench.reported}


async def test_a_copy_goes_where_it_was_asked_for(bench: Bench, tmp_path: Path) -> None:
    target = tmp_path / "films" / "boat.mp4"
    job = await bench.make(output=str(target))
    assert job.clip is not None
    assert target.read_bytes() == (bench.home / "clips" / job.clip).read_bytes()


async def test_several_takes_go_into_a_folder(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "films"
    async with bench.engine() as engine:
        jobs = await engine.generate(
            bench.host.base, bench.snapshot, takes=3, output=f"{folder}/", label="boat"
        )
        done = await engine.settle([job.id for job in jobs], 1e9)
    assert sorted(path.name for path in folder.iterdir()) == sorted(str(job.clip) for job in done)


async def test_a_copy_that_cannot_be_written_costs_no_clip(bench: Bench, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    job = await bench.make(output=str(blocked / "boat.mp4"))
    assert job.state is State.DONE
    assert job.oddities == (Oddity.COPY_FAILED,)
    assert job.clip is not None
    assert (bench.home / "clips" / job.clip).exists()


async def test_while_the_chosen_folder_is_away_a_clip_comes_to_our_own(bench: Bench) -> None:
    drive = bench.home / "mount" / "clips"
    drive.parent.mkdir()
    bench.clips = ClipFolders.open(drive, own=bench.home / "clips")
    job = await bench.make()
    assert job.clip is not None
    assert job.oddities == (Oddity.OTHER_FOLDER,)
    assert bench.clips / job.clip == bench.home / "clips" / job.clip
    assert (bench.home / "clips" / job.clip).is_file()
    assert not list(drive.parent.iterdir())


async def test_a_drive_that_goes_while_a_clip_is_fetched_costs_no_clip(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive = bench.home / "drive"
    drive.mkdir()
    bench.clips = ClipFolders.open(drive, own=bench.home / "clips")
    fetch = wire.download

    async def unplugged(address: str, part: Path) -> None:
        if part.parent == drive:
            drive.rmdir()
        await fetch(address, part)

    monkeypatch.setattr(fetching, "download", unplugged)
    job = await bench.make()
    assert job.clip is not None
    assert (job.state, job.oddities) == (State.DONE, (Oddity.OTHER_FOLDER,))
    assert (bench.home / "clips" / job.clip).is_file()
    assert Hold.DISK_FULL in {seen.hold for seen in bench.reported}
    assert not drive.exists()


async def test_a_clip_that_lies_in_an_earlier_folder_is_not_fetched_again(
    bench: Bench, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program ended before the ledger's last entry, and another folder is chosen since."""
    chosen = bench.home / "drive"
    chosen.mkdir()

    async def pulled_plug(*_: object) -> None:
        raise asyncio.CancelledError("the plug was pulled")

    with monkeypatch.context() as patch:
        patch.setattr(fetching, "_conclude", pulled_plug)
        await bench.make()
    bench.clips = ClipFolders.open(chosen, own=bench.home / "clips")
    async with bench.engine() as engine:
        (job,) = await engine.settle(engine.driven, 1e9)
    assert (job.state, job.oddities) == (State.DONE, ())
    assert len(host.fetches) == 1


async def test_a_stop_between_rename_and_ledger_fetches_nothing_twice(
    bench: Bench, host: Host, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def pulled_plug(*_: object) -> None:
        raise asyncio.CancelledError("the plug was pulled")

    with monkeypatch.context() as patch:
        patch.setattr(fetching, "_conclude", pulled_plug)
        job = await bench.make(output=str(tmp_path / "copy.mp4"))
    assert job.state is State.FETCHING
    async with bench.engine() as engine:
        (job,) = await engine.settle(engine.driven, 1e9)
    assert job.state is State.DONE
    assert len(host.fetches) == 1
    assert (tmp_path / "copy.mp4").exists()


async def test_a_full_disk_holds_the_job_until_there_is_room(
    bench: Bench, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = [True] * 3

    async def download(url: str, part: Path) -> object:
        if full:
            full.pop()
            raise DiskFull from OSError(errno.ENOSPC, "no space")
        return await wire.download(url, part)

    monkeypatch.setattr("kling_desktop.jobs.fetching.download", download)
    job = await bench.make()
    assert job.state is State.DONE
    assert Hold.DISK_FULL in {seen.hold for seen in bench.reported}
