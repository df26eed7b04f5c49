import threading
import time

import pytest

from kling_desktop.ui.background import Deliveries
from kling_desktop.ui.pools import Pools

pytestmark = pytest.mark.qt

NAMES = ["pictures", "disk", "posters", "frames", "documents", "clips"]


@pytest.fixture
def pools() -> Pools:
    return Pools(Deliveries())


def test_what_was_asked_for_ends_first(pools: Pools) -> None:
    done: list[str] = []
    for name in NAMES:
        getattr(pools, name).last(lambda name=name: done.append(name))
    assert pools.close(30.0)
    assert sorted(done) == sorted(NAMES)


def test_our_own_disk_is_waited_for_however_long_it_takes(pools: Pools) -> None:
    done: list[str] = []

    def keep() -> None:
        time.sleep(0.3)
        done.append("kept")

    pools.disk.last(keep)
    assert pools.close(0.05)
    assert done == ["kept"]


def test_what_does_not_end_keeps_nothing_else(pools: Pools) -> None:
    gate = threading.Event()
    for name in ("documents", "clips", "frames"):
        getattr(pools, name).last(lambda: gate.wait(30.0))
    began = time.monotonic()
    assert not pools.close(2.0)
    # One patience for all of them together.
    assert time.monotonic() - began < 5.5
    for name in NAMES:
        with pytest.raises(RuntimeError, match="shutdown"):
            getattr(pools, name).last(print)
    gate.set()
