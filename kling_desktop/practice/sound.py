"""The sound of a practice clip: a soft pad that swells, made by FFmpeg's own filters."""

import itertools
from collections.abc import Iterator
from typing import Final

import av
import av.filter
from av.audio.frame import AudioFrame

RATE: Final = 48_000
"""Samples a second: 2000 for each video frame at 24 a second, so both end together."""

_CHORDS = ((73.42, 146.83, 185.0, 220.0, 329.63), (61.74, 123.47, 196.0, 246.94, 293.66))
_DETUNE = (0.9985, 1.0015)
_SWELL_SECONDS = 7.0


def pad(seconds: float) -> Iterator[AudioFrame]:
    """Stereo frames of a chord, `seconds` long in all to the sample.

    The filters run in FFmpeg's code without the interpreter's lock; 700,000 sines a clip in
    Python would make the HTTP side stutter.
    """
    samples = round(seconds * RATE)
    fade = min(1.2, seconds / 3)
    graph = av.filter.Graph()
    chain = [
        graph.add("aevalsrc", f"exprs={_channel(0)}|{_channel(1)}:s={RATE}:c=stereo"),
        graph.add("atrim", f"end_sample={samples}"),
        graph.add("afade", f"t=in:st=0:d={fade}:curve=hsin"),
        graph.add("afade", f"t=out:st={seconds - fade}:d={fade}:curve=hsin"),
        graph.add("aformat", f"sample_fmts=fltp:sample_rates={RATE}:channel_layouts=stereo"),
        graph.add("abuffersink"),
    ]
    for one, next_one in itertools.pairwise(chain):
        one.link_to(next_one)
    graph.configure()
    while True:
        try:
            frame = graph.pull()
        except (EOFError, av.error.BlockingIOError):
            return
        assert isinstance(frame, AudioFrame)
        yield frame


def _channel(side: int) -> str:
    """Two chords that give way to each other, a little out of tune against the other side."""
    sway = f"sin(2*PI*t/{_SWELL_SECONDS}+{side}*0.5-1.2)"
    voices = []
    for chord, sign in zip(_CHORDS, "+-", strict=True):
        tones = "+".join(
            f"{0.5 / (1 + i * 0.45):.3f}*sin(2*PI*{pitch * _DETUNE[(side + i) % 2]:.3f}*t)"
            for i, pitch in enumerate(chord)
        )
        voices.append(f"(0.55{sign}0.45*{sway})*({tones})")
    return f"0.17*({'+'.join(voices)})"
