"""What is shown as a take's request is what a server gets: told by a real one's own bytes."""

import base64
import hashlib
import json
import re
from pathlib import Path

import msgspec
import pytest

from kling_desktop.jobs.job import PRACTICE
from kling_desktop.jobs.request import AddressForbidden, Outline, request_of
from kling_desktop.jobs.sending import to_submission
from kling_desktop.production.snapshot import PictureForm, Snapshot
from kling_desktop.service.client import Client
from kling_desktop.store.pictures import Pictures
from kling_desktop.storyboard.model import FrameRef, Shot
from tests.service.rude_server import rude_server, told

KEY = "sk-KEY-that-must-never-show-0123456789"
PICTURE = bytes(range(256)) * 5000
LATER = "(comes later)"


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(tmp_path / "pictures")


@pytest.fixture
def frame(pictures: Pictures) -> FrameRef:
    """A picture in the store; the wire does not care what is in it."""
    made = FrameRef(
        picture=hashlib.sha256(PICTURE).hexdigest(),
        media_type="image/png",
        width=640,
        height=360,
        size=len(PICTURE),
    )
    path = pictures.path(made)
    path.parent.mkdir(parents=True)
    path.write_bytes(PICTURE)
    return made


def _asked(frame: FrameRef, kind: str) -> Snapshot:
    plain = Snapshot(first_frame=frame, prompt="Die Fähre ⛴\n“legt” ab", seconds=5)
    address = msgspec.structs.replace(frame, address="https://pictures.example/end.png?a=b")
    fields: dict[str, dict[str, object]] = {
        "plain": {},
        "all": {
            "end_frame": address,
            "negative_prompt": "blur",
            "sound": True,
            "cfg_scale": 0.35,
            "seconds": 12,
        },
        "shots": {"shots": (Shot(prompt="one", seconds=3), Shot(prompt="two", seconds=4))},
        "raw": {"end_frame": frame, "picture_form": PictureForm.RAW_BASE64},
    }
    return msgspec.structs.replace(plain, **fields[kind])


@pytest.mark.parametrize("kind", ["plain", "all", "shots", "raw"])
async def test_it_is_what_the_server_gets(pictures: Pictures, frame: FrameRef, kind: str) -> None:
    asked = _asked(frame, kind)
    async with rude_server(told({"task_id": "t"})) as rude:
        client = Client(rude.base)
        await client.submit(to_submission(asked, pictures), KEY)
        await client.close()
        shown = request_of(asked, rude.base, pictures, later=LATER)
    (sent,) = rude.requests
    head = "\r\n".join(f"{name}: {said}" for name, said in shown.headers)
    first = f"{shown.method} {shown.path} HTTP/1.1\r\n"
    assert sent.head.decode().strip() == (first + head).replace("Bearer …", f"Bearer {KEY}")
    assert json.loads(_whole(shown.body)) == json.loads(sent.body)
    assert list(json.loads(shown.body)) == list(json.loads(sent.body))


def _whole(body: str) -> str:
    """The body with its pictures put back."""
    return re.sub(r"… 1\.3 MB", base64.b64encode(PICTURE).decode(), body)


def test_pictures_are_short_and_there_is_no_key(pictures: Pictures, frame: FrameRef) -> None:
    shown = request_of(_asked(frame, "plain"), "https://api.example", pictures, later=LATER)
    assert json.loads(shown.body)["image"] == "data:image/png;base64,… 1.3 MB"
    assert dict(shown.headers)["Authorization"] == "Bearer …"
    assert dict(shown.headers)["Host"] == "api.example"


def test_a_frame_that_comes_later_is_told_as_such(pictures: Pictures, frame: FrameRef) -> None:
    waits = msgspec.structs.replace(_asked(frame, "plain"), first_frame=None)
    shown = request_of(waits, "https://api.example", pictures, later=LATER)
    assert json.loads(shown.body)["image"] == LATER
    assert "content-length" not in _names(shown)


def test_the_practice_service_has_no_host_to_show(pictures: Pictures, frame: FrameRef) -> None:
    shown = request_of(_asked(frame, "plain"), PRACTICE, pictures, later=LATER)
    assert "host" not in _names(shown)
    assert "content-length" in _names(shown)


def test_practice_is_shown_to_get_the_picture_itself(pictures: Pictures, frame: FrameRef) -> None:
    shown = request_of(_asked(frame, "all"), PRACTICE, pictures, later=LATER)
    assert json.loads(shown.body)["end_image"] == "data:image/png;base64,… 1.3 MB"


def test_nothing_is_shown_for_an_address_that_gets_nothing(
    pictures: Pictures, frame: FrameRef
) -> None:
    with pytest.raises(AddressForbidden):
        request_of(_asked(frame, "plain"), "http://api.example", pictures, later=LATER)


def _names(shown: Outline) -> set[str]:
    return {name.lower() for name, _ in shown.headers}
