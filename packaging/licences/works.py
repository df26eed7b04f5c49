"""Which works of others go into a frozen program, and under which licences.

The recipe of the frozen program (`packaging/frozen/kling-desktop.spec`) calls `toc` with all that
goes into it, and gets a folder of licences to add. A library that belongs to no known work stops
the build: then `works.toml`, which names the works that are no Python packages, lacks it.

`python packaging/licences/works.py BUNDLE` looks afterwards whether the list of a bundle names
every library in it.
"""

import argparse
import platform
import re
import shutil
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from sysconfig import get_path
from typing import Final
from urllib.parse import quote

import msgspec

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

from holders import Holder, Holders  # noqa: E402
from requirements import normal  # noqa: E402
from texts import built_in, folder_in, text_of, write  # noqa: E402

from kling_desktop.licences import FOLDER, Work, described, read  # noqa: E402

OWN: Final = "kling-desktop"
PYTHON: Final = "Python"

Entry = tuple[str, str, str]
"""As PyInstaller lists what it takes along: place in the bundle, where from, kind."""

_MAGIC: Final = (
    b"\x7fELF",
    b"MZ",
    *(bytes.fromhex(mark) for mark in ("feedface", "feedfacf", "cefaedfe", "cffaedfe")),
    b"\xca\xfe\xba\xbe",
)
"""How libraries begin: Linux, Windows, macOS for one processor in either order, and for several."""


class UnknownLibraryError(Exception):
    """A library in a bundle belongs to no known work; the text says which and what to do."""


