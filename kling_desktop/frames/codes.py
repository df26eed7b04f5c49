"""What the room says about a picture, as codes; the sentences are in `words`."""

from collections.abc import Mapping
from enum import StrEnum

Value = str | int
Values = Mapping[str, Value]


class Trouble(StrEnum):
    """Why a picture cannot be used: one clear cause each."""

    NOT_FOUND = "not_found"
    """Nothing there, or a link that leads nowhere."""
    FOLDER = "folder"
    NOT_A_FILE = "not_a_file"
    """A device, a pipe or a socket: never opened, since reading one can wait for ever."""
    FORBIDDEN = "forbidden"
    """The system does not let this user read it."""
    UNREADABLE = "unreadable"
    """The disk or the share failed while reading."""
    EMPTY = "empty"
    TOO_LARGE_FILE = "too_large_file"
    NOT_A_PICTURE = "not_a_picture"
    PDF = "pdf"
    SVG = "svg"
    VIDEO = "video"
    UNSUPPORTED = "unsupported"
    """A picture, of a kind that cannot be read here: camera raw, Photoshop, JPEG XL …"""
    CORRUPT = "corrupt"
    TRUNCATED = "truncated"
    """It begins well and then stops: a download or a copy that was cut short."""
    WEB_UNREACHABLE = "web_unreachable"
    """Its web address could not be reached, or the answer broke off."""
    WEB_SLOW = "web_slow"
    WEB_GONE = "web_gone"
    """The host answers, and has no file to give."""
    WEB_LOOP = "web_loop"
    """One redirect after another."""
    WEB_FORBIDDEN = "web_forbidden"
    """An address that is none, or one elsewhere that leads into this machine or this house."""
    WEB_PAGE = "web_page"
    """A page where a picture was expected."""
    BOMB = "bomb"
    """More pixels than are ever decoded."""
    NO_MEMORY = "no_memory"
    """Sound as far as it goes, but this machine has not the memory to open it."""


class Step(StrEnum):
    """What was, or will be, done to a picture to make it fit."""

    TURNED = "turned"
    """Put upright, as its EXIF or TIFF orientation says."""
    CONVERTED = "converted"
    """Another file format, or another layout of pixels (palette, 16 bit, 1 bit)."""
    COLOURS = "colours"
    """From another colour space (wide gamut, CMYK, Lab) to sRGB."""
    FIRST_PICTURE = "first_picture"
    """Only the first of several pictures, or of an animation, is used."""
    FLATTENED = "flattened"
    """Transparency laid on a background."""
    SMALLER = "smaller"
    """Brought under 10,000,000 bytes (contract.md §4.6) at the best quality that fits."""
    REDUCED = "reduced"
    """Fewer pixels: no quality worth having fitted, or padding would have grown out of bounds."""
    LARGER = "larger"
    """Scaled up until the short side has 300 px (contract.md §1)."""
    CROPPED = "cropped"
    PADDED = "padded"
    PRIVATE_REMOVED = "private_removed"
    """Location, camera data, comments and the like cut out."""


class PictureError(Exception):
    """A picture that cannot be used: `code` says why, `values` fill the sentence."""

    def __init__(self, code: Trouble, **values: Value) -> None:
        super().__init__(code.value, dict(values))
        self.code = code
        self.values: Values = values


class NeedsChoice(Exception):  # noqa: N818  a question to the user, not a fault
    """Someone must say whether to crop or to pad, or what shows through."""

    def __init__(
        self,
        width: int,
        height: int,
        *,
        shape: bool = True,
        background: bool = False,
        steps: tuple[Step, ...] = (),
    ) -> None:
        super().__init__(f"{width} × {height}")
        self.width = width
        self.height = height
        self.shape = shape
        """Whether the shape lies outside 1:2.5 to 2.5:1."""
        self.background = background
        """Whether parts are transparent and nobody has said what shows through."""
        self.steps = steps
        """What is done without asking."""
