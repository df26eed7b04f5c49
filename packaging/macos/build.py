"""Signs the frozen .app and makes the disk image that people download.

`python packaging/macos/build.py "build/frozen/Kling Desktop.app" OUTPUT` on a Mac, with the
interpreter that froze it. Everything that Apple has a hand in depends on secrets, which come as
environment variables (a certificate and an App Store Connect key of the team):

APPLE_CERTIFICATE           a "Developer ID Application" certificate and its key: PKCS #12 in Base64
APPLE_CERTIFICATE_PASSWORD  what opens it
APPLE_NOTARY_KEY            the text of the .p8 file
APPLE_NOTARY_KEY_ID         its ten letters
APPLE_NOTARY_ISSUER         the team's issuer, a UUID

Without the first two the signature is ad hoc: the program runs, but people have to allow it in the
settings of macOS, and the Keychain asks again after every update. Without the last three Apple
gives no ticket, with the same warning. Both are said loudly; half of a set stops the build, and so
does any command that fails.
"""

import argparse
import os
import plistlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from kling_desktop import __version__  # noqa: E402
from macos import keychain, macho, signing  # noqa: E402
from macos.info import EXECUTABLE, NAME  # noqa: E402

CERTIFICATE = ("APPLE_CERTIFICATE", "APPLE_CERTIFICATE_PASSWORD")
NOTARY = ("APPLE_NOTARY_KEY", "APPLE_NOTARY_KEY_ID", "APPLE_NOTARY_ISSUER")

IMAGE_TRIES = 4
IMAGE_PAUSE = 10
"""Seconds. On GitHub's machines the system's scanner may hold the image's files for a while, and
hdiutil then says "Resource busy" (actions/runner-images, issue 7522).
"""


def main() -> int:
    """Returns an exit code; raises `CalledProcessError` where a command fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("app", type=Path, help="what PyInstaller made")
    parser.add_argument("output", type=Path)
    asked = parser.parse_args()
    app: Path = asked.app.absolute()
    certificate = given(CERTIFICATE, os.environ)
    notary = given(NOTARY, os.environ)
    if notary and not certificate:
        raise SystemExit("Apple gives no ticket to what is not signed: no certificate came along.")
    machine = prepare(app)
    asked.output.mkdir(parents=True, exist_ok=True)
    name = f"{EXECUTABLE}-{__version__}-macos-{machine}.dmg"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        identity, key = signing.Identity(), None
        if certificate:
            identity = stack.enter_context(keychain.opened(certificate[0], certificate[1], folder))
        else:
            warn("No certificate: the signature is ad hoc, and macOS will warn whoever opens it.")
        if notary:
            key = signing.NotaryKey(folder / "key.p8", *notary[1:])
            key.file.write_text(notary[0], encoding="utf-8")
        else:
            warn("No key for App Store Connect: Apple was not asked for a ticket.")
        build(app, machine, folder / name, identity, key)
        # Only what came to its end lies where releases are taken from.
        image = Path(shutil.move(folder / name, asked.output / name))
    sys.stdout.write(f"{image} {image.stat().st_size / 1e6:.1f} MB\n")
    return 0


def build(
    app: Path,
    machine: str,
    image: Path,
    identity: signing.Identity,
    key: signing.NotaryKey | None,
) -> None:
    """Signs the .app and makes the image. Apple is asked twice, so that the ticket of the program
    stays with it when it is dragged out of the image: the first start needs no network.
    """
    folder = image.parent
    entitlements = folder / "entitlements.plist"
    entitlements.write_bytes(plistlib.dumps(signing.ENTITLEMENTS))
    for command in signing.sign_app(app, identity, entitlements):
        run(command)
    # With the signature that it will have: what the hardened runtime forbids would show here.
    run(["arch", f"-{machine}", str(app / "Contents/MacOS" / EXECUTABLE), "--version"])
    if key is not None:
        archive = folder / "app.zip"
        run(signing.pack(app, archive))
        notarise(archive, key)
        run(signing.staple(app))
        run(signing.assess_app(app))
    shown = folder / "image"
    shown.mkdir()
    run(signing.copy(app, shown))
    (shown / "Applications").symlink_to("/Applications")
    make_image(signing.make_image(shown, NAME, image))
    if identity.keychain is not None:
        run(signing.sign_image(image, identity))
    if key is not None:
        notarise(image, key)
        run(signing.staple(image))
        run(signing.assess_image(image))


def prepare(app: Path) -> str:
    """Which architecture the .app is for. Every part must have it; and where one asks for a newer
    macOS than Info.plist says, such as the interpreter that froze it, Info.plist says that.
    """
    found = macho.architectures(app / "Contents/MacOS" / EXECUTABLE)
    if len(found) != 1:
        raise SystemExit(f"{app} is for {', '.join(found) or 'no architecture'}, not for one.")
    (machine,) = found
    place = app / "Contents/Info.plist"
    said = plistlib.loads(place.read_bytes())
    oldest = _version(said["LSMinimumSystemVersion"])
    for path, slices in macho.binaries(app / "Contents"):
        if machine not in slices:
            raise SystemExit(f"{path} is not for {machine}.")
        # Qt's Python modules name the system they were built on, and need none of its functions
        # (PySide6 6.11.3: 15.0, by wheels for 13.0; every function they import is in 13.0).
        if not (".abi3." in path.name and {"PySide6", "shiboken6"} & set(path.parts)):
            oldest = max(oldest, slices[machine])
    wanted = ".".join(map(str, oldest))
    if wanted != said["LSMinimumSystemVersion"]:
        warn(f"A part of the bundle asks for macOS {wanted}: so does the program now.")
        place.write_bytes(plistlib.dumps(said | {"LSMinimumSystemVersion": wanted}))
    return machine


def given(names: tuple[str, ...], environment: Mapping[str, str]) -> tuple[str, ...]:
    """The values of secrets that belong together, or nothing. A secret that is not set reaches a
    step of GitHub Actions as an empty word. Raises `SystemExit` where some are there and some not.
    """
    values = tuple(environment.get(name, "").strip() for name in names)
    missing = [name for name, value in zip(names, values, strict=True) if not value]
    if missing and len(missing) < len(names):
        raise SystemExit(f"{', '.join(missing)} should have come along with the others.")
    return () if missing else values


def notarise(file: Path, key: signing.NotaryKey) -> None:
    """Asks Apple for a ticket, and says its reasons where it gives none."""
    answer = subprocess.run(
        signing.notarise(file, key), check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    try:
        signing.accepted(answer)
    except signing.Refused as refused:
        if refused.number:
            subprocess.run(signing.reasons(refused.number, key), check=False)
        raise


def make_image(command: list[str]) -> None:
    """Makes the image, a few times over where the system is in the way."""
    for left in reversed(range(IMAGE_TRIES)):
        try:
            run(command)
        except subprocess.CalledProcessError:
            if not left:
                raise
            warn(f"The image was not made; {left} more tries.")
            time.sleep(IMAGE_PAUSE)
        else:
            return


def run(command: list[str]) -> None:
    """Runs one command; raises `CalledProcessError` where it fails."""
    subprocess.run(command, check=True)


def warn(text: str) -> None:
    """Says what nobody may overlook; GitHub shows it on the page of the run."""
    mark = "::warning::" if os.environ.get("GITHUB_ACTIONS") else "WARNING: "
    sys.stderr.write(f"{mark}{text}\n")


def _version(text: str) -> macho.Version:
    larger, smaller = text.split(".")[:2]
    return int(larger), int(smaller)


if __name__ == "__main__":
    sys.exit(main())
