"""Scenes that go on from the last frame of the one before, and the budget of a storyboard."""

import base64
import io
from pathlib import Path

import msgspec
from PIL import Image

from kling_desktop.clips.stills import last_frame
from kling_desktop.jobs.engine import Engine
from kling_desktop.jobs.job import Hold, Job, State
from tests.clips.making import make_clip, picture
from tests.jobs.conftest import Bench
from tests.jobs.host import Host, accepted, refusal, status


async def chain(engine: Engine, bench: Bench, *, takes: int = 1) -> tuple[list[Job], Job]:
    """A scene of so many takes, and one that follows it."""
    first = await engine.generate(
        bench.host.base, bench.snapshot, takes=takes, board="b", scene="first"
    )
    follows = msgspec.structs.replace(bench.snapshot, first_frame=None, prompt="and on")
    (second,) = await engine.generate(
        bench.host.base, follows, board="b", after=[job.id for job in first]
    )
    return first, second


def sent_picture(host: Host, index: int) -> Image.Image:
    data = str(host.bodies[index]["image"]).partition(",")[2]
    return Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")


async def test_a_linked_scene_starts_from_the_true_last_frame(
    bench: Bench, host: Host, tmp_path: Path
) -> None:
    pictures = [picture(index, 480, 320) for index in range(72)]
    clip = make_clip(tmp_path / "large.mp4", pictures=pictures, audio=4.0)
    host.clip = clip.read_bytes()
    async with bench.engine() as engine:
        first, second = await chain(engine, bench)
        ids = [first[0].id, second.id]
        done = await engine.settle(ids, 1e9)
    assert [job.state for job in done] == [State.DONE, State.DONE]
    assert [body["prompt"] for body in host.bodies] == ["it moves", "and on"]
    assert sent_picture(host, 1).tobytes() == last_frame(clip).tobytes()


async def test_it_waits_over_a_restart(bench: Bench, host: Host) -> None:
    host.result = [status("PROCESSING")]
    async with bench.engine() as engine:
        _, second = await chain(engine, bench)
        while engine.latest([second.id])[0].hold is not Hold.PREDECESSOR:
            await bench.clock.sleep(0.1)
    host.result = []
    async with bench.engine() as engine:
        done = await engine.settle(engine.driven, 1e9)
    assert {job.state for job in done} == {State.DONE}
    assert len(host.submits) == 2


async def test_several_takes_wait_for_the_choice(bench: Bench, host: Host) -> None:
    async with bench.engine() as engine:
        first, second = await chain(engine, bench, takes=2)
        *_, held = await engine.settle([*(job.id for job in first), second.id], 1e9)
        assert (held.state, held.hold) == (State.WAITING, Hold.CHOICE)
        await engine.choose("b", first[1].id)
        (second,) = await engine.settle([second.id], 1e9)
    assert second.state is State.DONE
    assert second.after == (first[1].id,)


async def test_an_older_take_of_the_scene_can_be_kept_too(bench: Bench, host: Host) -> None:
    async with bench.engine() as engine:
        (older,) = await engine.generate(host.base, bench.snapshot, board="b", scene="first")
        first, second = await chain(engine, bench, takes=2)
        await engine.settle([older.id, *(job.id for job in first), second.id], 1e9)
        await engine.choose("b", older.id)
        (second,) = await engine.settle([second.id], 1e9)
    assert (second.state, second.after) == (State.DONE, (older.id,))


async def test_a_task_taken_up_again_lets_its_followers_go_on(bench: Bench, host: Host) -> None:
    host.result = [refusal("TASK_NOT_FOUND", 404)]
    async with bench.engine() as engine:
        first, second = await chain(engine, bench)
        _, held = await engine.settle([first[0].id, second.id], 1e9)
        assert held.hold is Hold.PREDECESSOR_FAILED
        host.result = []
        await engine.look_again(first[0].id)
        await engine.settle([first[0].id], 1e9)
        while engine.latest([second.id])[0].hold is Hold.PREDECESSOR_FAILED:
            await bench.clock.sleep(0.1)
        (second,) = await engine.settle([second.id], 1e9)
    assert second.state is State.DONE


async def test_of_several_takes_the_only_one_made_is_taken(bench: Bench, host: Host) -> None:
    host.submit = [refusal("ILLEGAL_PROMPT", 400), accepted()]
    async with bench.engine() as engine:
        first, second = await chain(engine, bench, takes=2)
        *_, second = await engine.settle([*(job.id for job in first), second.id], 1e9)
    assert second.state is State.DONE


async def test_a_failed_scene_holds_what_follows_until_it_is_made(bench: Bench, host: Host) -> None:
    host.submit = [refusal("ILLEGAL_PROMPT", 400), accepted()]
    async with bench.engine() as engine:
        first, second = await chain(engine, bench)
        _, held = await engine.settle([first[0].id, second.id], 1e9)
        assert (held.state, held.hold) == (State.WAITING, Hold.PREDECESSOR_FAILED)
        again = await engine.send_again(first[0].id)
        _, second = await engine.settle([again.id, second.id], 1e9)
    assert second.state is State.DONE
    assert len(host.submits) == 3


async def test_patience_does_not_run_out_while_the_scene_before_is_made(
    bench: Bench, host: Host
) -> None:
    host.result = [*[status("PROCESSING")] * 40, status("SUCCEED", host.clip_url)]
    async with bench.engine() as engine:
        first, second = await chain(engine, bench)
        done = await engine.settle([first[0].id, second.id], patience=60.0)
    assert {job.state for job in done} == {State.DONE}


