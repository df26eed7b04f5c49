"""The Windows installer, compiled around a stand-in for the program and taken apart again."""

import base64
import datetime
import hashlib
import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kling_desktop import __version__

WINDOWS = Path(__file__).parents[2] / "packaging/windows"
TOOLS = ("makensis", "7z", "osslsigncode")
SIGNING = ("WINDOWS_SIGN_COMMAND", "WINDOWS_CERTIFICATE", "WINDOWS_CERTIFICATE_PASSWORD")

pytestmark = [
    pytest.mark.qt,  # its icons are drawn by Qt
    pytest.mark.skipif(
        any(shutil.which(tool) is None for tool in TOOLS) and "CI" not in os.environ,
        reason=f"needs {', '.join(TOOLS)}: packaging/system-packages test",
    ),
]


def module(name: str) -> Any:
    sys.path.insert(0, str(WINDOWS.parent))
    try:
        return importlib.import_module(f"windows.{name}")
    finally:
        sys.path.pop(0)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stand-in for the frozen program: the executables are real."""
    folder: Path = module("stand_in").make_bundle(tmp_path_factory.mktemp("bundle"))
    return folder


@pytest.fixture(scope="module")
def icons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drawn once for all."""
    folder = tmp_path_factory.mktemp("icons")
    module("build").icons(None, folder)
    return folder


def build(
    bundle: Path, icons: Path, output: Path, further: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in SIGNING}
    return subprocess.run(
        [
            sys.executable,
            str(WINDOWS / "build.py"),
            str(bundle),
            str(output),
            "--icons",
            str(icons),
        ],
        check=False,
        capture_output=True,
        text=True,
        env={**environment, "SOURCE_DATE_EPOCH": "1700000000", **(further or {})},
    )


