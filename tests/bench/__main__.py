"""The benchmarks: `python -m tests.bench`."""

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from kling_desktop.frames.fit import fit
from tests.bench.comparison import Comparison, compare
from tests.bench.library import opening, scrolling, search
from tests.bench.timeline import drag_steps, zoom_steps

ROOT = Path(__file__).parents[2]
NOISE_SIZE = (2200, 1700)
"""Noise does not compress: as a PNG this many pixels are some 11 MB, more than may be sent."""


def main() -> int:
    """Prints a line for each benchmark: ratio, ours, plain."""
    sys.stdout.write("   ours ÷ plain    ours       plain\n")
    for benchmark in BENCHMARKS:
        sys.stdout.write(f"{benchmark()}\n")
        sys.stdout.flush()
    return 0


def start_of_the_command_line() -> Comparison:
    """What everybody waits for on every call: imports, settings, a small picture examined."""
    sample = str(ROOT / "resources" / "sample.jpg")
    check = [sys.executable, "-m", "kling_desktop", "check", "--first-frame", sample]
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "KLING_DESKTOP_HOME": home}

        def run(command: list[str]) -> None:
            subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)

        return compare(
            "kling-desktop check",
            lambda: run([*check, "--prompt", "It moves"]),
            "python -c pass",
            lambda: run([sys.executable, "-c", "pass"]),
        )


def picture_made_fit() -> Comparison:
    """A PNG that is too large becomes the best JPEG that fits."""
    picture = large_png()

    def encode_once() -> None:
        with Image.open(io.BytesIO(picture)) as opened:
            opened.convert("RGB").save(io.BytesIO(), "JPEG", quality=95)

    name = f"fit of a PNG of {len(picture) / 1e6:.0f} MB"
    return compare(name, lambda: fit(picture), "Pillow encodes a JPEG once", encode_once)


def large_png() -> bytes:
    """A picture over the service's 10 MB: noise."""
    file = io.BytesIO()
    bands = [Image.effect_noise(NOISE_SIZE, 90) for _ in range(3)]
    Image.merge("RGB", bands).save(file, "PNG", compress_level=1)
    return file.getvalue()


BENCHMARKS = (
    *(start_of_the_command_line, picture_made_fit, drag_steps, zoom_steps),
    *(search, opening, scrolling),
)

if __name__ == "__main__":
    sys.exit(main())
