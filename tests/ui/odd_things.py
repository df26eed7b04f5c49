"""Things that people drop on a window, most of them by mistake: real files, a real web server."""

import http.server
import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from tests.clips.making import make_clip
from tests.frames.drawing import as_file, chunk, heic, scene

SMALL = 40
"""Pixels of a picture's side: what is odd about it does not need more."""

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
HTML = b"<!DOCTYPE html><html><body><img src='boat.jpg'></body></html>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"


def pictures() -> dict[str, bytes]:
    """One sound picture of every kind that is read, by suffix."""
    image = scene(SMALL, SMALL)
    return {
        "jpg": as_file(image, "JPEG"),
        "png": as_file(image, "PNG"),
        "gif": as_file(image, "GIF"),
        "webp": as_file(image, "WEBP"),
        "bmp": as_file(image, "BMP"),
        "tif": as_file(image, "TIFF"),
        "avif": as_file(image, "AVIF"),
        "heic": heic(image),
        "ppm": as_file(image, "PPM"),
        "jp2": as_file(image, "JPEG2000"),
        "ico": as_file(image, "ICO", sizes=[(SMALL, SMALL)]),
    }


def layouts() -> dict[str, bytes]:
    """Pictures whose pixels are laid out in every way that there is."""
    image = scene(SMALL, SMALL)
    return {
        "grey.png": as_file(image.convert("L"), "PNG"),
        "one bit.png": as_file(image.convert("1"), "PNG"),
        "palette.png": as_file(image.convert("P"), "PNG"),
        "sixteen.png": as_file(image.convert("I;16"), "PNG"),
        "cmyk.jpg": as_file(image.convert("CMYK"), "JPEG"),
        "float.tif": as_file(image.convert("F"), "TIFF"),
        "lab.tif": as_file(image.convert("LAB"), "TIFF"),
        "progressive.jpg": as_file(image, "JPEG", progressive=True),
        "moving.gif": as_file(image, "GIF", save_all=True, append_images=[image.rotate(90)]),
        "one pixel.png": as_file(image.resize((1, 1)), "PNG"),
        "widest.png": as_file(image.resize((50, 20)), "PNG"),
        "tallest.png": as_file(image.resize((20, 50)), "PNG"),
        "opaque.png": as_file(image.convert("RGBA"), "PNG"),
        "trailing.jpg": as_file(image, "JPEG") + b"and then some" * 50,
    }


def undecided() -> dict[str, bytes]:
    """Pictures that somebody has to decide about."""
    image = scene(SMALL, SMALL)
    clear = image.convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(image.size))
    return {
        "wide.png": as_file(image.resize((51, 20)), "PNG"),
        "tall.jpg": as_file(image.resize((20, 90)), "JPEG"),
        "line.png": as_file(image.resize((300, 1)), "PNG"),
        "column.bmp": as_file(image.resize((1, 300)), "BMP"),
        "glass.png": as_file(clear, "PNG"),
        "glass.webp": as_file(clear, "WEBP", lossless=True),
        "wide glass.png": as_file(clear.resize((90, 20)), "PNG"),
    }


