"""Signing and the disk image: the script really runs, with Apple's tools imitated. Each of them
takes down how it was called.
"""

import base64
import importlib
import os
import plistlib
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kling_desktop import __version__

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "packaging/macos/build.py"
PROCESSORS = {"x86_64": 0x01000007, "arm64": 0x0100000C}
CERTIFICATE = {
    "APPLE_CERTIFICATE": base64.b64encode(b"what is in the .p12").decode(),
    "APPLE_CERTIFICATE_PASSWORD": "open sesame",
}
NOTARY = {
    "APPLE_NOTARY_KEY": "-----BEGIN PRIVATE KEY-----\nvery private\n-----END PRIVATE KEY-----",
    "APPLE_NOTARY_KEY_ID": "ABCDE12345",
    "APPLE_NOTARY_ISSUER": "57246542-96fe-1a63-e053-0824d011072a",
}

TOOL = """#!/bin/bash
set -eu
IFS=$'\\t'
call="$(basename "$0")"$'\\t'"$*"
printf '%s\\n' "$call" >>"$TOLD/calls"
if [ -n "${FAILS:-}" ] && [[ "$call" == *$FAILS* ]]; then exit 1; fi
case "$call" in
    security*list-keychains*-s*) ;;
    security*list-keychains*) echo '    "/Users/who/Library/Keychains/login.keychain-db"' ;;
    security*-i)
        cat >"$TOLD/typed"
        touch "$(sed -n 's/^create-keychain.*"\\(.*\\)"$/\\1/p' "$TOLD/typed")"
        ;;
    security*find-identity*) echo "  1) 0123 \\"${IDENTITY:-Developer ID Application: Who}\\"" ;;
    hdiutil*) readlink "$5/Applications" >"$TOLD/link"; echo image >"${!#}" ;;
    ditto*-c*) touch "${!#}" ;;
    *notarytool*submit*) echo "{\\"id\\": \\"42\\", \\"status\\": \\"${STATUS:-Accepted}\\"}" ;;
esac
"""


def macho(**oldest: tuple[int, int]) -> bytes:
    """A file that loads nothing, for each architecture; more than one makes a fat file."""
    thin = [
        struct.pack("<8I", 0xFEEDFACF, PROCESSORS[name], 0, 6, 2, 40, 0, 0)
        + struct.pack("<4I", 0x1D, 16, 0, 0)
        + struct.pack("<6I", 0x32, 24, 1, version[0] << 16 | version[1] << 8, 0, 0)
        for name, version in oldest.items()
    ]
    if len(thin) == 1:
        return thin[0]
    head = struct.pack(">2I", 0xCAFEBABE, len(thin))
    for number, name in enumerate(oldest):
        head += struct.pack(">5I", PROCESSORS[name], 0, 4096 * (number + 1), len(thin[number]), 12)
    body = b"".join(part.ljust(4096, b"\0") for part in thin)
    return head.ljust(4096, b"\0") + body


class Mac:
    """An .app as PyInstaller leaves it, and a folder with the tools of a Mac."""

    def __init__(self, place: Path) -> None:
        self.app = place / "frozen/Kling Desktop.app"
        self.output = place / "dist"
        self.told = place / "told"
        self.tools = place / "tools"
        for folder in (self.told, self.tools):
            folder.mkdir()
        for name in ("arch", "codesign", "ditto", "hdiutil", "security", "spctl", "xcrun"):
            tool = self.tools / name
            tool.write_text(TOOL)
            tool.chmod(0o755)
        self.add("MacOS/kling-desktop", arm64=(11, 0))
        self.add("Frameworks/libpython3.13.dylib", arm64=(11, 0))
        self.add("Frameworks/PySide6/QtCore.abi3.so", arm64=(15, 0), x86_64=(15, 0))
        self.add("Frameworks/PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore", arm64=(13, 0))
        self.add("Frameworks/av/_core.abi3.so", arm64=(14, 0))
        self.contents = self.app / "Contents"
        (self.contents / "Frameworks/QtCore").symlink_to(
            "PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore"
        )
        (self.contents / "Resources").mkdir()
        (self.contents / "Resources/LICENSE").write_text("Free")
        plist = {"CFBundleExecutable": "kling-desktop", "LSMinimumSystemVersion": "14.0"}
        (self.contents / "Info.plist").write_bytes(plistlib.dumps(plist))

    def add(self, name: str, **oldest: tuple[int, int]) -> None:
        path = self.app / "Contents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(macho(**oldest))

    def build(self, **environment: str) -> subprocess.CompletedProcess[str]:
        known = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
        path = f"{self.tools}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            [sys.executable, str(BUILD), str(self.app), str(self.output)],
            env={**known, "PATH": path, "TOLD": str(self.told), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def calls(self) -> list[list[str]]:
        written = self.told / "calls"
        lines = written.read_text().splitlines() if written.exists() else []
        return [line.split("\t") for line in lines]

    @property
    def steps(self) -> list[str]:
        """Every call, by the tool and the file that it was about."""
        return [f"{call[0]} {Path(_file(call)).name}" for call in self.calls]

    @property
    def images(self) -> list[str]:
        return [path.name for path in self.output.iterdir()] if self.output.exists() else []


def _file(call: list[str]) -> str:
    if call[:3] == ["xcrun", "notarytool", "submit"]:
        return call[3]
    return call[2] if call[0] == "arch" else call[-1]


@pytest.fixture
def mac(tmp_path: Path) -> Mac:
    return Mac(tmp_path)


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BUILD.parent.parent))
    return importlib.import_module("macos.build")


