"""A keychain for the time of one build, with the certificate that came as a secret.

What the login keychain holds is not touched, and nothing is left behind.
"""

import base64
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from macos.signing import DEVELOPER_ID, Identity

_HOURS = 6


class NoCertificate(Exception):  # noqa: N818 - a finding, named as one
    """What came as a secret holds no certificate to sign with, or the password does not open it."""


@contextmanager
def opened(certificate: str, password: str, folder: Path) -> Iterator[Identity]:
    """Who signs, by a PKCS #12 file in Base64 and its password. `folder` is private and temporary.

    Raises `NoCertificate`, `ValueError` for what can't be read, and `CalledProcessError`.
    """
    file, keychain = folder / "certificate.p12", folder / "build.keychain-db"
    file.write_bytes(base64.b64decode(certificate, validate=False))
    before = listed(_asked("security", "list-keychains", "-d", "user"))
    told = script(file, keychain, password, secrets.token_hex(32), before)
    try:
        subprocess.run(
            ["security", "-i"], input=told, text=True, check=True, stdout=subprocess.DEVNULL
        )
        found = _asked("security", "find-identity", "-v", "-p", "codesigning", str(keychain))
        if DEVELOPER_ID not in found:
            raise NoCertificate(f"no valid certificate of the kind {DEVELOPER_ID!r} came along")
        yield Identity(DEVELOPER_ID, keychain)
    finally:
        file.unlink(missing_ok=True)
        _asked("security", "list-keychains", "-d", "user", "-s", *before)
        if keychain.exists():
            _asked("security", "delete-keychain", str(keychain))


def script(file: Path, keychain: Path, password: str, lock: str, before: list[str]) -> str:
    """What `security -i` reads from its standard input, so that no password is seen in the list of
    processes. `lock` is the new keychain's own password; `before` are those searched until now.
    """
    mine = _quoted(str(keychain))
    # codesign may use the key, and nobody has to press a button for it.
    use = "-T /usr/bin/codesign"
    lines = [
        f"create-keychain -p {lock} {mine}",
        f"set-keychain-settings -lut {_HOURS * 3600} {mine}",
        f"unlock-keychain -p {lock} {mine}",
        f"import {_quoted(str(file))} -f pkcs12 -k {mine} -P {_quoted(password)} {use}",
        f"set-key-partition-list -S apple-tool:,apple: -s -k {lock} {mine}",
        f"list-keychains -d user -s {mine} {' '.join(map(_quoted, before))}".rstrip(),
    ]
    return "\n".join(lines) + "\n"


def listed(answer: str) -> list[str]:
    """The keychains that `security list-keychains` names, one to a line and in quotes."""
    return [line.strip().strip('"') for line in answer.splitlines() if line.strip()]


def _asked(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _quoted(word: str) -> str:
    if any(sign in word for sign in '"\\\n\r'):
        raise ValueError("quotes, backslashes and line breaks can't be told to security")
    return f'"{word}"'
