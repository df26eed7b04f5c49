"""Takes the screenshots of the user guide: the real program at work on a small film, in practice.

`make screenshots` runs it in a session of its own. For looking at other cases, by hand:
    packaging/with-screen .venv/bin/python packaging/take_screenshots.py --to FOLDER --type png \\
        --size 1024x700 --dark --scale 2 --language zh_CN
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image, ImageEnhance, ImageOps
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from kling_desktop import logs, words
from kling_desktop.app import Program
from kling_desktop.compose import Studio
from kling_desktop.frames.fit import fit
from kling_desktop.paths import find_paths, resource
from kling_desktop.settings import Appearance
from kling_desktop.store import document
from kling_desktop.store.pictures import Pictures
from kling_desktop.storyboard.model import FrameRef, Scene, Shot, Storyboard
from kling_desktop.ui.application import Application
from kling_desktop.ui.arrivals import Arrival

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "screenshots"
STORY = "Harbour at dawn"
WIDE = (2400, 640)
LOOK_EVERY = 100
"""Milliseconds between two looks at whether the window is ready for the next picture."""
PATIENCE = 120.0
"""Seconds until a step that does not come true ends it all."""
SETTLES = 0.6
"""Seconds that a window is given to come to rest before its picture is taken."""

Ready = Callable[[], object]


def main() -> int:
    """Prepares a home with a film in it and lets the program show itself there."""
    asked = _parse()
    if asked.home:
        return show(asked)
    with tempfile.TemporaryDirectory() as home:
        scale = {"QT_SCALE_FACTOR": str(asked.scale)} if asked.scale != 1 else {}
        env = {**os.environ, **scale, "KLING_DESKTOP_HOME": home}
        again = [sys.executable, __file__, *sys.argv[1:], "--home", home]
        return subprocess.call(again, cwd=ROOT, env=env)


def show(asked: argparse.Namespace) -> int:
    """Opens the program on its home and follows the story."""
    board = make_film(Path(asked.home))
    app = Application(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    paths = find_paths()
    logs.start(paths.logs)
    studio = Studio(paths, seconds_per_clip=4)
    appearance = Appearance.DARK if asked.dark else Appearance.LIGHT
    studio.settings.change(appearance=appearance, language=asked.language)
    words.speak(asked.language)
    program = Program(app, studio)
    camera = Camera(program, asked)
    follow(story(program, camera, board), camera)
    return app.exec()


def make_film(home: Path) -> Path:
    """Writes a storyboard of four scenes, and a picture too wide for the service; returns the
    storyboard's path.
    """
    dawn = Image.open(resource("sample.jpg")).convert("RGB")
    pictures = Pictures(find_paths().pictures)

    def keep(image: Image.Image, name: str) -> FrameRef:
        path = home / name
        image.save(path, quality=92)
        return pictures.keep(fit(path, name=name))

    near = dawn.crop((560, 330, 1360, 780)).resize(dawn.size, Image.Resampling.LANCZOS)
    night = ImageOps.colorize(ImageOps.grayscale(dawn), "#050914", "#c7d6ff", mid="#2b4a7d")
    noon = ImageEnhance.Color(ImageOps.mirror(dawn)).enhance(0.5)
    noon = Image.blend(noon, Image.new("RGB", dawn.size, "#9ccfe8"), 0.32)
    dawn.crop((0, 240, 1600, 667)).resize(WIDE, Image.Resampling.LANCZOS).save(
        home / "panorama.jpg"
    )
    leaves = (
        Shot(prompt="Medium shot, ropes are cast off, the engine coughs", seconds=4),
        Shot(prompt="Tracking shot alongside the hull", seconds=3),
        Shot(prompt="A gull overhead, looking up", seconds=3),
    )
    scenes = (
        Scene(
            title="Wide harbour",
            first_frame=keep(dawn, "harbour.jpg"),
            prompt="The camera glides low over still water towards the pier. Soft morning haze.",
        ),
        Scene(
            title="The boat leaves",
            first_frame=keep(near, "boat.jpg"),
            prompt="The fishing boat leaves the harbour, gulls circling. Soft morning haze.",
            shots=leaves,
            sound=True,
            takes_wanted=2,
        ),
        Scene(
            title="Open sea",
            first_frame=keep(noon, "open-sea.jpg"),
            prompt="Slow dolly out, the boat grows small",
            plain_seconds=4,
        ),
        Scene(
            title="Night",
            first_frame=keep(night, "night.jpg"),
            prompt="Stars come out over the lighthouse, its beam turns",
            plain_seconds=6,
        ),
    )
    path = home / f"{STORY}.klingboard"
    document.save(Storyboard(title=STORY, budget=10.0, scenes=scenes), path, pictures)
    return path


class Camera:
    """Takes pictures of the windows as they are drawn, at the scale of the screen."""

    def __init__(self, program: Program, asked: argparse.Namespace) -> None:
        self._program = program
        self._folder = Path(asked.to)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._type = asked.type
        self._size = [int(number) for number in asked.size.split("x")]

    def size(self) -> None:
        """Gives the window in front the size that was asked for."""
        self._program.front.window.resize(*self._size)

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Keeps the picture of the window in front, or of another one, under a name."""
        shown = (widget or self._program.front.window).grab().toImage()
        path = self._folder / f"{name}.{self._type}"
        if not shown.save(str(path), None, -1 if self._type == "png" else 90):
            raise OSError(path)


