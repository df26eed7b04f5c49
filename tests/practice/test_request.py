from typing import Any

import pytest

from kling_desktop.practice import request
from kling_desktop.practice.refusal import Reason, RefusedError
from tests.practice.studio_props import body, data_uri, picture

EMOJI = "🎬"


def reason_for(content: bytes) -> Reason:
    with pytest.raises(RefusedError) as caught:
        request.read(content)
    return caught.value.reason


def shot(prompt: Any = "closer", duration: Any = 3) -> dict[str, Any]:
    return {"prompt": prompt, "duration": duration}


def test_the_least_that_is_required_gets_the_documented_defaults() -> None:
    submit = request.read(body())
    assert submit.seconds == 5
    assert submit.sound is False
    assert submit.cfg_scale is None
    assert submit.negative_prompt == ""
    assert submit.end_image is None
    assert submit.shots == ()
    assert (submit.image.width, submit.image.height, submit.image.suffix) == (640, 360, ".jpg")


@pytest.mark.parametrize(
    "allowed",
    [
        {"duration": 3},
        {"duration": 15},
        {"prompt": "x"},
        {"prompt": EMOJI * 2500},
        {"negative_prompt": ""},
        {"negative_prompt": EMOJI * 2500},
        {"cfg_scale": 0},
        {"cfg_scale": 1},
        {"cfg_scale": 0.37},
        {"sound": True},
        {"end_image": data_uri(picture(300, 300))},
        {"multi_prompt": [shot(), shot()], "duration": 6},
        {"multi_prompt": [shot(duration=2.5), shot(duration=2.5)], "duration": 5},
        {"multi_prompt": [shot(duration=0.1)] * 30, "duration": 3},
        {"multi_prompt": [shot(EMOJI * 2500)]},
    ],
    ids=lambda change: ",".join(change),
)
def test_what_the_contract_allows_is_taken(allowed: dict[str, Any]) -> None:
    request.read(body(**allowed))


@pytest.mark.parametrize(
    "forbidden",
    [
        {"image": None},
        {"image": ""},
        {"image": 5},
        {"prompt": None},
        {"prompt": ""},
        {"prompt": 5},
        {"prompt": EMOJI * 2501},
        {"prompt": "\ud83c"},
        {"negative_prompt": "x" * 2501},
        {"negative_prompt": False},
        {"duration": 2},
        {"duration": 16},
        {"duration": "5"},
        {"duration": 5.0},
        {"duration": True},
        {"sound": 1},
        {"sound": "true"},
        {"cfg_scale": -0.01},
        {"cfg_scale": 1.01},
        {"cfg_scale": True},
        {"cfg_scale": "0.5"},
        {"cfg_scale": 10**400},
        {"cfg_scale": float("nan")},
        {"multi_prompt": [shot(duration=float("nan"))]},
        {"multi_prompt": [shot(duration=float("inf"))]},
        {"end_image": ""},
        {"end_image": data_uri(picture()), "multi_prompt": [shot()]},
        {"multi_prompt": []},
        {"multi_prompt": {}},
        {"multi_prompt": ["closer"]},
        {"multi_prompt": [shot("")]},
        {"multi_prompt": [shot("x" * 2501)]},
        {"multi_prompt": [shot(duration="3")]},
        {"multi_prompt": [shot(duration=True)]},
        {"multi_prompt": [shot(duration=0), shot()]},
        {"multi_prompt": [{"prompt": "closer"}]},
        {"multi_prompt": [shot() | {"camera": "pan"}]},
        {"multi_prompt": [shot(), shot()], "duration": 7},
        {"multi_prompt": [shot(duration=2)]},
        {"multi_prompt": [shot(duration=8), shot(duration=8)]},
        {"seed": 7},
    ],
    ids=str,
)
def test_what_the_contract_forbids_is_refused(forbidden: dict[str, Any]) -> None:
    assert reason_for(body(**forbidden)) is Reason.INVALID_REQUEST_BODY


@pytest.mark.parametrize("field", ["negative_prompt", "duration", "sound", "end_image"])
def test_null_is_not_the_same_as_leaving_out(field: str) -> None:
    whole = body()[:-1] + f', "{field}": null}}'.encode()
    assert reason_for(whole) is Reason.INVALID_REQUEST_BODY


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'"x"', b"\xff\xfe{}", b"[" * 100_000],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_json_object_is_refused(content: bytes) -> None:
    assert reason_for(content) is Reason.INVALID_REQUEST_BODY


def test_without_a_duration_the_shots_say_how_long_it_is() -> None:
    submit = request.read(body(multi_prompt=[shot(duration=4), shot(duration=3)]))
    assert submit.seconds == 7
    assert [one.seconds for one in submit.shots] == [4, 3]
