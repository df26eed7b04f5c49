"""A small strict stand-in for the service, over TLS, written from the wire's contract alone."""

import json
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Final
from urllib.parse import parse_qs, urlsplit

NAME: Final = "service.company.test"
ADDRESS: Final = "203.0.113.7"
"""Of those that no network has (RFC 5737); the loopback device is given it."""
HTTPS, HTTP = 443, 80
URL: Final = f"https://{NAME}"
SUBMIT: Final = "/v3/async/kling-v3.0-std-i2v"
RESULT: Final = "/v3/async/task-result"


class StandIn:
    """The service on its own address, and an ear on the port of plain HTTP beside it."""

    def __init__(self, certificates: Path, key: str, clip: bytes) -> None:
        """`certificates` holds what `make_certificates` made; `clip` is the answer to all."""
        self.key = key
        self.clip = clip
        self.submits: list[dict[str, object]] = []
        self.complaints: list[str] = []
        self.plain: list[str] = []
        """Requests that came over plain HTTP."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates / "service.pem", certificates / "service.key")
        self._secure = _Server((ADDRESS, HTTPS), _Strict, self)
        self._secure.socket = context.wrap_socket(
            self._secure.socket, server_side=True, do_handshake_on_connect=False
        )
        self._ear = _Server((ADDRESS, HTTP), _Ear, self)

    @property
    def ports(self) -> tuple[int, int]:
        """Where it listens: with TLS, and without."""
        return self._secure.server_port, self._ear.server_port

    def __enter__(self) -> "StandIn":
        for server in (self._secure, self._ear):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in (self._secure, self._ear):
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], service: StandIn
    ) -> None:
        super().__init__(address, handler)
        self.service = service

    def server_bind(self) -> None:
        """Without asking for the name of its address, which nobody here would know."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.socket.getsockname()[:2]

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that does not trust us hangs up: that is what is tried."""


class _Strict(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def _service(self) -> StandIn:
        assert isinstance(self.server, _Server)
        return self.server.service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.path != SUBMIT or not self._has_key():
            self._refuse(404, "API_NOT_FOUND")
            return
        request = json.loads(body)
        if not isinstance(request.get("image"), str) or not request.get("prompt"):
            self._complain(f"a submit lacks what is required: {sorted(request)}")
        self._service.submits.append({name: request[name] for name in request if name != "image"})
        self._send(200, {"task_id": f"task-{len(self._service.submits)}"})

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/clip.mp4":
            if self.headers["Authorization"]:
                self._complain("the key came with a request for a file")
            self._send_bytes(200, "video/mp4", self._service.clip)
            return
        if parts.path != RESULT or not self._has_key():
            self._refuse(404, "API_NOT_FOUND")
            return
        (task,) = parse_qs(parts.query)["task_id"]
        clip = {"video_url": f"{URL}/clip.mp4", "video_url_ttl": "3600", "video_type": "mp4"}
        said = {"task_id": task, "status": "TASK_STATUS_SUCCEED", "reason": "", "eta": 0}
        self._send(200, {"task": {**said, "progress_percent": 100}, "videos": [clip]})

    def _has_key(self) -> bool:
        if self.headers["Authorization"] == f"Bearer {self._service.key}":
            return True
        self._complain(f"{self.path} came without the key")
        return False

    def _complain(self, said: str) -> None:
        self._service.complaints.append(said)

    def _refuse(self, status: int, reason: str) -> None:
        self._send(status, {"code": status, "reason": reason, "message": "", "metadata": {}})

    def _send(self, status: int, answer: dict[str, object]) -> None:
        self._send_bytes(status, "application/json", json.dumps(answer).encode())

    def _send_bytes(self, status: int, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class _Ear(_Strict):
    """Takes down whatever comes without TLS."""

    def parse_request(self) -> bool:
        understood = super().parse_request()
        self._service.plain.append(f"{self.requestline} {dict(getattr(self, 'headers', {}))}")
        return understood


def make_certificates(folder: Path) -> Path:
    """A company's certificate authority made on the spot, and what it signed for the service.

    Returns the authority's own certificate.
    """
    folder.mkdir(parents=True)
    authority = folder / "company.crt"
    extensions = folder / "extensions"
    extensions.write_text(
        f"subjectAltName=DNS:{NAME}\nbasicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n"
        "extendedKeyUsage=serverAuth\n"
    )
    _openssl(
        folder,
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Company"),
        *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
        *("-keyout", "company.key", "-out", authority.name),
    )
    _openssl(
        folder,
        *("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={NAME}"),
        *("-keyout", "service.key", "-out", "service.csr"),
    )
    _openssl(
        folder,
        *("x509", "-req", "-in", "service.csr", "-CA", authority.name, "-CAkey", "company.key"),
        *("-CAcreateserial", "-days", "2", "-extfile", extensions.name, "-out", "service.pem"),
    )
    return authority


def _openssl(folder: Path, *command: str) -> None:
    subprocess.run(["openssl", *command], check=True, capture_output=True, cwd=folder)