def story(program: Program, camera: Camera, board: Path) -> Iterator[float | Ready]:
    """What a person does, from the empty window to the film. Yields what to wait for: seconds, or
    something to come true.
    """
    program.open([])
    window = program.front.window
    camera.size()
    yield SETTLES
    camera.take("first-run")
    window.take_picture(Arrival(path=board.parent / "panorama.jpg"))
    yield window.inspector.first.card.isVisible
    yield SETTLES
    camera.take("fit-card")
    window.inspector.forget_pictures()
    program.sittings.open([board])
    yield lambda: program.front.documents.place.path == board
    window, desk = program.front.window, program.front.desk
    camera.size()
    desk.select(desk.storyboard.scenes[0].id)
    yield SETTLES
    camera.take("storyboard")
    window.generating.press_film()
    yield lambda: window.generating.question is not None or program.book.running()
    if window.generating.question is not None:
        window.generating.confirm()
    yield lambda: sum(bool(scene.takes) for scene in desk.storyboard.scenes) == 2
    window.foot.button.setChecked(True)
    yield 2 * SETTLES
    camera.take("activity")
    window.foot.button.setChecked(False)
    yield lambda: all(scene.takes for scene in desk.storyboard.scenes)
    yield lambda: not program.book.running() and not program.book.waiting()
    desk.select(desk.storyboard.scenes[1].id, 1)
    yield 3 * SETTLES
    camera.take("at-work")


def follow(steps: Iterator[float | Ready], camera: Camera) -> None:
    """Goes from step to step in the application's own time, then ends it."""

    def go_on() -> None:
        wanted = next(steps, None)
        if wanted is None:
            os._exit(0)  # nothing here is worth a staged end
        wait(wanted, PATIENCE)

    def wait(wanted: float | Ready, left: float) -> None:
        if isinstance(wanted, float):
            QTimer.singleShot(round(wanted * 1000), go_on)
        elif wanted():
            go_on()
        elif left <= 0:
            sys.stderr.write("take_screenshots: a step did not come true\n")
            camera.take("stuck")
            os._exit(1)
        else:
            QTimer.singleShot(LOOK_EVERY, lambda: wait(wanted, left - LOOK_EVERY / 1000))

    QTimer.singleShot(0, go_on)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", default=str(FOLDER), help="folder for the pictures")
    parser.add_argument("--type", default="webp", choices=["webp", "png"])
    parser.add_argument("--size", default="1440x900", help="of the window, in logical pixels")
    parser.add_argument("--scale", default=1.0, type=float, help="of the screen")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--language", default="en")
    parser.add_argument("--home", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