@pytest.fixture
def image() -> str:
    return f"kling-desktop-{__version__}-macos-arm64.dmg"


SIGNED = [
    "codesign libpython3.13.dylib",
    "codesign QtCore.framework",
    "codesign Kling Desktop.app",
    "codesign Kling Desktop.app",
    "arch kling-desktop",
]


def test_without_secrets_it_is_signed_ad_hoc_and_says_so(mac: Mac, image: str) -> None:
    done = mac.build(GITHUB_ACTIONS="true", APPLE_CERTIFICATE="", APPLE_NOTARY_KEY="")
    assert done.returncode == 0, done.stderr
    assert mac.images == [image]
    assert mac.steps == [*SIGNED, "ditto Kling Desktop.app", f"hdiutil {image}"]
    *signing, verify = [call for call in mac.calls if call[0] == "codesign"]
    for call in signing:
        assert call[1:5] == ["--force", "--sign", "-", "--timestamp=none"]
        assert "runtime" not in call
    assert verify[1:4] == ["--verify", "--deep", "--strict"]
    assert done.stderr.count("::warning::") == 2
    assert (mac.told / "link").read_text() == "/Applications\n"


def test_parts_are_signed_before_what_they_are_in(mac: Mac) -> None:
    mac.build()
    loose, framework, app = (call[5:] for call in mac.calls[:3])
    inside = mac.contents / "Frameworks"
    assert loose == [
        str(inside / name)
        for name in ("PySide6/QtCore.abi3.so", "av/_core.abi3.so", "libpython3.13.dylib")
    ]
    assert framework == [str(inside / "PySide6/Qt/lib/QtCore.framework")]
    assert app[0] == "--entitlements"
    assert app[-1] == str(mac.app)
    # The program's rights are for the program alone.
    assert sum("--entitlements" in call for call in mac.calls) == 1


def test_with_all_secrets_app_and_image_are_signed_notarised_and_stapled(
    mac: Mac, image: str
) -> None:
    done = mac.build(**CERTIFICATE, **NOTARY)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    assert mac.images == [image]
    before, after = mac.steps[:3], mac.steps[-2:]
    assert before == ["security user", "security -i", "security build.keychain-db"]
    assert mac.steps[3:-2] == [
        *SIGNED,
        "ditto app.zip",
        "xcrun app.zip",
        "xcrun Kling Desktop.app",
        "spctl Kling Desktop.app",
        "ditto Kling Desktop.app",
        f"hdiutil {image}",
        f"codesign {image}",
        f"xcrun {image}",
        f"xcrun {image}",
        f"spctl {image}",
    ]
    assert after == ["security login.keychain-db", "security build.keychain-db"]
    for call in mac.calls:
        if call[0] == "codesign" and "--verify" not in call:
            assert call[2:4] == ["--sign", "Developer ID Application"]
            assert call[6] == "--timestamp"
            assert (call[7:9] == ["--options", "runtime"]) is not call[-1].endswith(".dmg")


def test_no_secret_is_seen_in_a_command(mac: Mac) -> None:
    mac.build(**CERTIFICATE, **NOTARY)
    written = (mac.told / "calls").read_text()
    for secret in ("open sesame", "very private", CERTIFICATE["APPLE_CERTIFICATE"]):
        assert secret not in written
    typed = (mac.told / "typed").read_text().splitlines()
    assert any('-P "open sesame"' in line for line in typed)
    assert typed[-1].endswith('"/Users/who/Library/Keychains/login.keychain-db"')
    submitted = next(call for call in mac.calls if "submit" in call)
    key = Path(submitted[submitted.index("--key") + 1])
    assert not key.exists()


