"""Pictures and request bodies for the tests of the practice service."""

import base64
import io
import json
from typing import Any

from PIL import Image


def picture(
    width: int = 640,
    height: int = 360,
    colour: str = "teal",
    form: str = "JPEG",
    mode: str = "RGB",
) -> bytes:
    """A picture with a diagonal in it, so that a camera move over it shows."""
    image = Image.new("RGB", (width, height), colour)
    slope = Image.linear_gradient("L").rotate(45).resize((width, height))
    image.paste(Image.new("RGB", (width, height), "orange"), (0, 0), slope)
    out = io.BytesIO()
    image.convert(mode).save(out, form)
    return out.getvalue()


def data_uri(content: bytes, media_type: str = "image/jpeg") -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def fields(**changes: Any) -> dict[str, Any]:
    """A request that is in order; a change to None takes the field out."""
    usual = {"image": data_uri(picture()), "prompt": "The fog lifts"} | changes
    return {name: value for name, value in usual.items() if value is not None}


def body(**changes: Any) -> bytes:
    return json.dumps(fields(**changes)).encode()
