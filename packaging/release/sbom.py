"""Lists what is inside a frozen program, for those who must know: CycloneDX 1.6, in JSON.

`python packaging/release/sbom.py --bundle FOLDER --python PYTHON --output FOLDER` runs where
cyclonedx-bom is installed; PYTHON is that of the environment that the bundle was frozen from. What
is inside says the list that lies in the bundle itself (`packaging/licences`); what needs what, and
where it is described, say the packages in the environment. The tools that froze it are no part. The
same bundle and SOURCE_DATE_EPOCH give the same bytes.
"""

import argparse
import json
import platform
import re
import subprocess
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.spdx import is_expression
from cyclonedx.validation.json import JsonStrictValidator
from version import declared

sys.path.append(str(Path(__file__).parent.parent))

from requirements import normal

ROOT = Path(__file__).parent.parent.parent
LIST = "licences/works.json"
WORKS = ROOT / "packaging/licences/works.toml"
PROGRAM = "kling-desktop"
SYSTEM = {"win32": "windows", "darwin": "macos"}.get(sys.platform, sys.platform)
Json = dict[str, Any]


class UnlikeError(Exception):
    """The bundle was not frozen from that environment; the text says what shows it."""


def main() -> int:
    """Returns an exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, required=True, help="the frozen program")
    parser.add_argument("--python", type=Path, required=True, help="what it was frozen from")
    parser.add_argument("--output", type=Path, required=True, help="the folder to write into")
    asked = parser.parse_args()
    (listed,) = sorted(asked.bundle.rglob(LIST))[:1]
    works = json.loads(listed.read_text(encoding="utf-8"))
    version = declared((ROOT / "kling_desktop/__init__.py").read_text(encoding="utf-8"))
    made = bill(environment(asked.python), works, grouped(WORKS.read_text("utf-8")), version)
    text = json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault:
        sys.stderr.write(f"This is no CycloneDX 1.6: {fault}\n")
        return 1
    machine = {"amd64": "x64"}.get(platform.machine().lower(), platform.machine())
    asked.output.mkdir(parents=True, exist_ok=True)
    path = asked.output / f"{PROGRAM}-{version}-{SYSTEM}-{machine}.cdx.json"
    path.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{path}: {len(made['components'])} components\n")
    return 0


def environment(python: Path) -> Json:
    """What cyclonedx-py tells of the Python packages there."""
    command = [
        *(sys.executable, "-X", "utf8", "-m", "cyclonedx_py", "environment"),
        *("--spec-version", "1.6", "--output-reproducible", "--no-validate"),
        *("--pyproject", str(ROOT / "pyproject.toml"), str(python)),
    ]
    told = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    found: Json = json.loads(told)
    return found


def grouped(works: str) -> dict[str, list[str]]:
    """The Python packages of each work that comes in several of them."""
    read = tomllib.loads(works)["work"]
    return {work["name"]: work["distributions"] for work in read if "distributions" in work}


def bill(told: Json, works: list[Json], groups: dict[str, list[str]], version: str) -> Json:
    """The whole list. Raises `UnlikeError`."""
    packages = {normal(component["name"]): component for component in told["components"]}
    program = {**told["metadata"]["component"], "version": version}
    components: list[Json] = []
    needs = {item["ref"]: set(item.get("dependsOn", ())) for item in told["dependencies"]}
    for work in works:
        names = groups.get(work["name"]) or of_index(work.get("purl", ""))
        for name in names:
            if name not in packages:
                raise UnlikeError(f"{name} is in the bundle, but not in the environment.")
        ours = [{**packages[name], "licenses": licences(work["licence"])} for name in names]
        ours = ours or [native(work)]
        ours[0] |= where(work)
        components += ours
        for holder in brought_by(work):
            if holder in packages:
                needs.setdefault(packages[holder]["bom-ref"], set()).add(ours[0]["bom-ref"])
    known = {component["bom-ref"] for component in components}
    if len(known) != len(components):
        raise UnlikeError("Two works in the list have the same name and origin.")
    needed = {ref for holder in known for ref in needs.get(holder, ())}
    needs[program["bom-ref"]] = needs.get(program["bom-ref"], set()) | (known - needed)
    known.add(program["bom-ref"])
    made = {
        **told,
        "metadata": {**told["metadata"], "component": program},
        "components": sorted(components, key=lambda component: component["bom-ref"]),
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(needs.get(ref, set()) & known)}
            for ref in sorted(known)
        ],
    }
    made["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(made, sort_keys=True)).urn
    return made


def native(work: Json) -> Json:
    """A work that is no Python package: a library that was built into one, Python itself, Qt."""
    links = [{"type": "website", "url": work["homepage"]}] if work.get("homepage") else []
    made = {
        "type": "library",
        "bom-ref": reference(work),
        "name": work["name"],
        "licenses": licences(work["licence"]),
        "externalReferences": links,
    }
    told = {name: work[name] for name in ("version", "purl") if work.get(name)}
    origins = {"inside": work.get("inside"), "source": work.get("source")}
    said = [{"name": f"{PROGRAM}:{name}", "value": text} for name, text in origins.items() if text]
    return {**made, **told, "properties": said}


def brought_by(work: Json) -> list[str]:
    """The Python packages that a work is a part of."""
    return [normal(holder.partition(" ")[0]) for holder in work.get("inside", "").split(", ")]


def reference(work: Json) -> str:
    """What a work that is no Python package is called within the list."""
    return " / ".join(work[name] for name in ("name", "version", "inside") if work.get(name))


def where(work: Json) -> Json:
    """The libraries in the bundle that are this work."""
    files = [{"location": file} for file in work.get("files", ())]
    return {"evidence": {"occurrences": files}} if files else {}


def licences(said: str) -> list[Json]:
    """As CycloneDX wants them: an expression where it is one."""
    if not said:
        return []
    return [{"expression": said} if is_expression(said) else {"license": {"name": said}}]


def of_index(purl: str) -> list[str]:
    """The name of a package from the Python Package Index, if it is one."""
    found = re.fullmatch(r"pkg:pypi/([^@]+)(@.*)?", purl)
    return [normal(found.group(1))] if found else []


if __name__ == "__main__":
    sys.exit(main())