def strangers() -> dict[str, tuple[bytes, str]]:
    """Files of other kinds, and the code of the trouble that each is."""
    plain, odd, video = "not_a_picture", "unsupported", "unreadable video"
    return {
        "notes.txt": (b"dear diary, today the boat left", plain),
        "words.jpg": (b"hello, hello, hello", plain),
        "spaces.png": (b" " * 500, plain),
        "zeros.png": (bytes(5000), plain),
        "one.jpg": (b"\xff", plain),
        "page.html": (HTML, plain),
        "data.json": (b'{"a": [1, 2, 3]}', plain),
        "table.csv": (b"a,b\n1,2\n", plain),
        "film.zip": (b"PK\x03\x04" + bytes(300), plain),
        "letter.docx": (b"PK\x03\x04[Content_Types].xml" + bytes(99), plain),
        "setup.exe": (b"MZ" + bytes(300), plain),
        "program": (b"\x7fELF" + bytes(300), plain),
        "song.mp3": (b"ID3\x03" + bytes(300), plain),
        "song.m4a": (b"\0\0\0\x14ftypM4A \0\0\0\0M4A " + bytes(99), plain),
        "song.wav": (b"RIFF\x24\0\0\0WAVEfmt " + bytes(99), plain),
        "song.flac": (b"fLaC" + bytes(99), plain),
        "base.db": (b"SQLite format 3\0" + bytes(99), plain),
        "key.pem": (b"-----BEGIN CERTIFICATE-----\n", plain),
        "script.py": (b"#!/usr/bin/env python3\n", plain),
        "feed.xml": (b"<?xml version='1.0'?><rss/>", plain),
        "utf16.txt": ("\ufeffa boat".encode("utf-16-le"), plain),
        "film.klingboard.png": (b"PK\x03\x04mimetype" + bytes(99), plain),
        "paper.pdf": (PDF, "pdf"),
        "paper.jpg": (PDF, "pdf"),
        "late.pdf": (b"\n\n\n" + PDF, "pdf"),
        "drawing.svg": (SVG, "svg"),
        "drawing.png": (b"<?xml version='1.0'?>\n" + SVG, "svg"),
        "layers.psd": (b"8BPS\0\x01" + bytes(300), odd),
        "layers.xcf": (b"gimp xcf v011" + bytes(300), odd),
        "light.exr": (b"v/1\x01" + bytes(300), odd),
        "photo.jxl": (b"\xff\x0a" + bytes(300), odd),
        "photo.cr2": (b"II*\0\x10\0\0\0CR" + bytes(300), odd),
        "photo.cr3": (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(99), odd),
        "photo.raf": (b"FUJIFILMCCD-RAW " + bytes(300), odd),
        "photo.orf": (b"IIRO" + bytes(300), odd),
        "print.eps": (b"%!PS-Adobe-3.0 EPSF-3.0\n", odd),
        "texture.dds": (b"DDS |" + bytes(300), odd),
        "clip.mp4": (b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(300), video),
        "clip.mov": (b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + bytes(99), video),
        "clip.mkv": (b"\x1aE\xdf\xa3" + bytes(300), video),
        "clip.avi": (b"RIFF\xff\0\0\0AVI LIST" + bytes(99), video),
        "clip.flv": (b"FLV\x01\x05" + bytes(99), video),
        "clip.wmv": (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(99), video),
        "clip.mpg": (b"\0\0\1\xba" + bytes(99), video),
        "clip.ogv": (b"OggS" + bytes(99), video),
        "clip as.jpg": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(99), video),
    }


