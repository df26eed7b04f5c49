"""The proof of the Debian package: those parts of it that need neither root nor a whole system."""

import http.client
import importlib
import json
import socket
import ssl
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.tools import needs

LINUX = Path(__file__).parents[2] / "packaging/linux"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="proves what is made for Linux")


@pytest.fixture
def proof(monkeypatch: pytest.MonkeyPatch) -> "Proof":
    """The script's modules, found as they are when it runs."""
    monkeypatch.syspath_prepend(str(LINUX))
    return Proof()


class Proof:
    """Imports what a test asks for."""

    def __getattr__(self, name: str) -> ModuleType:
        return importlib.import_module(f"proof.{name}")


def test_a_line_that_nobody_expects_on_stderr_is_wrong(proof: Proof) -> None:
    proof.setting.quiet("Job 1: done\n\n", "A run", r"Job \d: .*")
    with pytest.raises(proof.report.Wrong, match=r"qt\.qpa: odd"):
        proof.setting.quiet("Job 1: done\nqt.qpa: odd\n", "A run", r"Job \d: .*")


def test_a_wrong_step_ends_its_chapter_and_the_run_with_1(
    proof: Proof, capsys: pytest.CaptureFixture[str]
) -> None:
    report = proof.report.Report()
    with report.chapter("First"):
        report.step("held")
        proof.report.require(False, "a library is missing")
        report.step("never told")
    with report.chapter("Second"):
        report.step("goes on")
    assert report.end() == 1
    said = capsys.readouterr().out
    assert "never told" not in said
    assert "First: a library is missing" in said
    assert "2 steps held" in said


def test_a_key_in_a_file_is_found_wherever_it_lies(proof: Proof, tmp_path: Path) -> None:
    (tmp_path / "deep/er").mkdir(parents=True)
    (tmp_path / "deep/er/log").write_bytes(b"\xffBearer sk-1\n")
    (tmp_path / "harmless").write_text("sk-2")
    assert proof.setting.has_in_files(tmp_path, "sk-1") == ["deep/er/log"]


@needs("dpkg-deb")
def test_the_stand_in_for_an_older_build_differs_in_its_version_alone(
    proof: Proof, tmp_path: Path
) -> None:
    control = "Package: x\nVersion: 0.2.0-1\nArchitecture: all\nMaintainer: M <m@example.org>\n"
    control += "Depends: libc6 (>= 2.35), a | b\nDescription: short\n"
    root = tmp_path / "root"
    (root / "DEBIAN").mkdir(parents=True)
    (root / "DEBIAN/control").write_text(control)
    (root / "file").write_text("inside")
    package = tmp_path / "x.deb"
    subprocess.run(["dpkg-deb", "-b", root, package], check=True, capture_output=True)
    assert proof.setting.dependencies(package) == ["libc6", "a"]
    older = importlib.import_module("prove_package").made_older(package, tmp_path)
    assert proof.setting.field_of(older, "Version") == "0.0.1-1"
    assert proof.setting.field_of(older, "Depends") == "libc6 (>= 2.35), a | b"
    subprocess.run(["dpkg-deb", "-x", older, tmp_path / "out"], check=True)
    assert (tmp_path / "out/file").read_text() == "inside"


@needs("openssl")
def test_the_service_that_stands_in_is_strict_about_key_and_certificate(
    proof: Proof, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = proof.stand_in
    for name, value in {"ADDRESS": "127.0.0.1", "HTTPS": 0, "HTTP": 0}.items():
        monkeypatch.setattr(service, name, value)
    authority = service.make_certificates(tmp_path / "made")
    with service.StandIn(authority.parent, "sk-1", b"clip") as stand_in:
        port = stand_in.ports[0]
        knock = partial(socket.create_connection, ("127.0.0.1", port))
        trusting = ssl.create_default_context(cafile=str(authority))

        def ask(
            method: str, path: str, key: str = "", body: str | None = None
        ) -> tuple[int, bytes]:
            line = http.client.HTTPSConnection(service.NAME, port, context=trusting, timeout=20)
            with closing(line), closing(knock()) as stream:
                line.sock = trusting.wrap_socket(stream, server_hostname=service.NAME)
                headers = {"Authorization": f"Bearer {key}"} if key else {}
                line.request(method, path, body, headers)
                answer = line.getresponse()
                return answer.status, answer.read()

        request = json.dumps({"image": "data:", "prompt": "p"})
        status, told = ask("POST", service.SUBMIT, "sk-1", request)
        assert (status, json.loads(told)) == (200, {"task_id": "task-1"})
        assert ask("GET", "/clip.mp4") == (200, b"clip")
        assert stand_in.complaints == []
        assert ask("GET", f"{service.RESULT}?task_id=1", "another")[0] == 404
        ask("GET", "/clip.mp4", "sk-1")
        assert len(stand_in.complaints) == 2
        with pytest.raises(ssl.SSLCertVerificationError), closing(knock()) as stream:
            ssl.create_default_context().wrap_socket(stream, server_hostname=service.NAME)
        with closing(http.client.HTTPConnection("127.0.0.1", stand_in.ports[1])) as plain:
            plain.request("GET", "/v3", headers={"Authorization": "Bearer sk-1"})
            plain.getresponse().read()
        assert "sk-1" in stand_in.plain[0]


def test_only_what_came_along_for_python_may_not_be_the_systems(proof: Proof) -> None:
    program = "/home/mia/Meine Sächen/kling-desktop"
    file = f"{program}/_internal/python3.11/lib-dynload/_ssl.so"
    own = f"\tlibssl.so.3 => {program}/_internal/python3.11/lib-dynload/../../libssl.so.3 (0x7f)"
    systems = "\tlibssl.so.3 => /lib/x86_64-linux-gnu/libssl.so.3 (0x7f)"
    assert proof.installing.is_strange(file, systems, program)
    assert not proof.installing.is_strange(file, own, program)
    outside = "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x7f)"
    assert not proof.installing.is_strange(file, outside, program)


def test_the_archives_readme_names_the_packages_that_it_needs(proof: Proof) -> None:
    named = proof.archive.libraries((LINUX / "archive/README").read_text(encoding="utf-8"))
    assert {"ca-certificates", "libgssapi-krb5-2"} <= set(named)
    assert all(name.startswith("lib") for name in named if name != "ca-certificates")


def test_it_is_run_by_root_and_says_so(proof: Proof, monkeypatch: pytest.MonkeyPatch) -> None:
    script = importlib.import_module("prove_package")
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(sys, "argv", ["prove_package.py", "x.deb"])
    assert script.main() == 2