STEPS = (
    "--verify",
    "QtCore.framework",
    "arch",
    "submit*app.zip",
    "codesign*.dmg",
    "staple*.dmg",
)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_stops_the_build(mac: Mac, step: str) -> None:
    done = mac.build(**CERTIFICATE, **NOTARY, FAILS=step)
    assert done.returncode != 0
    assert mac.images == []
    # The keychain is put away all the same.
    assert mac.calls[-1][:2] == ["security", "delete-keychain"]
    failed = mac.calls[-3]
    assert all(part in "\t".join(failed) for part in step.split("*"))


def test_what_apple_refuses_is_not_handed_out(mac: Mac) -> None:
    """notarytool itself ends well."""
    done = mac.build(**CERTIFICATE, **NOTARY, STATUS="Invalid")
    assert done.returncode != 0
    assert "Invalid" in done.stderr
    asked = next(call for call in mac.calls if "log" in call)
    assert asked[:4] == ["xcrun", "notarytool", "log", "42"]
    assert mac.images == []


@pytest.mark.parametrize(
    ("secrets", "missing"),
    [
        ({"APPLE_CERTIFICATE": "x"}, "APPLE_CERTIFICATE_PASSWORD"),
        ({**CERTIFICATE, "APPLE_NOTARY_KEY": "x"}, "APPLE_NOTARY_KEY_ID, APPLE_NOTARY_ISSUER"),
        (NOTARY, "certificate"),
    ],
)
def test_half_of_the_secrets_is_a_mistake(mac: Mac, secrets: dict[str, str], missing: str) -> None:
    done = mac.build(**secrets)
    assert done.returncode != 0
    assert missing in done.stderr
    assert mac.calls == []


def test_another_certificate_does_not_sign(mac: Mac) -> None:
    done = mac.build(**CERTIFICATE, IDENTITY="Apple Development: Who")
    assert done.returncode != 0
    assert "Developer ID Application" in done.stderr
    assert [call[0] for call in mac.calls] == ["security"] * len(mac.calls)


def test_a_part_for_another_architecture_stops_the_build(mac: Mac) -> None:
    mac.add("Frameworks/libother.dylib", x86_64=(11, 0))
    done = mac.build()
    assert done.returncode != 0
    assert "libother.dylib is not for arm64" in done.stderr
    assert mac.calls == []


def test_the_oldest_system_is_that_of_the_part_that_asks_for_most(mac: Mac, build: Any) -> None:
    assert build.prepare(mac.app) == "arm64"
    said = plistlib.loads((mac.contents / "Info.plist").read_bytes())
    assert said["LSMinimumSystemVersion"] == "14.0"
    mac.add("Frameworks/libssl.3.dylib", arm64=(15, 2), x86_64=(10, 13))
    build.prepare(mac.app)
    said = plistlib.loads((mac.contents / "Info.plist").read_bytes())
    assert said["LSMinimumSystemVersion"] == "15.2"
    assert said["CFBundleExecutable"] == "kling-desktop"


def test_an_image_that_the_system_holds_is_tried_again(
    build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def busy(command: list[str]) -> None:
        tries.append(command)
        if len(tries) < succeeds_at:
            raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(build, "run", busy)
    monkeypatch.setattr(build, "IMAGE_PAUSE", 0)
    succeeds_at = 3
    build.make_image(["hdiutil"])
    assert len(tries) == 3
    succeeds_at = 99
    with pytest.raises(subprocess.CalledProcessError):
        build.make_image(["hdiutil"])
    assert len(tries) == 3 + build.IMAGE_TRIES


def test_binaries_are_told_from_all_else(tmp_path: Path, build: Any) -> None:
    (tmp_path / "thin").write_bytes(macho(arm64=(14, 2)))
    (tmp_path / "fat").write_bytes(macho(arm64=(13, 0), x86_64=(10, 15)))
    (tmp_path / "java.class").write_bytes(struct.pack(">2I", 0xCAFEBABE, 52) + b"\0" * 40)
    (tmp_path / "text").write_text("\N{SNOWMAN}")
    (tmp_path / "empty").touch()
    (tmp_path / "link").symlink_to("thin")
    found = {path.name: said for path, said in build.macho.binaries(tmp_path)}
    assert found == {"fat": {"arm64": (13, 0), "x86_64": (10, 15)}, "thin": {"arm64": (14, 2)}}


def test_the_entitlements_loosen_nothing(build: Any) -> None:
    assert plistlib.loads(plistlib.dumps(build.signing.ENTITLEMENTS)) == {}


@pytest.mark.parametrize("password", ['a"b', "a\\b", "a\nb"])
def test_a_password_that_would_end_its_line_is_not_typed(build: Any, password: str) -> None:
    with pytest.raises(ValueError, match="quotes"):
        build.keychain.script(Path("a.p12"), Path("a.keychain-db"), password, "0", [])
