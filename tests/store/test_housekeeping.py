import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kling_desktop.store.housekeeping import DAY, remove, unnamed
from kling_desktop.store.pictures import Pictures
from kling_desktop.storyboard.model import FrameRef
from tests.store.test_pictures import fitted

NOW = 1_800_000_000.0


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path / "pictures")


def kept(pictures: Pictures, data: bytes, age: float) -> FrameRef:
    """A picture that was last kept `age` seconds ago."""
    frame = pictures.keep(fitted(data))
    os.utime(pictures.path(frame), (NOW - age, NOW - age))
    return frame


def test_only_what_nothing_names_and_is_old_goes(pictures: Pictures) -> None:
    named = kept(pictures, b"named", 100 * DAY)
    young = kept(pictures, b"young", DAY - 1)
    old = kept(pictures, b"the old one", DAY)
    found = unnamed(pictures, {named.picture}, NOW)
    assert found == [pictures.path(old)]
    assert remove(found, NOW) == len(b"the old one")
    assert [pictures.has(frame) for frame in (named, young, old)] == [True, True, False]
    assert unnamed(pictures, {named.picture}, NOW) == []


def test_an_empty_store(tmp_path: Path) -> None:
    assert unnamed(Pictures(tmp_path / "never made"), set(), NOW) == []


def test_keeping_a_picture_again_makes_it_young(pictures: Pictures) -> None:
    frame = kept(pictures, b"a picture", 100 * DAY)
    pictures.keep(fitted(b"a picture"))
    assert unnamed(pictures, set(), time.time()) == []
    assert pictures.path(frame).exists()


def test_one_kept_between_finding_and_removing_stays(pictures: Pictures) -> None:
    frame = kept(pictures, b"a picture", 100 * DAY)
    now = time.time()
    found = unnamed(pictures, set(), now)
    assert pictures.keep(fitted(b"a picture")) == frame
    assert remove(found, now) == 0
    assert pictures.path(frame).read_bytes() == b"a picture"


def test_keeping_and_removing_at_once_never_loses_it(pictures: Pictures) -> None:
    now = time.time()
    with ThreadPoolExecutor(2) as pool:
        for _ in range(60):
            frame = pictures.keep(fitted(b"a picture"))
            os.utime(pictures.path(frame), (0, 0))
            found = unnamed(pictures, set(), now)
            removing = pool.submit(remove, found, now)
            keeping = pool.submit(pictures.keep, fitted(b"a picture"))
            removing.result()
            assert keeping.result() == frame
            assert pictures.has(frame)


def test_one_removed_by_another_meanwhile_is_no_fault(pictures: Pictures) -> None:
    frame = kept(pictures, b"a picture", 2 * DAY)
    found = unnamed(pictures, set(), NOW)
    pictures.path(frame).unlink()
    assert remove(found, NOW) == 0


def test_what_crashes_left_goes_too(pictures: Pictures) -> None:
    frame = kept(pictures, b"a picture", 0)
    side = pictures.path(frame).with_name(".new-abc")
    side.write_bytes(b"half")
    os.utime(side, (0, 0))
    assert unnamed(pictures, {frame.picture}, NOW) == [side]


def test_one_that_a_crash_left_half_removed_is_put_back_if_it_is_named(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = kept(pictures, b"a picture", 2 * DAY)
    found = unnamed(pictures, set(), NOW)

    def die(self: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", die)
        with pytest.raises(KeyboardInterrupt):
            remove(found, NOW)
    assert not pictures.has(frame)
    assert unnamed(pictures, {frame.picture}, NOW) == []
    assert pictures.path(frame).read_bytes() == b"a picture"
