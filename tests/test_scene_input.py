import argparse
import hashlib
import os
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from kling_desktop.compose import Studio
from kling_desktop.frames.codes import Step
from kling_desktop.paths import Paths
from kling_desktop.production.snapshot import snapshot
from kling_desktop.scene_input import BadInput, ReadBoard, add_scene_options, read_board
from kling_desktop.service.errors import Answer, Unreachable
from kling_desktop.storyboard.check import Code, Field, check
from kling_desktop.storyboard.model import Shot

Read = Callable[..., ReadBoard]


def picture(width: int = 400, height: int = 320, kind: str = "JPEG") -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), (200, 120, 40)).save(file, kind)
    return file.getvalue()


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    made = Studio(Paths(tmp_path / "home"))
    yield made
    made._clip_pool.shutdown()
    if hasattr(made.library, "close"):
        made.library.close()


@pytest.fixture
def boat(tmp_path: Path) -> Path:
    path = tmp_path / "boat.jpg"
    path.write_bytes(picture())
    return path


@pytest.fixture
def read(studio: Studio) -> Read:
    def read(*options: str | Path, keep: bool = False) -> ReadBoard:
        parser = argparse.ArgumentParser(exit_on_error=False)
        add_scene_options(parser)
        return read_board(parser.parse_args([str(o) for o in options]), studio, keep=keep)

    return read


def refused(read: Read, *options: str | Path) -> BadInput:
    with pytest.raises(BadInput) as raised:
        read(*options)
    assert raised.value.record["message"] == str(raised.value)
    assert raised.value.record["code"]
    return raised.value


def test_the_least_that_makes_a_scene(read: Read, boat: Path) -> None:
    made = read("--first-frame", boat, "--prompt", "it moves")
    assert made.done == ()
    assert made.board.scenes[0].first_frame is not None
    assert made.board.scenes[0].first_frame.picture == hashlib.sha256(boat.read_bytes()).hexdigest()
    assert made.board.scenes[0].first_frame.name == "boat.jpg"
    assert (
        made.board.scenes[0].seconds,
        made.board.scenes[0].sound,
        made.board.scenes[0].cfg_scale,
    ) == (5, False, None)
    assert check(made.board.scenes[0]) == ()


def test_every_option_reaches_the_scene(read: Read, boat: Path) -> None:
    made = read(
        *("--first-frame", boat, "--end-frame", boat, "--prompt", "p", "--negative-prompt", "n"),
        *("--duration", "15", "--sound", "--cfg-scale", "0"),
    ).board.scenes[0]
    assert made.end_frame == made.first_frame
    assert (made.prompt, made.negative_prompt, made.seconds) == ("p", "n", 15)
    assert (made.sound, made.cfg_scale) == (True, 0.0)


def test_shots_in_their_order(read: Read, boat: Path) -> None:
    options = ("--first-frame", boat, "--shot", "4: The boat: it leaves. ", "--shot", "3:two")
    expected = (Shot(prompt="The boat: it leaves.", seconds=4), Shot(prompt="two", seconds=3))
    assert read(*options).board.scenes[0].shots == expected
    assert read(*options, "--duration", "7").board.scenes[0].seconds == 7
    bad = refused(read, *options, "--duration", "8")
    assert (bad.exit_code, bad.record["code"]) == (2, "duration_differs")


@pytest.mark.parametrize("shot", ["4", "x:text", ":text", "", "1.5:text", "9" * 5000 + ":text"])
def test_shots_that_make_no_sense_are_a_fault_of_usage(read: Read, boat: Path, shot: str) -> None:
    bad = refused(read, "--first-frame", boat, "--shot", shot)
    assert (bad.exit_code, bad.record["code"]) == (2, "bad_shot")


@pytest.mark.parametrize(("option", "value"), [("--duration", "0"), ("--cfg-scale", "nan")])
def test_values_out_of_bounds_are_left_to_check(
    read: Read, boat: Path, option: str, value: str
) -> None:
    made = read("--first-frame", boat, "--prompt", "p", option, value)
    assert [p.code for p in check(made.board.scenes[0])] in (
        [Code.SECONDS_SHORT],
        [Code.CFG_SCALE_RANGE],
    )


def test_with_keep_the_picture_is_in_the_store(read: Read, studio: Studio, boat: Path) -> None:
    looked = read("--first-frame", boat, "--prompt", "p").board.scenes[0].first_frame
    assert looked is not None
    assert not studio.pictures.has(looked)
    kept = read("--first-frame", boat, "--prompt", "p", keep=True).board.scenes[0].first_frame
    assert kept == looked
    assert studio.pictures.path(kept).read_bytes() == boat.read_bytes()


