"""What the system's own tools say of what desktops and software centres read of us."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tree import METAINFO, NAME

TOOLS = (
    ("desktop-file-validate", f"applications/{NAME}.desktop"),
    ("appstreamcli", "validate", "--no-net", f"metainfo/{METAINFO}"),
)
"""A command each, and its file below `usr/share`."""
WEIGHTLESS = re.compile(r"\s*|[✔✘] .*|[IP]: .*|W: .* url-homepage-missing")
"""Sums and hints. AppStream 1.0 also warns of a program without a page of its own, which ours has
not, and as an exit code it makes no difference between that and an error.
"""


def validate(share: Path) -> None:
    """Raises `ValueError` with what the tools find; those that are not there are only named."""
    for *command, name in TOOLS:
        if not shutil.which(command[0]):
            sys.stderr.write(f"No {command[0]} here: {name} was NOT looked over.\n")
            continue
        asked = [*command, str(share / name)]
        done = subprocess.run(
            asked,
            capture_output=True,
            encoding="utf-8",
            check=False,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
        )
        said = [*done.stdout.splitlines(), *done.stderr.splitlines()]
        if odd := [line for line in said if not WEIGHTLESS.fullmatch(line)]:
            raise ValueError("\n".join([f"{command[0]} on {name}:", *odd]))
