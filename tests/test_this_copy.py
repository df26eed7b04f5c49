import sys
from importlib import metadata
from pathlib import Path

import pytest

from kling_desktop import __version__, this_copy
from kling_desktop.this_copy import Kind, details, kind, release_page


def test_it_knows_how_it_was_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert kind() is Kind.CHECKOUT
    package = Path(this_copy.__file__).parent
    monkeypatch.setattr(this_copy, "resource", lambda name: package / "resources" / name)
    assert kind() is Kind.PYTHON_PACKAGE
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    for system, program, expected in (
        ("linux", "/usr/lib/kling-desktop/kling-desktop", Kind.SYSTEM_PACKAGE),
        ("linux", str(tmp_path / "kling-desktop"), Kind.ARCHIVE),
        ("win32", "C:/Programs/kling-desktop.exe", Kind.INSTALLER),
        ("darwin", "/Applications/Kling Desktop.app/Contents/MacOS/kling-desktop", Kind.APP),
    ):
        monkeypatch.setattr(sys, "platform", system)
        monkeypatch.setattr(sys, "executable", program)
        assert kind() is expected


@pytest.mark.parametrize(
    ("named", "page"),
    [
        (["Releases, https://example.com/releases"], "https://example.com/releases"),
        (
            ["Source, https://example.com", "Releases,https://example.com/r"],
            "https://example.com/r",
        ),
        (["Releases, http://example.com/releases"], ""),
        (["Releases, javascript:alert(1)"], ""),
        (["Source, https://example.com"], ""),
        ([], ""),
    ],
)
def test_newer_versions_are_where_the_publisher_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, named: list[str], page: str
) -> None:
    told = tmp_path / "published-1.dist-info/METADATA"
    told.parent.mkdir()
    links = "".join(f"Project-URL: {link}\n" for link in named)
    told.write_text(f"Metadata-Version: 2.4\nName: published\nVersion: 1\n{links}")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(this_copy, "DISTRIBUTION", "published")
    assert release_page() == page


def test_a_copy_that_was_never_installed_has_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(this_copy, "DISTRIBUTION", "no-such-distribution")
    assert release_page() == ""


def test_details_say_what_faults_hang_on() -> None:
    lines = details("Qt 6 on xcb").splitlines()
    assert lines[0] == f"Kling Desktop {__version__} (source)"
    assert f"av {metadata.version('av')}" in lines[-2]
    assert lines[-1] == "Qt 6 on xcb"
