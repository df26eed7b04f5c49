"""Scenes, frames and storyboards for the tests of everything that takes them."""

import os

from hypothesis import strategies as st

from kling_desktop.storyboard.check import Code, Problem, Severity, check
from kling_desktop.storyboard.model import FrameRef, Scene, Shot, Storyboard, Take

EXAMPLES = int(os.environ.get("KLING_DESKTOP_EXAMPLES", "2000"))
"""How many the widest property tests try; `make test-long` asks for more."""


def frame(
    width: int = 1280,
    height: int = 720,
    *,
    size: int = 200_000,
    media_type: str = "image/jpeg",
    address: str | None = None,
    picture: str = "ab" * 32,
) -> FrameRef:
    """A frame that fits unless told otherwise."""
    return FrameRef(
        picture=picture,
        media_type=media_type,
        width=width,
        height=height,
        size=size,
        name="boat.jpg",
        address=address,
    )


def scene(**changes: object) -> Scene:
    """A scene in which nothing is found, with `changes` made to it."""
    return Scene(**{"first_frame": frame(), "prompt": "The boat leaves.", **changes})  # type: ignore[arg-type]


def shots(*seconds: int, prompt: str = "it moves") -> tuple[Shot, ...]:
    """Shots of these lengths, each with a prompt of its own."""
    return tuple(Shot(prompt=f"{prompt} {i}", seconds=s) for i, s in enumerate(seconds))


def film(*scenes: Scene) -> Storyboard:
    """A storyboard of these scenes."""
    return Storyboard(id="film", scenes=scenes)


def take(identity: str, *, recipe: str = "r", practice: bool = False) -> Take:
    """A finished take."""
    return Take(id=identity, recipe=recipe, clip=f"{identity}.mp4", made_at=1.0, practice=practice)


def seconds_of(made: Scene) -> list[int]:
    """Lengths of the shots."""
    return [shot.seconds for shot in made.shots]


def found(scene: Scene) -> list[tuple[Code, Severity]]:
    """What `check` finds, without the details."""
    return [(problem.code, problem.severity) for problem in check(scene)]


def problem(scene: Scene, code: Code) -> Problem:
    """The one problem of this kind."""
    (only,) = (problem for problem in check(scene) if problem.code is code)
    return only


some_prompts = st.text(max_size=12)
some_shots = st.builds(Shot, prompt=some_prompts, seconds=st.integers(1, 20))
some_frames = st.builds(
    FrameRef,
    picture=st.just("cd" * 32),
    media_type=st.sampled_from(["image/jpeg", "image/png", "image/webp", ""]),
    width=st.integers(0, 4000),
    height=st.integers(0, 4000),
    size=st.integers(0, 20_000_000),
    name=some_prompts,
    address=st.none() | st.just("https://pictures.example/a.png"),
)
some_scenes = st.builds(
    Scene,
    first_frame=st.none() | some_frames,
    end_frame=st.none() | some_frames,
    prompt=some_prompts | st.just("x" * 2501),
    negative_prompt=some_prompts | st.just("x" * 2501),
    shots=st.lists(some_shots | st.builds(Shot, seconds=st.integers(-2, 20)), max_size=18).map(
        tuple
    ),
    plain_seconds=st.integers(-3, 40),
    sound=st.booleans(),
    cfg_scale=st.none() | st.floats(),
    linked=st.booleans(),
    takes=st.lists(st.sampled_from(["one", "two"]).map(take), max_size=1).map(tuple),
)
"""Anything a document could hold, sound or not."""

sound_scenes = st.builds(
    lambda shots, seconds, prompt: scene(shots=shots, plain_seconds=seconds, prompt=prompt),
    st.lists(st.builds(Shot, prompt=st.text(max_size=5), seconds=st.integers(1, 9)), max_size=8)
    .map(tuple)
    .filter(lambda made: not made or 3 <= sum(shot.seconds for shot in made) <= 15),
    st.integers(3, 15),
    st.text(max_size=5),
)
"""Scenes as the window can make them: 3 to 15 s, whole seconds, at least one in each shot."""
