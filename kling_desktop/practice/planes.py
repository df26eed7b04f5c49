"""Pictures as the video has them: one plane of light and two half-size planes of colour.

Filming in planes instead of RGB halves the work for each video frame: 1.5 bytes a pixel are moved
instead of 4, and nothing is converted after the still has been.
"""

from dataclasses import dataclass
from typing import Final, Self

import av
from av.video.plane import VideoPlane
from PIL import Image

from kling_desktop.practice.framing import Box

GREY: Final = 128
"""The value of both colour planes where there is no colour."""

_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722
_LIGHT_RANGE, _COLOUR_RANGE, _BLACK = 219 / 255, 224 / 255, 16
_LIFT: Final = 0.45
"""Rounds light up, as FFmpeg cuts off on the way back to RGB: rounded evenly, a chain of clips,
each from the last frame of the one before, would lose a level or more with every clip. Below a
half, so that white is still 235."""


def _to_bt709() -> tuple[float, ...]:
    """RGB to Y, Cb, Cr of ITU-R BT.709 in video range, as Pillow's twelve-number matrix."""
    weights = (_RED, _GREEN, _BLUE)
    blue = [(float(i == 2) - w) / (2 * (1 - _BLUE)) * _COLOUR_RANGE for i, w in enumerate(weights)]
    red = [(float(i == 0) - w) / (2 * (1 - _RED)) * _COLOUR_RANGE for i, w in enumerate(weights)]
    light = [w * _LIGHT_RANGE for w in weights]
    return (*light, _BLACK + _LIFT, *blue, float(GREY), *red, float(GREY))


_MATRIX = _to_bt709()


def light_of(grey: int) -> int:
    """A grey of 0 to 255 in the video's range."""
    return round(_BLACK + grey * _LIGHT_RANGE)


@dataclass(frozen=True)
class Planes:
    """Y, Cb and Cr. The first is as large as the picture, the others half of that each way."""

    light: Image.Image
    blue: Image.Image
    red: Image.Image

    @classmethod
    def of(cls, still: Image.Image) -> Self:
        """Converts an RGB picture; both its sides must be even."""
        light, blue, red = still.convert("RGB", _MATRIX).split()
        half = (still.width // 2, still.height // 2)
        box = Image.Resampling.BOX
        return cls(light, blue.resize(half, box), red.resize(half, box))

    def framed(self, box: Box, size: tuple[int, int]) -> Self:
        """What lies in `box`, brought to `size` pixels, exact to fractions of a pixel.

        Bicubic, because bilinear breathes between sharp and soft as a slow move goes from one
        pixel to the next.
        """
        half = (size[0] // 2, size[1] // 2)
        return type(self)(
            _cut(self.light, box, size, Image.Resampling.BICUBIC),
            _cut(self.blue, box, half, Image.Resampling.BILINEAR),
            _cut(self.red, box, half, Image.Resampling.BILINEAR),
        )

    def faded(self, other: Self, share: float) -> Self:
        """A mixture with `share` (0 to 1) of the other picture in it."""
        return type(self)(
            Image.blend(self.light, other.light, share),
            Image.blend(self.blue, other.blue, share),
            Image.blend(self.red, other.red, share),
        )

    def video_frame(self) -> av.VideoFrame:
        """The same picture as PyAV has it."""
        frame = av.VideoFrame(self.light.width, self.light.height, "yuv420p")
        for plane, image in zip(frame.planes, (self.light, self.blue, self.red), strict=True):
            _fill(plane, image)
        return frame


def _cut(plane: Image.Image, box: Box, size: tuple[int, int], how: Image.Resampling) -> Image.Image:
    width, height = plane.size
    area = (box[0] * width, box[1] * height, min(box[2], 1) * width, min(box[3], 1) * height)
    return plane.resize(size, how, box=area)


def _fill(plane: VideoPlane, image: Image.Image) -> None:
    if plane.line_size != image.width:
        # FFmpeg's lines are longer than the picture is wide, for alignment.
        padded = Image.new("L", (plane.line_size, image.height))
        padded.paste(image, (0, 0))
        image = padded
    plane.update(image.tobytes())
