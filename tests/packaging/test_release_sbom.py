"""The list of what is inside a frozen program, in the form of CycloneDX."""

import importlib
import json
import os
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kling_desktop import __version__

SCRIPT = Path(__file__).parents[2] / "packaging/release/sbom.py"
AV = {"name": "av", "version": "1.0", "licence": "BSD-3-Clause", "purl": "pkg:pypi/av@1.0"}
FFMPEG = {
    "name": "FFmpeg",
    "version": "8.1",
    "licence": "GPL-3.0-or-later",
    "homepage": "https://ffmpeg.org",
    "source": "https://ffmpeg.org/releases/",
    "inside": "pillow 2.0, av 1.0",
    "purl": "pkg:generic/ffmpeg@8.1",
    "files": ["_internal/av.libs/libavcodec.so"],
}
PYTHON = {"name": "Python", "version": "3.11.7", "licence": "Python's own, in words"}
QT = {"name": "Qt for Python", "version": "6.1", "licence": "LGPL-3.0-only", "files": ["QtCore.so"]}
GROUPS = {"Qt for Python": ["pyside6", "shiboken6"]}
TOLD = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "metadata": {"component": {"type": "application", "bom-ref": "root", "name": "kling-desktop"}},
    "components": [
        {"type": "library", "bom-ref": f"{name}==1", "name": name, "version": "1"}
        for name in ("PySide6", "av", "pip", "shiboken6")
    ],
    "dependencies": [
        {"ref": "root", "dependsOn": ["av==1", "PySide6==1"]},
        {"ref": "PySide6==1", "dependsOn": ["shiboken6==1", "pip==1"]},
    ],
}


@pytest.fixture
def sbom(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    return importlib.import_module("sbom")


@pytest.fixture
def made(sbom: Any) -> dict[str, Any]:
    return dict(sbom.bill(TOLD, [AV, FFMPEG, PYTHON, QT], GROUPS, "0.1.0"))


def test_the_tools_are_no_part_of_it(made: dict[str, Any]) -> None:
    names = [component["name"] for component in made["components"]]
    assert names == ["FFmpeg", "PySide6", "Python", "av", "shiboken6"]
    assert "pip==1" not in json.dumps(made)


def test_every_work_has_its_licence_and_where_it_lies(made: dict[str, Any]) -> None:
    by_name = {component["name"]: component for component in made["components"]}
    assert by_name["av"]["licenses"] == [{"expression": "BSD-3-Clause"}]
    assert by_name["shiboken6"]["licenses"] == [{"expression": "LGPL-3.0-only"}]
    assert by_name["Python"]["licenses"] == [{"license": {"name": "Python's own, in words"}}]
    assert by_name["FFmpeg"]["purl"] == "pkg:generic/ffmpeg@8.1"
    (place,) = by_name["FFmpeg"]["evidence"]["occurrences"]
    assert place == {"location": "_internal/av.libs/libavcodec.so"}
    assert by_name["PySide6"]["evidence"]["occurrences"] == [{"location": "QtCore.so"}]


def test_what_needs_what(made: dict[str, Any]) -> None:
    needs = {one["ref"]: one["dependsOn"] for one in made["dependencies"]}
    ffmpeg = "FFmpeg / 8.1 / pillow 2.0, av 1.0"
    assert needs["av==1"] == [ffmpeg]
    assert needs["PySide6==1"] == ["shiboken6==1"]
    assert needs["root"] == ["PySide6==1", "Python / 3.11.7", "av==1"]
    assert needs[ffmpeg] == []


def test_it_has_the_version_and_a_number_that_follows_from_what_it_says(
    sbom: Any, made: dict[str, Any]
) -> None:
    assert made["metadata"]["component"]["version"] == "0.1.0"
    again = sbom.bill(TOLD, [QT, PYTHON, FFMPEG, AV], GROUPS, "0.1.0")
    other = sbom.bill(TOLD, [AV, FFMPEG, PYTHON, QT], GROUPS, "0.1.1")
    assert again == made
    assert other["serialNumber"] != made["serialNumber"]


def test_a_bundle_from_another_environment_is_noticed(sbom: Any) -> None:
    stranger = {**AV, "name": "strange", "purl": "pkg:pypi/Strange@1"}
    with pytest.raises(sbom.UnlikeError, match="strange is in the bundle"):
        sbom.bill(TOLD, [AV, stranger], GROUPS, "0.1.0")
    with pytest.raises(sbom.UnlikeError, match="same name"):
        sbom.bill(TOLD, [AV, FFMPEG, FFMPEG], GROUPS, "0.1.0")


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """The interpreter of an environment with two packages."""
    folder = tmp_path / "environment"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    (packages,) = (path for path in folder.rglob("site-packages"))
    for name in ("av", "tool"):
        told = packages / f"{name}-1.0.dist-info/METADATA"
        told.parent.mkdir()
        told.write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    return next(path for path in folder.glob("*/python*") if path.stem == "python")


@pytest.fixture
def run(
    sbom: Any, environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[list[Any]], int]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    listed = tmp_path / "bundle/_internal/kling_desktop/licences/works.json"
    listed.parent.mkdir(parents=True)
    where = ["--bundle", listed.parents[3], "--python", environment, "--output", tmp_path / "made"]

    def with_works(works: list[Any]) -> int:
        listed.write_text(json.dumps(works), encoding="utf-8")
        monkeypatch.setattr("sys.argv", ["sbom.py", *map(str, where)])
        return int(sbom.main())

    return with_works


def test_the_whole_list_is_valid_and_comes_out_the_same_twice(
    run: Callable[[list[Any]], int], tmp_path: Path
) -> None:
    texts = []
    for _ in range(2):
        assert run([AV, FFMPEG, PYTHON]) == 0
        (path,) = (tmp_path / "made").iterdir()
        texts.append(path.read_bytes())
    assert path.name.startswith(f"kling-desktop-{__version__}-")
    assert path.name.endswith(".cdx.json")
    assert texts[0] == texts[1]
    told = json.loads(texts[0])
    assert told["specVersion"] == "1.6"
    assert told["metadata"]["timestamp"] == "2023-11-14T22:13:20+00:00"
    assert [one["name"] for one in told["components"]] == ["FFmpeg", "Python", "av"]


def test_what_is_no_cyclonedx_is_not_written(
    run: Callable[[list[Any]], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([{**PYTHON, "homepage": 5}]) == 1
    assert "This is no CycloneDX 1.6" in capsys.readouterr().err
    assert not (tmp_path / "made").exists()
