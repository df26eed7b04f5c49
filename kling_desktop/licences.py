"""The works of others that this program is made with, and the licences they come under.

Read from what is installed, so that the list is true for this very copy of the program.
"""

import re
from importlib import metadata
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

_NAME = re.compile(r"[\w.-]+")
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice)[^/]*(?<!\.py)(?<!\.pyc)$", re.IGNORECASE)
_LICENCE_CLASS = "License :: "


class Component(msgspec.Struct, frozen=True, kw_only=True):
    """One library, as its makers describe it."""

    name: str
    version: str
    licence: str
    """In few words, an SPDX expression where they give one; empty where they say nothing."""


def components() -> list[Component]:
    """All libraries that came with the program, by name."""
    found: dict[str, metadata.Distribution] = {}
    for root in ROOTS:
        _collect(root, found)
    made = [_described(distribution) for distribution in found.values()]
    return sorted(made, key=lambda component: component.name.casefold())


def licence_text(name: str) -> str:
    """The licences of one library in full; empty where it brings none along.

    Raises `metadata.PackageNotFoundError` for what is not installed.
    """
    distribution = metadata.distribution(name)
    files = [file for file in distribution.files or () if _LICENCE_FILE.match(file.name)]
    texts = (file.read_text(encoding="utf-8") for file in sorted(files))
    return "\n\n".join(text.strip() for text in texts)


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


def _described(distribution: metadata.Distribution) -> Component:
    about = distribution.metadata.json
    said = str(about.get("license_expression") or about.get("license") or "")
    if not said or "\n" in said:
        # Some put the whole text where a name belongs.
        classes = [c for c in about.get("classifier", ()) if c.startswith(_LICENCE_CLASS)]
        said = ", ".join(c.rpartition(" :: ")[2] for c in classes)
    return Component(name=distribution.name, version=distribution.version, licence=said)
