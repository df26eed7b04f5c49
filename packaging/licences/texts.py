"""Puts the list of works, and one text of licence for each, into a folder for people to read."""

import json
import re
import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from sysconfig import get_path
from typing import Any

import msgspec
from holders import Holder

from kling_desktop.licences import FOLDER, LIST, SOURCES, Work, licence_text

TEXTS = Path(__file__).parent / "texts"
STANDARD = re.compile(r"(L?GPL|Apache)-[\d.]+")
"""Names in `texts/` of licences that many works share."""


class MissingTextError(Exception):
    """There is no text of a work's licence; the text says of which."""


class Part(msgspec.Struct, frozen=True):
    """What a Python package says was built into it."""

    name: str
    version: str
    licence: str


Written = tuple[Work, str, str]
"""A work, the text of its licence, and how it was built as far as that is known."""


def write(folder: Path, works: list[Written]) -> None:
    """Fills a new folder, with the same bytes for the same works.

    Raises `FileExistsError` where there is something of that name.
    """
    folder.mkdir(parents=True)
    ordered = sorted(_joined(works), key=lambda one: (one[0].name.casefold(), one[0].inside))
    named = _named([work for work, _, _ in ordered])
    for work, (_, text, build) in zip(named, ordered, strict=True):
        _put(folder / work.text, f"{_head(work, build)}\n\n{text}\n")
    encoded = msgspec.json.format(msgspec.json.encode(named), indent=1)
    _put(folder / LIST, f"{encoded.decode()}\n")
    _put(folder / "README.txt", _index(named))
    _put(folder / SOURCES, _sources(named))


def folder_in(bundle: Path) -> Path:
    """Where a bundle keeps its list; each system has its own place.

    Raises `FileNotFoundError` where it has none.
    """
    found = sorted(bundle.rglob(f"{FOLDER}/{LIST}"))
    if not found:
        raise FileNotFoundError(f"{bundle} has no {FOLDER}/{LIST}: it was not frozen by our recipe")
    return found[0].parent


def text_of(
    holder: Holder, distributions: tuple[str, ...], texts: tuple[str, ...], note: str
) -> str:
    """The licence in full. Raises `MissingTextError`.

    First what came with this very copy: of a Python package, of the system's package, of Python
    itself. Our own collection fills in what that does not hold.
    """
    own = [licence_text(name) for name in distributions]
    parts = [_built_in_text(name) for name in distributions]
    kept = holder.copyright
    if kept:
        own.append(kept.read_text("utf-8"))
        texts = tuple(name for name in texts if STANDARD.fullmatch(name))
    elif "python" in texts:
        own.append(_python_text())
    shared = [(TEXTS / f"{name}.txt").read_text("utf-8") for name in texts]
    found = [text.strip("\n") for text in (note, *own, *shared, *parts) if text.strip()]
    if not found:
        raise MissingTextError(f"{holder}: there is no text of its licence. Put one into {TEXTS}.")
    return f"\n\n{'-' * 78}\n\n".join(found)


@cache
def built_in(name: str) -> tuple[Part, ...]:
    """What a Python package's own lists (CycloneDX) say was built into it."""
    distribution = metadata.distribution(name)
    parts: dict[str, Part] = {}
    for file in sorted(distribution.files or ()):
        if not file.match("*.dist-info/sboms/*.json"):
            continue
        for told in json.loads(file.read_text("utf-8")).get("components", ()):
            version = re.match(r"[\w.+]*", str(told.get("version", "")))
            licences = " AND ".join(map(_said, told.get("licenses", ())))
            part = Part(told["name"], version[0] if version else "", licences)
            if part.name.partition(".")[0].lower() not in (distribution.name.lower(), "pil"):
                parts.setdefault(part.name, part)
    return tuple(parts.values())


def _said(told: dict[str, Any]) -> str:
    """One licence, in whichever way CycloneDX lets it be said."""
    licence = told.get("license", {})
    return str(told.get("expression") or licence.get("id") or licence.get("name", ""))


def _built_in_text(name: str) -> str:
    lines = [" ".join(filter(None, (p.name, p.version, p.licence))) for p in built_in(name)]
    return "\n".join(["What its makers say is built into it:", *lines]) if lines else ""


def _python_text() -> str:
    for folder in (get_path("stdlib"), sys.base_prefix):
        path = Path(folder, "LICENSE.txt")
        if path.is_file():
            return path.read_text("utf-8")
    return ""


def _joined(works: list[Written]) -> list[Written]:
    """One version of a work, from one source, is told of once, though several bring it along."""
    made: dict[tuple[str, ...], Written] = {}
    for work, text, build in works:
        same = (work.name, work.version or work.inside, work.source, text, build)
        other = made.get(same, (work, text, build))[0]
        joined = msgspec.structs.replace(
            work,
            inside=", ".join(sorted({other.inside, work.inside})),
            files=tuple(sorted({*other.files, *work.files})),
        )
        made[same] = (joined, text, build)
    return list(made.values())


def _named(works: list[Work]) -> list[Work]:
    names = [work.name for work in works]
    made = []
    for work in works:
        name = work.name if names.count(work.name) == 1 else f"{work.name} {work.inside}"
        name = name.replace("'s", "")
        slug = re.sub(r"[^a-z0-9.+]+", "-", name.lower()).strip("-")
        made.append(msgspec.structs.replace(work, text=f"{slug}.txt"))
    return made


def _head(work: Work, build: str) -> str:
    told = {
        "": work.title,
        "Licence": work.licence,
        "Home": work.homepage,
        "Source": work.source,
        "Came with": work.inside,
        "Built with": build,
        "Files": " ".join(work.files),
    }
    return "\n".join(f"{name}: {said}" if name else said for name, said in told.items() if said)


def _index(works: list[Work]) -> str:
    rows = "\n".join(f"{work.title}\n    {work.licence}\n    {work.text}" for work in works)
    return f"""\
Kling Desktop is made with these works of others. It is itself free software under the GNU General
Public License, version 3 or later, since it is passed on together with works under that licence
(x264, x265 and the FFmpeg of PyAV).

Of each work: its name, its licence as SPDX expression, and the file beside this one that holds the
licence in full. {SOURCES} says where the source of each is to be had. Libraries are separate files
in this program's folder; those under the LGPL, Qt first of all, can be replaced by other builds of
the same version.

{rows}
"""


def _sources(works: list[Work]) -> str:
    rows = "\n\n".join(
        "\n".join(
            filter(
                None,
                (
                    work.title,
                    work.inside and f"    came with {work.inside}",
                    work.source and f"    {work.source}",
                ),
            )
        )
        for work in works
        if work.source
    )
    return f"""\
Where the source of what is in this program is to be had.

Kling Desktop's own source comes from where the program came from. It says in pyproject.toml and
packaging/constraints.txt which versions of which Python packages it is built with, and `make
bundle` builds it. None of the works below was changed for it, but for the folders in which their
libraries look for one another.

Several come under the GNU GPL or the GNU LGPL: whoever passes this program on also has to pass on
their source, or say as this file does where it can be had at no charge.

{rows}
"""


def _put(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
