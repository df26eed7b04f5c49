import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from kling_desktop.licences import ROOTS, components, licence_text


def test_it_starts_from_what_the_project_needs() -> None:
    project = Path(__file__).parent.parent / "pyproject.toml"
    needed = tomllib.loads(project.read_text("utf-8"))["project"]["dependencies"]
    assert {re.split(r"[^\w.-]", line)[0] for line in needed} == set(ROOTS)


def test_every_library_is_named_with_its_version_and_licence() -> None:
    found = {component.name.lower(): component for component in components()}
    # What is needed by what we need is there too.
    assert {"pillow", "httpcore", "h11", "certifi"} <= set(found)
    assert found["h11"].version == metadata.version("h11")
    assert all(component.licence for component in found.values())
    assert not any("\n" in component.licence for component in found.values())
    assert "pytest" not in found


def test_the_licence_can_be_read_in_full() -> None:
    assert "Permission is hereby granted" in licence_text("h11")
    with pytest.raises(metadata.PackageNotFoundError):
        licence_text("no-such-library")
