"""Where the source of what is inside is to be had: whoever passes GPL works on has to say it."""

import re
import sys
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

import pytest

PLACE = Path(__file__).parents[2] / "packaging/licences"
WITH_LIBRARIES = ("av", "pillow", "pillow-heif")

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads the wheels for Linux")


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(PLACE))
    return import_module("works")


@pytest.fixture
def found(works: Any) -> list[Any]:
    """All works that the libraries beside our Python packages are."""
    files = [file for name in WITH_LIBRARIES for file in metadata.files(name) or ()]
    beside = [file for file in files if file.parent.name.endswith(".libs")]
    entries = [(str(file), str(file.locate()), "BINARY") for file in beside]
    listed: list[Any] = works.find(entries, works.load())
    assert len(listed) > len(WITH_LIBRARIES)
    return listed


@on_linux
def test_the_exact_source_of_each_work_is_told(works: Any, found: list[Any]) -> None:
    book = works.load()
    told = {(work.name, work.inside): work for one in found for work in [works.work_of(one, book)]}
    assert sorted(name for name, work in told.items() if not work.version) == []
    assert [name for name, work in told.items() if not work.source.startswith("https://")] == []
    pyav = f"av {metadata.version('av')}"
    assert told["x264", pyav].version == "165"
    assert re.search("; commit [0-9a-f]{40}, as .* says: https://", told["x264", pyav].source)
    assert "; version 3.100, as " in told["LAME", pyav].source


@on_linux
def test_a_recipe_is_of_the_package_that_goes_in_and_agrees_with_what_libraries_tell(
    works: Any, found: list[Any]
) -> None:
    book = works.load()
    assert book.recipe
    for recipe in book.recipe:
        assert recipe.of == metadata.version(recipe.package), "works.toml has an older one's recipe"
        assert {*recipe.versions, *recipe.commits} <= {known.name for known in book.work}
        inside = [one for one in found if one.known and one.holder.name == recipe.package]
        own = {one.known.name: one.search(one.known.version) for one in inside}
        agreed = {name: said for name, said in own.items() if said and name in recipe.versions}
        assert len(agreed) > 5
        # x265 adds how many commits came after the release.
        assert [
            n for n, said in agreed.items() if said.partition("+")[0] != recipe.versions[n]
        ] == []


@on_linux
def test_a_recipe_says_nothing_of_another_version(works: Any, found: list[Any]) -> None:
    book = works.load()
    (lame,) = (one for one in found if one.known and one.known.name == "LAME")
    lame.holder = works.Holder("av", "0.1", "pypi")
    told = works.work_of(lame, book)
    assert (told.version, told.source) == ("", lame.known.source)


@on_linux
def test_where_each_says_its_source_neither_is_lost(
    works: Any, found: list[Any], tmp_path: Path
) -> None:
    book = works.load()
    webp = [works.work_of(one, book) for one in found if one.known and one.known.name == "libwebp"]
    assert len({work.version for work in webp}) == 1, "no longer an example"
    made: list[str] = []
    for order in (webp, webp[::-1]):
        folder = tmp_path / str(len(made))
        works.write(folder, [(work, "the same text", "") for work in order])
        made.append((folder / "SOURCES.txt").read_text("utf-8"))
    assert made[0] == made[1]
    assert all(work.source in made[0] for work in webp)


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ("GPL-2.0-or-later WITH Bootloader-exception AND Apache-2.0", "GPL-2+ with Bootloader"),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", "GPL-3+ with GCC-3.1"),
    ],
)
def test_debian_reads_exceptions_as_its_format_has_them(works: Any, said: str, short: str) -> None:
    assert works
    work = works.Work(name="it", licence=said)
    made = import_module("dep5")._short(work)
    assert made == f"{short} exception" + (" and Apache-2.0" if "AND" in said else "")
