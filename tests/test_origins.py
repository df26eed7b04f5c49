"""The library learns where its clips came from, now and later."""

import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from kling_desktop.compose import Studio
from kling_desktop.jobs.job import Job, State
from kling_desktop.library.index import Library
from kling_desktop.paths import Paths
from kling_desktop.production.snapshot import Snapshot
from kling_desktop.store.document import save
from kling_desktop.storyboard.model import Storyboard
from tests.clips.making import make_clip


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    made = Studio(Paths(tmp_path / "home"))
    made.paths.clips.mkdir()
    return made


def job(clip: str, **fields: object) -> Job:
    asked = Snapshot(prompt="waves", seconds=5)
    plain: dict[str, object] = {
        "id": 0,
        "service": "practice",
        "snapshot": asked,
        "created_at": time.time(),
        "state": State.DONE,
        "clip": clip,
    }
    return Job(**{**plain, **fields})  # type: ignore[arg-type]


def old_library(studio: Studio, *files: str) -> None:
    """A library as it was before anything was noted about origins."""
    with Library(studio.paths.library) as library:
        for file in files:
            library.add(
                file, prompt="", made_at=1.0, seconds=5.0, width=9, height=9, has_sound=False
            )
        library._connection.execute("UPDATE clip SET board = NULL")


def test_a_finished_job_says_where_its_clip_came_from(studio: Studio) -> None:
    clip = make_clip(studio.paths.clips / "a.mp4", frames=4)
    done = job("a.mp4", id=3, board="b", scene="s")
    studio.library_gains(done)
    entry = studio.library.entry_of("a.mp4")
    assert entry is not None
    assert (entry.board, entry.scene, entry.take) == ("b", "s", done.mark)
    assert entry.size == clip.stat().st_size
    studio.close()


def test_a_clip_taken_out_of_the_bin_by_hand_shows_again(studio: Studio) -> None:
    clip = make_clip(studio.paths.clips / "a.mp4", frames=4)
    studio.library_gains(job("a.mp4"))
    (number,) = [studio.library.entry_of("a.mp4").id]  # type: ignore[union-attr]
    studio.library.put_away([number], 1.0)
    clip.rename(studio.paths.home / "elsewhere.mp4")
    studio.library_gains(job("a.mp4"))
    assert studio.library.count() == 0
    (studio.paths.home / "elsewhere.mp4").rename(clip)
    studio.library_gains(job("a.mp4"))
    assert studio.library.count() == 1
    studio.close()


def test_a_clip_that_is_gone_or_plays_no_more_is_no_gain(studio: Studio) -> None:
    (studio.paths.clips / "page.mp4").write_bytes(b"<html>")
    for name in ("gone.mp4", "page.mp4"):
        studio.library_gains(job(name))
    assert studio.library.count() == 0
    studio.close()


def test_older_clips_are_looked_up_once(studio: Studio, tmp_path: Path) -> None:
    old_library(studio, "a.mp4", "b.mp4", "c.mp4")
    ledger = studio.ledger()
    ledger.add([job("a.mp4", board="x", scene="s", mark="m"), job("b.mp4")])
    ledger.close()
    document = tmp_path / "Harbour.klingboard"
    save(Storyboard(id="x"), document, studio.pictures)
    studio.recent.add(document)
    a, b, c = (studio.library.entry_of(f"{name}.mp4") for name in "abc")
    assert a is not None
    assert (a.board, a.scene, a.take, a.board_title) == ("x", "s", "m", "Harbour")
    assert b is not None
    assert (b.board, c and c.board) == ("", "")
    assert studio.library.unplaced() == []
    studio.close()


def test_a_ledger_that_can_not_be_read_keeps_no_clip_from_showing(studio: Studio) -> None:
    old_library(studio, "a.mp4")
    studio.paths.ledger.write_bytes(b"not a database at all" * 100)
    assert studio.library.count() == 1
    assert len(studio.library.unplaced()) == 1
    studio.close()


def test_a_document_that_can_not_be_read_names_nothing(studio: Studio, tmp_path: Path) -> None:
    old_library(studio, "a.mp4")
    ledger = studio.ledger()
    ledger.add([job("a.mp4", board="x")])
    ledger.close()
    broken = tmp_path / "broken.klingboard"
    broken.write_text("no zip")
    good = tmp_path / "good.klingboard"
    save(replace(Storyboard(id="x"), title="Waves"), good, studio.pictures)
    for document in (good, broken):
        studio.recent.add(document)
    assert [board.title for board in studio.library.boards()] == ["Waves"]
    studio.close()
