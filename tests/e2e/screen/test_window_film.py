"""A film of four scenes and nine shots, built by mouse and by keyboard alone: undone and done
again, lost and brought back, made in practice, saved, and sent to the service as it stands.
"""

from io import BytesIO
from pathlib import Path

import av
import pytest
from PIL import Image

from kling_desktop.store.document import read_storyboard
from tests.clips.making import make_clip, picture
from tests.e2e.driving import Program
from tests.e2e.pictures import scene
from tests.e2e.rules import decode_picture
from tests.e2e.screen.hands import click, drag, press_keys, windows, xdotool
from tests.e2e.screen.test_window_keyboard import tab_to
from tests.e2e.screen.tree import Node
from tests.e2e.screen.window import Desktop, RealWindow
from tests.e2e.strict_server import StrictServer

pytestmark = pytest.mark.screen

START = [
    line
    for number in range(1, 5)
    for line in (
        f"Scene {number} of 4, Untitled, 5 seconds, not made",
        "Shot 1 of 1, 5 seconds: no text yet",
    )
]
CUT = [
    "Scene 1 of 4, Untitled, 5 seconds, not made",
    "Shot 1 of 3, 2 seconds: no text yet",
    "Shot 2 of 3, 1 second: no text yet",
    "Shot 3 of 3, 2 seconds: no text yet",
    *(
        line
        for number in range(2, 5)
        for line in (
            f"Scene {number} of 4, Untitled, 5 seconds, not made",
            "Shot 1 of 2, 3 seconds: no text yet",
            "Shot 2 of 2, 2 seconds: no text yet",
        )
    ),
]
TEXTS = (
    "Ropes are cast off",
    "A gull looks up",
    "Along the hull",
    "Open sea",
    "Waves grow",
    "Clouds close in",
    "Rain on the deck",
    "Lights far away",
    "The quay at night",
)
FILM = [
    "Scene 1 of 4, Harbour, 5 seconds, not made",
    "Shot 1 of 3, 2 seconds: Ropes are cast off",
    "Shot 2 of 3, 1 second: A gull looks up",
    "Shot 3 of 3, 2 seconds: Along the hull",
    "Scene 2 of 4, Lights far away, 5 seconds, not made",
    "Shot 1 of 2, 2 seconds: Lights far away",
    "Shot 2 of 2, 3 seconds: The quay at night",
    "Scene 3 of 4, Open sea, 5 seconds, not made",
    "Shot 1 of 2, 3 seconds: Open sea",
    "Shot 2 of 2, 2 seconds: Waves grow",
    "Scene 4 of 4, Clouds close in, 7 seconds, not made",
    "Shot 1 of 2, 3 seconds: Clouds close in",
    "Shot 2 of 2, 4 seconds: Rain on the deck",
]
"""The fourth picture's scene was put second, and given time and taken from at its edges."""
EMPTY = [
    "Scene 1 of 1, Untitled, 5 seconds, not made",
    "Shot 1 of 1, 5 seconds: no text yet",
]


@pytest.fixture
def stills(tmp_path: Path) -> list[Path]:
    """Four pictures that can be told apart."""
    folder = tmp_path / "stills"
    folder.mkdir()
    for number, colour in enumerate(("crimson", "seagreen", "royalblue", "goldenrod"), 1):
        still = scene(640, 360)
        still.paste(colour, (160, 90, 480, 270))
        still.save(folder / f"{number}.jpg", quality=90)
    return sorted(folder.iterdir())


def pieces(window: RealWindow) -> list[Node]:
    """The scenes and shots on the timeline, as they stand from left to right."""
    found = [node for node in window.look(part="Timeline") if "second" in node.name]
    cards = [node for node in found if node.name.startswith(("Scene ", "Shot "))]
    return sorted(cards, key=lambda node: node.box[0])


def names(window: RealWindow) -> list[str]:
    """What a screen reader is told of them."""
    return [piece.name for piece in pieces(window)]


def wait_for_names(window: RealWindow, wanted: list[str]) -> None:
    """Waits until the timeline reads like that; fails with what it reads instead."""
    try:
        window.wait(lambda: names(window) == wanted, "the timeline")
    except AssertionError:
        assert names(window) == wanted
        raise


def wait_for_other_names(window: RealWindow, before: list[str]) -> None:
    """Waits until the timeline reads differently."""
    window.wait(lambda: names(window) != before, "a change on the timeline")