def test_what_was_done_to_a_picture_is_told(read: Read, tmp_path: Path) -> None:
    small = tmp_path / "small.webp"
    small.write_bytes(picture(200, 200, "WEBP"))
    made = read("--first-frame", small, "--end-frame", small, "--prompt", "p")
    ((first, steps), (end, _)) = made.done
    assert (first, end) == (Field.FIRST_FRAME, Field.END_FRAME)
    assert set(steps) == {Step.CONVERTED, Step.LARGER}
    assert made.board.scenes[0].first_frame is not None
    assert made.board.scenes[0].first_frame.width == 300


def test_a_shape_that_needs_a_choice_is_found_by_check_or_mended(
    read: Read, tmp_path: Path
) -> None:
    long = tmp_path / "long.png"
    long.write_bytes(picture(400, 1001, "PNG"))
    options = ("--first-frame", long, "--prompt", "p")
    (found,) = check(read(*options, keep=True).board.scenes[0])
    assert (found.code, found.field) == (Code.FRAME_RATIO, Field.FIRST_FRAME)
    assert found.values == {"width": 400, "height": 1001}
    for way, step in (("crop", Step.CROPPED), ("pad", Step.PADDED)):
        made = read(*options, "--fit", way)
        assert check(made.board.scenes[0]) == ()
        assert step in made.done[0][1]


@pytest.mark.parametrize("content", [b"", b"no picture", b"%PDF-1.7", picture()[:300]])
@pytest.mark.parametrize("place", ["first", "end"])
def test_a_file_that_is_no_picture_does_not_fit(
    read: Read, tmp_path: Path, boat: Path, content: bytes, place: str
) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(content)
    first, end = (bad, boat) if place == "first" else (boat, bad)
    found = refused(read, "--first-frame", first, "--end-frame", end)
    assert found.exit_code == 1
    assert found.record["field"] == f"{place}_frame"
    assert "bad.jpg" in str(found)


def test_a_picture_that_is_not_there_does_not_fit(read: Read, tmp_path: Path) -> None:
    found = refused(read, "--first-frame", tmp_path / "gone.jpg")
    assert (found.exit_code, found.record["code"]) == (1, "not_found")
    found = refused(read, "--first-frame", tmp_path)
    assert (found.exit_code, found.record["code"]) == (1, "folder")


def test_a_tilde_is_the_home_or_part_of_a_name(
    read: Read, boat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(boat.parent))
    monkeypatch.chdir(boat.parent)
    boat.with_name("~boat.jpg").write_bytes(boat.read_bytes())
    for name in ("~/boat.jpg", "~boat.jpg"):
        assert read("--first-frame", name, "--prompt", "p").board.scenes[0].first_frame is not None


def test_a_web_address_is_fetched_and_treated_as_any_picture(
    read: Read, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def fetch(address: str) -> bytes:
        asked.append(address)
        return picture()

    monkeypatch.setattr(studio, "fetch_picture", fetch)
    address = "https://pictures.example/boat.jpg?sig=secret"
    made = read("--first-frame", address, "--prompt", "p", keep=True).board.scenes[0].first_frame
    assert asked == [address]
    assert made is not None
    assert (made.name, made.address) == ("boat.jpg", None)
    assert studio.pictures.has(made)


def test_an_address_that_does_not_answer_is_trouble_not_a_finding(
    read: Read, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(address: str) -> bytes:
        raise Unreachable(Answer(message="nobody there"))

    monkeypatch.setattr(studio, "fetch_picture", fetch)
    bad = refused(read, "--first-frame", "https://pictures.example/boat.jpg")
    assert (bad.exit_code, bad.record["code"]) == (6, "address_fetch")
    assert "nobody there" in str(bad)


def test_a_store_that_cannot_be_written_is_an_error(read: Read, studio: Studio, boat: Path) -> None:
    studio.paths.pictures.write_text("in the way")
    with pytest.raises(OSError, match="pictures"):
        read("--first-frame", boat, "--prompt", "p", keep=True)


@pytest.mark.parametrize("option", ["--prompt", "--negative-prompt", "--shot"])
def test_words_that_are_no_text_are_a_fault_of_usage(read: Read, boat: Path, option: str) -> None:
    bad = refused(read, "--first-frame", boat, option, "3:\udcff")
    assert (bad.exit_code, bad.record["code"]) == (2, "bad_text")


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_file_name_that_is_no_text_can_be_kept_in_a_job(read: Read, boat: Path) -> None:
    """As in archives from before UTF-8; the ledger writes text only."""
    odd = boat.with_name(os.fsdecode(b"bo\xe4t.jpg"))
    odd.write_bytes(boat.read_bytes())
    made = read("--first-frame", odd, "--prompt", "p").board.scenes[0]
    assert made.first_frame is not None
    assert made.first_frame.name == "bo?t.jpg"
    assert snapshot(made).digest
