"""Small upright copies of pictures for showing."""

from pathlib import Path

from PIL import Image

from kling_desktop.frames import encode
from kling_desktop.frames.decode import open_picture, out_of_memory

_QUALITY = 85


def thumbnail(source: Path | bytes, longest_side: int) -> bytes:
    """The picture at `source` in sRGB with no side over `longest_side` pixels, never enlarged.

    A JPEG file, or a PNG where something is transparent. Raises PictureError.
    """
    picture = open_picture(source, "", draft=longest_side)
    with out_of_memory(picture.name):
        image = picture.image
        if picture.alpha is not None:
            image = image.convert("RGB")
            image.putalpha(picture.alpha)
        image.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
        return encode.as_jpeg(image, _QUALITY) if picture.alpha is None else encode.as_png(image)
