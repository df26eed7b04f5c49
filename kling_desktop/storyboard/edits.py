"""Pure edits of a scene and its shots: a scene goes in, another comes out.

Whole seconds throughout (contract.md §4.4). A scene that lies within 3 to 15 s never leaves them:
an edit that would is held at the edge, and `Edited.stop` says why.
"""

from enum import StrEnum

import msgspec
from msgspec.structs import replace

from kling_desktop.storyboard import limits
from kling_desktop.storyboard.check import Fix, Problem
from kling_desktop.storyboard.model import FrameRef, Scene, Shot


class Stop(StrEnum):
    """Why an edit went no further; the sentence for each is in `words`."""

    SHOT_SHORTEST = "shot_shortest"
    SCENE_SHORTEST = "scene_shortest"
    SCENE_LONGEST = "scene_longest"
    NOT_DIVISIBLE = "not_divisible"
    """A shot of one second can't be cut."""


class Edited(msgspec.Struct, frozen=True):
    """What an edit made of a scene, and what held it."""

    scene: Scene
    stop: Stop | None = None


def shots_of(scene: Scene) -> tuple[Shot, ...]:
    """The scene's shots; one without cuts is a single shot of its prompt and length."""
    return scene.shots or (Shot(prompt=scene.prompt, seconds=scene.plain_seconds),)


def shot_at(scene: Scene, seconds: float) -> tuple[int, float]:
    """The index of the shot that plays `seconds` into the scene, and how far into it."""
    begun = 0
    shots = shots_of(scene)
    for index, shot in enumerate(shots):
        if seconds < begun + shot.seconds or index == len(shots) - 1:
            return index, seconds - begun
        begun += shot.seconds
    raise AssertionError("a scene has at least one shot")


def split(scene: Scene, index: int, at: int | None = None) -> Scene:
    """Cuts shot `index` in two, `at` seconds into it or in the middle.

    A scene without shots becomes two shots, the first of which takes the scene's prompt
    (contract.md §4.3). A shot that can't be cut there comes back as it was.
    """
    shots = shots_of(scene)
    shot = shots[index]
    cut = (shot.seconds + 1) // 2 if at is None else at
    if not limits.SHOT_SECONDS_MIN <= cut <= shot.seconds - limits.SHOT_SECONDS_MIN:
        return scene
    halves = (replace(shot, seconds=cut), Shot(seconds=shot.seconds - cut))
    return _with_shots(scene, shots[:index] + halves + shots[index + 1 :])


def split_at(scene: Scene, seconds: float) -> Edited:
    """Cuts the scene at the playhead, rounded to the nearest whole second that leaves two shots."""
    index, into = shot_at(scene, seconds)
    shot = shots_of(scene)[index]
    if shot.seconds < 2 * limits.SHOT_SECONDS_MIN:
        return Edited(scene, Stop.NOT_DIVISIBLE)
    cut = max(limits.SHOT_SECONDS_MIN, min(shot.seconds - limits.SHOT_SECONDS_MIN, round(into)))
    return Edited(split(scene, index, cut))


def join(scene: Scene, index: int) -> Scene:
    """Makes one shot of shot `index` and the next; both texts are kept, one after the other.

    The last shot has no next: the scene comes back as it was.
    """
    if index + 1 >= len(scene.shots):
        return scene
    one, other = scene.shots[index : index + 2]
    texts = [text for text in (one.prompt, other.prompt) if text.strip()]
    joined = Shot(prompt=" ".join(texts), seconds=one.seconds + other.seconds)
    return _with_shots(scene, (*scene.shots[:index], joined, *scene.shots[index + 2 :]))


def duplicate_shot(scene: Scene, index: int) -> Edited:
    """Puts a copy of shot `index` behind it.

    Where the scene has no room for its length, the two share the time that there is.
    """
    shots = shots_of(scene)
    shot = shots[index]
    room = limits.SECONDS_MAX - scene.seconds
    if shot.seconds <= room:
        pair = (shot, shot)
    elif shot.seconds + room >= 2 * limits.SHOT_SECONDS_MIN:
        first = (shot.seconds + room + 1) // 2
        pair = (
            replace(shot, seconds=first),
            replace(shot, seconds=shot.seconds + room - first),
        )
    else:
        return Edited(scene, Stop.SCENE_LONGEST)
    return Edited(_with_shots(scene, shots[:index] + pair + shots[index + 1 :]))


