import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from kling_desktop.store.owners import Owners


def test_each_knows_that_the_other_lives(tmp_path: Path) -> None:
    one, other = Owners(tmp_path), Owners(tmp_path)
    assert one.me != other.me
    assert one.alive(one.me)
    assert one.alive(other.me)
    assert other.alive(one.me)


def test_one_that_left_and_one_that_never_was(tmp_path: Path) -> None:
    one, other = Owners(tmp_path), Owners(tmp_path)
    other.leave()
    assert not one.alive(other.me)
    assert not one.alive("never")
    assert [path.name for path in tmp_path.glob("*.lock")] == [f"{one.me}.lock"]


def test_a_killed_process_is_dead(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _LIVING, str(tmp_path)],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdin is not None
    token = child.stdout.readline().strip()
    here = Owners(tmp_path)
    assert here.alive(token)
    child.kill()
    child.wait()
    child.stdout.close()
    child.stdin.close()
    assert not here.alive(token)
    assert not here.alive(token)


def test_one_that_is_just_starting_is_not_taken_for_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between making its file and locking it, somebody else looks."""
    looking = Owners(tmp_path)
    made, go_on = threading.Event(), threading.Event()
    real = FileLock.acquire
    starting: list[Owners] = []
    answers: list[bool] = []

    def slow(self: FileLock, *values: object, **named: object) -> object:
        path = Path(self.lock_file)
        if threading.current_thread() is beginner and path.suffix == ".lock":
            path.touch()
            made.set()
            go_on.wait(10)
        return real(self, *values, **named)  # type: ignore[arg-type]

    def look() -> None:
        (token,) = {path.stem for path in tmp_path.glob("*.lock")} - {looking.me}
        answers.append(looking.alive(token))

    monkeypatch.setattr(FileLock, "acquire", slow)
    beginner = threading.Thread(target=lambda: starting.append(Owners(tmp_path)))
    looker = threading.Thread(target=look)
    beginner.start()
    assert made.wait(10)
    looker.start()
    looker.join(0.3)  # it has to wait; where it does not, this is time enough to answer wrongly
    go_on.set()
    looker.join(10)
    beginner.join(10)
    assert answers == [True]
    assert looking.alive(starting[0].me)


_LIVING = """
import sys
from pathlib import Path
from kling_desktop.store.owners import Owners
here = Owners(Path(sys.argv[1]))
print(here.me, flush=True)
sys.stdin.read()
"""
