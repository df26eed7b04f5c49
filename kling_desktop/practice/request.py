"""The body of a submit, read as strictly as contract.md §1 states it."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from kling_desktop.practice import pictures
from kling_desktop.practice.pictures import Picture
from kling_desktop.practice.refusal import malformed

MOST_CHARACTERS: Final = 2500
LEAST_SECONDS: Final = 3
MOST_SECONDS: Final = 15
USUAL_SECONDS: Final = 5

_FIELDS = {
    "image",
    "prompt",
    "negative_prompt",
    "duration",
    "sound",
    "cfg_scale",
    "end_image",
    "multi_prompt",
}


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One item of `multi_prompt`; `seconds` may be a fraction, since the contract says number."""

    prompt: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Submit:
    """A request that the contract allows. `seconds` is the length of the whole clip."""

    image: Picture
    end_image: Picture | None
    prompt: str
    negative_prompt: str
    seconds: float
    sound: bool
    cfg_scale: float | None
    shots: tuple[Shot, ...]


def read(body: bytes) -> Submit:
    """Reads and checks a request body. Blocks (pictures are decoded). Raises RefusedError.

    The cheap fields are checked before the pictures, so a request with two faults is told the
    one that costs nothing to find.
    """
    fields = _object(body)
    if unknown := sorted(set(fields) - _FIELDS):
        raise malformed(f"unknown field {unknown[0][:80]!r}")
    if "end_image" in fields and "multi_prompt" in fields:
        raise malformed("end_image and multi_prompt exclude each other")
    prompt = _words(fields, "prompt", required=True)
    negative_prompt = _words(fields, "negative_prompt")
    sound = fields.get("sound", False)
    if not isinstance(sound, bool):
        raise malformed("sound must be a boolean")
    cfg_scale = _cfg_scale(fields)
    shots = tuple(_shots(fields["multi_prompt"])) if "multi_prompt" in fields else ()
    seconds = _seconds(fields, shots)
    image = _picture(fields, "image")
    if image is None:
        raise malformed("image is required")
    return Submit(
        image=image,
        end_image=_picture(fields, "end_image"),
        prompt=prompt,
        negative_prompt=negative_prompt,
        seconds=seconds,
        sound=sound,
        cfg_scale=cfg_scale,
        shots=shots,
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise malformed("the body is not JSON in UTF-8") from error
    if not isinstance(value, dict):
        raise malformed("the body must be an object")
    return value


def _picture(fields: dict[str, Any], name: str) -> Picture | None:
    if name not in fields:
        return None
    value = fields[name]
    if not isinstance(value, str) or not value:
        raise malformed(f"{name} must be a string that is not empty")
    return pictures.receive(name, value)


def _words(fields: dict[str, Any], name: str, *, required: bool = False) -> str:
    if name not in fields and not required:
        return ""
    return _checked_words(fields.get(name), name, required=required)


def _checked_words(value: Any, name: str, *, required: bool) -> str:
    if not isinstance(value, str):
        raise malformed(f"{name} must be a string")
    if required and not value:
        raise malformed(f"{name} must not be empty")
    if len(value) > MOST_CHARACTERS:
        raise malformed(f"{name} has {len(value)} characters, at most {MOST_CHARACTERS}")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise malformed(f"{name} has half of a surrogate pair in it")
    return value


def _number(value: Any, name: str) -> float:
    # In JSON a boolean is no number, though Python counts it as an integer.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise malformed(f"{name} must be a number")
    try:
        number = float(value)
    except OverflowError as error:
        raise malformed(f"{name} is too large") from error
    if not math.isfinite(number):
        raise malformed(f"{name} is too large")
    return number


def _cfg_scale(fields: dict[str, Any]) -> float | None:
    if "cfg_scale" not in fields:
        return None
    number = _number(fields["cfg_scale"], "cfg_scale")
    if not 0 <= number <= 1:
        raise malformed("cfg_scale must be 0 to 1")
    return number


def _shots(value: Any) -> Iterator[Shot]:
    if not isinstance(value, list) or not value:
        raise malformed("multi_prompt must be an array that is not empty")
    for index, item in enumerate(value):
        name = f"multi_prompt[{index}]"
        if not isinstance(item, dict) or set(item) != {"prompt", "duration"}:
            raise malformed(f"{name} must be an object with a prompt and a duration")
        prompt = _checked_words(item["prompt"], f"{name}.prompt", required=True)
        seconds = _number(item["duration"], f"{name}.duration")
        if seconds <= 0:
            raise malformed(f"{name}.duration must be more than 0")
        yield Shot(prompt=prompt, seconds=seconds)


def _seconds(fields: dict[str, Any], shots: tuple[Shot, ...]) -> float:
    """The length of the clip: `duration`, or without it the sum of the shots, or 5."""
    in_shots = math.fsum(shot.seconds for shot in shots)
    if "duration" not in fields:
        seconds = in_shots if shots else float(USUAL_SECONDS)
    else:
        value = fields["duration"]
        if isinstance(value, bool) or not isinstance(value, int):
            raise malformed("duration must be an integer")
        if not LEAST_SECONDS <= value <= MOST_SECONDS:
            raise malformed(f"duration must be {LEAST_SECONDS} to {MOST_SECONDS}")
        seconds = float(value)
        if shots and not math.isclose(in_shots, seconds):
            raise malformed(f"the shots last {in_shots:g} s in all, duration says {seconds:g}")
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        raise malformed(f"the shots must last {LEAST_SECONDS} to {MOST_SECONDS} s in all")
    return seconds
