"""The version stands in one place, and a tag that says another is not released."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kling_desktop import __version__
from tests.packaging.scripts import load

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "packaging/release/version.py"
CHANGELOG = "# Changelog\n\n## [0.2.0] - 2026-12-01\n\nNew.\n\n## [0.1.0]\n\nOld.\n"


@pytest.fixture
def version() -> Any:
    return load(SCRIPT)


def test_the_project_takes_its_version_from_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "kling_desktop/__init__.py"


def test_the_program_is_asked_without_being_installed() -> None:
    command = [sys.executable, "-I", "-S", str(SCRIPT)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == f"{__version__}\n"


def test_a_tag_that_fits_has_nothing_against_it(version: Any) -> None:
    assert version.objections("v0.2.0", "0.2.0", CHANGELOG) == []


@pytest.mark.parametrize("tag", ["v0.2.1", "0.2.0", "v0.2.0-1"])
def test_another_tag_is_not_released(version: Any, tag: str) -> None:
    (said,) = version.objections(tag, "0.2.0", CHANGELOG)
    assert tag in said
    assert "0.2.0" in said


@pytest.mark.parametrize(
    "changelog",
    [
        "# Changelog\n",
        "# Changelog\n\n## [Unreleased]\n\nMore.\n\n" + CHANGELOG,
        CHANGELOG.replace("0.2.0", "0.3.0"),
    ],
)
def test_the_newest_section_must_be_that_version_s(version: Any, changelog: str) -> None:
    (said,) = version.objections("v0.2.0", "0.2.0", changelog)
    assert said.startswith("The newest section of CHANGELOG.md is")


def test_versions_before_a_release_are_versions(version: Any) -> None:
    assert version.declared('"""Text."""\n\n__version__ = "1.0.0rc2"\n') == "1.0.0rc2"
    with pytest.raises(SystemExit, match="names no version"):
        version.declared('__version__ = "1.0"\n')


def test_a_wrong_tag_ends_with_an_error() -> None:
    command = [sys.executable, str(SCRIPT), "v99.0.0"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert f"The tag is v99.0.0, but the program calls itself {__version__}." in done.stderr
