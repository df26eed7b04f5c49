"""The checksums beside the files of a release."""

import hashlib
import subprocess
import sys
from pathlib import Path

from tests.packaging.tools import needs

SCRIPT = Path(__file__).parents[2] / "packaging/release/checksums.py"


def write_sums(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), str(folder)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_every_file_has_a_line_in_the_order_of_the_names(tmp_path: Path) -> None:
    for name in ("b.exe", "a.deb", "ü c.tar.gz"):
        (tmp_path / name).write_bytes(name.encode())
    write_sums(tmp_path)
    assert write_sums(tmp_path).returncode == 0  # the list itself is not listed
    assert (tmp_path / "SHA256SUMS").read_bytes().decode() == "".join(
        f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n"
        for name in ("a.deb", "b.exe", "ü c.tar.gz")
    )


@needs("sha256sum")
def test_sha256sum_understands_it(tmp_path: Path) -> None:
    (tmp_path / "a.deb").write_bytes(b"whole")
    write_sums(tmp_path)
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "a.deb").write_bytes(b"cut")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_nothing_to_release_is_an_error(tmp_path: Path) -> None:
    done = write_sums(tmp_path)
    assert done.returncode == 1
    assert "There is nothing to release" in done.stderr
    assert not (tmp_path / "SHA256SUMS").exists()


def test_files_lie_side_by_side(tmp_path: Path) -> None:
    (tmp_path / "linux").mkdir()
    done = write_sums(tmp_path)
    assert done.returncode != 0
    assert "linux is a folder" in done.stderr
