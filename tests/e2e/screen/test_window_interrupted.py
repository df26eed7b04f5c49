"""The window is closed, or its plug pulled, at any moment: nothing is lost or paid for twice."""

import threading

import pytest

from tests.e2e.answers import accept, held, stall_after, task
from tests.e2e.driving import KEY
from tests.e2e.screen.hands import wait_for, windows
from tests.e2e.screen.window import PROMPT, SLOWLY, TITLE, Desktop
from tests.e2e.strict_server import StrictServer

pytestmark = pytest.mark.screen


@pytest.fixture
def live(machine: Desktop, server: StrictServer) -> Desktop:
    """A machine on which live was chosen and a key entered before."""
    machine.settle(practice=False, service=server.url)
    machine.keep_key(server.url, KEY)
    return machine


@pytest.mark.parametrize("stage", ["queued", "generating", "fetching"])
def test_closing_and_pulling_the_plug(live: Desktop, server: StrictServer, stage: str) -> None:
    gate = threading.Event()
    if stage == "fetching":
        server.files.usual = stall_after(len(server.clip) // 2, gate)
    else:
        word = {"queued": "TASK_STATUS_QUEUED", "generating": "TASK_STATUS_PROCESSING"}[stage]
        server.polls.usual = task(word, progress=40 if stage == "generating" else 0)

    window = live.open()
    window.make_scene()
    window.press("Generate")
    live.wait_for_state(stage)
    window.close()
    live.wait_for_state(stage)

    window = live.open()
    live_again = len(server.asked)
    server.wait_for(lambda: len(server.asked) > live_again or bool(server.fetched))
    window.kill()
    live.wait_for_state(stage)

    server.polls.usual = task("TASK_STATUS_SUCCEED")
    gate.set()
    window = live.open()
    # Nobody pressed anything in this window, and yet the clip comes.
    window.wait_to_say("Nothing is running.")
    live.wait_for_state("done")
    window.wait(lambda: window.find("Library", "list") is not None, "the clip in the library")
    window.close()
    assert len(server.posts) == 1
    assert server.complaints == []
    (clip,) = (live.home / "clips").glob("*.mp4")
    assert clip.stat().st_size >= len(server.clip)


def test_closing_in_practice(machine: Desktop) -> None:
    window = machine.open()
    window.make_scene(SLOWLY)
    window.press("Generate")
    window.wait_to_say("Generating")
    window.close()
    (job,) = machine.jobs
    assert job["state"] == "generating"
    window = machine.open()
    machine.wait_for_state("done")
    window.close()
    assert len(list((machine.home / "practice" / "tasks").iterdir())) == 1


def test_closing_while_it_is_being_sent(live: Desktop, server: StrictServer) -> None:
    gate = threading.Event()
    server.submits.script(held(gate, accept))
    window = live.open()
    window.make_scene()
    window.press("Generate")
    server.wait_for(lambda: len(server.posts) == 1)

    def answer_once_closed() -> None:
        wait_for(lambda: not windows(window.pid, TITLE), "the window to go")
        gate.set()

    answering = threading.Thread(target=answer_once_closed)
    answering.start()
    # It is seen through before the program ends: the task's id is in the ledger.
    window.close()
    answering.join()
    live.wait_for_state("queued")
    assert live.jobs[0]["task_id"] == server.tasks[0]
    assert len(server.posts) == 1


def test_the_plug_is_pulled_while_it_is_being_sent(live: Desktop, server: StrictServer) -> None:
    gate = threading.Event()
    server.submits.script(held(gate, accept))
    window = live.open()
    window.make_scene()
    window.press("Generate")
    server.wait_for(lambda: len(server.posts) == 1)
    window.kill()
    gate.set()
    window = live.open()
    window.wait_to_say("1 unconfirmed")
    live.wait_for_state("unconfirmed")
    assert len(server.posts) == 1


def test_the_scene_survives_the_plug(machine: Desktop) -> None:
    window = machine.open()
    window.make_scene()
    window.wait(lambda: machine.recovers(PROMPT), "the recovery copy")
    window.kill()
    window = machine.open()
    window.wait_for_picture("First frame", "sample.jpg")
    assert window.get("Prompt").text == PROMPT
    assert window.get("Generate").enabled
    window.wait_to_say("Brought back what you were working on.")
    # And again, from the copy that was taken over.
    window.write("Prompt", "Storm")
    window.wait(lambda: machine.recovers("Storm"), "the recovery copy")
    window.kill()
    window = machine.open()
    window.wait(lambda: window.get("Prompt").text == "Storm", "what was changed last")
    # What was let go in order stays away.
    window.close()
    assert machine.open().get("Prompt").text == ""
