import shutil
from pathlib import Path

import pytest

from kling_desktop.clips import recipe
from kling_desktop.clips.probe import probe
from kling_desktop.library.index import Entry, Library
from kling_desktop.library.locating import Match, bring_home, compare
from tests.clips.making import make_clip
from tests.library.making import add


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return make_clip(tmp_path / "found.mp4", frames=12)


def entry_for(library: Library, clip: Path, **fields: object) -> Entry:
    found = probe(clip)
    return add(
        library,
        **{
            "seconds": found.seconds,
            "width": found.width,
            "height": found.height,
            "size": found.size,
            **fields,
        },  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(("mark", "match"), [("m", Match.SAME), ("other", Match.ANOTHER)])
def test_the_recipe_decides(library: Library, clip: Path, mark: str, match: Match) -> None:
    recipe.write(clip, b'{"format": 1, "take": "m", "snapshot": {}}')
    assert compare(entry_for(library, clip, take=mark, seconds=99.0), clip) is match


@pytest.mark.parametrize("written", [None, b"no json", b"[1]", b'{"take": 3}'])
def test_without_a_recipe_the_measures_decide(
    library: Library, clip: Path, written: bytes | None
) -> None:
    if written is not None:
        recipe.write(clip, written)
    assert compare(entry_for(library, clip, take="m"), clip) is Match.SAME


@pytest.mark.parametrize(("field", "value"), [("seconds", 5.0), ("width", 640), ("size", 17)])
def test_other_measures_are_another_clip(
    library: Library, clip: Path, field: str, value: float
) -> None:
    assert compare(entry_for(library, clip, **{field: value}), clip) is Match.ANOTHER


def test_a_clip_of_unknown_size_is_known_by_the_rest(library: Library, clip: Path) -> None:
    assert compare(entry_for(library, clip, size=None), clip) is Match.SAME


def test_what_does_not_play_is_no_clip(library: Library, clip: Path, tmp_path: Path) -> None:
    entry = entry_for(library, clip)
    page = tmp_path / "page.mp4"
    page.write_bytes(b"<html>")
    assert compare(entry, page) is Match.NO_CLIP
    with pytest.raises(OSError, match="gone"):
        compare(entry, tmp_path / "gone.mp4")


def test_it_comes_home_under_its_name(library: Library, clip: Path, clips: Path) -> None:
    entry = entry_for(library, clip)
    bring_home(entry, clip, clips)
    assert [file.name for file in clips.iterdir()] == [entry.file]
    assert (clips / entry.file).read_bytes() == clip.read_bytes()
    with pytest.raises(FileExistsError):
        bring_home(entry, clip, clips)


def test_a_full_disk_leaves_nothing(
    library: Library, clip: Path, clips: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = entry_for(library, clip)

    def full(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(OSError, match="full"):
        bring_home(entry, clip, clips)
    assert list(clips.iterdir()) == []
