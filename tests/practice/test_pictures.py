import base64
import io
import struct
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from kling_desktop.practice import pictures
from kling_desktop.practice.refusal import Reason, RefusedError
from tests.practice.studio_props import data_uri, picture


def reason_for(value: str) -> Reason:
    with pytest.raises(RefusedError) as caught:
        pictures.receive("image", value)
    return caught.value.reason


@pytest.mark.parametrize(
    "size", [(300, 300), (300, 750), (750, 300), (400, 1000), (1000, 400), (301, 752)]
)
def test_both_ends_of_the_limits_pass(size: tuple[int, int]) -> None:
    found = pictures.receive("image", data_uri(picture(*size)))
    assert (found.width, found.height) == size


@pytest.mark.parametrize(
    "size", [(299, 300), (300, 299), (300, 751), (751, 300), (400, 1001), (1001, 400)]
)
def test_one_pixel_beyond_the_limits_is_refused(size: tuple[int, int]) -> None:
    assert reason_for(data_uri(picture(*size))) is Reason.INVALID_IMAGE_SIZE


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_every_kind_of_jpeg_passes(mode: str) -> None:
    assert pictures.receive("image", data_uri(picture(mode=mode))).suffix == ".jpg"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_every_kind_of_png_passes(mode: str) -> None:
    png = picture(form="PNG", mode=mode) if mode != "I;16" else sixteen_bit()
    assert pictures.receive("image", data_uri(png, "image/png")).suffix == ".png"


def sixteen_bit() -> bytes:
    out = io.BytesIO()
    Image.new("I;16", (400, 400), 40_000).save(out, "PNG")
    return out.getvalue()


def padded_to(size: int) -> bytes:
    """A JPEG of exactly that many bytes: readers ignore what follows its end."""
    content = picture()
    return content + bytes(size - len(content))


def test_ten_megabytes_pass_and_one_byte_more_does_not() -> None:
    assert pictures.receive("image", data_uri(padded_to(10_000_000))).width >= 300
    assert reason_for(data_uri(padded_to(10_000_001))) is Reason.IMAGE_FILE_EXCEEDS_MAX_SIZE


@pytest.mark.parametrize("form", ["WEBP", "GIF", "BMP", "TIFF"])
def test_other_formats_are_refused_whatever_they_call_themselves(form: str) -> None:
    assert reason_for(data_uri(picture(form=form))) is Reason.INVALID_IMAGE_FORMAT


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 not a picture", picture()[:2000], picture(form="PNG")[:-60]],
    ids=["pdf", "half a jpeg", "cut png"],
)
def test_what_cannot_be_decoded_is_refused(content: bytes) -> None:
    assert reason_for(data_uri(content)) is Reason.INVALID_IMAGE_FORMAT


def png_that_says(width: int, height: int) -> bytes:
    """The head of a picture bomb: its header is right, its pixels need never be there."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", 0)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [9500, 20_000, 60_000])
def test_a_picture_bomb_is_refused_before_it_is_decoded(side: int) -> None:
    content = png_that_says(side, side)
    assert reason_for(data_uri(content)) is Reason.IMAGE_EXCEEDS_MAX_RESOLUTION


def test_raw_base64_is_taken_and_a_data_uri_may_carry_parameters() -> None:
    text = base64.b64encode(picture()).decode()
    assert pictures.receive("image", text).content == picture()
    assert pictures.receive("image", "data:image/jpeg;name=a.jpg;base64," + text).width == 640


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("data:image/webp;base64,AAAA", Reason.INVALID_IMAGE_FORMAT),
        ("data:image/jpeg,AAAA", Reason.INVALID_REQUEST_BODY),
        ("data:image/jpeg;base64,", Reason.INVALID_REQUEST_BODY),
        ("data:image/jpeg;base64,AA AA", Reason.INVALID_REQUEST_BODY),
        ("data:image/jpeg;base64,ÄÖ==", Reason.INVALID_REQUEST_BODY),
        ("not base64!", Reason.INVALID_REQUEST_BODY),
        ("AAAA", Reason.INVALID_IMAGE_FORMAT),
    ],
)
def test_other_forms_are_refused(value: str, reason: Reason) -> None:
    assert reason_for(value) is reason


class _Shelf(BaseHTTPRequestHandler):
    """A web site on this machine with a few pictures on it."""

    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/picture.jpg?size=1")
            self.end_headers()
            return
        content = {"/picture.jpg?size=1": picture(), "/large": bytes(10_000_001)}.get(self.path)
        promised = len(content or b"")
        if self.path == "/short":
            content, promised = picture()[:500], 5000
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(promised))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Shelf) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f":{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_loopback_url_is_fetched(site: str, host: str) -> None:
    found = pictures.receive("image", f"http://{host}{site}/picture.jpg?size=1")
    assert found.content == picture()


@pytest.mark.parametrize("path", ["/moved", "/missing", "/short"])
def test_a_url_that_gives_no_whole_picture_is_refused(site: str, path: str) -> None:
    assert reason_for(f"http://127.0.0.1{site}{path}") is Reason.INVALID_REQUEST_BODY


def test_a_url_is_not_read_past_the_limit(site: str) -> None:
    assert reason_for(f"http://127.0.0.1{site}/large") is Reason.IMAGE_FILE_EXCEEDS_MAX_SIZE


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.7/picture.jpg",
        "http://pictures.invalid/picture.jpg",
        "https://127.0.0.1/picture.jpg",
        "http://127.0.0.1.pictures.invalid/picture.jpg",
        "http://127.0.0.1@pictures.invalid/picture.jpg",
        "http://me:word@127.0.0.1/picture.jpg",
        "http://127.0.0.1:notaport/picture.jpg",
        "http://[::1/picture.jpg",
        "http://127.0.0.1:9/a b\r\nX: y",
    ],
)
def test_nothing_else_is_fetched(url: str) -> None:
    assert reason_for(url) is Reason.INVALID_REQUEST_BODY
