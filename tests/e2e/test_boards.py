"""A storyboard from the command line: what reaches the service equals the storyboard, and linked
scenes carry the true last frame of the clip that was served before.
"""

import json
from io import BytesIO
from pathlib import Path

import av
import pytest
from msgspec.structs import replace
from PIL import Image

from kling_desktop.frames.fit import fit
from kling_desktop.store.document import save
from kling_desktop.store.pictures import Pictures
from kling_desktop.storyboard.model import Scene, Shot, Storyboard
from tests.clips.making import make_clip, picture
from tests.e2e.driving import Program
from tests.e2e.rules import decode_picture
from tests.e2e.strict_server import StrictServer


@pytest.fixture
def served(tmp_path: Path, server: StrictServer) -> bytes:
    """What the service serves for every task: large enough to go on from as it is."""
    frames = [picture(index, 640, 360) for index in range(48)]
    server.clip = make_clip(tmp_path / "served.mp4", pictures=frames, audio=3.0).read_bytes()
    return server.clip


@pytest.fixture
def board(tmp_path: Path, frame: Path) -> tuple[Storyboard, Path]:
    pictures = Pictures(tmp_path / "pictures")
    first = pictures.keep(fit(frame))
    shots = (Shot(prompt="ropes cast off", seconds=4), Shot(prompt="along the hull", seconds=3))
    made = Storyboard(
        title="Harbour",
        scenes=(
            Scene(title="Wide harbour", first_frame=first, prompt="still water", plain_seconds=5),
            Scene(linked=True, prompt="the boat leaves", shots=shots, sound=True),
            Scene(first_frame=first, end_frame=first, prompt="night", negative_prompt="blur"),
            Scene(linked=True, prompt="open sea", plain_seconds=15, cfg_scale=0.25),
        ),
    )
    path = tmp_path / "harbour.klingboard"
    save(made, path, pictures)
    return made, path


def last_frame(clip: bytes) -> Image.Image:
    with av.open(BytesIO(clip), "r") as container:
        *_, last = container.decode(video=0)
        image: Image.Image = last.to_image()  # type: ignore[no-untyped-call]
        return image


def test_the_requests_equal_the_storyboard(
    program: Program,
    server: StrictServer,
    served: bytes,
    board: tuple[Storyboard, Path],
    frame: Path,
    tmp_path: Path,
) -> None:
    _, path = board
    before = path.read_bytes()
    folder = tmp_path / "film"
    ended = program.run("render", path, "--service", server.url, "--output", folder)
    assert ended.code == 0, ended
    assert server.complaints == []
    fields = {post.fields["prompt"]: post.fields for post in server.posts}
    sent = {prompt: decode_picture(body.pop("image"))[1] for prompt, body in fields.items()}
    assert fields["still water"] == {"prompt": "still water", "duration": 5}
    assert fields["the boat leaves"] == {
        "prompt": "the boat leaves",
        "duration": 7,
        "sound": True,
        "multi_prompt": [
            {"prompt": "ropes cast off", "duration": 4},
            {"prompt": "along the hull", "duration": 3},
        ],
    }
    assert decode_picture(fields["night"].pop("end_image"))[1] == frame.read_bytes()
    assert fields["night"] == {"prompt": "night", "duration": 5, "negative_prompt": "blur"}
    assert fields["open sea"] == {"prompt": "open sea", "duration": 15, "cfg_scale": 0.25}
    assert sent["still water"] == sent["night"] == frame.read_bytes()
    true = last_frame(served)
    for linked in ("the boat leaves", "open sea"):
        got = Image.open(BytesIO(sent[linked])).convert("RGB")
        assert got.size == true.size
        # The exact bytes are compared with ffmpeg's in tests/clips; here another decoder's word.
        assert max(abs(a - b) for a, b in zip(got.tobytes(), true.tobytes(), strict=True)) <= 2
    order = [post.fields["prompt"] for post in server.posts]
    assert order.index("still water") < order.index("the boat leaves")
    assert order.index("night") < order.index("open sea")
    assert sorted(entry.name for entry in folder.iterdir()) == [
        "01 Wide harbour.mp4",
        "02 the boat leaves.mp4",
        "03 night.mp4",
        "04 open sea.mp4",
    ]
    assert path.read_bytes() == before


