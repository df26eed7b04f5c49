"""Looking into any file: what picture it holds and what would have to be done to it."""

from pathlib import Path

import msgspec

from kling_desktop.frames import kind, plan, source
from kling_desktop.frames.codes import PictureError, Step, Trouble, Values
from kling_desktop.frames.decode import open_picture
from kling_desktop.storyboard import limits

__all__ = ["Examination", "PictureError", "Step", "Trouble", "Values", "examine", "is_video"]


class Examination(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a file that holds a picture."""

    name: str
    """What the file is called, for showing."""
    format: str
    """Pillow's name, by the bytes: "JPEG", "PNG", "HEIF" …"""
    media_type: str
    width: int
    """Pixels, as seen upright."""
    height: int
    """Pixels, as seen upright."""
    size: int
    """Bytes of the file."""
    steps: tuple[Step, ...]
    """What `fit` is certain to do by itself, in the order of `Step`. More may turn out to be
    needed: `LARGER` after cropping; `SMALLER` and `REDUCED`, depending on how well the result
    compresses."""
    needs_ratio: bool
    """Whether someone has to choose between cropping and padding (contract.md §1)."""
    transparent: bool
    """Whether pixels can really be seen through; an alpha channel alone says nothing."""


def examine(where: Path | bytes, name: str = "") -> Examination:
    """Decode all of the picture at `where` and say what it is.

    Never trusts the name, never waits on what is no file, never decodes more than 200 megapixels.
    Raises PictureError and nothing else.
    """
    picture = open_picture(where, name)
    width, height = picture.image.size
    return Examination(
        name=picture.name,
        format=picture.kind.value,
        media_type=kind.MEDIA_TYPES[picture.kind],
        width=width,
        height=height,
        size=picture.size,
        steps=plan.steps_by_itself(picture),
        needs_ratio=not limits.ratio_fits(width, height),
        transparent=picture.alpha is not None,
    )


def is_video(path: Path) -> bool:
    """Whether the file at `path` begins like a video, however large it is.

    Raises PictureError where it is no file or can't be read.
    """
    return kind.kind_of(source.beginning(path, path.name)) is Trouble.VIDEO