class Known(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A work that `works.toml` names."""

    name: str
    licence: str
    homepage: str
    source: str
    files: str = ""
    """What its libraries are called, as a regular expression; folders and case are left out."""
    inside: str = ""
    """Only those that this Python package brings along, or its parts (`pyside6-addons`)."""
    built_into: str = ""
    """A Python package whose own library holds it under no name of its own."""
    distributions: tuple[str, ...] = ()
    """Python packages that are this work, whatever they say of themselves."""
    version: str = ""
    """What tells its version, searched in what its libraries are called and in themselves."""
    build: str = ""
    """What tells how it was built, searched there too."""
    texts: tuple[str, ...] = ()
    """Files in `texts/` that hold its licence."""
    note: str = ""
    """What there is to say where there is no text to pass on."""


class Recipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By what the makers of a Python package built the works that it brings along."""

    package: str
    of: str
    """The version of the package; of another one this says nothing."""
    source: str
    """Where it is to be read, as it was for just that version."""
    versions: dict[str, str]
    """By the names of the works."""
    commits: dict[str, str]
    """Of works that were not taken from a release."""


class Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `works.toml`."""

    work: tuple[Known, ...]
    recipe: tuple[Recipe, ...]
    said: dict[str, str]
    """The licences of Python packages that do not say them as SPDX does."""


class Found(msgspec.Struct, kw_only=True):
    """What a bundle holds of one work."""

    holder: Holder
    known: Known | None = None
    """`None` for a Python package."""
    files: dict[str, Path] = msgspec.field(default_factory=dict)
    """Its libraries: place in the bundle, where from."""

    def search(self, pattern: str) -> str:
        """The first thing in its libraries that a pattern's group stands for."""
        for _, path in sorted(self.files.items()) if pattern else ():
            searched = path.name.encode() + b"\0" + path.read_bytes()
            match = re.search(pattern.encode(), searched)
            if match:
                return match.group(1).decode("ascii", "replace").strip()
        return ""


def main() -> int:
    """Returns an exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path, help="the folder that PyInstaller made")
    bundle = parser.parse_args().bundle
    try:
        count = check(bundle)
    except (UnknownLibraryError, FileNotFoundError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    sys.stdout.write(f"{bundle}: every library belongs to one of {count} works\n")
    return 0


def toc(folder: Path, entries: Iterable[Entry]) -> list[Entry]:
    """Writes a folder of licences for what goes into a bundle, and lists it in the same way.

    What was in the folder is gone. Raises `UnknownLibraryError`, and `texts.MissingTextError` for a
    work without the text of its licence.
    """
    if folder.exists():
        shutil.rmtree(folder)
    book = load()
    found = find(entries, book)
    write(folder, [(work_of(one, book), *_parts(one)) for one in found])
    return [(f"{FOLDER}/{path.name}", str(path), "DATA") for path in sorted(folder.iterdir())]


def load() -> Book:
    """What `works.toml` says."""
    return msgspec.convert(tomllib.loads((HERE / "works.toml").read_text("utf-8")), Book)


def find(entries: Iterable[Entry], book: Book) -> list[Found]:
    """The works that these files are of. Raises `UnknownLibraryError`."""
    holders = Holders()
    found: dict[tuple[Known | None, Holder], Found] = {}
    unknown = []
    for name, source, kind in entries:
        path = Path(source)
        if kind == "SYMLINK" or not path.is_file():
            continue
        library = is_library(path)
        standard = _is_standard(path)
        holder = holders.of(path, library=library and not standard)
        known = which(Path(name).name, holder, book, library=library, standard=standard)
        if known is None and ((library and not _is_module(path)) or holder.kind != "pypi"):
            if library:
                unknown.append(f"{name} (from {path})")
            continue
        if holder.name == OWN:
            continue
        if known:
            holder = _main_holder(known, holder)
        one = found.setdefault((known, holder), Found(holder=holder, known=known))
        if library:
            one.files[name.replace("\\", "/")] = path
    if unknown:
        raise UnknownLibraryError(_sentence(unknown))
    return [*found.values(), *_built_in(found.values(), book)]


def check(bundle: Path) -> int:
    """How many works a bundle names.

    Raises `UnknownLibraryError` where it holds a library of none of them, `FileNotFoundError`
    where it has no list.
    """
    works = read(folder_in(bundle))
    # By name alone: macOS keeps libraries in other folders than they were put.
    named = {Path(file).name for work in works for file in work.files}
    unknown = [
        str(path.relative_to(bundle))
        for path in sorted(bundle.rglob("*"))
        if path.is_file() and not path.is_symlink() and is_library(path)
        # The program itself is PyInstaller's start and what is listed.
        if path.stem != OWN and path.name not in named
    ]
    if unknown:
        raise UnknownLibraryError(_sentence(unknown))
    return len(works)


def work_of(one: Found, book: Book) -> Work:
    """What is said of a work in the list, but for its text."""
    known, holder = one.known, one.holder
    files = tuple(sorted(one.files))
    if known is None:
        told = described(metadata.distribution(holder.name))
        return msgspec.structs.replace(
            told,
            licence=book.said.get(told.name, told.licence),
            homepage=_homepage(holder.name),
            source=f"The Python Package Index has the source of {told.name} {told.version}.",
            purl=holder.purl,
            files=files,
        )
    recipe = _recipe(known, holder, book)
    built = recipe.versions.get(known.name, "") if recipe else ""
    version = one.search(known.version) or built or _told_version(one, known)
    source = known.source
    if recipe:
        exact = recipe.commits.get(known.name)
        taken = f"commit {exact}" if exact else f"version {built}"
        source += f"; {taken}, as the recipe of {holder} says: {recipe.source}"
    if holder.kind == "deb":
        source = f"Debian's source package {holder}; first from {known.source}"
    own = holder.kind == "pypi" and not known.distributions
    space = f"pkg:generic/{re.sub(r'[^a-z0-9.]+', '-', known.name.lower()).strip('-')}"
    return Work(
        name=known.name,
        version=version,
        licence=known.licence,
        homepage=known.homepage,
        source=source,
        inside=f"Debian's {holder}" if holder.kind == "deb" else str(holder) if own else "",
        purl=holder.purl
        if holder.kind == "deb"
        else "@".join(filter(None, (space, quote(version)))),
        files=files,
    )


def is_library(path: Path) -> bool:
    """Whether a file is compiled: a library or a program of any of the three systems."""
    with path.open("rb") as file:
        return file.read(4).startswith(_MAGIC)


def which(base: str, holder: Holder, book: Book, *, library: bool, standard: bool) -> Known | None:
    """The work that a file is of, unless a Python package tells of it, or nobody does."""
    for known in book.work if library else ():
        named = not known.built_into and re.fullmatch(known.files or "(?!)", base, re.IGNORECASE)
        if named and f"{holder.name}-".startswith(f"{known.inside}-" if known.inside else ""):
            return known
    for known in book.work:
        if holder.name in known.distributions or (known.name == PYTHON and standard):
            return known
    return None


def _built_in(found: Iterable[Found], book: Book) -> list[Found]:
    made = []
    for known in book.work:
        for one in found:
            files = {n: p for n, p in one.files.items() if re.fullmatch(known.files, Path(n).name)}
            inner = Found(holder=one.holder, known=known, files=files)
            if known.built_into and one.holder.name == known.built_into and files:
                made.append(inner)
    return made


def _is_standard(path: Path) -> bool:
    """Whether a file is of Python itself."""
    real = path.resolve()
    return "site-packages" not in real.parts and any(map(real.is_relative_to, _python_folders()))


@cache
def _python_folders() -> set[Path]:
    """Where Python has its own modules; on Windows, the libraries of some of them too."""
    own = (get_path("stdlib"), get_path("platstdlib"), f"{sys.base_prefix}/DLLs")
    return {Path(folder).resolve() for folder in own}


def _is_module(path: Path) -> bool:
    """Whether a library can be a Python package's own work: what it has others do lies apart."""
    apart = path.parent.name.endswith((".libs", ".dylibs"))
    return path.name.endswith(tuple(EXTENSION_SUFFIXES)) and not apart


def _main_holder(known: Known, holder: Holder) -> Holder:
    """Whose a work is that comes in several packages: Qt's does."""
    if known.name == PYTHON:
        return Holder()
    for name in (*known.distributions[:1], known.inside):
        if name:
            return Holder(name, metadata.version(name), "pypi")
    return holder


def _recipe(known: Known, holder: Holder, book: Book) -> Recipe | None:
    """What its Python package's makers built a work by, if it tells of that work."""
    for recipe in book.recipe:
        same = (recipe.package, recipe.of) == (holder.name, holder.version)
        if same and known.name in {**recipe.versions, **recipe.commits}:
            return recipe
    return None


def _told_version(one: Found, known: Known) -> str:
    """The version as others tell it, where the libraries themselves don't."""
    if known.name == PYTHON:
        return platform.python_version()
    if known.distributions:
        return one.holder.version
    if one.holder.kind == "deb":
        return one.holder.version.rpartition(":")[2].rpartition("-")[0].partition("+")[0]
    listed = built_in(one.holder.name) if one.holder.kind == "pypi" else ()
    wanted = normal(known.name)
    return next((part.version for part in listed if normal(part.name) == wanted), "")


def _homepage(name: str) -> str:
    about = metadata.metadata(name).json
    links = {}
    for line in about.get("project_url", ()):
        label, _, link = line.partition(",")
        links[normal(label.strip())] = link.strip()
    for label in ("homepage", "home", "source", "source-code", "repository"):
        if label in links:
            return links[label]
    return str(about.get("home_page") or next(iter(links.values()), ""))


def _parts(one: Found) -> tuple[str, str]:
    """The text of the licence, and how the work was built."""
    known = one.known
    distributions = known.distributions[:1] if known else (one.holder.name,)
    texts, note = (known.texts, known.note) if known else ((), "")
    return text_of(one.holder, distributions, texts, note), one.search(known.build if known else "")


def _sentence(unknown: Iterable[str]) -> str:
    return (
        f"{', '.join(sorted(unknown))}: in the bundle, but of no work that"
        " packaging/licences/works.toml names. Add the work there, with its licence and its text."
    )


if __name__ == "__main__":
    sys.exit(main())
