"""What the outside tests share: a strict service, the program in a home of its own, real media."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.driving import KEY, Program
from tests.e2e.pictures import make_clip, scene
from tests.e2e.strict_server import StrictServer


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small real clip of 5 s."""
    return make_clip(tmp_path_factory.mktemp("clip") / "clip.mp4")


@pytest.fixture(scope="session")
def large_clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A real clip of 5 s and more than a megabyte."""
    data = make_clip(tmp_path_factory.mktemp("clip") / "large.mp4", busy=True)
    assert len(data) > 1_500_000
    return data


@pytest.fixture(scope="session")
def frame(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture that needs no change."""
    path = tmp_path_factory.mktemp("frame") / "frame.jpg"
    scene(640, 360).save(path, quality=90)
    return path


@pytest.fixture
def open_server(clip: bytes) -> Iterator[Callable[[], StrictServer]]:
    """Opens strict servers that end with the test."""
    with ExitStack() as open_ones:
        yield lambda: open_ones.enter_context(StrictServer(KEY, clip))


@pytest.fixture
def server(open_server: Callable[[], StrictServer]) -> StrictServer:
    """The service."""
    return open_server()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the program keeps everything."""
    return tmp_path / "home"


@pytest.fixture
def program(home: Path, tmp_path: Path) -> Iterator[Program]:
    """The program; whatever a failed test leaves running is ended."""
    made = Program(home, tmp_path / "said")
    yield made
    made.end()
