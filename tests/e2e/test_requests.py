"""What reaches the service: request bodies exactly per contract.md §1, or nothing at all."""

import json
import unicodedata
from io import BytesIO
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image

from tests.e2e.driving import Ended, Program
from tests.e2e.pictures import CAMERA, corners, noise, private, scene
from tests.e2e.rules import decode_picture, measure
from tests.e2e.strict_server import StrictServer


def render(program: Program, server: StrictServer, *options: str | Path) -> Ended:
    output = program.home.parent / "out.mp4"
    return program.run("render", "--service", server.url, "--output", output, "--json", *options)


def sent(server: StrictServer) -> dict[str, Any]:
    """The fields of the one submit there was, which the server found nothing wrong with."""
    assert server.complaints == []
    (post,) = server.posts
    return post.fields


def sent_picture(server: StrictServer, field: str = "image") -> bytes:
    return decode_picture(sent(server)[field])[1]


def test_only_what_was_set_is_sent(program: Program, server: StrictServer, frame: Path) -> None:
    ended = render(program, server, "--first-frame", frame, "--prompt", "The boat leaves.")
    assert ended.code == 0, ended
    fields = sent(server)
    assert set(fields) == {"image", "prompt", "duration"}
    assert (fields["prompt"], fields["duration"]) == ("The boat leaves.", 5)
    assert sent_picture(server) == frame.read_bytes(), "a picture in order goes byte for byte"


def test_everything_that_was_set_is_sent(
    program: Program, server: StrictServer, frame: Path
) -> None:
    ended = render(
        program,
        server,
        *("--first-frame", frame, "--end-frame", frame, "--prompt", "Go.", "--duration", "15"),
        *("--negative-prompt", "blur", "--cfg-scale", "0", "--sound"),
    )
    assert ended.code == 0, ended
    fields = sent(server)
    assert fields.pop("image") == fields.pop("end_image")
    assert fields == {
        "prompt": "Go.",
        "negative_prompt": "blur",
        "duration": 15,
        "sound": True,
        "cfg_scale": 0,
    }


def test_a_scene_in_three_shots(program: Program, server: StrictServer, frame: Path) -> None:
    shots = ("--shot", "3:The boat: it leaves.", "--shot", "4:Gulls.", "--shot", "3:Night.")
    ended = render(program, server, "--first-frame", frame, *shots)
    assert ended.code == 0, ended
    fields = sent(server)
    assert set(fields) == {"image", "prompt", "duration", "multi_prompt"}
    assert fields["prompt"] == "The boat: it leaves.", "an empty prompt sends shot 1's text (§4.3)"
    assert json.dumps(fields["multi_prompt"]) == json.dumps(
        [
            {"prompt": "The boat: it leaves.", "duration": 3},
            {"prompt": "Gulls.", "duration": 4},
            {"prompt": "Night.", "duration": 3},
        ]
    )
    assert fields["duration"] == 10


@pytest.mark.parametrize("sign", ["🚣", "漢"])
def test_2500_code_points_pass(
    program: Program, server: StrictServer, frame: Path, sign: str
) -> None:
    prompt = sign * 2500
    assert unicodedata.is_normalized("NFC", prompt)
    ended = render(program, server, "--first-frame", frame, "--prompt", prompt)
    assert ended.code == 0, ended
    assert sent(server)["prompt"] == prompt


def turned_with_place(path: Path) -> None:
    """4:3, held sideways: the file is 1200 × 1600 and means 1600 × 1200."""
    upright = scene(1600, 1200)
    upright.transpose(Image.Transpose.ROTATE_90).save(
        path, format="JPEG", quality=92, exif=private(orientation=6)
    )


def upright_with_place(path: Path) -> None:
    scene(1600, 1200).save(path, format="JPEG", quality=92, exif=private())


def large_png(path: Path) -> None:
    image = Image.blend(noise(2400, 1800), scene(2400, 1800), 0.5)
    image.save(path, format="PNG", exif=private())
    assert path.stat().st_size > 11_000_000


def webp(path: Path) -> None:
    scene(800, 600).save(path, format="WEBP", exif=private())


def heic(path: Path) -> None:
    pillow_heif.from_pillow(scene(800, 600)).save(path, exif=private().tobytes())


