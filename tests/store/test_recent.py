import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kling_desktop.store.recent import KEPT, Recent


@pytest.fixture
def recent(tmp_path: Path) -> Recent:
    return Recent(tmp_path / "home" / "recent.json")


def names(recent: Recent) -> list[str]:
    return [lately.path.name for lately in recent.documents()]


def test_newest_first_and_each_once(recent: Recent, tmp_path: Path) -> None:
    assert recent.documents() == []
    for name in ("a", "b", "a", "c"):
        recent.add(tmp_path / name)
    assert names(recent) == ["c", "a", "b"]
    assert names(Recent(recent.file)) == ["c", "a", "b"]


def test_no_more_than_a_dozen(recent: Recent, tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        recent.add(tmp_path / str(number))
    assert names(recent) == [str(number) for number in range(KEPT + 2, 2, -1)]


def test_missing_ones_stay_and_are_marked(recent: Recent, tmp_path: Path) -> None:
    there, gone = tmp_path / "there", tmp_path / "gone"
    there.write_text("")
    recent.add(there)
    recent.add(gone)
    recent.add(tmp_path)
    assert [(lately.path, lately.missing) for lately in recent.documents()] == [
        (tmp_path, True),
        (gone, True),
        (there, False),
    ]


def test_removing_and_clearing_touch_the_list_only(recent: Recent, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text("")
        recent.add(tmp_path / name)
    recent.remove(tmp_path / "b")
    recent.remove(tmp_path / "never there")
    assert names(recent) == ["c", "a"]
    recent.clear()
    assert recent.documents() == []
    assert (tmp_path / "a").exists()


def test_relative_ones_are_found_from_anywhere(
    recent: Recent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    recent.add(Path("film.klingboard"))
    recent.add(tmp_path / "film.klingboard")
    monkeypatch.chdir("/")
    assert [lately.path for lately in recent.documents()] == [tmp_path / "film.klingboard"]


def test_names_that_are_no_text(recent: Recent, tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9 \xf0\x9f\x9a\xa4.klingboard")
    odd.write_text("")
    recent.add(odd)
    (lately,) = recent.documents()
    assert (lately.path, lately.missing) == (odd, False)


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'{"documents": [1]}', b'{"documents": 1}'])
def test_a_damaged_list_starts_afresh(recent: Recent, tmp_path: Path, data: bytes) -> None:
    recent.add(tmp_path / "a")
    recent.file.write_bytes(data)
    assert recent.documents() == []
    recent.add(tmp_path / "b")
    assert names(recent) == ["b"]


def test_odd_entries_are_missing_and_no_fault(recent: Recent) -> None:
    recent.file.parent.mkdir()
    long = "n" * 5000
    recent.file.write_text(f'{{"documents": ["", "a\\u0000b", "{long}"]}}')
    assert [lately.missing for lately in recent.documents()] == [True, True, True]


def test_a_fault_while_writing_leaves_the_list(
    recent: Recent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recent.add(tmp_path / "a")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="full"):
            recent.add(tmp_path / "b")
    assert names(recent) == ["a"]


def test_processes_at_once_lose_nothing(recent: Recent, tmp_path: Path) -> None:
    children = [
        subprocess.Popen([sys.executable, "-c", _ADDING, str(recent.file), str(tmp_path), letter])
        for letter in "abc"
    ]
    assert [child.wait() for child in children] == [0, 0, 0]
    assert sorted(names(recent)) == sorted(f"{x}{n}" for x in "abc" for n in range(4))


_ADDING = """
import sys
from pathlib import Path
from kling_desktop.store.recent import Recent
recent = Recent(Path(sys.argv[1]))
for number in range(4):
    recent.add(Path(sys.argv[2]) / f"{sys.argv[3]}{number}")
"""
