"""Scenes and frames for the tests of everything that takes them."""

from hypothesis import strategies as st

from kling_desktop.storyboard.check import Code, Problem, Severity, check
from kling_desktop.storyboard.model import FrameRef, Scene, Shot, Take


def frame(
    width: int = 1280,
    height: int = 720,
    *,
    size: int = 200_000,
    media_type: str = "image/jpeg",
    address: str | None = None,
) -> FrameRef:
    """A frame that fits unless told otherwise."""
    return FrameRef(
        picture="ab" * 32,
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
    takes=st.lists(st.builds(Take, job=st.integers(0), recipe=st.just("a")), max_size=1).map(tuple),
)
"""Anything a document could hold, sound or not."""
