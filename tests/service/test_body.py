"""The request's body: exactly the documented fields, streamed, and its preview."""

import asyncio
import base64
import json
import threading
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kling_desktop.service.body import PIECE, Body, preview
from kling_desktop.service.errors import PictureGone
from kling_desktop.service.messages import PictureFile, Submission
from kling_desktop.storyboard.model import Shot
from tests.service.conftest import picture_of


async def written(submission: Submission) -> bytes:
    body = Body(submission)
    await body.open()
    try:
        pieces = [piece async for piece in body]
    finally:
        await body.aclose()
    assert body.length == sum(map(len, pieces))
    assert max(map(len, pieces)) <= 4 * PIECE // 3 + 20_000
    return b"".join(pieces)


def uri(picture: PictureFile) -> str:
    return f"data:{picture.media_type};base64," + base64.b64encode(
        picture.path.read_bytes()
    ).decode("ascii")


async def test_what_was_not_set_is_left_out(tmp_path: Path) -> None:
    picture = picture_of(tmp_path, 1000)
    sent = json.loads(await written(Submission(image=picture, prompt="it moves")))
    assert list(sent.items()) == [("image", uri(picture)), ("prompt", "it moves"), ("duration", 5)]


async def test_everything_set_is_there_in_documented_order(tmp_path: Path) -> None:
    first, end = picture_of(tmp_path, 1001), picture_of(tmp_path, 1003, "end.jpg")
    submission = Submission(
        image=first,
        prompt='"quoted" \\ \n 🎬 é',
        negative_prompt="blur",
        duration=15,
        sound=True,
        cfg_scale=0.0,
        end_image=end,
    )
    sent = json.loads(await written(submission))
    assert list(sent.items()) == [
        ("image", uri(first)),
        ("prompt", '"quoted" \\ \n 🎬 é'),
        ("negative_prompt", "blur"),
        ("duration", 15),
        ("sound", True),
        ("cfg_scale", 0.0),
        ("end_image", uri(end)),
    ]


async def test_shots_are_whole_seconds_on_the_wire(tmp_path: Path) -> None:
    shots = (Shot(prompt="one", seconds=3), Shot(prompt="two", seconds=4))
    submission = Submission(
        image=picture_of(tmp_path, 3), prompt="all", duration=7, shots=shots, sound=False
    )
    raw = await written(submission)
    assert b'"multi_prompt":[{"prompt":"one","duration":3},{"prompt":"two","duration":4}]' in raw
    assert b'"duration":7,' in raw
    assert b"sound" not in raw


async def test_an_address_is_sent_as_such_and_raw_base64_on_request(tmp_path: Path) -> None:
    picture = picture_of(tmp_path, 500)
    submission = Submission(
        image="https://pictures.example/a.png", prompt="p", end_image=picture, raw_base64=True
    )
    sent = json.loads(await written(submission))
    assert sent["image"] == "https://pictures.example/a.png"
    assert base64.b64decode(sent["end_image"], validate=True) == picture.path.read_bytes()


@pytest.mark.parametrize("size", [1, 2, 3, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 2])
async def test_base64_joins_at_every_size(size: int, tmp_path: Path) -> None:
    picture = picture_of(tmp_path, size)
    sent = json.loads(await written(Submission(image=picture, prompt="p")))
    assert sent["image"] == uri(picture)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=st.text(st.characters(exclude_categories=[]), max_size=60))
def test_any_text_survives_but_halves_of_pairs(text: str, tmp_path: Path) -> None:
    submission = Submission(image="https://a.example/", prompt=text, negative_prompt=text)
    sent = json.loads(asyncio.run(written(submission)))
    expected = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert sent["prompt"] == expected
    assert sent.get("negative_prompt", "") == expected


async def test_2500_emoji_arrive_as_they_are() -> None:
    sent = json.loads(await written(Submission(image="https://a.example/", prompt="😀" * 2500)))
    assert sent["prompt"] == "😀" * 2500


async def test_a_picture_that_is_gone_or_changed_sends_nothing(tmp_path: Path) -> None:
    there = picture_of(tmp_path, 100)
    missing = PictureFile(path=tmp_path / "none.png", media_type="image/png", size=5)
    grown = PictureFile(path=there.path, media_type="image/png", size=99)
    for picture in (missing, grown):
        body = Body(Submission(image=there, prompt="p", end_image=picture))
        with pytest.raises(PictureGone):
            await body.open()
        await body.aclose()
        assert not body.begun


async def test_it_has_begun_only_when_the_first_byte_is_handed_over(tmp_path: Path) -> None:
    noted: list[str] = []
    body = Body(Submission(image=picture_of(tmp_path, 9), prompt="p"), lambda: noted.append("n"))
    await body.open()
    seen = [body.begun]
    pieces = aiter(body)
    seen.append(body.begun)
    await anext(pieces)
    seen.append(body.begun)
    assert [piece async for piece in pieces]
    assert seen == [False, False, True]
    assert noted == ["n"]
    await body.aclose()


async def test_pictures_are_read_off_the_loop(tmp_path: Path) -> None:
    """craft.md, trap 12: neither the reading nor one big encoding may hold the loop."""
    body = Body(Submission(image=picture_of(tmp_path, PIECE * 2), prompt="p"))
    await body.open()
    threads: list[int] = []
    opened = body._files[0]
    watched = mock.Mock(wraps=opened)

    def read(size: int) -> bytes:
        threads.append(threading.get_ident())
        assert size <= PIECE
        return opened.read(size)

    watched.read.side_effect = read
    body._files[0] = watched
    async for _ in body:
        pass
    await body.aclose()
    assert len(threads) == 2
    assert threading.get_ident() not in threads


def test_the_preview_is_the_request_with_pictures_shortened(tmp_path: Path) -> None:
    submission = Submission(
        image=picture_of(tmp_path, 5000), prompt="é", end_image="https://a.example/b.png"
    )
    shown = json.loads(preview(submission))
    assert shown == {
        "image": "data:image/jpeg;base64,… 5 kB",
        "prompt": "é",
        "duration": 5,
        "end_image": "https://a.example/b.png",
    }
    assert "é" in preview(submission)
