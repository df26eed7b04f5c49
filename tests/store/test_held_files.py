"""Files that somebody else holds for a moment, as on Windows."""

import time
from pathlib import Path

import pytest

from kling_desktop.store import durable
from kling_desktop.store.durable import put_in_place, replacing


class Scanner:
    """Holds a file until it has been waited for a few times."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, looks: int) -> None:
        self.looks = looks
        self.now = 0.0
        replace = Path.replace

        def held(side: Path, path: Path) -> Path:
            if self.looks > 0:
                raise PermissionError
            return replace(side, path)

        monkeypatch.setattr(Path, "replace", held)
        monkeypatch.setattr(time, "sleep", self._wait)
        monkeypatch.setattr(time, "monotonic", lambda: self.now)

    def _wait(self, seconds: float) -> None:
        self.now += seconds
        self.looks -= 1


def test_a_held_file_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "_OTHERS_HOLD_FILES", True)
    Scanner(monkeypatch, 5)
    (tmp_path / "a.json").write_bytes(b"old")
    with replacing(tmp_path / "a.json") as file:
        file.write(b"new")
    assert (tmp_path / "a.json").read_bytes() == b"new"


def test_but_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "_OTHERS_HOLD_FILES", True)
    scanner = Scanner(monkeypatch, 10_000)
    (tmp_path / "side").touch()
    with pytest.raises(PermissionError):
        put_in_place(tmp_path / "side", tmp_path / "a.mp4")
    assert scanner.now < 3


def test_elsewhere_no_is_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "_OTHERS_HOLD_FILES", False)
    scanner = Scanner(monkeypatch, 10_000)
    (tmp_path / "side").touch()
    with pytest.raises(PermissionError):
        put_in_place(tmp_path / "side", tmp_path / "a.mp4")
    assert scanner.now == 0
