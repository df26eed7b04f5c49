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
from kling_desktop.store.document import save
from kling_desktop.store.document_errors import DocumentError
from kling_desktop.store.owners import Owners
from kling_desktop.storyboard.model import FrameRef, Scene, Storyboard
from kling_desktop.tidying import tidy


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