@pytest.mark.parametrize(
    ("make", "name", "shape"),
    [
        (turned_with_place, "turned.jpg", (1600, 1200)),
        (upright_with_place, "upright.jpg", (1600, 1200)),
        (large_png, "large.png", None),
        (webp, "picture.webp", (800, 600)),
        (heic, "picture.heic", (800, 600)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_pictures_arrive_upright_fit_and_without_private_data(
    program: Program,
    server: StrictServer,
    tmp_path: Path,
    make: Any,
    name: str,
    shape: tuple[int, int] | None,
) -> None:
    path = tmp_path / name
    make(path)
    ended = render(program, server, "--first-frame", path, "--prompt", "Go.")
    assert ended.code == 0, ended
    data = sent_picture(server)
    assert corners(data) == "RGBW"
    _, width, height = measure(data)
    assert shape in (None, (width, height))
    assert width * 3 == height * 4
    assert not Image.open(BytesIO(data)).getexif()
    # Long enough never to stand in compressed noise by chance.
    for trace in (CAMERA.encode(), CAMERA.encode("utf-16-le"), b"GPSLatitude"):
        assert trace not in data
    exif = Image.open(BytesIO(data)).getexif()
    assert not exif.get_ifd(0x8825), "the place is still in the picture"
    assert exif.get(0x0112, 1) == 1, "it would be turned a second time"


def test_private_data_is_cut_out_without_recoding(
    program: Program, server: StrictServer, tmp_path: Path
) -> None:
    path = tmp_path / "upright.jpg"
    upright_with_place(path)
    assert render(program, server, "--first-frame", path, "--prompt", "Go.").code == 0
    data = sent_picture(server)
    scan = path.read_bytes().partition(b"\xff\xda")[2]
    assert data.partition(b"\xff\xda")[2] == scan


def test_a_tall_picture_is_cropped_or_padded_on_request(
    program: Program, server: StrictServer, tmp_path: Path
) -> None:
    path = tmp_path / "tall.png"
    scene(400, 1001).save(path)
    refused = render(program, server, "--first-frame", path, "--prompt", "Go.")
    assert refused.code == 1
    (problem,) = [r for r in refused.records if r.get("severity") == "block"]
    assert (problem["code"], problem["field"]) == ("frame_ratio", "first_frame")
    assert server.connections == 0
    for way in ("crop", "pad"):
        ended = render(program, server, "--first-frame", path, "--prompt", "Go.", "--fit", way)
        assert ended.code == 0, ended
    assert server.complaints == []
    shapes = [measure(decode_picture(p.fields["image"])[1])[1:] for p in server.posts]
    assert shapes[0] == (400, 1000)
    assert shapes[1] in {(401, 1001), (402, 1001)}


def test_the_exact_ends_of_what_is_allowed_pass(
    program: Program, server: StrictServer, tmp_path: Path
) -> None:
    path = tmp_path / "narrow.png"
    scene(300, 750).save(path)
    ended = render(program, server, "--first-frame", path, "--prompt", "Go.", "--duration", "3")
    assert ended.code == 0, ended
    assert sent_picture(server) == path.read_bytes()


def test_a_picture_from_the_web_is_sent_like_any_other_and_its_host_gets_no_key(
    program: Program, server: StrictServer, open_server: Any, frame: Path
) -> None:
    web = open_server()
    web.clip = frame.read_bytes()
    address = web.url + "/files/frame.jpg"
    ended = render(program, server, "--first-frame", address, "--prompt", "Go.")
    assert ended.code == 0, ended
    assert sent_picture(server) == frame.read_bytes()
    assert web.complaints == []
    assert all(b"sk-secret" not in request.raw for request in web.requests)


@pytest.mark.parametrize(
    ("options", "code", "problem"),
    [
        (["--prompt", "🚣" * 2501], 1, "prompt_long"),
        (["--prompt", "Go.", "--negative-prompt", "x" * 2501], 1, "negative_prompt_long"),
        (["--prompt", " "], 1, "prompt_missing"),
        (["--shot", "3:a", "--shot", f"3:{'x' * 2501}"], 1, "shot_long"),
        (["--shot", "3:a", "--shot", "3: "], 1, "shot_empty"),
        (["--shot", "0:a", "--shot", "3:b"], 1, "shot_whole_seconds"),
        (["--shot", "8:a", "--shot", "8:b"], 1, "seconds_long"),
        (["--prompt", "Go.", "--duration", "2"], 1, "seconds_short"),
        (["--prompt", "Go.", "--duration", "16"], 1, "seconds_long"),
        (["--prompt", "Go.", "--cfg-scale", "1.01"], 1, "cfg_scale_range"),
        (["--prompt", "Go.", "--cfg-scale", "nan"], 1, "cfg_scale_range"),
        (["--shot", "3:a", "--end-frame", "FRAME"], 1, "end_frame_with_shots"),
        (["--prompt", "Go.", "--end-frame", "/nowhere/at-all.png"], 1, "not_found"),
        (["--shot", "3.5:a"], 2, None),
        (["--shot", "3:a", "--duration", "4"], 2, None),
        (["--prompt", "Go.", "--takes", "0"], 2, None),
        (["--prompt", "Go.", "--practice"], 2, None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_service_would_refuse_is_never_sent(
    program: Program,
    server: StrictServer,
    frame: Path,
    options: list[str],
    code: int,
    problem: str | None,
) -> None:
    given = [str(frame) if option == "FRAME" else option for option in options]
    ended = render(program, server, "--first-frame", frame, *given)
    assert ended.code == code, ended
    if problem is not None:
        found = [r["code"] for r in ended.records if r["severity"] == "block"]
        assert found == [problem]
    assert server.connections == 0


@pytest.mark.parametrize("name", ["folder", "empty.jpg", "half.jpg", "text.png", "paper.pdf"])
def test_what_is_no_picture_is_never_sent(
    program: Program, server: StrictServer, frame: Path, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    else:
        data = {
            "empty.jpg": b"",
            "half.jpg": frame.read_bytes()[: frame.stat().st_size // 2],
            "text.png": b"not a picture at all\n" * 50,
            "paper.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
        }
        path.write_bytes(data[name])
    ended = render(program, server, "--first-frame", path, "--prompt", "Go.")
    assert ended.code == 1, ended
    assert [r["severity"] for r in ended.records] == ["block"]
    assert server.connections == 0


def test_text_that_is_no_text_does_not_make_an_unknown_job(
    program: Program, server: StrictServer, frame: Path
) -> None:
    """A terminal in another encoding hands over bytes that are not UTF-8."""
    ended = render(program, server, "--first-frame", frame, "--prompt", "caf\udce9")
    assert ended.code in {0, 1, 2}, ended
    assert server.complaints == []
    assert len(server.posts) == (1 if ended.code == 0 else 0)
