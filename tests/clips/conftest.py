from pathlib import Path

import pytest

from tests.clips.making import make_clip


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of clips of every kind, made once; tests only read them."""
    folder = tmp_path_factory.mktemp("shelf")
    fast = {"movflags": "+faststart"}
    pieces = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
    make_clip(folder / "plain.mp4", bf="0")
    make_clip(folder / "b_frames.mp4", bf="3", g="12", audio=0.5)
    make_clip(folder / "fast.mp4", frames=48, audio=1.0, muxer=fast, g="12")
    make_clip(folder / "long_sound.mp4", audio=3.0)
    make_clip(folder / "uneven.mp4", frames=12, durations=[1, 4, 2, 9, 1, 1] * 2, bf="0")
    make_clip(folder / "turned.mp4", rotation=90)
    make_clip(folder / "oblong.mp4", aspect="4/3")
    make_clip(folder / "pieces.mp4", muxer=pieces, g="6")
    make_clip(folder / "web.webm", codec="libvpx-vp9")
    make_clip(folder / "web8.webm", codec="libvpx")
    make_clip(folder / "moving.gif", codec="gif", pixels="rgb8", fps=10)
    make_clip(folder / "apple.mov")
    return folder
