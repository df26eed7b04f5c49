from pathlib import Path

import pytest

from kling_desktop.clips import reel
from kling_desktop.clips.reel import Reel
from kling_desktop.clips.shape import to_image
from kling_desktop.clips.source import NotAClip
from tests.clips.making import make_clip, number


def shown(opened: Reel, frame: int) -> int:
    return number(to_image(opened.frame(frame), opened.stream))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("plain.mp4", {}),
        ("b_frames.mp4", {"bf": "3", "g": "12"}),
        ("b_frames.mkv", {"bf": "3", "g": "12"}),
        ("one_key.mp4", {"g": "250", "audio": 2.0}),
    ],
)
def test_every_frame_is_the_one_asked_for_in_any_order(
    tmp_path: Path, name: str, options: dict[str, str]
) -> None:
    clip = make_clip(tmp_path / name, frames=40, **options)  # type: ignore[arg-type]
    with Reel(clip) as opened:
        assert opened.times.count == 40
        for frame in (0, 1, 2, 39, 38, 37, 5, 17, 16, 15, 30, 0, 39):
            assert shown(opened, frame) == frame


def test_backwards_works_with_little_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reel, "_KEPT_BYTES", 5 * 160 * 90 * 2)
    with Reel(make_clip(tmp_path / "a.mp4", frames=30, g="250")) as opened:
        assert [shown(opened, frame) for frame in range(29, -1, -1)] == list(range(29, -1, -1))
        assert opened._kept_bytes <= reel._KEPT_BYTES


def test_times_say_which_frame_is_seen_when(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "a.mp4", frames=4, durations=(1, 5, 1, 2))
    with Reel(clip) as opened:
        times = opened.times
    assert [round(start * 24) for start in times.starts] == [0, 1, 6, 7]
    assert [times.at(part / 24) for part in (-1, 0, 0.5, 1, 5.5, 6, 7, 99)] == [
        0,
        0,
        0,
        1,
        1,
        2,
        3,
        3,
    ]
    # A player tells whole milliseconds, so that a frame seems to begin a little early.
    assert times.at(int(times.starts[1] * 1000) / 1000) == 1
    assert times.bounded(-3) == 0
    assert times.bounded(9) == times.last == 3


def test_a_clip_that_breaks_off_shows_the_last_frame_that_is_there(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "a.mp4", frames=40, muxer={"movflags": "faststart"}, g="10")
    whole = clip.read_bytes()
    clip.write_bytes(whole[: len(whole) * 3 // 4])
    with Reel(clip) as opened:
        last = shown(opened, opened.times.last)
        assert 0 < last < 39
        assert shown(opened, 3) == 3


@pytest.mark.parametrize("content", [b"", b"no video at all" * 99])
def test_what_is_no_clip_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(NotAClip):
        Reel(path)


def test_a_closed_reel_gives_nothing_more(tmp_path: Path) -> None:
    opened = Reel(make_clip(tmp_path / "a.mp4", frames=4))
    opened.close()
    with pytest.raises(NotAClip):
        opened.frame(2)
