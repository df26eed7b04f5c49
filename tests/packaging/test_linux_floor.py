"""A program that has come to need a later system than promised is not packaged."""

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

LINUX = Path(__file__).parents[2] / "packaging/linux"
BEGINNING = """
{path}:     file format elf64-x86-64

Dynamic Section:
  NEEDED               {library}
  SONAME               {name}

Version definitions:
1 0x01 0x0c9d7e5a {name}
2 0x00 0x00827f3e GLIBC_2.99

Version References:
  required from {library}:
"""
"""What `objdump -p` tells of a library, from binutils 2.40. The version that it defines itself is
that of its own functions: no system has to have it.
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these versions")


class Linked:
    """A bundle, and what objdump tells of each library in it."""

    def __init__(self, bundle: Path) -> None:
        self.bundle = bundle
        self._told: dict[str, str] = {}

    def add(self, name: str, library: str, *versions: str) -> None:
        """A library that calls functions of another one; they have these versions."""
        path = self.bundle / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\x7fELF and so on")
        lines = [f"    0x0d696914 0x00 {at:02} {it}" for at, it in enumerate(versions, 2)]
        beginning = BEGINNING.format(path=path, library=library, name=path.name)
        self._told[str(path)] = "\n".join([beginning.rstrip(), *lines, "", ""])

    def tell(self, *command: str) -> str:
        program, option, *files = command
        assert (program, option) == ("objdump", "-p")
        return "".join(self._told[file] for file in files)


@pytest.fixture
def linked(tmp_path: Path) -> Linked:
    return Linked(tmp_path / "bundle")


@pytest.fixture
def floor(linked: Linked, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(LINUX))
    module = importlib.import_module("floor")
    monkeypatch.setattr(module, "said_by", linked.tell)
    return module


def test_a_file_that_needs_a_later_system_is_named(floor: Any, linked: Linked) -> None:
    linked.add("_internal/modest.so", "libc.so.6", "GLIBC_2.2.5")
    linked.add("_internal/eager.so", "libc.so.6", "GLIBC_2.2.5", "GLIBC_2.99")
    with pytest.raises(ValueError, match=r"eager\.so; promised is GLIBC_2\.35") as raised:
        floor.check(linked.bundle, "2.35")
    assert "GLIBC_2.99" in str(raised.value)
    assert "modest" not in str(raised.value)


def test_what_a_promised_system_has_is_fine(floor: Any, linked: Linked) -> None:
    # As text 2.9 comes after 2.35.
    linked.add("_internal/modest.so", "libstdc++.so.6", "GLIBC_2.9", "GLIBCXX_3.4.9")
    floor.check(linked.bundle, "2.35")
    assert floor.asked_for(linked.bundle) == {
        "GLIBC": {(2, 9): ["_internal/modest.so"]},
        "GLIBCXX": {(3, 4, 9): ["_internal/modest.so"]},
    }


def test_a_later_cpp_library_is_found_too(floor: Any, linked: Linked) -> None:
    linked.add("_internal/eager.so", "libstdc++.so.6", "GLIBCXX_3.4.99")
    with pytest.raises(ValueError, match=r"GLIBCXX_3\.4\.99 is asked for by _internal/eager\.so"):
        floor.check(linked.bundle, "2.35")


def test_a_library_that_comes_along_is_not_asked_of_the_system(floor: Any, linked: Linked) -> None:
    linked.add("_internal/libown.so", "libc.so.6", "GLIBC_2.9")
    linked.add("_internal/user.so", "libown.so", "GLIBCXX_3.4.99")
    floor.check(linked.bundle, "2.35")


def test_without_a_promise_it_is_what_the_files_ask_for(floor: Any, linked: Linked) -> None:
    linked.add("_internal/modest.so", "libc.so.6", "GLIBC_2.9")
    linked.add("_internal/eager.so", "libc.so.6", "GLIBC_2.36", "GLIBC_2.4")
    assert floor.glibc_of(linked.bundle) == "2.36"
