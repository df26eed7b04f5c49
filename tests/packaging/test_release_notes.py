"""The notes of a release, taken from the changelog."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.scripts import load

SCRIPT = Path(__file__).parents[2] / "packaging/release/notes.py"
CHANGELOG = """\
# Changelog

## [Unreleased]

Not for anybody yet.

## [0.2.0] - 2026-12-01

The second
version.

### Added

- Films are longer
  than before.
- Storyboards open faster.

```
make package
make clean
```

## [0.1.0] - 2026-11-22

The first.

## [0.0.1] - 2026-11-01
"""


@pytest.fixture
def notes() -> Any:
    return load(SCRIPT)


def test_a_section_is_that_of_its_version_alone(notes: Any) -> None:
    said = notes.section(CHANGELOG, "0.2.0")
    assert said.startswith("The second\nversion.")
    assert said.endswith("make clean\n```")
    assert notes.section(CHANGELOG, "0.1.0") == "The first."


@pytest.mark.parametrize(
    ("version", "fault"),
    [
        ("0.3.0", r"no section for 0\.3\.0"),
        ("0.0.1", r"0\.0\.1.*is empty"),
        ("Unreleased", r"\[Unreleased\] is not released"),
        ("0.2", r"no section for 0\.2\."),
    ],
)
def test_what_is_not_released_has_no_notes(notes: Any, version: str, fault: str) -> None:
    with pytest.raises(notes.NotReleasedError, match=fault):
        notes.section(CHANGELOG, version)


def test_paragraphs_and_items_lose_their_line_breaks_but_code_does_not(notes: Any) -> None:
    said = notes.notes(notes.section(CHANGELOG, "0.2.0"), [])
    assert "The second version.\n\n### Added\n\n- Films are longer than before.\n- Story" in said
    assert "make package\nmake clean\n" in said


def test_unsigned_files_are_named(notes: Any) -> None:
    signed = notes.notes("The first.", [])
    assert "signed" not in signed
    said = notes.notes("The first.", ["b.exe", "a.dmg"])
    assert "### Not signed\n" in said
    assert "\n- `a.dmg`\n- `b.exe`\n" in said
    for text in (signed, said):
        assert "sha256sum --check" in text


def test_a_version_that_is_missing_stops_the_release() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "99.0.0"], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "CHANGELOG.md has no section for 99.0.0.\n"
