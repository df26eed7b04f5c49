"""Keeps every test away from the person's own data, keys, proxies and screen."""

import gc
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest

SESSION = "KLING_DESKTOP_SESSION"
"""Set by `packaging/with-screen`: a desktop session that belongs to the tests."""

HAS_QT = find_spec("PySide6") is not None

# Where there is no Qt the tests of the two rooms that may use it are not even read.
collect_ignore = [] if HAS_QT else ["ui", "app"]

_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_LONGEST = ("screen", "test_rehearsal.py", "e2e", "app")
_own_home = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Points everything that looks around in the environment at a place of the tests' own."""
    home = tempfile.mkdtemp(prefix="kling-tests-")
    config.stash[_own_home] = home
    for name in ("KLING_API_KEY", *_PROXIES, *(name.upper() for name in _PROXIES)):
        os.environ.pop(name, None)
    os.environ["KLING_DESKTOP_HOME"] = home
    # The words are compared as written; a test of a translation asks for its language.
    os.environ["LANGUAGE"] = "en"
    # A test of the real key store runs its program with the `desktop` environment.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Removes what tests without a folder of their own left behind."""
    shutil.rmtree(config.stash[_own_home], ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skips what can't run here, and says what it would take; puts the longest first."""
    no_qt = pytest.mark.skip(reason="needs PySide6")
    no_session = pytest.mark.skip(reason="needs a desktop session: packaging/with-screen")
    for item in items:
        marked = {mark.name for mark in item.iter_markers()}
        if not HAS_QT and marked & {"qt", "screen"}:
            item.add_marker(no_qt)
        elif SESSION not in os.environ and "screen" in marked:
            item.add_marker(no_session)
    if hasattr(config, "workerinput"):
        items.sort(key=_turn)


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """What pytest-qt makes its application from: the program's own."""
    from kling_desktop.ui.application import Application  # noqa: PLC0415 - there may be no Qt

    return Application


def _turn(item: pytest.Item) -> int:
    """Side by side what takes longest begins first, or one worker is left alone with it."""
    parts = item.path.relative_to(Path(__file__).parent).parts
    return min((n for n, part in enumerate(_LONGEST) if part in parts), default=len(_LONGEST))


def pytest_collection_finish() -> None:
    """Leaves what is there before the first test out of all later looks for garbage.

    It is a million objects and none of it ever goes; the tests of the window look after each test.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture
def desktop(tmp_path: Path) -> dict[str, str]:
    """The environment of a program whose real window shows in the tests' desktop session.

    It has data of its own, the session's real key store, and is open to the accessibility tree.
    For tests that are marked `screen`.
    """
    environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    # There is no graphics card: Qt would have one imitated for each frame of a clip, and take
    # nine times as long as without.
    environment["QT_XCB_GL_INTEGRATION"] = "none"
    environment["KLING_DESKTOP_HOME"] = str(tmp_path / "home")
    del environment["PYTHON_KEYRING_BACKEND"]
    return environment