def remove_shot(scene: Scene, index: int) -> Scene:
    """Takes shot `index` out. The last one to go leaves its length to the scene without shots.

    With one shot left the scene keeps that shot: its prompt is not lost. A scene that would get
    too short gives its last shot the time that is missing.
    """
    shots = scene.shots[:index] + scene.shots[index + 1 :]
    if shots:
        missing = max(0, limits.SECONDS_MIN - sum(shot.seconds for shot in shots))
        last = replace(shots[-1], seconds=shots[-1].seconds + missing)
        return replace(scene, shots=(*shots[:-1], last))
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
    """Gives shot `index` another prompt, another length in seconds, or both.

    The length changes the scene's, and stops where that would leave 3 to 15 s.
    """
    shots = shots_of(scene)
    shot = shots[index]
    if prompt is not None:
        shot = replace(shot, prompt=prompt)
    if seconds is not None:
        others = scene.seconds - shot.seconds
        least = max(limits.SHOT_SECONDS_MIN, limits.SECONDS_MIN - others)
        most = max(least, limits.SECONDS_MAX - others)
        shot = replace(shot, seconds=max(least, min(most, seconds)))
    return _with_shots(scene, (*shots[:index], shot, *shots[index + 1 :]))


def pull_edge(scene: Scene, index: int, seconds: int, *, whole: bool = False) -> Edited:
    """Moves the end of shot `index` by `seconds`; later is positive.

    The time goes between the shot and its neighbour. At the scene's own end, or with `whole`
    (Shift), the scene gets longer or shorter instead.
    """
    shots = shots_of(scene)
    if whole or index == len(shots) - 1:
        return _pull_end(scene, index, seconds)
    shot, neighbour = shots[index], shots[index + 1]
    least = limits.SHOT_SECONDS_MIN - shot.seconds
    most = neighbour.seconds - limits.SHOT_SECONDS_MIN
    moved = max(least, min(most, seconds))
    pair = (
        replace(shot, seconds=shot.seconds + moved),
        replace(neighbour, seconds=neighbour.seconds - moved),
    )
    stop = None if moved == seconds else Stop.SHOT_SHORTEST
    return Edited(_with_shots(scene, shots[:index] + pair + shots[index + 2 :]), stop)


def _pull_end(scene: Scene, index: int, seconds: int) -> Edited:
    shots = shots_of(scene)
    shot = shots[index]
    shortest = max(limits.SHOT_SECONDS_MIN - shot.seconds, limits.SECONDS_MIN - scene.seconds)
    longest = limits.SECONDS_MAX - scene.seconds
    moved = max(min(0, shortest), min(max(0, longest), seconds))
    stop = None
    if moved < seconds:
        stop = Stop.SCENE_LONGEST
    elif moved > seconds:
        at_shot = shot.seconds + moved <= limits.SHOT_SECONDS_MIN
        stop = Stop.SHOT_SHORTEST if at_shot else Stop.SCENE_SHORTEST
    pulled = replace(shot, seconds=shot.seconds + moved)
    return Edited(_with_shots(scene, (*shots[:index], pulled, *shots[index + 1 :])), stop)


def _with_shots(scene: Scene, shots: tuple[Shot, ...]) -> Scene:
    """The scene with these shots; one that was never cut stays without any."""
    if scene.shots or len(shots) > 1:
        return replace(scene, shots=shots)
    return replace(scene, prompt=shots[0].prompt, plain_seconds=shots[0].seconds)


def keep_end_frame(scene: Scene, end_frame: FrameRef) -> Scene:
    """Gives the scene an end frame in place of its shots: their texts become its prompt."""
    while len(scene.shots) > 1:
        scene = join(scene, 0)
    if scene.shots:
        texts = [text for text in (scene.prompt, scene.shots[0].prompt) if text.strip()]
        prompt = " ".join(dict.fromkeys(texts))
        scene = replace(scene, shots=(), prompt=prompt, plain_seconds=scene.seconds)
    return replace(scene, end_frame=end_frame)


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
    """Brings a shot to the advised length; in a full scene the longest others give the time."""
    target = limits.SHOT_SECONDS_ADVISED
    seconds = [min(shot.seconds, limits.SECONDS_MAX) for shot in scene.shots]
    seconds[index] = target
    while sum(seconds) > limits.SECONDS_MAX and max(seconds) > target:
        seconds[seconds.index(max(seconds))] -= 1
    shots = zip(scene.shots, seconds, strict=True)
    return replace(scene, shots=tuple(replace(shot, seconds=given) for shot, given in shots))
