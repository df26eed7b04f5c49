"""What `make run` does once everything is there: the main job, in practice mode, on the sample.

With a screen the window opens; without one the sample is rendered from the command line.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "resources" / "sample.jpg"
CLIP = ROOT / "run" / "sample.mp4"
PROMPT = "The boat drifts out of the harbour as the sun comes up"

_X11_PORT = 6000
_PATIENCE_SECONDS = 3.0


def main() -> int:
    """Returns the exit code of the program that was started."""
    program = [sys.executable, "-m", "kling_desktop"]
    if has_screen():
        return subprocess.call([*program, "--practice", str(SAMPLE)], cwd=ROOT)
    say("No screen here: rendering the sample from the command line, in practice mode.")
    CLIP.parent.mkdir(exist_ok=True)
    command = [*program, "render", "--practice", "--first-frame", str(SAMPLE)]
    code = subprocess.call([*command, "--prompt", PROMPT, "--output", str(CLIP)], cwd=ROOT)
    if code == 0:
        say(f"The clip is at {CLIP.relative_to(ROOT)}. With a screen, make run opens the window.")
    return code


def say(sentence: str) -> None:
    """Prints a line at once, so that it stands before what the program says."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def has_screen() -> bool:
    """Whether a window could be shown: the screen that is named can be reached."""
    if sys.platform == "darwin":
        return True
    return _wayland_answers() or _x11_answers()


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    if not name:
        return False
    return _answers(socket.AF_UNIX, str(Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / name))


def _x11_answers() -> bool:
    host, _, number = os.environ.get("DISPLAY", "").rpartition(":")
    display = number.partition(".")[0]
    if not display.isdigit():
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{display}"  # noqa: S108 - where X servers listen
        return _answers(socket.AF_UNIX, path) or _answers(socket.AF_UNIX, "\0" + path)
    return _answers(socket.AF_INET, (host, _X11_PORT + int(display)))


def _answers(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(_PATIENCE_SECONDS)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())
