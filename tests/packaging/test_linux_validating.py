"""What desktops and software centres would not understand is not packaged."""

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the tools are Linux's")


@pytest.fixture
def validating(monkeypatch: pytest.MonkeyPatch) -> Any:
    for place in ("packaging", "packaging/linux", "packaging/licences"):
        monkeypatch.syspath_prepend(str(ROOT / place))
    return importlib.import_module("validating")


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts a tool that says something and ends with an exit code in front of the system's."""
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    def put(name: str, said: str = "", code: int = 0) -> None:
        file = tmp_path / name
        file.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\nexit {code}\n", encoding="utf-8")
        file.chmod(0o755)

    return put


def test_what_a_tool_finds_stops_the_build(
    validating: Any, tool: Callable[..., None], tmp_path: Path
) -> None:
    tool("desktop-file-validate")
    tool("appstreamcli", "W: kling-desktop:3: cid-desktopapp-is-not-rdns kling-desktop", 3)
    with pytest.raises(ValueError, match="is-not-rdns"):
        validating.validate(tmp_path)


def test_a_warning_of_the_menu_entry_does_too(
    validating: Any, tool: Callable[..., None], tmp_path: Path
) -> None:
    # It ends with 0 all the same.
    tool("desktop-file-validate", "kling-desktop.desktop: warning: key is deprecated")
    tool("appstreamcli")
    with pytest.raises(ValueError, match="deprecated"):
        validating.validate(tmp_path)


def test_hints_and_the_page_that_we_lack_do_not(
    validating: Any, tool: Callable[..., None], tmp_path: Path
) -> None:
    tool("desktop-file-validate")
    tool(
        "appstreamcli",
        "I: local.x:8: developer-name-tag-deprecated\n"
        "W: local.x:~: url-homepage-missing\n\n"
        "✘ Validation failed: warnings: 1, infos: 1",
        3,
    )
    validating.validate(tmp_path)


def test_a_tool_that_is_not_there_is_named(
    validating: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    validating.validate(tmp_path)
    assert "No appstreamcli here" in capsys.readouterr().err
