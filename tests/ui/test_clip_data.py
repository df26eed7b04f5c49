from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData

from kling_desktop.ui.clip_data import CLIP_TYPE, carry, clips_in

pytestmark = pytest.mark.qt


def test_clips_are_carried_as_files_and_as_our_own(tmp_path: Path) -> None:
    files = [tmp_path / "the boat #1.mp4", tmp_path / "灯台.mp4"]
    mime = carry(files)
    assert [Path(url.toLocalFile()) for url in mime.urls()] == files
    assert clips_in(mime) == ("the boat #1.mp4", "灯台.mp4")
    copied = bytes(mime.data("x-special/gnome-copied-files").data()).decode().splitlines()
    assert copied[0] == "copy"
    assert copied[1].endswith("/the%20boat%20%231.mp4")


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'{"clips": [1]}'])
def test_what_another_program_calls_a_clip_is_none(data: bytes) -> None:
    mime = QMimeData()
    mime.setData(CLIP_TYPE, data)
    assert clips_in(mime) == ()


def test_other_drops_carry_none() -> None:
    assert clips_in(QMimeData()) == ()
