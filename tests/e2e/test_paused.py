"""The pause is the window's: a command that is typed goes on, and leaves the pause as it is."""

from pathlib import Path

from kling_desktop.jobs.ledger import Ledger
from kling_desktop.store.owners import Owners
from tests.e2e.driving import Program
from tests.e2e.strict_server import StrictServer


def test_a_command_is_not_held_by_the_pause(
    program: Program, server: StrictServer, frame: Path, tmp_path: Path
) -> None:
    ledger = Ledger(program.home / "jobs.db", Owners(program.home / "owners"))
    ledger.pause(on=True)
    ended = program.run(
        *("render", "--first-frame", frame, "--prompt", "it moves", "--service", server.url),
        *("--output", tmp_path / "out.mp4", "--json"),
    )
    assert ended.code == 0, ended
    assert len(server.posts) == 1
    assert ledger.paused
    ledger.close()
