from pathlib import Path

import pytest

from kling_desktop.ui.bin import Bin, Binned, NoBin

pytestmark = pytest.mark.qt


@pytest.fixture(autouse=True)
def own_bin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's bin, in a folder of the test's own."""
    home = tmp_path / "share"
    home.mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    return home / "Trash"


def test_there_and_back_again(tmp_path: Path, own_bin: Path) -> None:
    file = tmp_path / "the boat.mp4"
    file.write_bytes(b"film")
    binned = Bin().put(file)
    assert not file.exists()
    assert binned.place is not None
    assert binned.place.read_bytes() == b"film"
    Bin().put_back(binned)
    assert file.read_bytes() == b"film"
    assert list(own_bin.rglob("*.mp4*")) == []


def test_two_of_one_name_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "a.mp4"
    binned = []
    for data in (b"one", b"two"):
        file.write_bytes(data)
        binned.append(Bin().put(file))
    Bin().put_back(binned[0])
    assert file.read_bytes() == b"one"
    with pytest.raises(FileExistsError):
        Bin().put_back(binned[1])
    assert file.read_bytes() == b"one"


def test_a_bin_that_was_emptied_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.mp4"
    file.touch()
    binned = Bin().put(file)
    assert binned.place is not None
    binned.place.unlink()
    with pytest.raises(FileNotFoundError):
        Bin().put_back(binned)


def test_what_is_not_there_is_not_put_away(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Bin().put(tmp_path / "a.mp4")


def test_no_bin_is_told_and_the_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.mp4").touch()
    # A file stands where the bin's folder would have to be made.
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "a.mp4"))
    with pytest.raises(NoBin):
        Bin().put(tmp_path / "a.mp4")
    assert (tmp_path / "a.mp4").exists()


def test_a_bin_of_windows_keeps_no_note_of_what_came_back(tmp_path: Path) -> None:
    file, place, note = tmp_path / "a.mp4", tmp_path / "$RAB12CD.mp4", tmp_path / "$IAB12CD.mp4"
    place.write_bytes(b"film")
    note.touch()
    Bin().put_back(Binned(path=file, place=place))
    assert file.read_bytes() == b"film"
    assert not note.exists()


def test_a_file_that_another_program_holds_is_not_one_without_a_bin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where nobody can move it meanwhile."""

    def held(_: Path, __: Path) -> Path:
        raise PermissionError

    (tmp_path / "a.mp4").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "a.mp4"))
    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(PermissionError):
        Bin().put(tmp_path / "a.mp4")
