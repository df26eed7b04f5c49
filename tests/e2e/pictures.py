"""Pictures and clips as people have them."""

import os
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
from av.video.stream import VideoStream
from PIL import Image

CAMERA = "Secretcam"
"""In every picture that has private data, so that it can be looked for in what was sent."""

_ORIENTATION, _MAKE, _MODEL, _GPS, _EXIF, _SERIAL = 0x0112, 0x010F, 0x0110, 0x8825, 0x8769, 0xA431


def scene(width: int, height: int) -> Image.Image:
    """A picture whose corners tell which way up it is: red, green, blue, white from top left."""
    image = Image.new("RGB", (width, height), (90, 110, 130))
    half = (width // 2, height // 2)
    for colour, place in (
        ((220, 20, 20), (0, 0)),
        ((20, 200, 20), (half[0], 0)),
        ((20, 20, 220), (0, half[1])),
        ((240, 240, 240), half),
    ):
        image.paste(colour, (*place, place[0] + half[0], place[1] + half[1]))
    return image


def corners(data: bytes) -> str:
    """What is in the corners of a picture, from top left: `RGBW` when it is upright."""
    image = Image.open(BytesIO(data)).convert("RGB")
    letters = ""
    for x, y in ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)):
        left, top = round(image.width * x), round(image.height * y)
        # The mean of a patch: a single pixel of a noisy picture says little once compressed.
        patch = image.crop((left - 8, top - 8, left + 8, top + 8))
        red, green, blue = patch.resize((1, 1), Image.Resampling.BOX).tobytes()
        bright = (red > 128, green > 128, blue > 128)
        names = {
            (True, False, False): "R",
            (False, True, False): "G",
            (False, False, True): "B",
            (True, True, True): "W",
        }
        letters += names.get(bright, "?")
    return letters


def private(orientation: int = 1) -> Image.Exif:
    """What a phone writes into a picture: where, with what, and which way it was held."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    exif[_MAKE] = CAMERA
    exif[_MODEL] = CAMERA
    exif.get_ifd(_EXIF)[_SERIAL] = CAMERA + "-SERIAL"
    exif.get_ifd(_GPS).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    return exif


def noise(width: int, height: int) -> Image.Image:
    """A picture that no format can make small."""
    return Image.frombytes("RGB", (width, height), os.urandom(width * height * 3))


def make_clip(path: Path, *, seconds: int = 5, sound: bool = False, busy: bool = False) -> bytes:
    """A real MP4 with its index in front, so that even half of it plays. `busy` makes it large."""
    rate = 24
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        stream = film.add_stream("libx264", rate=rate, options={"preset": "ultrafast", "g": "24"})
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = (640, 360) if busy else (320, 180)
        stream.pix_fmt = "yuv420p"
        track = film.add_stream("aac", rate=44_100, layout="stereo") if sound else None
        still = scene(stream.width, stream.height)
        for number in range(seconds * rate):
            image = noise(stream.width, stream.height) if busy and number % 4 == 0 else still
            frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
            frame.pts, frame.time_base = number, Fraction(1, rate)
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
        if track is not None:
            for number in range(seconds * 44_100 // 1024):
                quiet = av.AudioFrame(format="fltp", layout="stereo", samples=1024)
                for plane in quiet.planes:
                    plane.update(bytes(plane.buffer_size))
                quiet.sample_rate, quiet.pts = 44_100, number * 1024
                film.mux(track.encode(quiet))
            film.mux(track.encode())
    return path.read_bytes()
