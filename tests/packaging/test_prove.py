"""What the proof of a frozen program finds, and what the program gives back to its environment."""

import marshal
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.packaging.scripts import load

FROZEN = Path(__file__).parents[2] / "packaging/frozen"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="programs here are scripts")

Program = Callable[[str], Path]


prove = load(FROZEN / "prove.py")
start = load(FROZEN / "start.py")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Writes a program of one line, in a folder of its own."""

    def write(line: str) -> Path:
        folder = tmp_path / "bundle"
        folder.mkdir(exist_ok=True)
        file = folder / "program"
        file.write_text(f"#!{sys.executable} -SE\nimport os, sys\n{line}\n")
        file.chmod(0o755)
        return file

    return write


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty place for a proof."""
    made = tmp_path / "place"
    made.mkdir()
    return made


def test_a_program_starts_with_nothing_of_python_and_nothing_of_the_path(
    program: Program, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.setenv("KLING_API_KEY", "secret")
    proof = prove.Proof(program("print(dict(os.environ))"), place)
    said = proof.run()
    assert "PYTHON" not in said
    assert "secret" not in said
    assert os.environ["PATH"] not in said
    assert str(place) in said


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("sys.exit(3)", "exit code 3"),
        ("print('Qt complains', file=sys.stderr)", "not expected on stderr: Qt complains"),
        ("print('Job 1: Done\\nand more', file=sys.stderr)", "not expected on stderr: and more"),
    ],
)
def test_what_is_not_expected_ends_the_proof(
    program: Program, place: Path, line: str, fault: str
) -> None:
    with pytest.raises(prove.Broken, match=fault):
        prove.Proof(program(line), place).run(said=r"Job \d+: .*")


def test_lines_that_are_expected_do_not(program: Program, place: Path) -> None:
    line = "print('/a/clip.mp4'); print('Job 1: Done', file=sys.stderr)"
    assert prove.Proof(program(line), place).run(said=r"Job \d+: .*") == "/a/clip.mp4\n"


def test_what_still_runs_is_found() -> None:
    assert str(os.getpid()) in prove.processes(Path(sys.executable))


@pytest.mark.parametrize(
    "left", ["tmp/kling-desktop-x", "Kling Gerät/owners/1.lock", "Kling Gerät/reception/w.address"]
)
def test_what_is_left_behind_is_found(program: Program, place: Path, left: str) -> None:
    proof = prove.Proof(program(""), place)
    (place / "tmp/pulse-abc").mkdir()
    prove.look_behind(proof)
    (place / left).parent.mkdir(exist_ok=True)
    (place / left).touch()
    with pytest.raises(prove.Broken, match="left behind"):
        prove.look_behind(proof)


@pytest.mark.parametrize(
    ("log", "line"),
    [
        ("kling-desktop", "2026-11-22 23:50:29,463 1568 ERROR kling_desktop.app unexpected"),
        ("libraries", "No QtMultimedia backends found. Only QMediaDevices … are available."),
    ],
)
def test_faults_in_the_logs_are_found(program: Program, place: Path, log: str, line: str) -> None:
    proof = prove.Proof(program(""), place)
    (proof.home / "logs").mkdir()
    file = proof.home / "logs" / f"{log}.log"
    file.write_text("PulseAudioService: pa_context_connect() failed\n", encoding="utf-8")
    prove.look_behind(proof)
    file.write_text(line, encoding="utf-8")
    with pytest.raises(prove.Broken, match="tells of a fault"):
        prove.look_behind(proof)


def test_what_should_not_be_inside_is_found(program: Program) -> None:
    file = program("")
    with file.open("ab") as opened:
        opened.write(marshal.dumps([("kling_desktop", 0), ("httpx", 0)]))
    prove.look_inside(file)
    (file.parent / "_internal").mkdir()
    odd = file.parent / "_internal/libQt6WebEngineCore.so.6"
    odd.touch()
    with pytest.raises(prove.Broken, match="libQt6WebEngineCore"):
        prove.look_inside(file)
    odd.unlink()
    with file.open("ab") as opened:
        opened.write(marshal.dumps([("setuptools", 0)]))
    with pytest.raises(prove.Broken, match="the module setuptools"):
        prove.look_inside(file)


def test_programs_that_are_started_get_the_environment_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("_PYI_ARCHIVE_FILE", "/opt/kling-desktop/kling-desktop")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/kling-desktop/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/home/me/lib")
    start.give_back_environment()
    assert os.environ["LD_LIBRARY_PATH"] == "/home/me/lib"
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/kling-desktop/_internal")
    start.give_back_environment()
    left = {name for name in os.environ if name.startswith(("_PYI_", "LD_LIBRARY_PATH"))}
    assert not left
