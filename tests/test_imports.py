"""Qt stays in `ui/` and `app.py`, and every other room works where it is not installed."""

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import kling_desktop

ROOT = Path(kling_desktop.__file__).parent.parent

QT_FREE = sorted(
    module.name
    for module in pkgutil.walk_packages(kling_desktop.__path__, "kling_desktop.")
    if not module.name.startswith(("kling_desktop.ui", "kling_desktop.app"))
    and not module.name.endswith("__main__")
)

ASK = """
import importlib, sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "shiboken6"}:
            raise ModuleNotFoundError(f"{name} was asked for", name=name)
if sys.argv[1] == "blocked":
    sys.meta_path.insert(0, NoQt())
for name in sys.argv[2:]:
    importlib.import_module(name)
found = [m for m in sys.modules if m.split(".")[0] in {"PySide6", "shiboken6"}]
sys.exit(f"loaded: {found}" if found else 0)
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter, so that nothing is loaded already."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", ASK, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_command_line_loads_no_qt() -> None:
    done = run("free", "kling_desktop.cli")
    assert done.returncode == 0, done.stderr


def test_no_other_room_needs_qt_to_be_installed() -> None:
    assert {"kling_desktop.cli", "kling_desktop.words", "kling_desktop.jobs.engine"} < set(QT_FREE)
    done = run("blocked", *QT_FREE)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "without"),
    [
        (["--version"], ["PySide6", "httpx", "av", "PIL", "keyring"]),
        (["check", "--help"], ["PySide6", "uvicorn"]),
        (["practice-service", "--help"], ["PySide6", "httpx", "keyring"]),
    ],
)
def test_the_program_loads_no_more_than_it_needs(
    arguments: list[str], without: list[str], tmp_path: Path
) -> None:
    """As started from the shell, with libraries that cannot be imported."""
    for name in without:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(f"raise ImportError('{name} was asked for')")
    done = subprocess.run(
        [sys.executable, "-m", "kling_desktop", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
