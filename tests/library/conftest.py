from collections.abc import Iterator
from pathlib import Path

import pytest

from kling_desktop.library.index import Library


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    folder = tmp_path / "clips"
    folder.mkdir()
    return folder


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite"


@pytest.fixture
def library(database: Path) -> Iterator[Library]:
    with Library(database) as library:
        yield library