async def test_the_budget_is_minded_when_a_job_is_about_to_be_sent(
    bench: Bench, host: Host
) -> None:
    async with bench.engine() as engine:
        jobs = await engine.generate(
            host.base, bench.snapshot, takes=3, board="b", estimate=0.25, budget=0.5
        )
        ids = [job.id for job in jobs]
        *_, held = await engine.settle(ids, 1e9)
        assert (held.state, held.hold) == (State.WAITING, Hold.BUDGET)
        assert len(host.submits) == 2
        await engine.go_on(host.base)
        (held,) = await engine.settle([held.id], 1e9)
        assert held.hold is Hold.BUDGET
        await engine.set_budget("b", 0.75)
        (job,) = await engine.settle([held.id], 1e9)
    assert job.state is State.DONE
    assert len(host.submits) == 3


async def test_refused_jobs_cost_nothing_of_the_budget(bench: Bench, host: Host) -> None:
    host.submit = [refusal("ILLEGAL_PROMPT", 400), accepted()]
    async with bench.engine() as engine:
        jobs = await engine.generate(
            host.base, bench.snapshot, takes=2, board="b", estimate=0.5, budget=0.5
        )
        first, second = await engine.settle([job.id for job in jobs], 1e9)
    assert (first.state, second.state) == (State.REFUSED, State.DONE)


async def test_what_waits_goes_on_from_the_take_that_was_asked_for_anew(
    bench: Bench, host: Host
) -> None:
    """The first scene is changed and made once more before the second could start."""
    host.result = [status("PROCESSING")]
    async with bench.engine() as engine:
        first, second = await chain(engine, bench)
        await until(engine, bench, second, Hold.PREDECESSOR)
        changed = msgspec.structs.replace(bench.snapshot, prompt="it moves otherwise")
        (anew,) = await engine.generate(host.base, changed, board="b", scene="first")
        assert engine.latest([second.id])[0].after == (anew.id,)
        host.result = []
        done = await engine.settle([first[0].id, anew.id, second.id], 1e9)
    assert {job.state for job in done} == {State.DONE}


async def test_one_more_take_of_the_same_stands_in_only_where_the_first_is_not_made(
    bench: Bench, host: Host
) -> None:
    host.submit = [refusal("ILLEGAL_PROMPT", 400), accepted()]
    async with bench.engine() as engine:
        first, second = await chain(engine, bench)
        await until(engine, bench, second, Hold.PREDECESSOR_FAILED)
        (more,) = await engine.generate(host.base, bench.snapshot, board="b", scene="first")
        done = await engine.settle([more.id, second.id], 1e9)
        assert [job.state for job in done] == [State.DONE, State.DONE]
        assert done[1].after == (first[0].id, more.id)


async def test_one_more_take_of_the_same_asks_for_no_choice(bench: Bench, host: Host) -> None:
    """As the film keeps the take it has, so what follows goes on from it."""
    host.result = [status("PROCESSING")]
    async with bench.engine() as engine:
        first, second = await chain(engine, bench)
        await until(engine, bench, second, Hold.PREDECESSOR)
        (more,) = await engine.generate(host.base, bench.snapshot, board="b", scene="first")
        host.result = []
        done = await engine.settle([first[0].id, more.id, second.id], 1e9)
    assert [job.state for job in done] == [State.DONE] * 3


async def test_a_frame_that_was_left_behind_is_not_sent(bench: Bench, host: Host) -> None:
    """It has its frame already, and waits for something else: it would be stale when made."""
    async with bench.engine() as engine:
        first, second = await chain(engine, bench)
        await engine.settle([first[0].id], 1e9)
        await engine.pause()
        await until(engine, bench, second, Hold.PAUSED)
        assert engine.latest([second.id])[0].snapshot.first_frame is not None  # type: ignore[union-attr]
        changed = msgspec.structs.replace(bench.snapshot, prompt="it moves otherwise")
        (anew,) = await engine.generate(host.base, changed, board="b", scene="first")
        (second,) = engine.latest([second.id])
        assert second.snapshot is not None
        assert (second.after, second.snapshot.first_frame) == ((anew.id,), None)
        await engine.resume()
        done = await engine.settle([anew.id, second.id], 1e9)
    assert [job.state for job in done] == [State.DONE, State.DONE]


async def test_practice_and_other_scenes_change_nothing_for_what_waits(
    bench: Bench, host: Host
) -> None:
    host.result = [status("PROCESSING")]
    async with bench.engine() as engine:
        first, second = await chain(engine, bench)
        await until(engine, bench, second, Hold.PREDECESSOR)
        bench.doors.keys["practice"] = ""
        changed = msgspec.structs.replace(bench.snapshot, prompt="it moves otherwise")
        for service, board, scene in (
            ("practice", "b", "first"),
            (host.base, "b", "another"),
            (host.base, "c", "first"),
        ):
            (made,) = await engine.generate(service, changed, board=board, scene=scene)
            if service == "practice":
                await engine.withdraw(made.id)
        assert engine.latest([second.id])[0].after == (first[0].id,)


async def test_a_job_that_is_changed_twice_at_once_is_driven_on(bench: Bench, host: Host) -> None:
    host.result = [status("PROCESSING")]
    async with bench.engine() as engine:
        first, second = await chain(engine, bench, takes=2)
        await until(engine, bench, second, Hold.PREDECESSOR)
        await engine.choose("b", first[0].id)
        await engine.choose("b", first[1].id)
        host.result = []
        (second,) = await engine.settle([second.id], 1e9)
    assert second.state is State.DONE


async def until(engine: Engine, bench: Bench, job: Job, hold: Hold) -> None:
    for _ in range(500):
        if engine.latest([job.id])[0].hold is hold:
            return
        await bench.clock.sleep(0.1)
    raise AssertionError(f"never held for {hold}: {engine.latest([job.id])[0]}")
