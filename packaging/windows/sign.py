"""Signs Windows executables where they lie: `python packaging/windows/sign.py FILE…`.

The environment says with what:
- `WINDOWS_SIGN_COMMAND`, a command line to which the file is added (a signing service's client), or
- `WINDOWS_CERTIFICATE`, a certificate with its key (PKCS 12), as a path that ends in .pfx or in
  Base64 as a secret holds it, with `WINDOWS_CERTIFICATE_PASSWORD`: signed by osslsigncode where
  there is one, or else by signtool.
`WINDOWS_TIMESTAMP` is the address of another time-stamping service. Empty, there is none: then the
signature ends with the certificate.

`build.py` signs the two executables before they are packed; makensis calls this for the uninstaller
and the installer. Without either variable nothing is signed, and `build.py` says so.
"""

import base64
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

COMMAND = "WINDOWS_SIGN_COMMAND"
CERTIFICATE = "WINDOWS_CERTIFICATE"
PASSWORD = "WINDOWS_CERTIFICATE_PASSWORD"  # noqa: S105 - the variable's name
TIMESTAMP = "WINDOWS_TIMESTAMP"
STAMPING_SERVICE = "http://timestamp.digicert.com"
NAME = "Kling Desktop"


def is_asked_for() -> bool:
    """Whether the environment says with what to sign."""
    return bool(os.environ.get(COMMAND) or os.environ.get(CERTIFICATE))


def sign(files: Iterable[Path]) -> None:
    """Signs each. Raises `subprocess.CalledProcessError` or `FileNotFoundError` where that fails:
    what was to be signed is never shipped without.
    """
    command = os.environ.get(COMMAND)
    for file in files:
        if command:
            # Windows hands a program its whole line, and each takes it apart by itself.
            windows = os.name == "nt"
            run(f'{command} "{file}"' if windows else [*shlex.split(command), str(file)])
            continue
        with tempfile.TemporaryDirectory() as folder:
            certificate = Path(folder) / "certificate.pfx"
            certificate.touch(mode=0o600)
            given = os.environ[CERTIFICATE]
            here = given.lower().endswith(".pfx")
            certificate.write_bytes(Path(given).read_bytes() if here else base64.b64decode(given))
            if os.name == "nt" and not shutil.which("osslsigncode"):
                by_signtool(file, certificate)
            else:
                by_osslsigncode(file, certificate)


def by_signtool(file: Path, certificate: Path) -> None:
    """Microsoft's own tool, part of the Windows SDK.

    The exception to our rule: it takes the password on its command line alone, which programs of
    the same user and administrators can read while it runs, and nobody else. So on a machine that
    others work on have osslsigncode, or a signer with `WINDOWS_SIGN_COMMAND`. A certificate in the
    user's store would need no password there, but its key might stay behind after a fault.
    """
    stamped = ["/tr", stamping(), "/td", "sha256"] if stamping() else []
    given = ["/f", str(certificate), "/p", os.environ.get(PASSWORD, "")]
    run([signtool(), "sign", "/q", "/fd", "sha256", "/d", NAME, *given, *stamped, str(file)])


def signtool() -> str:
    """Where it is: the SDK keeps each of its versions, and none of them on the path."""
    known = Path("C:/Program Files (x86)/Windows Kits/10/bin").glob("10.*/x64/signtool.exe")
    return shutil.which("signtool") or max(map(str, known), default="signtool")


def by_osslsigncode(file: Path, certificate: Path) -> None:
    """The same elsewhere. The password goes through a file: others see what a command is given."""
    secret, signed = certificate.with_name("password"), certificate.with_name("signed.exe")
    secret.touch(mode=0o600)
    secret.write_text(os.environ.get(PASSWORD, ""), encoding="utf-8")
    given = ["-pkcs12", str(certificate), "-readpass", str(secret)]
    stamped = ["-ts", stamping()] if stamping() else []
    ways = ["-in", str(file), "-out", str(signed)]
    run(["osslsigncode", "sign", "-h", "sha256", "-n", NAME, *given, *stamped, *ways])
    shutil.copyfile(signed, file)


def stamping() -> str:
    """The service that says when something was signed; empty for none."""
    return os.environ.get(TIMESTAMP, STAMPING_SERVICE)


def run(command: list[str] | str) -> None:
    """Runs it without its usual words; a fault's are shown."""
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    if told.returncode:
        sys.stderr.write(told.stdout + told.stderr)
        # Without its arguments: a password may be among them.
        name = command if isinstance(command, str) else command[0]
        raise subprocess.CalledProcessError(told.returncode, name.split(maxsplit=1)[0])


if __name__ == "__main__":
    sign(map(Path, sys.argv[1:]))
