"""Pure edits of a scene and its shots: a scene goes in, another comes out.

Whole seconds throughout (contract.md §4.4). A scene that lies within 3 to 15 s never leaves them:
an edit that would is held at the edge, and `Edited.stop` says why. An index counts from 0 in
`shots_of`.

A scene with a single shot asks for nothing that one without shots could not ask for, but can't
have an end frame. So where joining or removing leaves one shot, it leaves none, as long as no text
is lost by that.
"""

from enum import StrEnum

import msgspec
from msgspec.structs import replace

from kling_desktop.storyboard import limits
from kling_desktop.storyboard.check import Fix, Problem
from kling_desktop.storyboard.model import FrameRef, Scene, Shot
from kling_desktop.storyboard.shots import fewer, halves, joined


class Stop(StrEnum):
    """Why an edit went no further; the sentence for each is in `words`."""

    SHOT_SHORTEST = "shot_shortest"
    SCENE_SHORTEST = "scene_shortest"
    SCENE_LONGEST = "scene_longest"
    NOT_DIVISIBLE = "not_divisible"
    """A shot of one second can't be cut."""
    END_FRAME = "end_frame"
    """Shots and an end frame exclude each other (contract.md §1): ask which to keep."""
    ONLY_SHOT = "only_shot"
    """A scene keeps one shot at least; it can be moved whole."""


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
    (contract.md §4.3). A shot that can't be cut there comes back as it was, and so does a scene
    with an end frame: the user chooses first, and `split(replace(scene, end_frame=None), …)`.
    """
    if _ends_on_frame(scene):
        return scene
    shots = shots_of(scene)
    shot = shots[index]
    cut = (shot.seconds + 1) // 2 if at is None else at
    if not limits.SHOT_SECONDS_MIN <= cut <= shot.seconds - limits.SHOT_SECONDS_MIN:
        return scene
    halves = (replace(shot, seconds=cut), Shot(seconds=shot.seconds - cut))
    return _with_shots(scene, shots[:index] + halves + shots[index + 1 :])


def begin_shots(scene: Scene) -> Scene:
    """Cuts a scene without shots in two, neither of them shorter than is advised.

    A scene that is too short for that gets longer. One with an end frame comes back as it was, as
    with `split`.
    """
    if scene.shots or _ends_on_frame(scene):
        return scene
    least = limits.SHOT_SECONDS_ADVISED
    seconds = max(2 * least, scene.plain_seconds)
    return split(replace(scene, plain_seconds=seconds), 0)


def add_shot(scene: Scene) -> Edited:
    """Puts an empty shot of the advised length at the end; the scene gets longer by it.

    Where it has no room for that, the longest shots give the time. Where they have none to give,
    no shot is added, and `SCENE_LONGEST` says why.
    """
    if _ends_on_frame(scene):
        return Edited(scene, Stop.END_FRAME)
    longer = replace(scene, shots=(*shots_of(scene), Shot(seconds=limits.SHOT_SECONDS_MIN)))
    made = _lengthen_shot(longer, len(longer.shots) - 1)
    return Edited(scene, Stop.SCENE_LONGEST) if made is longer else Edited(made)


def _ends_on_frame(scene: Scene) -> bool:
    """Whether the first cut would meet an end frame."""
    return scene.end_frame is not None and not scene.shots


def join(scene: Scene, index: int) -> Scene:
    """Makes one shot of shot `index` and the next; both texts are kept, one after the other.

    The last shot has no next: the scene comes back as it was. Of the last two a scene without
    shots is made, unless its own prompt says something else than they do.
    """
    if index + 1 >= len(scene.shots):
        return scene
    both = joined(*scene.shots[index : index + 2])
    return _uncut(replace(scene, shots=(*scene.shots[:index], both, *scene.shots[index + 2 :])))


def _uncut(scene: Scene) -> Scene:
    """A scene down to one shot as one without shots, where no text is lost by that.

    It is lost where the scene's prompt and the shot's both say something, and the shot's does not
    contain the scene's: then the scene keeps its shot.
    """
    if len(scene.shots) != 1:
        return scene
    (only,) = scene.shots
    if _says(only.prompt, scene.prompt):
        prompt = only.prompt
    elif not only.prompt.strip():
        prompt = scene.prompt
    else:
        return scene
    return replace(scene, shots=(), prompt=prompt, plain_seconds=only.seconds)


def _says(text: str, part: str) -> bool:
    """Whether `text` contains `part` as joining would have put it there, or `part` is blank."""
    return not part.strip() or f" {part.strip()} " in f" {text.strip()} "


def duplicate_shot(scene: Scene, index: int) -> Edited:
    """Puts a copy of shot `index` behind it.

    Where the scene has no room for its length, the two share the time that there is, and
    `SCENE_LONGEST` says why; where there is none to share, there is no copy.
    """
    if _ends_on_frame(scene):
        return Edited(scene, Stop.END_FRAME)
    shots = shots_of(scene)
    shot = shots[index]
    room = max(0, limits.SECONDS_MAX - scene.seconds)
    both = min(2 * shot.seconds, shot.seconds + room)
    if both < 2 * limits.SHOT_SECONDS_MIN:
        return Edited(scene, Stop.SCENE_LONGEST)
    first = (both + 1) // 2
    pair = (replace(shot, seconds=first), replace(shot, seconds=both - first))
    stop = Stop.SCENE_LONGEST if shot.seconds > room else None
    return Edited(_with_shots(scene, shots[:index] + pair + shots[index + 1 :]), stop)


def remove_shot(scene: Scene, index: int) -> Scene:
    """Takes shot `index` out. The last one to go leaves its length to the scene without shots.

    With one shot left a scene without shots is made of it, unless its own prompt says something
    else. A scene that would get too short gives its last shot the time that is missing. One that
    was never cut has no shot to take out: it comes back as it was.
    """
    if not scene.shots:
        return scene
    shots = scene.shots[:index] + scene.shots[index + 1 :]
    if shots:
        missing = max(0, limits.SECONDS_MIN - sum(shot.seconds for shot in shots))
        last = replace(shots[-1], seconds=shots[-1].seconds + missing)
        return _uncut(replace(scene, shots=(*shots[:-1], last)))
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

    The length changes the scene's, and stops where that would leave 3 to 15 s. Where a reason has
    to be shown, `pull_edge` with `whole` does the same and tells it.
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
    least = min(0, limits.SHOT_SECONDS_MIN - shot.seconds)
    most = max(0, neighbour.seconds - limits.SHOT_SECONDS_MIN)
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
    """Gives the scene an end frame in place of its shots: their texts become its prompt.

    What its own prompt says comes first, unless their texts say it too.
    """
    while len(scene.shots) > 1:
        scene = join(scene, 0)
    if scene.shots:
        (only,) = scene.shots
        prompt = scene.prompt
        if not _says(prompt, only.prompt):
            prompt = only.prompt if _says(only.prompt, prompt) else f"{prompt} {only.prompt}"
        scene = replace(scene, shots=(), prompt=prompt, plain_seconds=only.seconds)
    return replace(scene, end_frame=end_frame)


def move_shot(scene: Scene, index: int, to: int) -> Scene:
    """Puts shot `index` at place `to`, counted in the order without it; too far is the end."""
    if not scene.shots:
        return scene
    shots = list(scene.shots)
    shot = shots.pop(index)
    shots.insert(max(0, to), shot)
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
        case Fix.SPLIT_SHOT if problem.shot is not None:
            return _halve_shot(scene, problem.shot)
        case Fix.JOIN_SHOTS:
            return replace(scene, shots=fewer(scene.shots) or scene.shots)
        case Fix.LENGTHEN_SCENE | Fix.SHORTEN_SCENE:
            return set_seconds(scene, scene.seconds)
        case Fix.UNSET_CFG_SCALE:
            return replace(scene, cfg_scale=None)
        case _:
            return scene


def _halve_shot(scene: Scene, index: int) -> Scene:
    pair = halves(scene.shots[index]) if index < len(scene.shots) else None
    if pair is None:
        return scene
    return replace(scene, shots=(*scene.shots[:index], *pair, *scene.shots[index + 1 :]))


def _lengthen_shot(scene: Scene, index: int) -> Scene:
    """Brings a shot to the advised length; in a full scene the longest others give the time.

    Where they have none to give, the scene comes back as it was.
    """
    target = limits.SHOT_SECONDS_ADVISED
    seconds = [min(shot.seconds, limits.SECONDS_MAX) for shot in scene.shots]
    seconds[index] = target
    while sum(seconds) > limits.SECONDS_MAX and max(seconds) > target:
        seconds[seconds.index(max(seconds))] -= 1
    if sum(seconds) > limits.SECONDS_MAX:
        return scene
    shots = zip(scene.shots, seconds, strict=True)
    return replace(scene, shots=tuple(replace(shot, seconds=given) for shot, given in shots))
