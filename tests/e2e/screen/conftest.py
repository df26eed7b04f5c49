"""What the tests of the real window share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.screen.tree import SYSTEM_PYTHON, Tree
from tests.e2e.screen.window import Desktop


@pytest.fixture(scope="session")
def tree() -> Iterator[Tree]:
    """Eyes for what is on the screen."""
    if not SYSTEM_PYTHON.exists():
        pytest.skip(f"needs the system's own Python for AT-SPI: {SYSTEM_PYTHON}")
    with Tree() as tree:
        yield tree


@pytest.fixture
def machine(desktop: dict[str, str], tree: Tree, tmp_path: Path) -> Iterator[Desktop]:
    """A person's machine with a screen; whatever a failed test leaves running is ended."""
    made = Desktop(tree, desktop, tmp_path)
    yield made
    made.end()
