"""The list of works inside the frozen program: nothing unknown, nothing without its licence."""

import re
import sys
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.licenses import canonicalize_license_expression

from kling_desktop.licences import Work, read

PLACE = Path(__file__).parents[2] / "packaging/licences"
ELF = b"\x7fELF and so on"

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads the wheels for Linux")


@pytest.fixture(scope="module")
def holders() -> Any:
    """What is installed here: thousands of files, looked up once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(PLACE))
        return import_module("holders").Holders()


@pytest.fixture
def works(holders: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(PLACE))
    module = import_module("works")
    monkeypatch.setattr(module, "Holders", lambda: holders)
    return module


@pytest.fixture
def dep5(works: Any) -> Any:
    return import_module("dep5")


def of_package(name: str, *patterns: str) -> list[tuple[str, str, str]]:
    """Files of an installed Python package, as PyInstaller would list them."""
    files = metadata.files(name) or []
    wanted = [file for file in files if any(file.match(pattern) for pattern in patterns)]
    assert wanted
    return [(str(file), str(file.locate()), "BINARY") for file in wanted]


@pytest.fixture
def entries() -> list[tuple[str, str, str]]:
    return [
        *of_package("av", "libx264-*", "libavutil-*", "libXau-*", "_core.*.so", "__init__.py"),
        *of_package("pillow", "libXau-*", "libwebp-*"),
        *of_package("h11", "_util.py"),
        *of_package("shiboken6", "Shiboken.abi3.so"),
    ]


def test_each_licence_is_spdx_and_each_text_is_there_and_needed(works: Any) -> None:
    book = works.load()
    for said in [*(work.licence for work in book.work), *book.said.values()]:
        assert canonicalize_license_expression(said) == said
    texts = {name for work in book.work for name in work.texts}
    assert texts == {path.stem for path in (PLACE / "texts").iterdir()}
    assert all(work.texts or work.note for work in book.work)


@pytest.mark.parametrize(
    ("base", "inside", "name"),
    [
        # As the wheels for Linux, Windows and macOS call them.
        ("libavcodec-5e6b81c2.so.62.28.102", "av", "FFmpeg"),
        ("avcodec-62-984de33114b7fa384296817dec999c9d.dll", "av", "FFmpeg"),
        ("libavcodec.62.28.102.dylib", "av", "FFmpeg"),
        ("libx264-165-f3a909470ddc2d85ed21eda3d0fb7954.dll", "av", "x264"),
        ("libx265.216.dylib", "av", "x265"),
        ("libx265-217-276e7d75772a32bd086b54d54e01fd11.dll", "pillow-heif", "x265"),
        ("libgcc_s_seh-1-4c0a762e4178b574f72d1ef1f8bb5fc9.dll", "av", "GCC runtime libraries"),
        ("libstdc++-6-2d5c346d47ad531ef9f5185db0e8cef3.dll", "av", "GCC runtime libraries"),
        ("libwinpthread-1-02332fab016bf884a2a7a7b2ece22ffe.dll", "av", "MinGW-w64 winpthreads"),
        ("zlib1-79e0c4f9db71cb511398c504b832d395.dll", "av", "zlib"),
        ("libz.1.3.1.zlib-ng.dylib", "pillow", "zlib-ng"),
        ("libz.so.1", "", "zlib"),
        ("libpng16.16.dylib", "pillow", "libpng"),
        ("avcodec-61.dll", "pyside6-addons", "FFmpeg"),
        ("libavutil.so.59", "pyside6-addons", "FFmpeg"),
        ("Qt6Core.dll", "pyside6-essentials", "Qt"),
        ("QtCore", "pyside6-essentials", "Qt"),
        ("libqxcb.so", "pyside6-essentials", "Qt"),
        ("libQt6FFmpegStub-ssl.so.3", "pyside6-addons", "Qt"),
        ("QtCore.pyd", "pyside6-essentials", "Qt for Python"),
        ("libpyside6.abi3.6.11.dylib", "pyside6-essentials", "Qt for Python"),
        ("shiboken6.abi3.dll", "shiboken6", "Qt for Python"),
        ("opengl32sw.dll", "pyside6-essentials", "Mesa"),
        ("msvcp140_codecvt_ids.dll", "shiboken6", "Microsoft Visual C++ runtime"),
        ("VCRUNTIME140_1.dll", "", "Microsoft Visual C++ runtime"),
        ("python311.dll", "", "Python"),
        ("libpython3.11.so.1.0", "", "Python"),
        ("libcrypto-3.dll", "", "OpenSSL"),
        ("libssl.3.dylib", "", "OpenSSL"),
        ("sqlite3.dll", "", "SQLite"),
        ("libffi-8.dll", "", "libffi"),
        ("libncursesw.6.dylib", "", "ncurses"),
        ("_core.abi3.so", "av", None),
        ("libstrange.so.1", "", None),
    ],
)
def test_libraries_are_known_by_what_each_system_calls_them(
    works: Any, base: str, inside: str, name: str | None
) -> None:
    holder = works.Holder(inside, "1", "pypi" if inside else "")
    found = works.which(base, holder, works.load(), library=True, standard=False)
    assert (found and found.name) == name


def test_two_kinds_of_ffmpeg_come_under_two_licences(works: Any) -> None:
    book = works.load()
    of = {
        inside: works.which(
            "libavutil.so", works.Holder(inside, "1", "pypi"), book, library=True, standard=False
        )
        for inside in ("av", "pyside6-addons")
    }
    assert of["av"].licence == "GPL-3.0-or-later"
    assert of["pyside6-addons"].licence == "LGPL-2.1-or-later"


@pytest.mark.qt
@on_linux
def test_what_goes_in_is_told_of_with_its_licence(
    works: Any, entries: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    added = works.toc(tmp_path / "licences", entries)
    assert {name for name, _, _ in added} >= {"licences/works.json", "licences/SOURCES.txt"}
    found = {work.name: work for work in read(tmp_path / "licences")}
    assert set(found) == {"av", "FFmpeg", "h11", "libwebp", "libXau", "Qt for Python", "x264"}
    # Read out of the library, and from the list that the package brings along.
    assert re.fullmatch(r"\d+\.\d+.*", found["FFmpeg"].version)
    assert found["libwebp"].version
    assert found["av"].version == metadata.version("av")
    assert found["av"].purl == f"pkg:pypi/av@{metadata.version('av')}"
    assert found["FFmpeg"].purl == f"pkg:generic/ffmpeg@{found['FFmpeg'].version}"
    assert found["Qt for Python"].licence.startswith("LGPL-3.0-only")
    assert found["x264"].inside == f"av {metadata.version('av')}"
    # Each package has one of the same version: told of once.
    assert found["libXau"].inside.count(", ") == 1
    assert len(found["libXau"].files) == 2
    text = text_of(tmp_path, found["x264"])
    assert "Version 2, June 1991" in text
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "Built with: --" in text_of(tmp_path, found["FFmpeg"])
    assert "Permission is hereby granted" in text_of(tmp_path, found["h11"])
    sources = (tmp_path / "licences/SOURCES.txt").read_text("utf-8")
    assert "https://github.com/PyAV-Org/pyav-ffmpeg" in sources


def text_of(folder: Path, work: Work) -> str:
    return (folder / "licences" / work.text).read_text("utf-8")


@pytest.mark.qt
@on_linux
def test_the_same_goes_in_with_the_same_bytes_and_no_place_of_this_machine(
    works: Any, entries: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    made = []
    for order in (entries, entries[::-1], entries):
        works.toc(tmp_path / "licences", order)
        paths = sorted((tmp_path / "licences").iterdir())
        made.append({path.name: path.read_bytes() for path in paths})
    assert made[0] == made[1] == made[2]
    for data in made[0].values():
        assert sys.prefix.encode() not in data
        assert str(Path.home()).encode() + b"/" not in data


def test_a_library_of_no_known_work_stops_the_build(works: Any, tmp_path: Path) -> None:
    strange = tmp_path / "libstrange.so.1"
    strange.write_bytes(ELF)
    (tmp_path / "notes.txt").write_text("no library")
    entry = ("libstrange.so.1", str(strange), "BINARY")
    note = ("notes.txt", str(tmp_path / "notes.txt"), "DATA")
    with pytest.raises(works.UnknownLibraryError, match=r"libstrange\.so\.1 \(from .*works\.toml"):
        works.find([note, entry], works.load())
    assert works.find([note], works.load()) == []


def test_what_a_python_package_brings_along_is_not_taken_for_its_own(
    works: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("odd/_own.abi3.so", "odd.libs/libother-1a2b.so", "odd/other.dll")
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(ELF)
    told = tmp_path / "odd-1.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.4\nName: odd\nVersion: 1\n")
    (told / "RECORD").write_text("".join(f"{name},,\n" for name in names))
    monkeypatch.syspath_prepend(str(tmp_path))
    only = list(metadata.distributions(path=[str(tmp_path)]))
    monkeypatch.setattr(metadata, "distributions", lambda: only)
    monkeypatch.setattr(works, "Holders", import_module("holders").Holders)
    own, *others = ((name, str(tmp_path / name), "BINARY") for name in names)
    (found,) = works.find([own], works.load())
    assert str(found.holder) == "odd 1"
    for other in others:
        with pytest.raises(works.UnknownLibraryError):
            works.find([own, other], works.load())
    # And there is no licence of it anywhere.
    with pytest.raises(import_module("texts").MissingTextError, match="odd 1"):
        works.toc(tmp_path / "licences", [own])


@pytest.mark.qt
@on_linux
@pytest.mark.parametrize("mark", [ELF, b"MZ\x90\0", bytes.fromhex("cffaedfe"), b"\xca\xfe\xba\xbe"])
def test_a_bundle_is_looked_through_for_what_its_list_does_not_name(
    works: Any,
    entries: list[tuple[str, str, str]],
    tmp_path: Path,
    mark: bytes,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    inner = tmp_path / "bundle/_internal"
    works.toc(inner / "licences", entries[-1:])
    (inner / "shiboken6").mkdir()
    (inner / "shiboken6/Shiboken.abi3.so").write_bytes(mark)
    (tmp_path / "bundle/kling-desktop").write_bytes(mark)
    monkeypatch.setattr(sys, "argv", ["works.py", str(tmp_path / "bundle")])
    assert works.main() == 0
    (inner / "libnew.so.1").write_bytes(mark)
    assert works.main() == 1
    assert "libnew.so.1" in capsys.readouterr().err
    (inner / "licences/works.json").unlink()
    assert works.main() == 1
    assert "was not frozen by our recipe" in capsys.readouterr().err


@pytest.mark.qt
@on_linux
def test_the_copyright_file_tells_machines_of_every_work(
    works: Any, dep5: Any, entries: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    works.toc(tmp_path / "_internal/licences", entries)
    made = dep5.debian_copyright(tmp_path, "usr/lib/kling-desktop")
    paragraphs = [paragraph for paragraph in made.split("\n\n") if paragraph.strip()]
    told = [dict(re.findall(r"^(\w[\w-]*): ?(.*)$", one, re.MULTILINE)) for one in paragraphs]
    assert told[0]["Format"].startswith("https://www.debian.org/doc/packaging-manuals/")
    files = [one for one in told if "Files" in one]
    assert all(one["Copyright"] and one["License"] for one in files)
    (x264,) = (one for one in files if "libx264-" in one["Files"])
    assert x264["License"] == "GPL-2+"
    assert "x264 project" in x264["Copyright"]
    explained = [one["License"] for one in told if "License" in one and "Files" not in one]
    assert sorted(explained) == sorted({one["License"] for one in files})
    # Those who wrote the licences did not write the works.
    assert "Free Software Foundation, Inc. <https://fsf.org/>" not in made
