"""Live: a key in the real key store, a strict service, and money that is never spent twice."""

import threading
from pathlib import Path

import pytest

from tests.e2e.answers import accept, drop, held, status
from tests.e2e.driving import KEY
from tests.e2e.screen.hands import press_keys
from tests.e2e.screen.window import Desktop, RealWindow
from tests.e2e.strict_server import StrictServer

pytestmark = pytest.mark.screen


def test_a_key_is_entered_and_a_clip_is_made(
    machine: Desktop, server: StrictServer, tmp_path: Path
) -> None:
    machine.settle(service=server.url)
    window = machine.open()
    window.make_scene()
    window.press("Live")
    window.wait_to_say("There is no key for real clips yet.")
    assert not window.get("Generate").enabled
    window.press("Key")
    window.wait_to_say("No key yet.")
    window.write_secret("Key", KEY)
    server.polls.script(status(404, reason="TASK_NOT_FOUND"))
    window.press("Test")
    window.wait_to_say("The service accepts this key.")
    window.shot(tmp_path / "key.png")
    seen = [node.says for node in window.look(hidden=True)]
    window.press("Keep")
    window.wait_to_say(f"Kept: …{KEY[-4:]}")
    seen += [node.says for node in window.look(hidden=True)]
    window.press("Close")
    seen += [node.says for node in window.look(hidden=True)]
    window.press("Generate")
    window.wait(lambda: window.get("Play").description == "Playing", "the clip")
    seen += [node.says for node in window.look(hidden=True)]
    window.close()

    assert [job["state"] for job in machine.jobs] == ["done"]
    assert len(server.posts) == 1
    assert server.complaints == []
    assert not any(KEY[:-4] in said for said in seen)
    files = [file for file in machine.home.rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if KEY.encode() in file.read_bytes()]
    assert KEY not in window.output

    # The store has it: another start finds it, and a key that is removed is gone.
    window = machine.open()
    window.press("Key")
    window.wait_to_say(f"A key is there: …{KEY[-4:]}")
    window.press("Remove")
    window.wait_to_say("The key is removed.")
    window.press("Close")
    window.wait(lambda: not window.get("Generate").enabled, "Generate to go")


@pytest.fixture
def live(machine: Desktop, server: StrictServer) -> Desktop:
    """A machine on which live was chosen and a key entered before."""
    machine.settle(practice=False, service=server.url)
    machine.keep_key(server.url, KEY)
    return machine


def test_presses_in_quick_succession_make_one_job(live: Desktop, server: StrictServer) -> None:
    gate = threading.Event()
    server.submits.script(held(gate, accept))
    window = live.open()
    window.make_scene()
    window.wait(lambda: window.get("Generate").enabled, "Generate")
    window.press("Generate", times=2)
    window.click("Generate", times=2)
    press_keys("ctrl+Return", "ctrl+Return")
    server.wait_for(lambda: len(server.posts) == 1)
    window.click("Generate", times=2)
    press_keys("ctrl+Return")
    assert window.says("Sending…")
    gate.set()
    live.wait_for_state("done")
    assert len(server.posts) == 1


def leave_unconfirmed(window: RealWindow, server: StrictServer, prompt: str) -> None:
    server.submits.script(drop)
    window.write("Prompt", prompt)
    window.press("Generate")
    window.get(f"Look for it: {prompt}")


def test_the_ways_out_of_an_unconfirmed_job(
    live: Desktop, server: StrictServer, tmp_path: Path
) -> None:
    window = live.open()
    window.make_scene()
    window.press("Activity")

    leave_unconfirmed(window, server, "to drop")
    window.wait_to_say("It may have been charged.")
    assert window.says("1 unconfirmed")
    assert window.find("Send again: to drop")
    window.shot(tmp_path / "unconfirmed.png")
    window.press("Drop it: to drop")
    live.wait_for_state("withdrawn")
    window.wait(lambda: not window.says("1 unconfirmed"), "the job to go")

    leave_unconfirmed(window, server, "to find")
    window.press("Look for it: to find")
    window.write("Task id", server.new_task())
    window.shot(tmp_path / "look-for-it.png")
    window.press("Take it up")
    live.wait_for_state("done", "withdrawn")
    assert len(server.posts) == 2

    leave_unconfirmed(window, server, "to send")
    window.press("Send again: to send")
    window.wait_to_say("may be charged twice")
    window.press("Cancel")
    assert len(server.posts) == 3
    window.press("Send again: to send")
    window.press("Send again all the same")
    live.wait_for_state("done", "unconfirmed", "done", "withdrawn")
    assert len(server.posts) == 4
    assert server.complaints == []
    window.shot(tmp_path / "afterwards.png")
