"""What the .app tells macOS of itself, and what of Qt goes into it."""

import importlib.metadata
import platform
import plistlib
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "packaging/frozen/kling-desktop.spec"


@pytest.fixture
def info(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    return importlib.import_module("macos.info")


@pytest.fixture
def told(info: Any) -> dict[str, Any]:
    """Info.plist, as macOS reads it back."""
    return dict(plistlib.loads(plistlib.dumps(info.info_plist("1.2.3rc1", "arm64"))))


def test_the_version_has_only_numbers(info: Any, told: dict[str, Any]) -> None:
    assert told["CFBundleShortVersionString"] == told["CFBundleVersion"] == "1.2.3"
    with pytest.raises(ValueError, match=r"1\.2"):
        info.numbers("1.2")


def test_each_architecture_has_its_oldest_system(info: Any, told: dict[str, Any]) -> None:
    assert told["LSMinimumSystemVersion"] == "14.0"
    assert info.info_plist("1.2.3", "x86_64")["LSMinimumSystemVersion"] == "13.0"
    with pytest.raises(KeyError):
        info.info_plist("1.2.3", "ppc")


def test_storyboards_are_its_own_and_pictures_are_not(told: dict[str, Any]) -> None:
    boards, pictures = told["CFBundleDocumentTypes"]
    (declared,) = told["UTExportedTypeDeclarations"]
    assert boards["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    assert (boards["LSHandlerRank"], boards["CFBundleTypeRole"]) == ("Owner", "Editor")
    assert (pictures["LSHandlerRank"], pictures["CFBundleTypeRole"]) == ("Alternate", "Viewer")
    tags = declared["UTTypeTagSpecification"]
    assert tags["public.filename-extension"] == ["klingboard"]
    mime = (ROOT / "packaging/linux/kling-desktop.desktop").read_text("utf-8")
    offered = re.findall(r"(?:image|application)/[\w-]+", mime)
    assert tags["public.mime-type"][0] in offered
    # HEIC and HEIF are two types here and one there.
    assert len(pictures["LSItemContentTypes"]) == len(offered)


def test_it_speaks_to_macos_in_every_language_of_the_program(
    info: Any, told: dict[str, Any]
) -> None:
    spoken = {path.name for path in (ROOT / "resources/locale").iterdir() if path.is_dir()}
    assert spoken == {"zh_CN"}
    assert told["CFBundleLocalizations"] == ["en", "zh-Hans"]
    ((place, source),) = info.FURTHER_FILES
    assert place == "zh-Hans.lproj/InfoPlist.strings"
    said = dict(re.findall(r'^"?(.+?)"? = "(.+)";$', source.read_text("utf-8"), re.MULTILINE))
    names = [kind["CFBundleTypeName"] for kind in told["CFBundleDocumentTypes"]]
    assert set(said) == {*names, "NSHumanReadableCopyright"}
    assert said[names[0]] == "Kling Desktop 分镜"


def test_it_asks_for_nothing_private(told: dict[str, Any]) -> None:
    assert [key for key in told if key.endswith("UsageDescription")] == []
    assert "LSBackgroundOnly" not in told
    assert told["NSHighResolutionCapable"] is True


@pytest.mark.qt
def test_the_icons_are_there_in_every_size(info: Any, told: dict[str, Any], tmp_path: Path) -> None:
    drawing = ROOT / "packaging/frozen/draw_icons.py"
    subprocess.run([sys.executable, str(drawing), str(tmp_path)], check=True)
    boards = told["CFBundleDocumentTypes"][0]["CFBundleTypeIconFile"]
    for name in (told["CFBundleIconFile"], boards):
        with Image.open(tmp_path / name) as icon:
            assert {(16, 16, 2), (128, 128, 1), (256, 256, 1), (512, 512, 2)} <= set(
                icon.info["sizes"]
            )
            icon.load()
            assert icon.size == (1024, 1024)


class Recipe:
    """PyInstaller's words in the recipe. They take down what they are told."""

    def __init__(self, found: list[tuple[str, str, str]]) -> None:
        self.told: dict[str, Any] = {}
        self._found = found

    def run(self, work: Path) -> None:
        words = {name: self._word(name) for name in ("PYZ", "EXE", "COLLECT", "BUNDLE")}
        places = {"SPECPATH": str(SPEC.parent), "workpath": str(work), "Analysis": self._analysis}
        exec(compile(SPEC.read_text("utf-8"), str(SPEC), "exec"), {**words, **places})

    def _analysis(self, *_: object, **__: object) -> Any:
        analysis = ModuleType("Analysis")
        vars(analysis).update(binaries=self._found, datas=[], pure=[], scripts=[])
        return analysis

    def _word(self, name: str) -> Any:
        def take_down(*values: object, **named: object) -> Any:
            self.told[name] = (values, named)
            made = ModuleType(name)
            vars(made).update(dependencies=[])
            return made

        return take_down


QT = "PySide6/Qt"
KEPT = [
    (f"{QT}/plugins/platforms/libqcocoa.dylib", "/qt/libqcocoa.dylib", "BINARY"),
    (f"{QT}/plugins/platforms/libqoffscreen.dylib", "/qt/libqoffscreen.dylib", "BINARY"),
    (f"{QT}/plugins/styles/libqmacstyle.dylib", "/qt/libqmacstyle.dylib", "BINARY"),
    (f"{QT}/plugins/multimedia/libffmpegmediaplugin.dylib", "/qt/libff.dylib", "BINARY"),
    (f"{QT}/plugins/iconengines/libqsvgicon.dylib", "/qt/libqsvgicon.dylib", "BINARY"),
    (f"{QT}/lib/libavcodec.61.dylib", "/qt/libavcodec.61.dylib", "BINARY"),
    (f"{QT}/lib/QtGui.framework/Versions/A/QtGui", "/qt/QtGui", "BINARY"),
    (f"{QT}/lib/QtGui.framework/Versions/A/Resources/Info.plist", "/qt/Info.plist", "BINARY"),
    (f"{QT}/lib/QtGui.framework/Versions/Current", "A", "SYMLINK"),
    ("QtGui", f"{QT}/lib/QtGui.framework/Versions/A/QtGui", "SYMLINK"),
    ("libpython3.13.dylib", "/python/libpython3.13.dylib", "BINARY"),
]
LEFT_OUT = [
    (f"{QT}/plugins/multimedia/libdarwinmediaplugin.dylib", "/qt/libdarwin.dylib", "BINARY"),
    (f"{QT}/plugins/permissions/libqdarwincamerapermission.dylib", "/qt/libq.dylib", "BINARY"),
    (f"{QT}/plugins/imageformats/libqpdf.dylib", "/qt/libqpdf.dylib", "BINARY"),
    (f"{QT}/plugins/sqldrivers/libqsqlite.dylib", "/qt/libqsqlite.dylib", "BINARY"),
    (f"{QT}/lib/QtPdf.framework/Versions/A/QtPdf", "/qt/QtPdf", "BINARY"),
    (f"{QT}/lib/QtPdf.framework/Versions/A/Resources/Info.plist", "/qt/Info.plist", "BINARY"),
    (f"{QT}/lib/QtPdf.framework/Versions/Current", "A", "SYMLINK"),
    ("QtPdf", f"{QT}/lib/QtPdf.framework/Versions/A/QtPdf", "SYMLINK"),
]


def test_the_recipe_makes_an_app_with_what_macos_needs_of_qt(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, info: Any
) -> None:
    """PyInstaller itself can't run for another system: the recipe is read with its words imitated.
    The names are those that PySide6's wheel for macOS has.
    """
    hooks = ModuleType("PyInstaller.utils.hooks")
    vars(hooks).update(collect_submodules=lambda _: [], copy_metadata=lambda *_, **__: [])
    for name in ("PyInstaller", "PyInstaller.utils"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, hooks.__name__, hooks)
    works = ModuleType("works")
    vars(works).update(toc=lambda *_: [])
    monkeypatch.setitem(sys.modules, "works", works)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    drawn: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: drawn.append(command))
    recipe = Recipe(KEPT + LEFT_OUT)
    recipe.run(tmp_path)
    _, executable = recipe.told["EXE"]
    assert (executable["name"], executable["console"]) == (info.EXECUTABLE, False)
    (_, binaries, _), _ = recipe.told["COLLECT"]
    assert binaries == KEPT
    (folder, further), app = recipe.told["BUNDLE"]
    assert folder.__name__ == "COLLECT"
    assert app["name"] == "Kling Desktop.app"
    assert Path(app["icon"]) == tmp_path / "icons/app.icns"
    assert drawn[0][-1] == str(tmp_path / "icons")
    assert [(name, kind) for name, _, kind in further] == [
        ("klingboard.icns", "DATA"),
        ("zh-Hans.lproj/InfoPlist.strings", "DATA"),
    ]
    assert app["info_plist"] == info.info_plist(
        importlib.metadata.version("kling-desktop"), "x86_64"
    )
    assert app["bundle_identifier"] == app["info_plist"]["CFBundleIdentifier"]