def shots(window: RealWindow) -> list[Node]:
    """The shots alone."""
    return [piece for piece in pieces(window) if piece.name.startswith("Shot ")]


def header(node: Node, along: int = 70) -> tuple[int, int]:
    """Where the header of a scene's block can be taken."""
    return node.box[0] + along, node.box[1] + 13


def type_text(window: RealWindow, field: str, text: str) -> None:
    """Types into the field that has opened in place, and confirms."""
    window.wait(lambda: (n := window.focused) is not None and n.name == field, f"{field!r}")
    xdotool("type", "--delay", 8, text)
    press_keys("Return")
    window.wait(lambda: any(text in name for name in names(window)), f"{text!r} on the timeline")


def pull(window: RealWindow, shot: Node, seconds: int, of: int, wanted: str) -> None:
    """Pulls the right edge of a card of `of` seconds, until it says what is `wanted`."""
    left, top, width, height = shot.box
    edge = (left + width, top + height // 2)
    to = (edge[0] + round(seconds * width / of), edge[1])
    drag(edge, to, lambda: wanted in names(window))


def choose(window: RealWindow, title: str, files: str) -> None:
    """Types into a file dialog that is about to open, and confirms."""
    dialog = window.wait(lambda: next(iter(windows(window.pid, title)), 0), title)
    xdotool("windowactivate", "--sync", dialog)
    press_keys("ctrl+a")
    xdotool("type", "--delay", 8, files)

    # Qt's dialog offers files as one types, late on a busy machine: the first Return may go there.
    def gone() -> bool:
        if dialog not in windows(window.pid, title):
            return True
        press_keys("Return")
        return False

    window.wait(gone, "the dialog to go", every=3.0)


def undo_entries(window: RealWindow) -> dict[str, bool]:
    """Undo and Redo as the Edit menu has them, and whether they can be chosen."""
    entries = window.look(hidden=True, part="Edit")
    return {n.name: n.enabled for n in entries if n.name.startswith(("Undo", "Redo"))}


def test_by_mouse_undone_redone_lost_and_brought_back(
    machine: Desktop, stills: list[Path], tmp_path: Path
) -> None:
    window = machine.open()
    machine.offer("files", *stills).drag_to(window.get("Drop a picture here"))
    wait_for_names(window, START)
    # The bar that offers to bridge them would move what is below when it goes.
    window.click("Put this away")
    window.wait(lambda: not window.says("4 scenes from 4 pictures."), "the offer to go")

    split = window.get("Split the shot at the playhead, or in the middle (S)").middle
    for which in (0, 0, 3, 5, 7):
        before = names(window)
        click(shots(window)[which].middle)
        click(split)
        wait_for_other_names(window, before)
    wait_for_names(window, CUT)
    window.shot(tmp_path / "cut.png")
    in_scene = (1, 2, 3, 1, 2, 1, 2, 1, 2)
    for which, text in enumerate(TEXTS):
        click(shots(window)[which].middle, 2)
        type_text(window, f"Text of shot {in_scene[which]}", text)

    blocks = [piece for piece in pieces(window) if piece.name.startswith("Scene ")]
    drag(header(blocks[3]), header(blocks[1], 20), lambda: bool(window.shot(tmp_path / "drag.png")))
    window.wait(lambda: "Scene 2 of 4, Lights far away" in str(names(window)), "the scene to move")
    pull(window, shots(window)[3], -1, 3, "Shot 2 of 2, 3 seconds: The quay at night")
    pull(window, shots(window)[8], 2, 2, "Shot 2 of 2, 4 seconds: Rain on the deck")
    click(header(pieces(window)[0]), 2)
    type_text(window, "Title of scene 1", "Harbour")
    wait_for_names(window, FILM)
    window.shot(tmp_path / "film.png")

    def nothing_to(step: str) -> bool:
        press_keys(*["ctrl+z" if step == "Undo" else "ctrl+shift+z"] * 5)
        return undo_entries(window).get(step) is False

    window.wait(lambda: nothing_to("Undo"), "everything to be undone")
    wait_for_names(window, EMPTY)
    window.wait(lambda: nothing_to("Redo"), "everything to be redone")
    wait_for_names(window, FILM)

    click(header(pieces(window)[4]), 2)
    type_text(window, "Title of scene 2", "Landfall")
    film = names(window)
    window.wait(lambda: machine.recovers("Landfall"), "the recovery copy")
    window.kill()
    window = machine.open()
    window.wait_to_say("Brought back what you were working on.")
    wait_for_names(window, film)
    assert "Scene 2 of 4, Landfall, 5 seconds, not made" in film


def test_by_keyboard_alone_made_saved_and_sent(
    machine: Desktop, stills: list[Path], server: StrictServer, tmp_path: Path
) -> None:
    window = machine.open()
    tab_to(window, "Drop a picture here")
    press_keys("space")
    choose(window, "Choose a picture", " ".join(f'"{still}"' for still in stills))
    wait_for_names(window, START)
    tab_to(window, START[0])
    press_keys("Down", "s", "Left", "s", "Right", "Right", "s", "Right", "s", "Right", "s")
    wait_for_names(window, CUT)
    # One more and away again, two made one and cut again, one carried there and back.
    press_keys("ctrl+d", "Delete", "Left", "m", "s", "ctrl+Left", "ctrl+Right")
    wait_for_names(window, CUT)
    press_keys(*["Left"] * 8)
    in_scene = (1, 2, 3, 1, 2, 1, 2, 1, 2)
    for number, text in zip(in_scene, TEXTS, strict=True):
        press_keys("Return")
        type_text(window, f"Text of shot {number}", text)
        press_keys("Right")
    press_keys("Up", "ctrl+Left", "ctrl+Left", "Down", "bracketleft", *["Right"] * 5)
    press_keys("bracketright", "bracketright", "Up", *["Left"] * 3, "F2")
    type_text(window, "Title of scene 1", "Harbour")
    wait_for_names(window, FILM)

    press_keys("Right")
    alone = len(windows(window.pid))
    press_keys("Menu")
    # Qt leaves such a menu out of the tree; what the third entry does is told there.
    window.wait(lambda: len(windows(window.pid)) > alone, "the scene's menu")
    press_keys("Down", "Down", "Down", "Return")
    linked = [*FILM]
    linked[4] = linked[4].replace("not made", "linked to scene 1, not made")
    wait_for_names(window, linked)
    window.shot(tmp_path / "linked.png")

    tab_to(window, "Generate the film")
    press_keys("space")
    made = [name.replace("not made", "made") for name in linked]
    wait_for_names(window, made)
    window.shot(tmp_path / "made.png")

    path = tmp_path / "film.klingboard"
    press_keys("ctrl+s")
    choose(window, "Save the storyboard", str(path))
    window.wait(path.exists, "the file")
    window.close()

    board = read_storyboard(path)
    kept = [scene.kept_take(practice=True) for scene in board.scenes]
    assert all(kept)
    frames = [picture(index, 640, 360) for index in range(48)]
    server.clip = make_clip(tmp_path / "served.mp4", pictures=frames, audio=3.0).read_bytes()
    program = Program(tmp_path / "elsewhere", tmp_path / "told")
    folder = tmp_path / "clips"
    ended = program.run("render", path, "--service", server.url, "--output", folder)
    assert ended.code == 0, ended
    assert server.complaints == []
    sent = {post.fields["prompt"]: post.fields for post in server.posts}
    pictures = {text: decode_picture(fields.pop("image"))[1] for text, fields in sent.items()}
    assert sent == {fields["prompt"]: fields for fields in asked()}
    dropped = dict(
        zip(("Ropes are cast off", "Open sea", "Clouds close in"), stills[:3], strict=True)
    )
    for text, still in dropped.items():
        assert pictures[text] == still.read_bytes()
    got = Image.open(BytesIO(pictures["Lights far away"])).convert("RGB")
    true = last_frame(server.clip)
    assert max(abs(a - b) for a, b in zip(got.tobytes(), true.tobytes(), strict=True)) <= 2
    assert len(list(folder.glob("*.mp4"))) == 4


def asked() -> list[dict[str, object]]:
    """The requests that `FILM` stands for, without their pictures."""
    seconds = (2, 1, 2, 3, 2, 3, 4, 2, 3)
    items = [{"prompt": t, "duration": s} for t, s in zip(TEXTS, seconds, strict=True)]
    scenes = (items[:3], items[3:5], items[5:7], items[7:])
    return [
        {
            "prompt": part[0]["prompt"],
            "duration": sum(int(str(item["duration"])) for item in part),
            "multi_prompt": part,
        }
        for part in scenes
    ]


def last_frame(clip: bytes) -> Image.Image:
    with av.open(BytesIO(clip), "r") as container:
        *_, last = container.decode(video=0)
        image: Image.Image = last.to_image()  # type: ignore[no-untyped-call]
        return image