def bombs() -> dict[str, bytes]:
    """Small files that claim more pixels than any machine has room for."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"x\x9c\x03\0")
    bmp = bytearray(as_file(scene(SMALL, SMALL), "BMP"))
    bmp[18:26] = struct.pack("<ii", 90_000, 90_000)
    jpeg = bytearray(as_file(scene(SMALL, SMALL), "JPEG"))
    at = jpeg.index(b"\xff\xc0")
    jpeg[at + 5 : at + 9] = struct.pack(">HH", 65_000, 65_000)
    return {
        "bomb.png": png + chunk(b"IEND", b""),
        "bomb.bmp": bytes(bmp),
        "bomb.jpg": bytes(jpeg),
        "bomb.ppm": b"P6 70000 70000 255\n" + bytes(99),
    }


def clips(folder: Path) -> dict[str, Path]:
    """Videos of several kinds, each a frame or more of a real film."""
    image = scene(64, 64)
    return {
        "film.mp4": make_clip(folder / "film.mp4", pictures=[image] * 3),
        "film.webm": make_clip(folder / "film.webm", pictures=[image] * 3, codec="libvpx"),
        "film.mov": make_clip(folder / "film.mov", pictures=[image]),
        "film as.png": make_clip(folder / "a.mp4", pictures=[image]).rename(folder / "film as.png"),
    }


@contextmanager
def special(folder: Path) -> Iterator[dict[str, tuple[Path, str]]]:
    """What has a path and is no plain file, or has none after all; and the trouble with each."""
    made: dict[str, tuple[Path, str]] = {}

    def put(name: str, trouble: str) -> Path:
        path = folder / name
        made[name] = path, trouble
        return path

    put("gone.jpg", "not_found")
    put("gone folder/boat.jpg", "not_found")
    put("x" * 300 + ".jpg", "not_found")
    put("folder", "folder").mkdir()
    put("folder.jpg", "folder").mkdir()
    put("dead link.png", "not_found").symlink_to(folder / "nowhere")
    put("link to folder", "folder").symlink_to(folder / "folder")
    put("round.jpg", "not_found").symlink_to(folder / "round.jpg")
    (folder / "plain").write_bytes(b"plain")
    put("plain/inside.jpg", "not_found")
    for kind in ("jpg", "png", "gif", "webp", "mp4", "pdf"):
        put(f"nothing.{kind}", "empty").touch()
    os.mkfifo(put("pipe.jpg", "not_a_file"))
    made["null"] = Path(os.devnull), "not_a_file"
    with put("huge.jpg", "too_large_file").open("wb") as file:
        file.write(b"\xff\xd8\xff")
        file.truncate(400_000_000)
    with put("huge.mkv", "unreadable video").open("wb") as file:
        file.write(b"\x1aE\xdf\xa3")
        file.truncate(3_000_000_000)
    if os.geteuid() != 0:
        put("secret.jpg", "forbidden").touch(mode=0)
    with socket.socket(socket.AF_UNIX) as listening:
        # A socket's name has to be short, whatever the folder is called.
        here = Path.cwd()
        os.chdir(folder)
        listening.bind("socket.jpg")
        os.chdir(here)
        made["socket.jpg"] = folder / "socket.jpg", "not_a_file"
        yield made


class _Rude(http.server.BaseHTTPRequestHandler):
    """Answers by the path that is asked for."""

    sound = b""
    enough: threading.Event

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].rpartition("/")[2]
        if name.isdigit():
            self.send_response(int(name))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif name.startswith("round"):
            self.send_response(302)
            self.send_header("Location", f"/round{len(self.path)}x?{self.path[-40:]}")
            self.end_headers()
        elif name.startswith("moved"):
            self.send_response(301)
            self.send_header("Location", "/boat.png")
            self.end_headers()
        elif name.startswith("odd"):
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
        elif name.startswith("stall"):
            self.enough.wait(20)
        else:
            self._send(name)

    def _send(self, name: str) -> None:
        body = {
            "page.html": HTML,
            "page.jpg": HTML,
            "empty.jpg": b"",
            "words.jpg": b"no picture here",
            "paper.pdf": PDF,
            "drawing.svg": SVG,
            "half.png": self.sound[: len(self.sound) // 2],
            "large.jpg": bytes(9),
        }.get(name, self.sound)
        length = {"large.jpg": 5_000_000_000, "short.png": len(body) + 500}.get(name, len(body))
        self.send_response(200)
        if name != "endless.jpg":
            self.send_header("Content-Length", str(length))
        self.send_header("Content-Type", "text/plain" if name == "liar.png" else "image/jpeg")
        self.end_headers()
        if name == "endless.jpg":
            while not self.enough.is_set():
                self.wfile.write(bytes(65536))
        elif name == "drip.png":
            self.wfile.write(body[:20])
            self.wfile.flush()
            self.enough.wait(20)
        else:
            self.wfile.write(body)


@contextmanager
def web() -> Iterator[str]:
    """A web server on this machine that behaves as its paths say; its address."""

    class Handler(_Rude):
        sound = as_file(scene(SMALL, SMALL), "PNG")
        enough = threading.Event()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        Handler.enough.set()
        server.shutdown()
        thread.join()
        server.server_close()
