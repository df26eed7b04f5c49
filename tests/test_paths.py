import importlib.resources
from pathlib import Path

import pytest

from kling_desktop import paths
from kling_desktop.paths import Paths, find_paths, resource


def test_the_variable_moves_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KLING_DESKTOP_HOME", str(tmp_path / "my data"))
    found = find_paths()
    names = [name for name in dir(Paths) if isinstance(getattr(Paths, name), property)]
    assert len(names) >= 10
    places = [getattr(found, name) for name in names]
    assert all(place.is_relative_to(tmp_path / "my data") for place in places)
    assert len(set(places)) == len(places)
    assert not (tmp_path / "my data").exists()


def test_a_relative_folder_is_meant_from_here_for_good(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KLING_DESKTOP_HOME", "data")
    found = find_paths()
    monkeypatch.chdir("/")
    assert found.home == tmp_path / "data"


def test_a_tilde_is_the_users_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KLING_DESKTOP_HOME", "~/data")
    assert find_paths().home == tmp_path / "data"


def test_a_folder_that_only_begins_with_a_tilde_is_a_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KLING_DESKTOP_HOME", "~no-such-user-here")
    assert find_paths().home == tmp_path / "~no-such-user-here"


@pytest.mark.parametrize("value", [None, ""])
def test_without_it_the_systems_own_place_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str | None
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    if value is None:
        monkeypatch.delenv("KLING_DESKTOP_HOME", raising=False)
    else:
        monkeypatch.setenv("KLING_DESKTOP_HOME", value)
    home = find_paths().home
    assert home.name == "Kling Desktop"
    assert home.is_relative_to(tmp_path)


@pytest.mark.parametrize("name", ["rates.json", "sample.jpg"])
def test_what_is_shipped_is_found(name: str) -> None:
    assert resource(name).is_file()


def test_in_a_wheel_it_lies_inside_the_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "site" / "kling_desktop"
    inside = package / "resources" / "rates.json"
    inside.parent.mkdir(parents=True)
    monkeypatch.setattr(paths, "files", lambda name: package)
    assert resource("rates.json") == tmp_path / "site" / "resources" / "rates.json"
    inside.write_text("{}")
    assert resource("rates.json") == inside
    assert Path(str(importlib.resources.files("kling_desktop"))).is_dir()
