import subprocess
import sys
from pathlib import Path

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
    assert [path.name for path in tmp_path.iterdir()] == [f"{one.me}.lock"]


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


_LIVING = """
import sys
from pathlib import Path
from kling_desktop.store.owners import Owners
here = Owners(Path(sys.argv[1]))
print(here.me, flush=True)
sys.stdin.read()
"""
