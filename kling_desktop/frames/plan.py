"""What has to be done to an opened picture, known without doing it."""

from collections.abc import Iterable

from kling_desktop.frames import shape
from kling_desktop.frames.codes import Step
from kling_desktop.frames.decode import Picture
from kling_desktop.storyboard import limits


def steps_by_itself(picture: Picture) -> tuple[Step, ...]:
    """What takes no choice about the shape."""
    steps = set(picture.steps)
    if picture.alpha is not None:
        steps.add(Step.FLATTENED)
    # Padding can bring the short side over the limit by itself, so only what is still too small
    # then is certain to be scaled up.
    if min(shape.padded(*picture.image.size)) < limits.FRAME_SIDE:
        steps.add(Step.LARGER)
    elif _is_only_too_heavy(picture):
        steps.add(Step.SMALLER)
    return in_order(steps)


def _is_only_too_heavy(picture: Picture) -> bool:
    shaped = limits.ratio_fits(*picture.image.size)  # else cropping alone may make it light enough
    return picture.as_is and shaped and len(picture.data) > limits.FRAME_BYTES


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """`steps` once each, in the order in which `Step` lists them."""
    found = set(steps)
    return tuple(step for step in Step if step in found)
