"""What contract.md §1 and §4 forbid in a submit. Standard library only."""

import base64
import binascii
import struct
from typing import Any

from tests.e2e.wire import Request

PICTURE_BYTES = 10_000_000
CHARACTERS = 2500

_KNOWN_FIELDS: dict[str, type | tuple[type, ...]] = {
    "image": str,
    "prompt": str,
    "negative_prompt": str,
    "duration": int,
    "sound": bool,
    "cfg_scale": (int, float),
    "end_image": str,
    "multi_prompt": list,
}


def faults(request: Request) -> list[str]:
    """Everything about a submit that contract.md §1 forbids; empty for a good one."""
    found = []
    if request.header("Content-Type") != "application/json":
        found.append("Content-Type is not application/json")
    try:
        fields = request.fields
    except (ValueError, AssertionError) as fault:
        return [*found, f"the body is no JSON object: {fault}"]
    for name, value in fields.items():
        kind = _KNOWN_FIELDS.get(name)
        if kind is None:
            found.append(f"{name} is no field of the service")
        elif not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            found.append(f"{name} is a {type(value).__name__}")
    if found:
        return found
    if {"end_image", "multi_prompt"} <= set(fields):
        found.append("end_image and multi_prompt exclude each other")
    found += [f"{name} is missing" for name in ("image", "prompt") if not fields.get(name)]
    found += [
        f"{name} has {len(fields[name])} characters"
        for name in ("prompt", "negative_prompt")
        if len(fields.get(name, "")) > CHARACTERS
    ]
    if not 3 <= fields.get("duration", 5) <= 15:
        found.append(f"duration is {fields['duration']}")
    if not 0 <= fields.get("cfg_scale", 0.5) <= 1:
        found.append(f"cfg_scale is {fields['cfg_scale']}")
    for name in ("image", "end_image"):
        if name in fields:
            found += [f"{name} {fault}" for fault in _faults_of_picture(fields[name])]
    return found + _faults_of_shots(fields)


def _faults_of_shots(fields: dict[str, Any]) -> list[str]:
    shots = fields.get("multi_prompt")
    if shots is None:
        return []
    for shot in shots:
        if not isinstance(shot, dict) or set(shot) != {"prompt", "duration"}:
            return [f"{shot} is no shot"]
        if not isinstance(shot["prompt"], str) or not 0 < len(shot["prompt"]) <= CHARACTERS:
            return ["a shot's prompt is no text of 1 to 2500 characters"]
        if type(shot["duration"]) is not int or shot["duration"] < 1:
            return [f"a shot lasts {shot['duration']!r} (§4.4: whole seconds on the wire)"]
    if sum(shot["duration"] for shot in shots) != fields.get("duration"):
        return ["duration is not the sum of the shots (§4.4)"]
    return []


def decode_picture(value: str) -> tuple[str, bytes]:
    """Media type and bytes of a picture sent as a data URI. Raises `ValueError`."""
    head, comma, data = value.partition(";base64,")
    if not head.startswith("data:") or not comma:
        raise ValueError("is no data URI in base64")
    try:
        return head.removeprefix("data:"), base64.b64decode(data, validate=True)
    except binascii.Error as fault:
        raise ValueError(f"is no base64: {fault}") from fault


def _faults_of_picture(value: str) -> list[str]:
    try:
        media_type, data = decode_picture(value)
        kind, width, height = measure(data)
    except ValueError as fault:
        return [str(fault)]
    found = []
    if media_type != kind:
        found.append(f"says {media_type} and is {kind}")
    if len(data) > PICTURE_BYTES:
        found.append(f"has {len(data)} bytes")
    if min(width, height) < 300:
        found.append(f"has only {width} x {height} pixels")
    if max(width, height) * 2 > min(width, height) * 5:
        found.append(f"has the shape {width} x {height}")
    return found


def measure(data: bytes) -> tuple[str, int, int]:
    """Media type, width and height in pixels of a JPEG or PNG. Raises `ValueError`."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        width, height = struct.unpack(">II", data[16:24])
        return "image/png", width, height
    if not data.startswith(b"\xff\xd8"):
        raise ValueError("is neither JPEG nor PNG")
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            raise ValueError("is a damaged JPEG")
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return "image/jpeg", width, height
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    raise ValueError("is a JPEG without a picture")
