"""Makes the clip of a task: H.264 and AAC in an MP4, gently moving over the first frame."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from PIL import Image, ImageOps

from kling_desktop.practice import sound
from kling_desktop.practice.caption import Overlay, practice_mark, shot_caption
from kling_desktop.practice.framing import SETTLE, WHOLE, Move, move_for, smooth
from kling_desktop.practice.planes import Planes
from kling_desktop.practice.tasks import Task

FRAME_RATE: Final = 24
SHORT_SIDE: Final = 720
MOST_PLATE: Final = 2.0
"""How much larger than the clip the still is kept, at most, so that close shots stay sharp."""

_BT709, _VIDEO_RANGE = 1, 1
_CAPTION_FADE_FRAMES = 9
_DISSOLVE_SECONDS, _DISSOLVE_SHARE = 1.5, 0.4
_REST_FRAMES = 4
"""The end frame stands still this long, so that the last frame is it and nothing else."""


class StoppedError(Exception):
    """The service is closing; the clip is made when somebody asks again."""


@dataclass(frozen=True, kw_only=True)
class _Shot:
    first: int
    frames: int
    move: Move
    plate: Planes
    caption: Overlay | None


def make(task: Task, keep_going: Callable[[], bool] = lambda: True) -> None:
    """Makes `task.clip_path`, whole or not at all, though another service may be doing the same.

    Raises StoppedError when `keep_going` says no, OSError, or av.error.FFmpegError.
    """
    side = task.folder / f".{uuid.uuid4().hex}.part"
    try:
        _write(task, side, keep_going)
        try:
            side.replace(task.clip_path)
        except PermissionError:
            # Windows: the one another service made is being read. It is as good as this one.
            if not task.clip_path.exists():
                raise
    finally:
        side.unlink(missing_ok=True)


def clip_size(width: int, height: int) -> tuple[int, int]:
    """The picture's ratio at 720p: the short side is 720 px, both sides are even."""
    if width >= height:
        return (2 * round(SHORT_SIDE / 2 * width / height), SHORT_SIDE)
    return (SHORT_SIDE, 2 * round(SHORT_SIDE / 2 * height / width))


def _write(task: Task, path: Path, keep_going: Callable[[], bool]) -> None:
    still = _open(task.image_path)
    size = clip_size(*still.size)
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        video = _video_stream(container, size)
        audio: AudioStream | None = None
        pad: Iterator[av.AudioFrame] = iter(())
        if task.sound:
            audio = container.add_stream("aac", rate=sound.RATE, layout="stereo")
            audio.bit_rate = 160_000
            pad = sound.pad(round(task.seconds * FRAME_RATE) / FRAME_RATE)
        heard = 0
        for index, picture in enumerate(_film(task, still, size)):
            if not keep_going():
                raise StoppedError
            frame = picture.video_frame()
            frame.pts, frame.time_base = index, Fraction(1, FRAME_RATE)
            frame.colorspace, frame.color_range = _BT709, _VIDEO_RANGE
            container.mux(video.encode(frame))
            # Both tracks go in side by side, or a player would have to jump through the file.
            while audio is not None and heard * FRAME_RATE <= index * sound.RATE:
                if (piece := next(pad, None)) is None:
                    break
                heard += piece.samples
                container.mux(audio.encode(piece))
        for piece in pad:
            if audio is not None:
                container.mux(audio.encode(piece))
        container.mux(video.encode(None))
        if audio is not None:
            container.mux(audio.encode(None))


def _video_stream(container: OutputContainer, size: tuple[int, int]) -> VideoStream:
    stream = container.add_stream("libx264", rate=FRAME_RATE)
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    # One thread: the service shares the machine with the window it is practised on.
    stream.options = {"preset": "superfast", "crf": "20", "threads": "1"}
    context = stream.codec_context
    context.gop_size = FRAME_RATE
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _VIDEO_RANGE
    return stream


def _film(task: Task, still: Image.Image, size: tuple[int, int]) -> Iterator[Planes]:
    """Every picture of the clip, in order."""
    frames = round(task.seconds * FRAME_RATE)
    mark = practice_mark(size)
    end = None
    if task.end_image_path is not None:
        end = _plate(_open(task.end_image_path), size, SETTLE.most_zoom)
    dissolve = min(round(_DISSOLVE_SECONDS * FRAME_RATE), round(frames * _DISSOLVE_SHARE))
    for shot in _shots(task, still, size, frames):
        for offset in range(shot.frames):
            index = shot.first + offset
            picture = shot.plate.framed(shot.move.at(offset / max(shot.frames - 1, 1)), size)
            if shot.caption is not None:
                strength = min(1.0, (offset + 1) / _CAPTION_FADE_FRAMES)
                caption = shot.caption if strength == 1 else shot.caption.dimmed(strength)
                caption.lay_over(picture)
            if end is not None:
                done = (index - (frames - dissolve)) / (dissolve - _REST_FRAMES)
                if done >= 1:
                    picture = end.framed(WHOLE, size)
                elif done > 0:
                    picture = picture.faded(end.framed(SETTLE.at(done), size), smooth(done))
            mark.lay_over(picture)
            yield picture


def _shots(task: Task, still: Image.Image, size: tuple[int, int], frames: int) -> Iterator[_Shot]:
    """The shots one after another, or the whole clip as one. Made late: a plate is large."""
    if not task.shots:
        move = move_for(0, task.seconds)
        plate = _plate(still, size, move.most_zoom)
        yield _Shot(first=0, frames=frames, move=move, plate=plate, caption=None)
        return
    seconds = 0.0
    for number, asked in enumerate(task.shots):
        first = round(seconds * FRAME_RATE)
        seconds += asked.seconds
        last = number == len(task.shots) - 1
        move = move_for(number, asked.seconds)
        yield _Shot(
            first=first,
            frames=(frames if last else round(seconds * FRAME_RATE)) - first,
            move=move,
            plate=_plate(still, size, move.most_zoom),
            caption=shot_caption(size, asked.prompt, number + 1, len(task.shots)),
        )


def _open(path: Path) -> Image.Image:
    """The picture in RGB, as its pixels lie: turning it upright is the sender's business."""
    with Image.open(path, formats=("JPEG", "PNG")) as image:
        # A JPEG can be decoded at half or a quarter, which is all a 720p clip needs.
        image.draft("RGB", (SHORT_SIDE * 3, SHORT_SIDE * 3))
        if image.mode.startswith("I"):
            return image.point(lambda value: value / 256).convert("L").convert("RGB")
        if "A" in image.mode or "transparency" in image.info:
            paper = Image.new("RGBA", image.size, "white")
            return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")
        return image.convert("RGB")


def _plate(still: Image.Image, size: tuple[int, int], zoom: float) -> Planes:
    """The still, filling the clip's ratio, as large as a move with that zoom has use for."""
    scale = min(max(zoom, 1.0), MOST_PLATE)
    large = (2 * round(size[0] * scale / 2), 2 * round(size[1] * scale / 2))
    return Planes.of(ImageOps.fit(still, large, Image.Resampling.LANCZOS))
