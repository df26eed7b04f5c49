"""A storyboard as readable text, in its format of today, and back from that or an older one.

The text is JSON in UTF-8, the same bytes for the same storyboard. Reading trusts nothing: what
`storyboard.check` can report is taken as it is, what a storyboard can't hold is refused.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from kling_desktop.store.document_errors import (
    Bound,
    DocumentNewer,
    DocumentTooLarge,
    DocumentUnreadable,
    Flaw,
)
from kling_desktop.storyboard.model import FrameRef, Scene, Storyboard, Take

FORMAT: Final = 1
"""The format that is written. A change that an older version would misread makes it one more."""

Plain = dict[str, Any]
UPGRADES: dict[int, Callable[[Plain], Plain]] = {}
"""From each older format to the next: plain JSON in, plain JSON out. Never change one that has
been released, add another."""

TEXT_BYTES: Final = 16_000_000
SCENES: Final = 2000
SHOTS: Final = 500
TAKES: Final = 5000
TAKES_WANTED: Final = 100
SECONDS: Final = 3600
"""Most that a shot or a scene can claim; what the service takes is for `check` to say."""
PIXELS: Final = 1_000_000
BYTES: Final = 1_000_000_000
_LAST_SECOND: Final = 253_402_300_799
"""The end of year 9999, beyond which a moment has no date."""

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_NO_NAME: Final = re.compile(r'[/\\:*?"<>|\x00-\x1f]')


def plain(board: Storyboard) -> Plain:
    """The storyboard as plain JSON values, fields in the order of the model."""
    return {"format": FORMAT, **msgspec.to_builtins(board)}


def to_text(values: Plain, *, indent: int | None = None) -> bytes:
    """JSON for `values`. Raises `ValueError` for a number that JSON does not have."""
    text = json.dumps(values, ensure_ascii=False, indent=indent, allow_nan=False)
    # File names of other days hold bytes that are no text. JSON has an escape for each; Unicode
    # itself has no bytes for them, and a prompt must not be lost over the name of a picture.
    return (text + "\n").encode("utf-8", "backslashreplace")


def text_of(board: Storyboard) -> bytes:
    """`storyboard.json` for a storyboard, readable and always the same."""
    return to_text(plain(board), indent=2)


def digest_of(board: Storyboard) -> str:
    """A storyboard's fingerprint: equal ones have the same, on every machine."""
    return hashlib.sha256(to_text(plain(board))).hexdigest()


def from_text(text: bytes) -> Plain:
    """The plain values in `text`. Raises `DocumentUnreadable`, `DocumentTooLarge`."""
    if len(text) > TEXT_BYTES:
        raise DocumentTooLarge(Bound.STORYBOARD, TEXT_BYTES)
    try:
        values = json.loads(text.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise DocumentUnreadable(Flaw.NOT_JSON, str(error)) from error
    if not isinstance(values, dict):
        raise DocumentUnreadable(Flaw.NOT_JSON, "no object")
    return values


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def format_of(values: Plain) -> int:
    """The format that plain values say they are in.

    Raises `DocumentNewer`; `DocumentUnreadable` where it is none that ever was.
    """
    version = values.get("format")
    if type(version) is not int:
        raise DocumentUnreadable(Flaw.FORMAT_UNKNOWN, "$.format")
    if version > FORMAT:
        raise DocumentNewer(version)
    if version < FORMAT and version not in UPGRADES:
        raise DocumentUnreadable(Flaw.FORMAT_UNKNOWN, "$.format")
    return version


def board_of(values: Plain) -> Storyboard:
    """The storyboard in plain values of any known format.

    Raises `DocumentNewer`, `DocumentTooLarge`, `DocumentUnreadable`.
    """
    for version in range(format_of(values), FORMAT):
        try:
            values = UPGRADES[version](values)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            # The values are of no such format, whatever they say.
            raise DocumentUnreadable(Flaw.BAD_VALUE, f"format {version}: {error}") from error
    try:
        board = msgspec.convert(values, Storyboard)
    except msgspec.ValidationError as error:
        raise DocumentUnreadable(Flaw.BAD_VALUE, str(error)) from error
    _must_be_held(board)
    if board.scenes and board.scenes[0].linked:
        # Nothing is before the first scene. Its own frame is still there, so nothing is lost.
        first = replace(board.scenes[0], linked=False)
        board = replace(board, scenes=(first, *board.scenes[1:]))
    return board


def frames_of(board: Storyboard) -> Iterator[FrameRef]:
    """Every frame that a storyboard names, as often as it does."""
    for scene in board.scenes:
        yield from (frame for frame in (scene.first_frame, scene.end_frame) if frame is not None)


def _must_be_held(board: Storyboard) -> None:
    if len(board.scenes) > SCENES:
        raise DocumentTooLarge(Bound.SCENES, SCENES)
    _must(board.id != "", "$.id")
    _within(board.budget, 0, 1e12, "$.budget")
    ids: set[str] = set()
    for index, scene in enumerate(board.scenes):
        where = f"$.scenes[{index}]"
        # Two of one name could never be told apart: an edit would reach the wrong one.
        _must(scene.id != "" and scene.id not in ids, f"{where}.id")
        ids.add(scene.id)
        _scene(scene, where)


def _scene(scene: Scene, where: str) -> None:
    if len(scene.shots) > SHOTS:
        raise DocumentTooLarge(Bound.SHOTS, SHOTS)
    if len(scene.takes) > TAKES:
        raise DocumentTooLarge(Bound.TAKES, TAKES)
    _within(scene.plain_seconds, 0, SECONDS, f"{where}.plain_seconds")
    _within(scene.cfg_scale, -1e6, 1e6, f"{where}.cfg_scale")
    _within(scene.takes_wanted, 1, TAKES_WANTED, f"{where}.takes_wanted")
    for index, shot in enumerate(scene.shots):
        _within(shot.seconds, 0, SECONDS, f"{where}.shots[{index}].seconds")
    for index, take in enumerate(scene.takes):
        _take(take, f"{where}.takes[{index}]")
    if scene.first_frame is not None:
        _frame(scene.first_frame, f"{where}.first_frame")
    if scene.end_frame is not None:
        _frame(scene.end_frame, f"{where}.end_frame")


def _take(take: Take, where: str) -> None:
    # The clip is looked for below the clip folder: a name must not lead anywhere else.
    bare = not _NO_NAME.search(take.clip) and take.clip.strip(". ") != ""
    _must(bare and len(take.clip) <= 255, f"{where}.clip")
    _within(take.made_at, 0, _LAST_SECOND, f"{where}.made_at")


def _frame(frame: FrameRef, where: str) -> None:
    _must(_HASH.fullmatch(frame.picture) is not None, f"{where}.picture")
    _must(frame.media_type in ("image/jpeg", "image/png"), f"{where}.media_type")
    _within(frame.width, 1, PIXELS, f"{where}.width")
    _within(frame.height, 1, PIXELS, f"{where}.height")
    _within(frame.size, 1, BYTES, f"{where}.size")
    _must(frame.address is None or _on_the_web(frame.address), f"{where}.address")


def _on_the_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _within(value: float | None, least: float, most: float, where: str) -> None:
    _must(value is None or least <= value <= most, where)


def _must(holds: bool, where: str) -> None:
    if not holds:
        raise DocumentUnreadable(Flaw.BAD_VALUE, where)
