"""The works of others that this program is made with, and the licences they come under.

A frozen program carries a list of all that is inside it, which was written when it was frozen
(`packaging/licences/works.py`). One that runs from its source reads what is installed, so that the
list is true for this very copy.
"""

import re
import sys
from importlib import metadata
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

ROOTS: Final = (
    "pyside6",
    "httpx",
    "httpcore",
    "anyio",
    "pillow",
    "pillow-heif",
    "keyring",
    "av",
    "msgspec",
    "platformdirs",
    "truststore",
    "filelock",
    "starlette",
    "uvicorn",
)
"""What `pyproject.toml` names; what these need in turn is found."""

FOLDER: Final = "licences"
"""The folder of a frozen program that holds the list and the texts."""
LIST: Final = "works.json"
SOURCES: Final = "SOURCES.txt"
"""Where the source of each work is to be had, for people."""

_NAME = re.compile(r"[\w.-]+")
# Some of Qt's packages also bring the terms for those who bought it: not those it comes under here.
_LICENCE_FILE = re.compile(
    r"(?!LicenseRef-Qt-Commercial)(licen[cs]e|copying|notice)[^/]*(?<!\.py)(?<!\.pyc)$",
    re.IGNORECASE,
)
_LICENCE_CLASS = "License :: "


class Work(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One work of others, as its makers describe it."""

    name: str
    version: str = ""
    """Empty where nothing in the work tells it."""
    licence: str
    """An SPDX expression where its makers give one, else their few words; empty if they say none.
    """
    homepage: str = ""
    source: str = ""
    """Where its source is to be had, in words."""
    inside: str = ""
    """What brought it along: `av 18.1.0`, or a package of the system that it was built on."""
    purl: str = ""
    """As lists for machines name it: `pkg:pypi/av@18.1.0`."""
    files: tuple[str, ...] = ()
    """The libraries in the bundle that are this work, by their place in it."""
    text: str = ""
    """The file beside the list that holds its licence; empty outside frozen programs."""

    @property
    def title(self) -> str:
        """The name, and what tells it from another copy of the same work."""
        if self.version or not self.inside:
            return f"{self.name} {self.version}".strip()
        return f"{self.name} ({self.inside})"


def works() -> list[Work]:
    """All works in this copy of the program, by name.

    Raises `OSError` or `msgspec.DecodeError` where a frozen program has lost its list.
    """
    folder = _own_folder()
    return components() if folder is None else read(folder)


def is_complete() -> bool:
    """Whether `works` names all that is inside, and not Python's libraries alone."""
    return _own_folder() is not None


def read(folder: Path) -> list[Work]:
    """The list that lies in a bundle's folder of licences.

    Raises `OSError` where there is none, `msgspec.DecodeError` where it can't be understood.
    """
    return msgspec.json.decode((folder / LIST).read_bytes(), type=list[Work])


def text_of(work: Work) -> str:
    """The licences of one work in full; empty where it brings none along. Raises `OSError`."""
    folder = _own_folder()
    if folder is None:
        return licence_text(work.name)
    return (folder / work.text).read_text(encoding="utf-8") if work.text else ""


def components() -> list[Work]:
    """The Python libraries that are installed with the program, by name."""
    found: dict[str, metadata.Distribution] = {}
    for root in ROOTS:
        _collect(root, found)
    made = [described(distribution) for distribution in found.values()]
    return sorted(made, key=lambda work: work.name.casefold())


def licence_text(name: str) -> str:
    """The licences of one Python library in full; empty where it brings none along.

    Raises `metadata.PackageNotFoundError` for what is not installed.
    """
    distribution = metadata.distribution(name)
    found = [file for file in distribution.files or () if _LICENCE_FILE.match(file.name)]
    texts = (file.read_text(encoding="utf-8") for file in sorted(found))
    return "\n\n".join(text.strip() for text in texts)


def described(distribution: metadata.Distribution) -> Work:
    """What the metadata of one Python library tell of it."""
    about = distribution.metadata.json
    said = str(about.get("license_expression") or about.get("license") or "")
    if not said or "\n" in said:
        # Some put the whole text where a name belongs.
        classes = [c for c in about.get("classifier", ()) if c.startswith(_LICENCE_CLASS)]
        said = ", ".join(c.rpartition(" :: ")[2] for c in classes)
    return Work(name=distribution.name, version=distribution.version, licence=said)


def _own_folder() -> Path | None:
    """Where this very program keeps its list, if it is frozen."""
    if not getattr(sys, "frozen", False):
        return None
    return Path(str(files("kling_desktop"))).parent / FOLDER


def _collect(name: str, found: dict[str, metadata.Distribution]) -> None:
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in found:
        return
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:  # for another system, or an older Python
        return
    found[key] = distribution
    for requirement in distribution.requires or ():
        needed, _, condition = requirement.partition(";")
        match = _NAME.match(needed)
        if match and "extra" not in condition:
            _collect(match.group(), found)
