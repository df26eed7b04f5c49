"""What has to be done to an opened picture, known without doing it."""

from collections.abc import Iterable

from kling_desktop.frames.codes import Step
from kling_desktop.frames.decode import Picture
from kling_desktop.storyboard import limits


def steps_by_itself(picture: Picture) -> tuple[Step, ...]:
    """What takes no choice about the shape."""
    steps = set(picture.steps)
    if picture.alpha is not None:
        steps.add(Step.FLATTENED)
    if min(picture.image.size) < limits.FRAME_SIDE:
        steps.add(Step.LARGER)
    if picture.as_is and Step.LARGER not in steps and len(picture.data) > limits.FRAME_BYTES:
        steps.add(Step.SMALLER)
    return in_order(steps)


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """`steps` once each, in the order in which `Step` lists them."""
    found = set(steps)
    return tuple(step for step in Step if step in found)
