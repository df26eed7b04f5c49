"""Whom the system trusts: counted where the connections look, in a file or in a folder."""

import platform
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import truststore._openssl

from kling_desktop.service.connection import count_certificates, system_certificates
from tests.service.rude_server import make_certificate

pytestmark = pytest.mark.skipif(
    platform.system() in {"Darwin", "Windows"}, reason="these keep it to themselves"
)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Nothing is loaded, and nothing is found but what a test puts there."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    monkeypatch.setattr(truststore._openssl, "_CA_FILE_CANDIDATES", [])
    system_certificates.cache_clear()
    yield
    system_certificates.cache_clear()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return make_certificate(tmp_path)[1]


def test_without_any_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    assert count_certificates() == 0


def test_a_file_without_any_has_none(tmp_path: Path) -> None:
    (tmp_path / "none.pem").touch()
    assert count_certificates() == 0


def test_those_of_a_file_are_counted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert count_certificates() == 1


def test_those_of_a_folder_are_counted_by_the_names_that_openssl_looks_for(
    certificate: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "none"
    folder.mkdir()
    for name in ("0a1b2c3d.0", "0a1b2c3d.1", "readable.pem"):
        shutil.copy(certificate, folder / name)
    (folder / "deadbeef.0").symlink_to("gone.pem")
    assert count_certificates() == 2


def test_what_lies_in_both_is_counted_once(
    certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "none"
    folder.mkdir()
    shutil.copy(certificate, folder / "0a1b2c3d.0")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert count_certificates() == 1


def test_where_openssl_was_not_told_the_usual_places_are_looked_into(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(truststore._openssl, "_CA_FILE_CANDIDATES", [str(certificate)])
    assert ssl.get_default_verify_paths().cafile is None
    assert count_certificates() == 1


@pytest.mark.parametrize("system", ["Darwin", "Windows"])
def test_a_system_that_keeps_it_to_itself_is_not_counted(
    system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    assert count_certificates() is None
