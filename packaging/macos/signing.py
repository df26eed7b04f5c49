"""Signatures and Apple's ticket: which commands, with which words, in which order.

Each function only says what to run, so that this can be read and tested without a Mac; `build.py`
runs it. No secret ever stands in a command, where every process of the machine could read it: the
App Store Connect key goes to notarytool as a file, and passwords go to `security -i` by its
standard input.
"""

import json
import plistlib
from pathlib import Path
from typing import Final

import msgspec

from macos import macho

ENTITLEMENTS: Final[dict[str, bool]] = {}
"""What the hardened runtime is asked to allow: nothing. Each of what Python programs are commonly
given would take protection away, and none is needed here.

- `cs.disable-library-validation`: every library inside is signed with the same identity.
- `cs.allow-jit`: QML is not used. Qt's regular expressions try it, and go on without.
- `cs.allow-unsigned-executable-memory`: that is for functions of Python that ctypes hands to C.
  Nothing on macOS makes one: keyring and truststore only call the system's own functions.
- `cs.allow-dyld-environment-variables`: PyInstaller finds its libraries by their place.
- camera, microphone, contacts and the like: not used. Files and network need no leave where there
  is no sandbox, nor does the Keychain that keyring uses.

Data and not a file, because the system's reader of entitlements stumbles over comments in it.
"""

AD_HOC: Final = "-"
"""No identity: the signature that Apple silicon wants from everything it runs, and no more."""

DEVELOPER_ID: Final = "Developer ID Application"
"""How the name of every certificate begins that is for programs outside the App Store."""


class Identity(msgspec.Struct, frozen=True):
    """Who signs."""

    name: str = AD_HOC
    keychain: Path | None = None

    @property
    def words(self) -> list[str]:
        """Its part of a command of codesign."""
        if self.keychain is None:
            return ["--force", "--sign", self.name, "--timestamp=none"]
        return ["--force", "--sign", self.name, "--keychain", str(self.keychain), "--timestamp"]

    @property
    def hardened(self) -> list[str]:
        """The same for code. The hardened runtime goes with a real identity only: without one no
        two files belong together, and it would let none of them load another.
        """
        return self.words if self.keychain is None else [*self.words, "--options", "runtime"]


class NotaryKey(msgspec.Struct, frozen=True):
    """A team's key for App Store Connect; `file` is the .p8."""

    file: Path
    key_id: str
    issuer: str


class Refused(Exception):  # noqa: N818 - Apple's own word for it
    """Apple did not give a ticket; `number` is what its reasons are asked for with."""

    def __init__(self, status: str, number: str) -> None:
        super().__init__(f"notarisation: {status}")
        self.number = number


def sign_app(app: Path, identity: Identity, entitlements: Path) -> list[list[str]]:
    """Signs from the inside out, since each signature seals those inside it: libraries, frameworks,
    then the .app with its executable. Never --deep, which guesses the order and gives every part
    the entitlements of the program. The last command looks at the result.
    """
    contents = app / "Contents"
    main = contents / "MacOS"
    frameworks = [path for path in contents.rglob("*.framework") if not path.is_symlink()]
    loose = [
        path
        for path, _ in macho.binaries(contents)
        if path.parent != main and not any(path.is_relative_to(place) for place in frameworks)
    ]
    beside = [path for path, _ in macho.binaries(main) if path.name != _executable(app)]
    commands = [
        ["codesign", *identity.hardened, *map(str, parts)]
        for parts in (_deepest_first([*loose, *beside]), *[[f] for f in _deepest_first(frameworks)])
        if parts
    ]
    return [
        *commands,
        ["codesign", *identity.hardened, "--entitlements", str(entitlements), str(app)],
        ["codesign", "--verify", "--deep", "--strict", "--verbose=2", str(app)],
    ]


def sign_image(image: Path, identity: Identity) -> list[str]:
    """Signs a disk image."""
    return ["codesign", *identity.words, str(image)]


def make_image(folder: Path, name: str, image: Path) -> list[str]:
    """Makes a compressed, read-only disk image of a folder. LZMA: every system that the program
    runs on reads it, and it is the smallest.
    """
    form = ["-fs", "HFS+", "-format", "ULMO"]
    return [
        "hdiutil",
        "create",
        "-volname",
        name,
        "-srcfolder",
        str(folder),
        *form,
        "-ov",
        str(image),
    ]


def pack(app: Path, archive: Path) -> list[str]:
    """An .app as Apple takes it in: it is a folder, and only files can be sent."""
    return ["ditto", "-c", "-k", "--keepParent", str(app), str(archive)]


def copy(app: Path, folder: Path) -> list[str]:
    """Copies an .app with its links, as it is."""
    return ["ditto", str(app), str(folder / app.name)]


def notarise(file: Path, key: NotaryKey) -> list[str]:
    """Hands a file to Apple and waits for the answer, which `accepted` reads."""
    answer = ["--wait", "--timeout", "1h", "--output-format", "json"]
    return ["xcrun", "notarytool", "submit", str(file), *_key(key), *answer]


def reasons(number: str, key: NotaryKey) -> list[str]:
    """Why Apple refused."""
    return ["xcrun", "notarytool", "log", number, *_key(key)]


def accepted(answer: str) -> None:
    """Raises `Refused` unless a ticket was given: notarytool itself ends well either way."""
    told = json.loads(answer)
    if told.get("status") != "Accepted":
        raise Refused(str(told.get("status")), str(told.get("id", "")))


def staple(path: Path) -> list[str]:
    """Fastens the ticket, so that a machine without a network can check it."""
    return ["xcrun", "stapler", "staple", str(path)]


def assess_app(app: Path) -> list[str]:
    """Asks the system what it would say of the program to the person who opens it."""
    return ["spctl", "--assess", "--type", "execute", "--verbose=2", str(app)]


def assess_image(image: Path) -> list[str]:
    """The same for the disk image."""
    how = ["--type", "open", "--context", "context:primary-signature"]
    return ["spctl", "--assess", *how, "--verbose=2", str(image)]


def _key(key: NotaryKey) -> list[str]:
    return ["--key", str(key.file), "--key-id", key.key_id, "--issuer", key.issuer]


def _executable(app: Path) -> str:
    return str(plistlib.loads((app / "Contents/Info.plist").read_bytes())["CFBundleExecutable"])


def _deepest_first(paths: list[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: (-len(path.parts), path))
