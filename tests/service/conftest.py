"""What the wire's tests share: a picture, a submission, impatient time-outs, no stray proxies."""

from pathlib import Path

import pytest

from kling_desktop.service.connection import Timeouts
from kling_desktop.service.messages import PictureFile, Submission

KEY = "sk-KEY-that-must-never-show-0123456789"


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def key() -> str:
    return KEY


@pytest.fixture
def impatient() -> Timeouts:
    """Short enough for a test, long enough for a busy machine."""
    return Timeouts(connect=2.0, write=1.0, read=1.0, poll=1.0, answer=2.0, fetch=1.0)


def picture_of(folder: Path, size: int, name: str = "first.jpg") -> PictureFile:
    """A file of `size` bytes; the wire does not care what is in it."""
    path = folder / name
    path.write_bytes(bytes(i * 7 % 251 for i in range(256)) * (size // 256 + 1))
    with path.open("r+b") as file:
        file.truncate(size)
    return PictureFile(path=path, media_type="image/jpeg", size=size)


@pytest.fixture
def submission(tmp_path: Path) -> Submission:
    return Submission(image=picture_of(tmp_path, 1000), prompt="it moves")


@pytest.fixture
def large(tmp_path: Path) -> Submission:
    """Larger than all the buffers between here and the server."""
    return Submission(image=picture_of(tmp_path, 9_999_999, "large.jpg"), prompt="it moves")
