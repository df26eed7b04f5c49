"""Pure edits: a scene goes in, another comes out. The whole timeline will be built on these.

Whole seconds throughout (contract.md §4.4).
"""

from msgspec.structs import replace

from kling_desktop.storyboard import limits
from kling_desktop.storyboard.check import Fix, Problem
from kling_desktop.storyboard.model import Scene, Shot


def split(scene: Scene, index: int, at: int | None = None) -> Scene:
    """Cuts shot `index` in two, `at` seconds into it or in the middle.

    A scene without shots becomes two shots, the first of which takes the scene's prompt
    (contract.md §4.3). A shot of one second cannot be cut; the scene comes back as it was.
    """
    shots = scene.shots or (Shot(prompt=scene.prompt, seconds=scene.plain_seconds),)
    shot = shots[index]
    cut = (shot.seconds + 1) // 2 if at is None else at
    if not limits.SHOT_SECONDS_MIN <= cut <= shot.seconds - limits.SHOT_SECONDS_MIN:
        return scene
    halves = (replace(shot, seconds=cut), Shot(seconds=shot.seconds - cut))
    return replace(scene, shots=shots[:index] + halves + shots[index + 1 :])


def remove_shot(scene: Scene, index: int) -> Scene:
    """Takes shot `index` out. The last one to go leaves its length to the scene without shots.

    With one shot left the scene keeps that shot: its prompt is not lost.
    """
    shots = scene.shots[:index] + scene.shots[index + 1 :]
    if shots:
        return replace(scene, shots=shots)
    gone = scene.shots[index]
    return replace(
        scene,
        shots=(),
        prompt=scene.prompt if scene.prompt.strip() else gone.prompt,
        plain_seconds=clamp_seconds(gone.seconds),
    )


def change_shot(
    scene: Scene, index: int, *, prompt: str | None = None, seconds: int | None = None
) -> Scene:
    """Gives shot `index` another prompt, another length in seconds, or both."""
    shot = scene.shots[index]
    if prompt is not None:
        shot = replace(shot, prompt=prompt)
    if seconds is not None:
        shot = replace(shot, seconds=max(limits.SHOT_SECONDS_MIN, seconds))
    return replace(scene, shots=(*scene.shots[:index], shot, *scene.shots[index + 1 :]))


def move_shot(scene: Scene, index: int, to: int) -> Scene:
    """Puts shot `index` at place `to`, both counted from 0."""
    shots = list(scene.shots)
    shots.insert(to, shots.pop(index))
    return replace(scene, shots=tuple(shots))


def set_seconds(scene: Scene, seconds: int) -> Scene:
    """Gives the scene another length; with shots, the last ones give or take the difference."""
    seconds = clamp_seconds(seconds)
    if not scene.shots:
        return replace(scene, plain_seconds=seconds)
    shots = list(scene.shots)
    missing = seconds - scene.seconds
    for index in reversed(range(len(shots))):
        wanted = shots[index].seconds + missing
        given = max(limits.SHOT_SECONDS_MIN, wanted)
        missing = wanted - given
        shots[index] = replace(shots[index], seconds=given)
        if missing == 0:
            break
    return replace(scene, shots=tuple(shots))


def clamp_seconds(seconds: int) -> int:
    """The allowed length of a scene nearest to `seconds`."""
    return max(limits.SECONDS_MIN, min(limits.SECONDS_MAX, seconds))


def mend(scene: Scene, problem: Problem) -> Scene:
    """Applies the fix that `problem` offers. Fixes that need a picture leave the scene alone."""
    match problem.fix:
        case Fix.REMOVE_END_FRAME:
            return replace(scene, end_frame=None)
        case Fix.REMOVE_SHOT if problem.shot is not None:
            return remove_shot(scene, problem.shot)
        case Fix.LENGTHEN_SHOT if problem.shot is not None:
            return _lengthen_shot(scene, problem.shot)
        case Fix.LENGTHEN_SCENE | Fix.SHORTEN_SCENE:
            return set_seconds(scene, scene.seconds)
        case Fix.UNSET_CFG_SCALE:
            return replace(scene, cfg_scale=None)
        case _:
            return scene


def _lengthen_shot(scene: Scene, index: int) -> Scene:
    """Brings a shot to the advised length; in a full scene the longest others give the time.

    Where they have none to give, the scene comes back as it was.
    """
    target = limits.SHOT_SECONDS_ADVISED
    longer = change_shot(scene, index, seconds=target)
    seconds = [min(shot.seconds, limits.SECONDS_MAX) for shot in longer.shots]
    while sum(seconds) > limits.SECONDS_MAX and max(seconds) > target:
        seconds[seconds.index(max(seconds))] -= 1
    if sum(seconds) > limits.SECONDS_MAX:
        return scene
    shots = zip(longer.shots, seconds, strict=True)
    return replace(longer, shots=tuple(replace(shot, seconds=given) for shot, given in shots))
