"""Storyboards for the tests of documents: any at all, and one with everything in it."""

from io import BytesIO

from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from kling_desktop.frames.fit import fit
from kling_desktop.store.pictures import Pictures
from kling_desktop.storyboard.model import FrameRef, Scene, Shot, Storyboard, Take


def picture(colour: str = "teal", size: tuple[int, int] = (320, 300), kind: str = "PNG") -> bytes:
    """A real picture file."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def keep(pictures: Pictures, colour: str = "teal", kind: str = "PNG") -> FrameRef:
    """A frame as the application makes them."""
    return pictures.keep(fit(picture(colour, kind=kind), name=f"{colour}.{kind.lower()}"))


def full_board(pictures: Pictures) -> Storyboard:
    """Every field set, two scenes sharing a frame."""
    first, end = keep(pictures, "teal", "JPEG"), keep(pictures, "navy")
    take = Take(id="b" * 32, recipe="c" * 64, clip="2026-11-22 boat 1.mp4", made_at=1.5e9)
    one = Scene(
        id="1" * 32,
        title="The boat leaves 🚤",
        first_frame=first,
        prompt="Fog lifts.\nA horn: “tuuut”.",
        negative_prompt="rain",
        shots=(Shot(prompt="wide", seconds=3), Shot(prompt="", seconds=1)),
        plain_seconds=7,
        sound=True,
        cfg_scale=0.3,
        takes_wanted=3,
        collapsed=True,
        takes=(take, Take(id="d", recipe="e", clip="f.mp4", made_at=0.1, practice=True)),
        kept=take.id,
    )
    two = Scene(id="2" * 32, first_frame=first, end_frame=end, linked=True)
    return Storyboard(id="0" * 32, title="Ферри 渡船", budget=12.5, scenes=(one, two))


def many_scenes(scenes: int = 60, shots: int = 6) -> Storyboard:
    """A long film without pictures."""
    cut = tuple(
        Shot(prompt=f"shot {n}: " + "the boat leaves " * 8, seconds=2) for n in range(shots)
    )
    return Storyboard(
        id="0" * 32,
        scenes=tuple(Scene(id=f"{n:032x}", prompt="fog " * 40, shots=cut) for n in range(scenes)),
    )


# Odd file names of other days included: bytes that are no text come as lone surrogates.
_undecodable = st.binary(max_size=6).map(lambda name: name.decode("utf-8", "surrogateescape"))
some_texts = st.text(max_size=20) | st.sampled_from(
    ["🚤👩‍👩‍👧", "\u202eabc", "\\ud800", '"\n\t\x00\x7f']
)
some_names = some_texts | _undecodable
some_ids = st.text(min_size=1, max_size=8)


def _chain(drawn: tuple[list[Scene], list[bool]]) -> tuple[Scene, ...]:
    """The scenes, some of them linked, the first never."""
    scenes, links = drawn
    return tuple(
        replace(scene, linked=linked and index > 0)
        for index, (scene, linked) in enumerate(zip(scenes, links, strict=False))
    )


def some_boards(frames: list[FrameRef]) -> st.SearchStrategy[Storyboard]:
    """Any storyboard that can be held, on these pictures."""
    frame = st.builds(
        lambda known, name, address: FrameRef(
            picture=known.picture,
            media_type=known.media_type,
            width=known.width,
            height=known.height,
            size=known.size,
            name=name,
            address=address,
        ),
        st.sampled_from(frames),
        some_names,
        st.none() | st.just("https://pictures.example/a.png?x=1"),
    )
    take = st.builds(
        Take,
        id=some_ids,
        recipe=some_texts,
        clip=st.sampled_from(["a.mp4", "2026-11-22 Nebel über Köln 17.mp4", "é.gif"]),
        made_at=st.floats(0, 1e11),
        practice=st.booleans(),
    )
    scene = st.builds(
        Scene,
        id=some_ids,
        title=some_texts,
        first_frame=st.none() | frame,
        end_frame=st.none() | frame,
        prompt=some_texts | st.just("x" * 3000),
        negative_prompt=some_texts,
        shots=st.lists(
            st.builds(Shot, prompt=some_texts, seconds=st.integers(0, 40)), max_size=8
        ).map(tuple),
        plain_seconds=st.integers(0, 40),
        sound=st.booleans(),
        cfg_scale=st.none() | st.floats(-2, 2),
        takes_wanted=st.integers(1, 12),
        linked=st.just(False),
        collapsed=st.booleans(),
        takes=st.lists(take, max_size=3).map(tuple),
        kept=st.none() | some_ids,
    )
    scenes = st.lists(scene, max_size=5, unique_by=lambda one: one.id)
    chained = st.tuples(scenes, st.lists(st.booleans(), min_size=5, max_size=5)).map(_chain)
    return st.builds(
        Storyboard,
        id=some_ids,
        title=some_texts,
        budget=st.none() | st.floats(0, 1e6),
        scenes=chained,
    )
