"""What the workflows name is there: nobody runs them before they are needed."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
SECRET = re.compile(r"secrets\.(\w+)")


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_every_script_they_run_is_there(workflow: Path) -> None:
    text = workflow.read_text(encoding="utf-8")
    named = {*re.findall(r"(?<![\w/-])packaging/[\w./-]*\w", text), ".github/workflows/build.yml"}
    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []


def test_every_secret_of_the_build_is_declared_and_handed_on() -> None:
    build = (ROOT / ".github/workflows/build.yml").read_text(encoding="utf-8")
    release = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    declared = set(re.findall(r"^      ([A-Z_]+):$", build, re.MULTILINE))
    used = set(SECRET.findall(build))
    handed_on = dict(
        re.findall(r"^      (\w+): \$\{\{ secrets\.(\w+) \}\}$", release, re.MULTILINE)
    )
    assert len(used) > 2
    assert declared == used == handed_on.keys() == set(handed_on.values())


def test_the_packaging_scripts_know_the_names_of_the_secrets() -> None:
    build = (ROOT / ".github/workflows/build.yml").read_text(encoding="utf-8")
    scripts = [*(ROOT / "packaging/macos").glob("*.py"), *(ROOT / "packaging/windows").glob("*.py")]
    known = "".join(path.read_text(encoding="utf-8") for path in scripts)
    passed = set(re.findall(r"^ +((?:APPLE|WINDOWS)_\w+): \S", build, re.MULTILINE))
    # Under their own names: what a step makes of them by itself, nobody tries before a release.
    assert passed == set(SECRET.findall(build))
    assert [name for name in sorted(passed) if f'"{name}"' not in known] == []
