"""What Windows shows of the executables, read as PyInstaller reads it."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kling_desktop import __version__


@pytest.fixture
def resource(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module."""
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "packaging"))
    return importlib.import_module("windows.version_resource")


def read(text: str) -> dict[str, Any]:
    """The values in a version file of PyInstaller, which evaluates it as well."""
    found: dict[str, Any] = {}

    def take(**named: Any) -> None:
        found.update(named)

    def pair(name: str, value: Any) -> None:
        found[name] = value

    names: dict[str, Callable[..., Any]] = {
        "FixedFileInfo": take,
        "StringStruct": pair,
        "VarStruct": pair,
        "StringTable": pair,
        "StringFileInfo": lambda _: None,
        "VarFileInfo": lambda _: None,
        "VSVersionInfo": lambda **_: None,
    }
    eval(text, names)
    return found


def test_each_executable_says_what_it_is(resource: Any, tmp_path: Path) -> None:
    described = set()
    for name, about, _ in resource.EXECUTABLES:
        file = Path(resource.version_file(tmp_path, name, about, __version__))
        told = read(file.read_text("utf-8"))
        assert told["ProductVersion"] == told["FileVersion"] == __version__
        assert told["filevers"] == told["prodvers"] == resource.four_numbers(__version__)
        assert told["OriginalFilename"] == f"{name}.exe"
        assert told["ProductName"] == "Kling Desktop"
        described.add(told["FileDescription"])
    assert len(described) == 2


def test_one_has_a_console_and_the_window_has_none(resource: Any) -> None:
    consoles = {name: console for name, _, console in resource.EXECUTABLES}
    assert consoles == {"Kling Desktop": False, "kling-desktop": True}


@pytest.mark.parametrize(
    ("version", "numbers", "flags"),
    [
        ("0.1.0", (0, 1, 0, 0), 0),
        ("1.2", (1, 2, 0, 0), 0),
        ("1.2.3rc1", (1, 2, 3, 0), 2),
        ("12.0.1.dev4", (12, 0, 1, 0), 2),
    ],
)
def test_windows_counts_in_four_numbers(
    resource: Any, version: str, numbers: tuple[int, ...], flags: int
) -> None:
    told = read(resource.version_resource("a", "b", version))
    assert (told["filevers"], told["flags"]) == (numbers, flags)


def test_what_is_no_version_is_refused(resource: Any) -> None:
    with pytest.raises(ValueError, match="latest"):
        resource.four_numbers("latest")