def test_what_was_made_is_not_paid_for_again(
    program: Program,
    server: StrictServer,
    served: bytes,
    board: tuple[Storyboard, Path],
    tmp_path: Path,
) -> None:
    _, path = board
    render = ("render", path, "--service", server.url, "--output")
    assert program.run(*render, tmp_path / "film").code == 0
    again = program.run(*render, tmp_path / "again")
    assert again.code == 0, again
    assert len(server.posts) == 4
    names = [sorted(p.name for p in (tmp_path / f).iterdir()) for f in ("film", "again")]
    assert names[0] == names[1]


def test_a_render_that_was_broken_off_is_gone_on_with_not_begun_again(
    program: Program,
    server: StrictServer,
    served: bytes,
    board: tuple[Storyboard, Path],
    tmp_path: Path,
) -> None:
    _, path = board
    render = ("render", path, "--service", server.url, "--output", tmp_path / "film")
    running = program.start(*render, "--json")
    running.wait_for(lambda: len(server.posts) >= 1)
    running.wait_for_state("queued")
    running.interrupt()
    assert running.ended().code == 130
    ended = program.run(*render)
    assert ended.code == 0, ended
    prompts = [post.fields["prompt"] for post in server.posts]
    assert len(prompts) == len(set(prompts)) == 4
    assert len(list((tmp_path / "film").iterdir())) == 4


def test_a_chain_goes_on_after_the_plug_was_pulled(
    program: Program,
    server: StrictServer,
    served: bytes,
    board: tuple[Storyboard, Path],
    tmp_path: Path,
) -> None:
    _, path = board
    running = program.start(
        *("render", path, "--service", server.url, "--output", tmp_path / "film", "--json")
    )
    running.wait_for(lambda: len(server.posts) >= 2)
    running.wait_for(lambda: '"hold":"predecessor"' in running.out)
    running.kill()
    ended = program.run("jobs", "resume", "--service", server.url, "--json")
    assert ended.code in (0, 5), ended
    prompts = [post.fields["prompt"] for post in server.posts]
    assert len(prompts) == len(set(prompts)), "nothing is sent twice"
    if ended.code == 0:
        assert len(list((tmp_path / "film").iterdir())) == 4


def test_what_does_not_fit_is_named_by_its_scene_and_nothing_is_sent(
    program: Program, server: StrictServer, board: tuple[Storyboard, Path], tmp_path: Path
) -> None:
    made, path = board
    scenes = (*made.scenes[:3], replace(made.scenes[3], prompt=""))
    save(replace(made, scenes=scenes), path, Pictures(tmp_path / "pictures"))
    for command in (["check"], ["render", "--service", server.url, "--output", tmp_path / "film"]):
        ended = program.run(command[0], path, *command[1:])
        assert ended.code == 1
        assert "Scene 4, Prompt" in ended.err
    assert server.posts == []


@pytest.mark.parametrize("content", [b"", b"not a storyboard", b"PK\x03\x04 and then nothing"])
def test_a_file_that_is_no_storyboard_gets_one_sentence_and_stays(
    program: Program, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "odd.klingboard"
    path.write_bytes(content)
    ended = program.run("check", path)
    assert ended.code == 1
    assert "odd.klingboard" in ended.err
    assert "Traceback" not in ended.err
    assert path.read_bytes() == content


def test_a_clip_that_is_not_found_is_not_paid_for_again_unasked(
    program: Program, server: StrictServer, frame: Path, tmp_path: Path
) -> None:
    drive, elsewhere, path = tmp_path / "drive", tmp_path / "unplugged", tmp_path / "sea.klingboard"
    drive.mkdir()
    program.home.mkdir()
    (program.home / "settings.json").write_text(json.dumps({"clips_folder": str(drive)}))
    pictures = Pictures(tmp_path / "pictures")
    save(
        Storyboard(scenes=(Scene(first_frame=pictures.keep(fit(frame)), prompt="sea"),)),
        path,
        pictures,
    )
    render = ("render", path, "--service", server.url, "--output", tmp_path / "film")
    assert program.run(*render).code == 0
    (clip,) = drive.iterdir()

    drive.rename(elsewhere)
    away = program.run(*render)
    assert (away.code, len(server.posts)) == (6, 1), away
    assert f"this folder can't be read: {drive}." in away.err
    assert not drive.exists()

    elsewhere.rename(drive)
    assert program.run(*render).code == 0

    clip.unlink()
    gone = program.run(*render)
    assert (gone.code, len(server.posts)) == (6, 1), gone
    assert f"not found: {clip.name}." in gone.err
    assert program.run(*render, "--again").code == 0
    assert len(server.posts) == 2
    assert program.run(*render).code == 0
    assert len(server.posts) == 2
