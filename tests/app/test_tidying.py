import os
from pathlib import Path

import pytest
from PIL import Image

from kling_desktop.compose import Studio
from kling_desktop.frames.fit import fit
from kling_desktop.jobs.job import Job, State
from kling_desktop.jobs.ledger import Ledger
from kling_desktop.paths import Paths
from kling_desktop.production.snapshot import Snapshot
from kling_desktop.store.database import DatabaseDamaged
from kling_desktop.store.document import save
from kling_desktop.store.document_errors import DocumentError
from kling_desktop.store.housekeeping import Cleared, Leftovers, OthersAtWork, Pile
from kling_desktop.store.owners import Owners
from kling_desktop.storyboard.model import FrameRef, Scene, Storyboard
from kling_desktop.tidying import Tidying, tidy


class Home:
    """A home with pictures that were kept long ago."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.studio = Studio(Paths(folder / "home"))

    def picture(self, name: str, *, old: bool = True) -> FrameRef:
        path = self.folder / f"{name}.png"
        shade = sum(name.encode()) % 256
        Image.new("RGB", (320, 320), (shade, 9, 9)).save(path)
        frame = self.studio.pictures.keep(fit(path))
        if old:
            os.utime(self.studio.pictures.path(frame), (1, 1))
        return frame

    def has(self, frame: FrameRef) -> bool:
        return self.studio.pictures.has(frame)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def board_of(frame: FrameRef) -> Storyboard:
    return Storyboard(scenes=(Scene(first_frame=frame),))


def test_only_what_nothing_names_goes(home: Home) -> None:
    names = ("desk", "document", "copy", "job", "nobody")
    on_desk, in_document, in_copy, in_job, nobodys = (home.picture(name) for name in names)
    fresh = home.picture("just kept", old=False)
    document = home.folder / "film.klingboard"
    save(board_of(in_document), document, home.studio.pictures)
    home.studio.recent.add(document)
    home.studio.recovery.write("d", board_of(in_copy), saved=None)
    owner = Owners(home.studio.paths.owners)
    ledger = Ledger(home.studio.paths.ledger, owner)
    asked = Snapshot(first_frame=in_job, prompt="x", seconds=5)
    ledger.add([Job(id=0, service="s", snapshot=asked, created_at=1.0, state=State.WAITING)])
    ledger.close()
    owner.leave()
    freed = tidy(home.studio, {on_desk.picture})
    assert freed == nobodys.size
    assert not home.has(nobodys)
    for frame in (on_desk, in_document, in_copy, in_job, fresh):
        assert home.has(frame)
    # Another look finds nothing more, and lets go of no job.
    assert tidy(home.studio, {on_desk.picture}) == 0


@pytest.mark.parametrize("trouble", ["damaged", "gone"])
def test_a_recent_document_that_can_not_be_read_stops_it(home: Home, trouble: str) -> None:
    nobodys = home.picture("nobody")
    document = home.folder / "film.klingboard"
    if trouble == "damaged":
        document.write_text("no zip")
    home.studio.recent.add(document)
    with pytest.raises(DocumentError):
        tidy(home.studio, set())
    assert home.has(nobodys)


def test_nothing_goes_while_another_process_is_at_work(home: Home) -> None:
    nobodys = home.picture("nobody")
    other = Owners(home.studio.paths.owners)
    assert tidy(home.studio, set()) == 0
    assert home.has(nobodys)
    other.leave()
    assert tidy(home.studio, set()) == nobodys.size


def test_jobs_that_this_process_drives_stay_its_own(home: Home) -> None:
    ledger = home.studio.ledger()
    asked = Snapshot(first_frame=home.picture("job"), prompt="x", seconds=5)
    ledger.add([Job(id=0, service="s", snapshot=asked, created_at=1.0, state=State.WAITING)])
    tidy(home.studio, set())
    other = Owners(home.studio.paths.owners)
    elsewhere = Ledger(home.studio.paths.ledger, other)
    assert elsewhere.claim(2.0) == []
    elsewhere.close()
    other.leave()
    ledger.close()


def ended(home: Home, *jobs: Job) -> None:
    """Puts jobs into the ledger."""
    owner = Owners(home.studio.paths.owners)
    ledger = Ledger(home.studio.paths.ledger, owner)
    ledger.add(jobs)
    ledger.close()
    owner.leave()


def file(path: Path, size: int, *, old: bool = True) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    if old:
        os.utime(path, (1, 1))
    return path


def test_everything_is_measured(home: Home) -> None:
    paths = home.studio.paths
    assert Tidying(home.studio).measure().clips == Pile(0, 0)
    file(paths.clips / "a.mp4", 1000)
    file(paths.clips / "b.mp4", 500)
    file(paths.thumbnails / "x-poster.jpg", 20)
    file(paths.recovery / "d.json", 7)
    file(paths.practice / "tasks" / "t1" / "clip.mp4", 300)
    frame = home.picture("one")
    space = Tidying(home.studio).measure()
    assert (space.clips, space.thumbnails) == (Pile(2, 1500), Pile(1, 20))
    assert (space.recovery, space.practice) == (Pile(1, 7), Pile(1, 300))
    assert space.pictures == Pile(1, frame.size)


def test_a_clean_up_takes_only_what_nothing_refers_to(home: Home) -> None:
    paths, studio = home.studio.paths, home.studio
    wanted, nobodys = home.picture("job"), home.picture("nobody")
    asked = Snapshot(first_frame=wanted, prompt="x", seconds=5)
    plain = {"id": 0, "snapshot": asked, "created_at": 1.0, "service": "practice"}
    ended(
        home,
        Job(**plain, state=State.DONE, task_id="done", clip="a.mp4"),  # type: ignore[arg-type]
        Job(**plain, state=State.PARKED, task_id="parked", clip="p.mp4"),  # type: ignore[arg-type]
        Job(**plain, state=State.FAILED, task_id="failed", clip="f.mp4"),  # type: ignore[arg-type]
    )
    clip = file(paths.clips / "a.mp4", 1000)
    stray = file(paths.clips / "a browser's.part", 1000)
    growing = file(paths.clips / "p.mp4.part", 10)
    half, note = file(paths.clips / "f.mp4.part", 40), file(paths.clips / "f.mp4.part.mark", 2)
    fresh = file(paths.clips / "g.mp4.part", 40, old=False)
    tasks = paths.practice / "tasks"
    done = file(tasks / "done" / "clip.mp4", 300, old=False).parent
    parked = file(tasks / "parked" / "clip.mp4", 300).parent
    running = file(tasks / "running" / "request.json", 9, old=False).parent
    forgotten = file(tasks / "failed" / "clip.mp4", 300).parent
    for folder in (parked, forgotten):
        os.utime(folder, (1, 1))
    thumbnails = studio.thumbnails
    kept = file(thumbnails._place("a.mp4", "poster"), 5)
    gone = file(thumbnails._place("gone.mp4", "strip"), 5)
    tidying = Tidying(studio)
    found = tidying.find(set())
    assert found == Leftovers(
        pictures=(studio.pictures.path(nobodys),),
        thumbnails=(gone,),
        downloads=tuple(path for path in found.downloads if path in (half, note)),
        practice=tuple(path for path in found.practice if path in (done, forgotten)),
    )
    assert (len(found.downloads), len(found.practice)) == (2, 2)
    cleared = tidying.clear(found, set())
    assert cleared == Cleared(freed=nobodys.size + 5 + 42 + 600)
    for path in (gone, half, note, done, forgotten):
        assert not path.exists()
    for path in (clip, stray, growing, fresh, parked, running, kept):
        assert path.exists()
    assert home.has(wanted)
    assert not home.has(nobodys)
    assert tidying.find(set()) == Leftovers()
    studio.close()


def test_in_a_folder_of_the_persons_own_only_clips_count(home: Home) -> None:
    own = home.folder / "Videos"
    home.studio.settings.change(clips_folder=str(own))
    facts = {"prompt": "", "made_at": 1.0, "seconds": 5.0, "width": 9, "height": 9}
    home.studio.library.add("a.mp4", has_sound=False, **facts)  # type: ignore[arg-type]
    file(own / "a.mp4", 1000)
    holiday = file(own / "holiday.mp4", 500)
    theirs = file(own / "holiday.mp4.part", 50)
    kept = file(home.studio.thumbnails._place("a.mp4", "poster"), 5)
    tidying = Tidying(home.studio)
    assert tidying.measure().clips == Pile(1, 1000)
    assert tidying.find(set()) == Leftovers()
    for path in (holiday, theirs, kept):
        assert path.exists()
    home.studio.close()


def test_what_found_a_use_since_it_was_shown_stays(home: Home) -> None:
    one, other = home.picture("one"), home.picture("other")
    tidying = Tidying(home.studio)
    shown = tidying.find(set())
    home.picture("other", old=False)
    cleared = tidying.clear(shown, {one.picture})
    assert cleared == Cleared(freed=0, stayed=2)
    assert home.has(one)
    assert home.has(other)
    home.studio.close()


def test_what_was_not_shown_stays(home: Home) -> None:
    tidying = Tidying(home.studio)
    shown = tidying.find(set())
    late = home.picture("late")
    thumbnail = file(home.studio.thumbnails._place("late.mp4", "strip"), 5)
    assert tidying.clear(shown, set()) == Cleared(freed=0)
    assert home.has(late)
    assert thumbnail.exists()
    home.studio.close()


def test_there_is_nothing_to_clean_up_while_another_process_is_at_work(home: Home) -> None:
    home.picture("nobody")
    other = Owners(home.studio.paths.owners)
    with pytest.raises(OthersAtWork):
        Tidying(home.studio).find(set())
    other.leave()


def test_a_library_that_can_not_be_read_keeps_its_thumbnails(home: Home) -> None:
    file(home.studio.paths.library, 100)
    gone = file(home.studio.thumbnails._place("gone.mp4", "strip"), 5)
    with pytest.raises(DatabaseDamaged):
        Tidying(home.studio).find(set())
    assert gone.exists()
