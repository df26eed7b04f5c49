"""The archive runs from wherever it was unpacked, and goes into a user's own menu and out again."""

from pathlib import Path

from proof.installing import linkage
from proof.report import require
from proof.setting import Setting, dependencies, went_well
from proof.trees import HOME, LATER_PACKAGES, Tree, run
from proof.upgrading import contents
from proof.using import rehearse, render, start_from_menu

FOLDER = f"{HOME}/Meine Sächen & mehr"


def prove(setting: Setting, archive: Path) -> None:
    """First with the libraries that its README names and nothing else, then with what a menu needs;
    without the package.
    """
    report, tree = setting.report, setting.tree("archive")
    place = tree.root / FOLDER[1:]
    place.mkdir()
    run("tar", "-xzf", str(archive), "-C", str(place))
    (name,) = (path.name for path in place.iterdir())
    run("chroot", str(tree.root), "chown", "-R", "mia:mia", FOLDER)
    program = f"{FOLDER}/{name}/kling-desktop"
    named = libraries((place / name / "README").read_text(encoding="utf-8"))
    tree.install(*named)
    report.step(f"its README names {len(named)} packages: {' '.join(named)}")
    linkage(setting, tree, f"{FOLDER}/{name}")
    before = contents(tree)
    said = went_well(tree.run(program, "--version"), "--version").out.strip()
    sample = f"{FOLDER}/{name}/_internal/kling_desktop/resources/sample.jpg"
    render(tree, "clip.mp4", program, sample)
    report.step(f"“{program}” says {said} and makes a clip")
    with setting.desk() as desk:
        rehearse(tree, desk, program)
        report.step("--rehearse says that it works")
        tree.install(*dependencies(setting.package), *LATER_PACKAGES)
        went_well(tree.run(f"{FOLDER}/{name}/add-to-menu"), "add-to-menu")
        entry = f"{HOME}/.local/share/applications/kling-desktop.desktop"
        went_well(tree.run("desktop-file-validate", entry), "desktop-file-validate")
        start_from_menu(setting, tree, desk, entry)
        opens = tree.must(
            "xdg-mime", "query", "default", "application/x-klingboard", user=True, env=desk.session
        )
        require(opens.strip() == "kling-desktop.desktop", f"Storyboards open with “{opens}”")
        report.step("add-to-menu: it starts from the menu, and opens storyboards")
    _remove(tree, f"{FOLDER}/{name}/add-to-menu", before)
    report.step("add-to-menu --remove takes all of it out again")


def libraries(readme: str) -> list[str]:
    """What the README says that Debian calls them. Raises `Wrong`."""
    _, _, told = readme.partition("Debian and Ubuntu call them\n\n")
    names = told.partition("\n\n")[0].split()
    require(names, "The README names no libraries.")
    return names


def _remove(tree: Tree, script: str, before: dict[str, str]) -> None:
    went_well(tree.run(script, "--remove"), "add-to-menu --remove")
    left = [
        path
        for path, digest in contents(tree).items()
        if before.get(path) != digest
        and path.startswith(
            (".local/share/applications", ".local/share/icons", ".local/share/mime")
        )
        and "kling" in (path + (tree.root / HOME[1:] / path).read_bytes().decode(errors="replace"))
    ]
    require(not left, f"Left in the home: {left}")
