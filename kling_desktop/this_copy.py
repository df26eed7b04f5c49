"""What this very copy of the program is: how it was installed, and what a report of a fault should
say of it. Names no folder, no user and no key.
"""

import platform
import sys
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Final

from kling_desktop import __version__
from kling_desktop.paths import resource

DISTRIBUTION: Final = "kling-desktop"
RELEASES: Final = "Releases"
"""What the page with newer versions is called in the metadata. Whoever freezes the program
names it (KLING_RELEASES), as the release workflow does; without it there is no link.
"""

_TOLD = ("PySide6", "av", "pillow", "pillow-heif", "httpcore", "keyring")
"""Libraries whose versions faults most often hang on."""


class Kind(StrEnum):
    """How a copy came to be where it is."""

    SYSTEM_PACKAGE = "package of the system"
    ARCHIVE = "archive"
    INSTALLER = "installer"
    APP = "macOS application"
    PYTHON_PACKAGE = "Python package"
    CHECKOUT = "source"


def kind() -> Kind:
    """How this copy was installed."""
    if not getattr(sys, "frozen", False):
        package = Path(__file__).parent
        inside = resource("phrases.json").is_relative_to(package)
        return Kind.PYTHON_PACKAGE if inside else Kind.CHECKOUT
    if sys.platform == "win32":
        return Kind.INSTALLER
    if sys.platform == "darwin":
        return Kind.APP
    system = Path(sys.executable).resolve().is_relative_to("/usr")
    return Kind.SYSTEM_PACKAGE if system else Kind.ARCHIVE


def python_version() -> str:
    """The version of Python that runs it."""
    return platform.python_version()


def release_page() -> str:
    """The web page that tells of newer versions; empty where none is named."""
    try:
        named = metadata.metadata(DISTRIBUTION).json.get("project_url", ())
    except metadata.PackageNotFoundError:  # a checkout that was never installed
        return ""
    for line in named:
        label, _, page = line.partition(",")
        if label.strip() == RELEASES and page.strip().startswith("https://"):
            return str(page).strip()
    return ""


def details(*extra: str) -> str:
    """Lines for a report of a fault, in English whatever the window speaks; `extra` ends them."""
    lines = [
        f"Kling Desktop {__version__} ({kind()})",
        f"{platform.system()} {platform.release()} {platform.machine()}",
        f"Python {python_version()}",
        ", ".join(f"{name} {version}" for name in _TOLD if (version := _version(name))),
        *extra,
    ]
    return "\n".join(line for line in lines if line)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
