"""A program that has come to need a later system than promised is not packaged."""

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
COMPILER = shutil.which("cc")

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these versions"),
    pytest.mark.skipif(
        not (COMPILER and shutil.which("objdump")) and "CI" not in os.environ,
        reason="needs a C compiler and objdump",
    ),
]


@pytest.fixture
def floor(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT / "packaging/linux"))
    return importlib.import_module("floor")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    (tmp_path / "bundle/_internal").mkdir(parents=True)
    return tmp_path / "bundle"


def library(path: Path, *versions: str) -> Path:
    """A library whose functions have these versions, as those of the C library have theirs."""
    script = path.with_suffix(".map")
    script.write_text("".join(f"{it} {{ f{at}; }};\n" for at, it in enumerate(versions)))
    code = "".join(f"void f{at}(void) {{}}\n" for at in range(len(versions)))
    build(path, code, f"-Wl,--version-script={script}", f"-Wl,-soname,{path.name}")
    return path


def linked(path: Path, to: Path, functions: int) -> None:
    """A library that calls so many functions of another one."""
    calls = "".join(
        f"void f{at}(void); void g{at}(void) {{ f{at}(); }}\n" for at in range(functions)
    )
    build(path, calls, str(to))


def build(path: Path, code: str, *more: str) -> None:
    source = path.with_suffix(".c")
    source.write_text(code)
    command = [str(COMPILER), "-shared", "-fPIC", "-nostdlib", "-o", str(path), str(source), *more]
    subprocess.run(command, check=True)
    source.unlink()


def test_a_file_that_needs_a_later_system_is_named(
    floor: Any, bundle: Path, tmp_path: Path
) -> None:
    system = library(tmp_path / "libsystem.so", "GLIBC_2.2.5", "GLIBC_2.99")
    linked(bundle / "_internal/modest.so", system, 1)
    linked(bundle / "_internal/eager.so", system, 2)
    with pytest.raises(ValueError, match=r"eager\.so; promised is GLIBC_") as raised:
        floor.check(bundle)
    assert "GLIBC_2.99" in str(raised.value)
    assert "modest" not in str(raised.value)


def test_what_a_promised_system_has_is_fine(floor: Any, bundle: Path, tmp_path: Path) -> None:
    # As text 2.9 comes after 2.35.
    system = library(tmp_path / "libsystem.so", "GLIBC_2.9", "GLIBCXX_3.4.9")
    linked(bundle / "_internal/modest.so", system, 2)
    floor.check(bundle)
    assert floor.asked_for(bundle) == {
        "GLIBC": {(2, 9): ["_internal/modest.so"]},
        "GLIBCXX": {(3, 4, 9): ["_internal/modest.so"]},
    }


def test_a_later_cpp_library_is_found_too(floor: Any, bundle: Path, tmp_path: Path) -> None:
    system = library(tmp_path / "libsystem.so", "GLIBCXX_3.4.99")
    linked(bundle / "_internal/eager.so", system, 1)
    with pytest.raises(ValueError, match=r"GLIBCXX_3\.4\.99 is asked for by _internal/eager\.so"):
        floor.check(bundle)


def test_a_library_that_comes_along_is_not_asked_of_the_system(floor: Any, bundle: Path) -> None:
    own = library(bundle / "_internal/libown.so", "GLIBCXX_3.4.99")
    linked(bundle / "_internal/user.so", own, 1)
    floor.check(bundle)