def taken_apart(installer: Path, folder: Path) -> dict[str, bytes]:
    """The files inside, by their paths below the installation's folder."""
    command = ["7z", "x", "-bd", f"-o{folder}", str(installer)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    files = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    # What the installer itself works with.
    return {name: data for name, data in named.items() if not name.startswith("$PLUGINSDIR/")}


def contents(bundle: Path) -> dict[str, bytes]:
    files = (path for path in bundle.rglob("*") if path.is_file())
    return {path.relative_to(bundle).as_posix(): path.read_bytes() for path in files}


def test_everything_is_inside_and_the_same_each_time(
    bundle: Path, icons: Path, tmp_path: Path
) -> None:
    told = build(bundle, icons, tmp_path / "one")
    assert (told.returncode, "NOT SIGNED" in told.stderr) == (0, True)
    (installer,) = (tmp_path / "one").iterdir()
    assert installer.name == f"kling-desktop-{__version__}-windows-x86_64-setup.exe"
    inside = taken_apart(installer, tmp_path / "inside")
    assert inside.pop("Uninstall.exe")[:2] == b"MZ"
    assert inside.pop("klingboard.ico")[:4] == b"\0\0\1\0"
    assert inside == contents(bundle)

    data = installer.read_bytes()
    for value in (__version__, "Kling Desktop installer", "Kling Desktop 安装程序"):
        assert value.encode("utf-16-le") in data
    manifest = re.search(rb"<assembly.*</assembly>", data, re.DOTALL)
    assert manifest is not None
    assert b'level="asInvoker"' in manifest.group()

    build(bundle, icons, tmp_path / "two")
    (again,) = (tmp_path / "two").iterdir()
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(data).digest()


def test_only_what_was_put_there_is_removed(tmp_path: Path) -> None:
    files = [PurePosixPath("a.exe"), PurePosixPath("_in/b/$c ü.dll"), PurePosixPath("_in/d")]
    script = module("build").listed(tmp_path, files)
    removing = script.partition("!macro RemoveFiles")[2].split("\n")
    assert [line.strip() for line in removing if "$INSTDIR" in line] == [
        r'Delete "$INSTDIR\a.exe"',
        r'Delete "$INSTDIR\_in\b\$$c ü.dll"',
        r'Delete "$INSTDIR\_in\d"',
        r'RMDir "$INSTDIR\_in\b"',
        r'RMDir "$INSTDIR\_in"',
    ]
    for part in (*WINDOWS.glob("*.nsi"), *WINDOWS.glob("*.nsh")):
        assert not re.search(r"RMDir\s+/|Delete\s.*[*?]", part.read_text("utf-8")), part


@pytest.mark.parametrize("name", ["a" * 200, "con?.txt", 'quo"te'])
def test_a_name_that_windows_cannot_hold_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(ValueError, match="may not take this name"):
        module("build").files_in(tmp_path)


def test_a_bundle_of_another_system_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kling-desktop").touch()
    told = build(tmp_path, tmp_path, tmp_path / "out")
    assert (told.returncode, "Kling Desktop.exe" in told.stderr) == (1, True)


@pytest.fixture(scope="module")
def certificate() -> dict[str, str]:
    """A certificate of nobody, as a release's secrets hold it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Nobody")])
    now = datetime.datetime.now(datetime.UTC)
    use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(use, critical=False)
        .sign(key, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(b"open sesame")
    packed = pkcs12.serialize_key_and_certificates(b"k", key, made, None, locked)
    return {
        "WINDOWS_CERTIFICATE": base64.b64encode(packed).decode(),
        "WINDOWS_CERTIFICATE_PASSWORD": "open sesame",
        "WINDOWS_TIMESTAMP": "",
        "PEM": made.public_bytes(serialization.Encoding.PEM).decode(),
    }


def test_what_people_start_is_signed(
    bundle: Path, icons: Path, certificate: dict[str, str], tmp_path: Path
) -> None:
    told = build(bundle, icons, tmp_path / "out", certificate)
    assert (told.returncode, "NOT SIGNED" in told.stderr) == (0, False)
    (installer,) = (tmp_path / "out").iterdir()
    inside = taken_apart(installer, tmp_path / "inside")
    (tmp_path / "nobody.pem").write_text(certificate["PEM"])
    names = ("Kling Desktop.exe", "kling-desktop.exe", "Uninstall.exe")
    for file in (installer, *(tmp_path / "inside" / name for name in names)):
        command = ["osslsigncode", "verify", "-CAfile", str(tmp_path / "nobody.pem"), str(file)]
        checked = subprocess.run(command, check=False, capture_output=True, text=True)
        assert checked.returncode == 0, (file, checked.stdout)
    assert inside["kling-desktop.exe"] != (bundle / "kling-desktop.exe").read_bytes()


@pytest.mark.parametrize("as_file", [True, False])
def test_a_certificate_is_a_file_or_a_secret_s_text(
    bundle: Path,
    certificate: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    as_file: bool,
) -> None:
    path = tmp_path / "theirs.PFX"
    path.write_bytes(base64.b64decode(certificate["WINDOWS_CERTIFICATE"]))
    for name, value in certificate.items():
        monkeypatch.setenv(name, value)
    if as_file:
        monkeypatch.setenv("WINDOWS_CERTIFICATE", str(path))
    file = tmp_path / "a.exe"
    shutil.copyfile(bundle / "kling-desktop.exe", file)
    module("sign").sign([file])
    assert b"Nobody" in file.read_bytes()


def test_neither_key_nor_password_is_shown_or_left_behind(
    bundle: Path, certificate: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("tools", "temporary"):
        (tmp_path / name).mkdir()
    # Notes how it is called, and that the key lies there for nobody else, before it does its work.
    signer = tmp_path / "tools/osslsigncode"
    signer.write_text(
        f'#!/bin/sh\necho "$@" >>{tmp_path}/called\n'
        f"find {tmp_path}/temporary -type f -perm /077 >>{tmp_path}/open\n"
        f'exec {shutil.which("osslsigncode")} "$@"\n'
    )
    signer.chmod(0o755)
    for name, value in certificate.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{signer.parent}:{os.environ['PATH']}")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    file = tmp_path / "a.exe"
    shutil.copyfile(bundle / "kling-desktop.exe", file)
    module("sign").sign([file])
    assert list((tmp_path / "temporary").iterdir()) == []
    monkeypatch.setenv("WINDOWS_CERTIFICATE_PASSWORD", "open barley")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        module("sign").sign([file])
    assert list((tmp_path / "temporary").iterdir()) == []
    called = (tmp_path / "called").read_text()
    assert called.count("-pkcs12") == 2
    for password in ("open sesame", "open barley"):
        assert password not in called + str(refused.value)
    assert (tmp_path / "open").read_text() == ""


def test_another_signer_gets_each_file_and_its_refusal_stops_the_build(
    bundle: Path, icons: Path, tmp_path: Path
) -> None:
    signer = tmp_path / "sign er"
    signer.write_text(f'#!/bin/sh\nbasename "$2" >>{tmp_path}/signed\ntest "$1" = ok\n')
    signer.chmod(0o755)
    assert (
        build(bundle, icons, tmp_path, {"WINDOWS_SIGN_COMMAND": f"'{signer}' ok"}).returncode == 0
    )
    signed = (tmp_path / "signed").read_text().splitlines()
    assert signed[:2] == ["Kling Desktop.exe", "kling-desktop.exe"]
    assert len(signed) == 4  # the uninstaller and the installer, under names of makensis' choice
    refused = build(bundle, icons, tmp_path / "no", {"WINDOWS_SIGN_COMMAND": f"'{signer}' no"})
    assert refused.returncode != 0
    assert not list((tmp_path / "no").iterdir())
