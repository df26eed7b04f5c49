"""Pictures come in by real drag and drop from another process, by paste and on the command line."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.pictures import noise, private, scene
from tests.e2e.screen.hands import press_keys
from tests.e2e.screen.window import Desktop

pytestmark = pytest.mark.screen


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """A folder with what people drop."""
    folder = tmp_path / "album"
    folder.mkdir()
    scene(1280, 720).save(folder / "beach.jpg", quality=90)
    scene(900, 900).save(folder / "Straße im Schnee 雪.png")
    scene(1024, 640).save(folder / "phone.jpg", exif=private(6))
    scene(400, 1001).save(folder / "tall.png")
    (folder / "list.txt").write_text("milk, eggs, bread\n", "utf-8")
    (folder / "broken.jpg").write_bytes((folder / "beach.jpg").read_bytes()[:900])
    (folder / "empty.png").write_bytes(b"")
    return folder


@pytest.fixture
def web(album: Path) -> Iterator[str]:
    """The album on the web."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    serve = functools.partial(Quiet, directory=album)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(10)


def test_files_dropped_on_the_frames(machine: Desktop, album: Path, tmp_path: Path) -> None:
    window = machine.open()
    beach = machine.offer("files", album / "beach.jpg")
    # A picture that is copied stays where it was: a move would let a file manager delete it.
    assert beach.drag_to(window.get("First frame")) == "CopyAction"
    window.wait_for_picture("First frame", "beach.jpg, 1280 × 720")

    snow = machine.offer("files", album / "Straße im Schnee 雪.png")
    told = "Straße im Schnee 雪.png, 900 × 900"
    assert snow.drag_to(window.get("End frame")) == "CopyAction"
    window.wait_for_picture("End frame", told)
    assert "beach.jpg" in window.get("First frame").description
    window.shot(tmp_path / "both.png")

    # Turned upright: what was 1024 × 640 lying on its side.
    machine.offer("files", album / "phone.jpg").drag_to(window.get("First frame"))
    window.wait_for_picture("First frame", "phone.jpg, 640 × 1024")

    both = machine.offer("files", album / "beach.jpg", album / "phone.jpg")
    both.drag_to(window.get("First frame"))
    window.wait_for_picture("First frame", "beach.jpg")
    window.wait_to_say("2 pictures came; the first is used.")

    machine.offer("files", album / "phone.jpg").drag_to(window.get("First frame on the stage"))
    window.wait_for_picture("First frame", "phone.jpg, 640 × 1024")


def test_pictures_dropped_from_a_browser(machine: Desktop, album: Path, web: str) -> None:
    window = machine.open()
    machine.offer("image", album / "beach.jpg").drag_to(window.get("First frame"))
    window.wait_for_picture("First frame", "1280 × 720")
    machine.offer("address", f"{web}/phone.jpg").drag_to(window.get("End frame"))
    window.wait_for_picture("End frame", "phone.jpg, 640 × 1024")


def test_a_picture_is_pasted(machine: Desktop, album: Path) -> None:
    window = machine.open()
    machine.offer("image", album / "beach.jpg", clipboard=True)
    window.focus("End frame")
    press_keys("ctrl+v")
    window.wait_for_picture("End frame", "1280 × 720")
    press_keys("Delete")
    window.wait_for_picture("End frame", "Drop a picture")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("list.txt", "list.txt"),
        ("broken.jpg", "broken.jpg"),
        ("empty.png", "empty.png"),
        ("", "album"),
    ],
)
def test_what_is_no_picture_gets_one_sentence(
    machine: Desktop, album: Path, name: str, sentence: str
) -> None:
    window = machine.open(album / "beach.jpg")
    window.wait_for_picture("First frame", "beach.jpg")
    machine.offer("files", album / name).drag_to(window.get("First frame"))
    window.wait_to_say(sentence)
    (said,) = [node.name for node in window.look() if sentence in node.says]
    assert said.endswith(".")
    # What was there before stays, and the window is as usable as before.
    assert "beach.jpg" in window.get("First frame").description
    window.write("Prompt", "waves")
    assert window.get("Generate").enabled


def test_text_is_no_picture(machine: Desktop, album: Path) -> None:
    window = machine.open()
    words = machine.offer("text", album / "list.txt")
    assert words.drag_to(window.get("First frame"), wanted=False) == "IgnoreAction"
    assert "Drop a picture" in window.get("First frame").description


def test_a_shape_that_is_not_allowed_asks_once(
    machine: Desktop, album: Path, tmp_path: Path
) -> None:
    window = machine.open()
    machine.offer("files", album / "tall.png").drag_to(window.get("First frame"))
    window.wait_to_say("400 × 1001")
    assert "Drop a picture" in window.get("First frame").description
    window.shot(tmp_path / "choice.png")
    window.press("Use this picture")
    window.wait_for_picture("First frame", "tall.png, 400 × 1000")


def test_a_picture_named_on_the_command_line(machine: Desktop, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    noise(1600, 1200).save(photo, quality=95)
    window = machine.open(photo)
    window.wait_for_picture("First frame", "photo.jpg, 1600 × 1200")
    window.wait(lambda: window.get("Prompt").states >= {"focused"}, "the prompt to be next")


def test_a_picture_named_on_the_command_line_that_is_not_there(
    machine: Desktop, tmp_path: Path
) -> None:
    window = machine.open(tmp_path / "gone.jpg")
    window.wait_to_say("gone.jpg")
    assert "Drop a picture" in window.get("First frame").description
