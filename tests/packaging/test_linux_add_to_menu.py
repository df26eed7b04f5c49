"""The archive's way into a user's menu, from folders of any name."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINUX = Path(__file__).parents[2] / "packaging/linux"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a menu as Linux has it")


def unpacked(place: Path) -> Path:
    """What the script needs of an archive."""
    for path in ("applications/kling-desktop.desktop", "mime/packages/kling-desktop.xml"):
        (place / "share" / path).parent.mkdir(parents=True)
        shutil.copy(LINUX / Path(path).name, place / "share" / path)
    (place / "share/icons").mkdir()
    (place / "share/icons/kling-desktop.svg").touch()
    shutil.copy(LINUX / "archive/add-to-menu", place)
    return place


def add(place: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    command = ["/bin/sh", str(place / "add-to-menu")]
    return subprocess.run(
        command, env=environment, capture_output=True, encoding="utf-8", check=False
    )


def started(entry: Path) -> str:
    """The program, as the specification of desktop entries has it read."""
    (value,) = re.findall(r"^Exec=(.*)$", entry.read_text("utf-8"), re.MULTILINE)
    assert re.fullmatch(r"(\\\\|[^\\])*", value), value
    unescaped = value.replace(r"\\", "\\")
    quoted = re.fullmatch(r'"((?:\\["`$\\]|[^"`$\\])*)" %F', unescaped)
    assert quoted, value
    assert "%" not in quoted[1]
    return re.sub(r'\\(["`$\\])', r"\1", quoted[1])


@pytest.mark.parametrize(
    "name",
    ["Meine Sächen & mehr", r"back\slash", r"\\two \n", "$HOME `id`", "quo\"te's", "a|b;c#", r"\$"],
)
def test_the_entry_starts_the_program_in_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    place = unpacked(tmp_path / name)
    added = add(place, tmp_path / "home")
    assert added.returncode == 0, added.stderr
    assert f"runs from {place}." in added.stdout
    entry = tmp_path / "home/.local/share/applications/kling-desktop.desktop"
    assert started(entry) == str(place / "kling-desktop")


@pytest.mark.parametrize("name", ["50%", "a\tb", "a\nb"])
def test_a_folder_that_menus_start_nothing_from_is_refused(tmp_path: Path, name: str) -> None:
    added = add(unpacked(tmp_path / name), tmp_path / "home")
    assert added.returncode == 1
    assert added.stderr.startswith("Menus start nothing from a folder with %")
    assert not (tmp_path / "home").exists()
