"""The time that everything in a package bears: told once, or asked for in one sentence."""

import importlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.tools import needs

PACKAGING = Path(__file__).parents[2] / "packaging"
AT = 1_700_000_000


@pytest.fixture
def reproducible(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """With a folder of its own for the project's."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    module = importlib.import_module("reproducible")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return module


def test_what_is_told_holds(reproducible: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(AT))
    assert reproducible.epoch() == AT
    assert reproducible.date().isoformat() == "2023-11-14T22:13:20+00:00"


@needs("git")
def test_else_it_is_that_of_the_last_commit_whoever_the_folder_belongs_to(
    reproducible: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    commit = ["git", *who, "commit", "-q", "--allow-empty", "--no-gpg-sign", "-m", "x"]
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    dated = {**os.environ, "GIT_COMMITTER_DATE": f"{AT} +0100"}
    subprocess.run(commit, cwd=tmp_path, check=True, env=dated)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert reproducible.epoch() == AT


@pytest.mark.parametrize("told", [None, "", "yesterday", "-1"])
def test_without_it_one_says_what_to_do(
    reproducible: Any, monkeypatch: pytest.MonkeyPatch, told: str | None
) -> None:
    if told is not None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", told)
    with pytest.raises(LookupError, match=r"^Set SOURCE_DATE_EPOCH: "):
        reproducible.epoch()


@pytest.mark.parametrize("script", ["linux/build.py", "windows/build.py"])
def test_the_scripts_ask_before_anything_else(script: str, tmp_path: Path) -> None:
    environment = {name: it for name, it in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(
        [sys.executable, str(PACKAGING / script), str(tmp_path / "none"), str(tmp_path / "dist")],
        env={**environment, "PATH": str(tmp_path)},  # where there is no git
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Set SOURCE_DATE_EPOCH: ")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "dist").exists()
