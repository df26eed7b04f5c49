import itertools
import struct
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image, ImageChops, ImageStat

from kling_desktop.practice import clip
from kling_desktop.practice.clip import clip_size
from kling_desktop.practice.tasks import Task, TaskShot
from tests.practice.studio_props import picture


def make(folder: Path, image: bytes | None = None, **changes: Any) -> Path:
    """Films a task; two seconds are enough to see everything and quick to make."""
    still = folder / "image.jpg"
    if not still.exists():
        still.write_bytes(image or picture(1280, 720))
    usual: dict[str, Any] = {
        "task_id": "a",
        "folder": folder,
        "submitted_at": 0.0,
        "secret": "",
        "image": "image.jpg",
        "end_image": None,
        "prompt": "",
        "seconds": 2.0,
        "sound": False,
        "shots": (),
        "troubles": frozenset(),
    }
    task = Task(**(usual | changes))
    clip.make(task)
    return task.clip_path


def pictures_of(path: Path) -> list[Image.Image]:
    with av.open(str(path)) as container:
        return [_image(frame) for frame in container.decode(video=0)]


def _image(frame: av.VideoFrame) -> Image.Image:
    image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
    return image


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures, 0 to 255, but for the corner with the mark."""
    area = (0, one.height // 6, one.width, one.height)
    small = [picture.convert("RGB").crop(area).reduce(3) for picture in (one, other)]
    apart = ImageChops.difference(*small)
    return max(ImageStat.Stat(apart).mean)


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (1920, 1080, (1280, 720)),
        (3840, 2160, (1280, 720)),
        (1080, 1920, (720, 1280)),
        (900, 1200, (720, 960)),
        (1200, 900, (960, 720)),
        (300, 300, (720, 720)),
        (1000, 400, (1800, 720)),
        (400, 1000, (720, 1800)),
        (1013, 777, (938, 720)),
    ],
)
def test_a_clip_has_the_pictures_ratio_at_720p(
    width: int, height: int, size: tuple[int, int]
) -> None:
    assert clip_size(width, height) == size


def test_the_video_is_h264_at_24_frames_of_exactly_the_length(tmp_path: Path) -> None:
    with av.open(str(make(tmp_path))) as container:
        video = container.streams.video[0]
        assert video.codec_context.name == "h264"
        assert video.codec_context.pix_fmt == "yuv420p"
        assert (video.width, video.height) == (1280, 720)
        assert video.average_rate == 24
        assert container.duration == 2_000_000
        assert not container.streams.audio
        times = [frame.time for frame in container.decode(video)]
    assert times == pytest.approx([index / 24 for index in range(48)])


@pytest.mark.parametrize("size", [(500, 350), (350, 500)])
def test_a_width_that_ffmpeg_pads_is_filmed_straight(tmp_path: Path, size: tuple[int, int]) -> None:
    path = make(tmp_path, picture(*size), seconds=0.25)
    first = pictures_of(path)[0]
    assert first.size == clip_size(*size)
    with Image.open(tmp_path / "image.jpg") as still:
        assert difference(first, still.resize(first.size)) < 4


def test_the_index_is_at_the_front(tmp_path: Path) -> None:
    assert kinds_of_boxes(make(tmp_path).read_bytes()).index(b"moov") == 1


def kinds_of_boxes(content: bytes) -> list[bytes]:
    kinds, at = [], 0
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        kinds.append(kind)
        at += length
    return kinds


def test_it_begins_on_the_first_frame_and_moves_gently(tmp_path: Path) -> None:
    seen = pictures_of(make(tmp_path))
    with Image.open(tmp_path / "image.jpg") as still:
        assert difference(seen[0], still) < 3
    assert difference(seen[0], seen[-1]) > 3
    assert max(difference(a, b) for a, b in itertools.pairwise(seen)) < 3


@pytest.mark.parametrize("size", [(1280, 720), (800, 600)])
def test_it_arrives_on_the_end_frame(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "end.png").write_bytes(picture(*size, colour="navy", form="PNG"))
    seen = pictures_of(make(tmp_path, end_image="end.png"))
    with Image.open(tmp_path / "end.png") as end, Image.open(tmp_path / "image.jpg") as still:
        fitted = end.resize((1280, 1280 * size[1] // size[0]))
        above = (fitted.height - 720) // 2
        wanted = fitted.crop((0, above, 1280, above + 720))
        assert difference(seen[0], still) < 3
        assert difference(seen[-1], wanted) < 3
    assert max(difference(a, b) for a, b in itertools.pairwise(seen)) < 12


def test_shots_are_cut_where_asked_and_captioned(tmp_path: Path) -> None:
    shots = (
        TaskShot(prompt="Wide", seconds=0.5),
        TaskShot(prompt="近一点 🎬", seconds=1.0),
        TaskShot(prompt="x" * 2500, seconds=0.5),
    )
    seen = pictures_of(make(tmp_path, shots=shots))
    jumps = [difference(a, b) for a, b in itertools.pairwise(seen)]
    cuts = sorted(range(len(jumps)), key=jumps.__getitem__)[-2:]
    assert sorted(index + 1 for index in cuts) == [12, 36]
    without = sorted(jumps)[:-2]
    assert min(jumps[index] for index in cuts) > 2 * max(without)
    lower = seen[11].convert("L").crop((40, 560, 700, 700))
    assert sum(lower.histogram()[220:]) > 100, "white words"


def test_sound_is_a_track_as_long_as_the_picture_and_can_be_heard(tmp_path: Path) -> None:
    with av.open(str(make(tmp_path, sound=True))) as container:
        audio = container.streams.audio[0]
        assert audio.codec_context.name == "aac"
        assert (audio.rate, audio.channels) == (48_000, 2)
        assert audio.duration is not None
        assert audio.time_base is not None
        assert audio.duration * audio.time_base == Fraction(2)
        assert container.duration == 2_000_000
        loudness = [peak(frame) for frame in container.decode(audio)]
    assert max(loudness) > 0.1
    assert max(loudness) < 0.95
    assert loudness[0] < 0.05, "it swells, it does not start with a crack"


def peak(frame: av.AudioFrame) -> float:
    samples = memoryview(bytes(frame.planes[0])).cast("f")[: frame.samples]
    return max(abs(sample) for sample in samples)


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGBA", "P", "1", "I;16"])
def test_every_kind_of_picture_can_be_filmed(tmp_path: Path, mode: str) -> None:
    if mode == "I;16":
        Image.new(mode, (400, 400), 40_000).save(tmp_path / "image.png")
        white_paper = (tmp_path / "image.png").read_bytes()
    else:
        white_paper = picture(form="JPEG" if mode == "CMYK" else "PNG", mode=mode)
    seen = pictures_of(make(tmp_path, white_paper, seconds=0.25))
    assert len(seen) == 6
    if mode == "I;16":
        assert abs(ImageStat.Stat(seen[0].convert("L")).median[0] - 40_000 / 256) < 3


def test_two_services_may_make_the_same_clip_at_once(tmp_path: Path) -> None:
    (tmp_path / "image.jpg").write_bytes(picture(1280, 720))
    with ThreadPoolExecutor(2) as services:
        paths = list(services.map(lambda _: make(tmp_path, seconds=0.5), range(2)))
    assert len(pictures_of(paths[0])) == 12
    assert sorted(one.name for one in tmp_path.iterdir()) == ["clip.mp4", "image.jpg"]


def test_one_that_is_stopped_leaves_nothing_behind(tmp_path: Path) -> None:
    path = make(tmp_path, seconds=0.25)
    path.unlink()
    task = Task(
        task_id="a",
        folder=tmp_path,
        submitted_at=0,
        secret="",
        image="image.jpg",
        end_image=None,
        prompt="",
        seconds=2,
        sound=False,
        shots=(),
        troubles=frozenset(),
    )
    frames = iter(range(40))
    with pytest.raises(clip.StoppedError):
        clip.make(task, lambda: next(frames, None) is not None)
    assert [one.name for one in tmp_path.iterdir()] == ["image.jpg"]
