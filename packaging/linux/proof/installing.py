"""The package comes in with what it declares, and with nothing else is all that it needs."""

import os
import re
from pathlib import Path
from typing import Final

from proof.report import require
from proof.setting import ENTRY, NAME, PROGRAM, Setting, dependencies, field_of
from proof.trees import Tree

MOST_PACKED: Final = 120.0
MOST_INSTALLED: Final = 330.0
"""Megabytes (issue of the packages)."""
_ELF: Final = b"\x7fELF"
_AT_ONCE: Final = 40
_PYTHONS: Final = re.compile(
    r"lib(?:ssl|crypto|sqlite3|bz2|python)[\d.]*\.so\S* => (.+) \(0x[0-9a-f]+\)"
)


def install(setting: Setting) -> Tree:
    """Returns the system with the package in it."""
    report, tree = setting.report, setting.tree("clean")
    before = packages(tree)
    tree.install(setting.inside)
    came = sorted(packages(tree) - before - {NAME})
    version = field_of(setting.package, "Version")
    declared = sum(name in came for name in dependencies(setting.package))
    report.step(f"installs without a network: {NAME} {version}, {len(came)} packages with it")
    report.step(f"of them {declared} by name: {' '.join(came)}")
    pythons = sorted(name for name in packages(tree) if name.startswith(("python", "libpython")))
    pythons += [str(path) for path in tree.root.glob("usr/bin/python*")]
    require(not pythons, f"There is a Python in the system: {pythons}")
    report.step("no Python in the system")
    _sizes(setting, tree)
    linkage(setting, tree)
    _sound(setting, tree)
    return tree


def packages(tree: Tree) -> set[str]:
    """What is installed."""
    return set(tree.must("dpkg-query", "-W", "-f", "${Package}\n").split())


def _sizes(setting: Setting, tree: Tree) -> None:
    packed = setting.package.stat().st_size / 1e6
    lain = sum(
        path.stat().st_size
        for path in map(tree.root.joinpath, _own_files(tree))
        if path.is_file() and not path.is_symlink()
    )
    said = int(field_of(setting.package, "Installed-Size")) * 1024
    require(packed <= MOST_PACKED, f"The package has {packed:.1f} MB.")
    require(lain / 1e6 <= MOST_INSTALLED, f"Installed it has {lain / 1e6:.1f} MB.")
    require(abs(said - lain) < 0.05 * lain, f"Installed-Size says {said}, it is {lain}.")
    setting.report.step(f"{packed:.1f} MB packed, {lain / 1e6:.1f} MB installed")


def _own_files(tree: Tree) -> list[str]:
    return [line.lstrip("/") for line in tree.must("dpkg", "-L", NAME).splitlines() if line != "/."]


def linkage(setting: Setting, tree: Tree, program: str = PROGRAM) -> None:
    """Of everything in the program's folder. Raises `Wrong`."""
    linked = [
        "/" + str(path.relative_to(tree.root))
        for path in sorted((tree.root / program.lstrip("/")).rglob("*"))
        if path.is_file() and not path.is_symlink() and _is_elf(path)
    ]
    require(len(linked) > 50, f"Only {len(linked)} executables and libraries were found.")
    lost, strange = set(), set()
    for begin in range(0, len(linked), _AT_ONCE):
        # As anyone asks it, whom the program's own start tells nothing.
        ended = tree.run("ldd", *linked[begin : begin + _AT_ONCE])
        file = ""
        for line in (ended.out + ended.err).splitlines():
            if line.startswith("/") and line.endswith(":"):
                file = line.removesuffix(":")
            elif "not found" in line and "no version information" not in line:
                lost.add(f"{file}: {line.strip()}")
            elif is_strange(file, line, program):
                strange.add(f"{file}: {line.strip()}")
    require(not lost, f"The loader misses: {sorted(lost)[:20]}")
    setting.report.step(f"ldd finds everything for {len(linked)} executables and libraries")
    require(not strange, f"Of the system instead of its own: {sorted(strange)[:20]}")
    setting.report.step("what Python is linked to comes from the program's own folder")


def is_strange(file: str, line: str, program: str) -> bool:
    """Whether ldd resolves what came along for Python to something else than that."""
    # Qt's FFmpeg can't be told where to look (see the recipe of the frozen program), and takes the
    # one of the system; each Debian has it.
    found = _PYTHONS.fullmatch(line.strip())
    return (
        found is not None
        and "/PySide6/" not in file
        and not os.path.normpath(found[1]).startswith(f"{program}/")
    )


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _ELF


def _sound(setting: Setting, tree: Tree) -> None:
    """What tools of the system say of the files."""
    changed = tree.must("dpkg", "--verify", NAME).strip()
    require(not changed, f"dpkg finds its files other than packed: {changed}")
    odd = [
        said
        for said in _own_files(tree)
        if (tree.root / said).lstat().st_uid or (tree.root / said).lstat().st_mode & 0o022
        if not (tree.root / said).is_symlink()
    ]
    require(not odd, f"Not root's alone: {odd}")
    setting.report.step("dpkg --verify is content; every file is root's")
    for command in (
        ("desktop-file-validate", ENTRY),
        ("update-desktop-database", "/usr/share/applications"),
        ("update-mime-database", "/usr/share/mime"),
    ):
        ended = tree.run(*command, user=False)
        require(ended.code == 0 and not ended.err, f"{' '.join(command)}: {ended}")
        require(NAME not in ended.out, f"{' '.join(command)}: {ended}")
    known = (tree.root / "usr/share/mime/globs2").read_text()
    require("application/x-klingboard:*.klingboard" in known, "MIME type: no glob in the database.")
    cached = (tree.root / "usr/share/applications/mimeinfo.cache").read_text()
    opens = re.search(r"^application/x-klingboard=(.*)$", cached, re.MULTILINE)
    require(opens and f"{NAME}.desktop" in opens.group(1), "The menu opens no storyboards.")
    setting.report.step("the databases of menu and MIME types are content, and know storyboards")
    _icons(setting, tree)


def _icons(setting: Setting, tree: Tree) -> None:
    """By the names that the entry and the type give, where the theme says that icons lie."""
    themes = tree.root / "usr/share/icons/hicolor"
    index = (themes / "index.theme").read_text()
    for name in (f"apps/{NAME}", "mimetypes/application-x-klingboard"):
        found = [*themes.glob(f"*/{name}.png"), *themes.glob(f"*/{name}.svg")]
        require(len(found) >= 8, f"Icons of {name}: {len(found)} only")
        for path in found:
            place = path.parent.relative_to(themes)
            require(f"[{place}]" in index, f"Nobody looks for an icon in {place}.")
    cache = themes / "icon-theme.cache"
    require(not cache.exists(), "A cache of icons came along: is it up to date?")
    setting.report.step("icons lie where the theme looks for them")
