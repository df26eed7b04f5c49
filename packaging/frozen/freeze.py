"""Freezes the program, on every system in the same way, into `build/frozen`.

`python packaging/frozen/freeze.py` does all of it, `make bundle` runs it. What PyInstaller can
import it takes along: so the program is frozen from an environment of its own, with nothing in it
but the program, what it needs, and PyInstaller, all in the versions of `packaging/constraints.txt`.
`--prepare` ends when that environment stands. Whoever has no make needs Python 3.11 or later.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ENVIRONMENT = ROOT / ".venv-frozen"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
FROZEN = ROOT / "build/frozen"


def main() -> int:
    """Returns an exit code; raises `subprocess.CalledProcessError` where a step fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prepare", action="store_true", help="only make the environment")
    asked = parser.parse_args()
    if asked.prepare or not PYTHON.exists():
        prepare()
    if not asked.prepare:
        freeze()
    return 0


def prepare() -> None:
    """Makes the environment; one that is there already is brought up to date."""
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", str(ENVIRONMENT))
    listed = subprocess.run(
        [str(PYTHON), "packaging/requirements.py", "project", "package"],
        check=True,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
    ).stdout
    run(str(PYTHON), "-m", "pip", "install", "-q", *listed.splitlines())


def freeze() -> None:
    """Installs the program as it stands here, and freezes that."""
    run(str(PYTHON), "-m", "pip", "install", "-q", "--no-deps", "--force-reinstall", ".")
    if FROZEN.exists():
        shutil.rmtree(FROZEN)
    run(
        str(PYTHON),
        *("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
        *("--distpath", "build/frozen", "--workpath", "build/frozen/work"),
        "packaging/frozen/kling-desktop.spec",
    )
    run(str(PYTHON), "packaging/licences/works.py", str(FROZEN))


def run(*command: str) -> None:
    """Runs a step with the pinned versions. The same hashes, the same order: the same bytes."""
    fixed = {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        # Relative: pip splits these at spaces. Newer ones read the second for build environments.
        "PIP_CONSTRAINT": "packaging/constraints.txt",
        "PIP_BUILD_CONSTRAINT": "packaging/constraints.txt",
        "PYTHONHASHSEED": "0",
    }
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | fixed)


if __name__ == "__main__":
    sys.exit(main())
