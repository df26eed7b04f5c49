"""What is wrong with a scene, before anything is sent: every rule of contract.md §1 and §4.

Problems are codes with a place, values and perhaps a fix; `words` turns them into sentences.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from math import isfinite

import msgspec

from kling_desktop.storyboard import limits
from kling_desktop.storyboard.model import FrameRef, Scene, Shot
from kling_desktop.storyboard.shots import fewer, halves, sound


class Severity(StrEnum):
    """How much a problem stands in the way."""

    BLOCK = "block"
    """The service would refuse it: nothing is sent."""
    WARN = "warn"
    """It may not come out as meant; the user decides."""
    HINT = "hint"
    """Worth knowing, said quietly."""


class Field(StrEnum):
    """Where in a scene a problem lies."""

    FIRST_FRAME = "first_frame"
    END_FRAME = "end_frame"
    PROMPT = "prompt"
    NEGATIVE_PROMPT = "negative_prompt"
    SHOTS = "shots"
    SECONDS = "seconds"
    CFG_SCALE = "cfg_scale"


class Code(StrEnum):
    """What is wrong; the sentence for each is in `words`."""

    FIRST_FRAME_MISSING = "first_frame_missing"
    NOTHING_TO_FOLLOW = "nothing_to_follow"
    FRAME_COMING = "frame_coming"
    FRAME_FORMAT = "frame_format"
    FRAME_BYTES = "frame_bytes"
    FRAME_SMALL = "frame_small"
    FRAME_RATIO = "frame_ratio"
    FRAMES_DIFFER = "frames_differ"
    END_FRAME_AS_DATA = "end_frame_as_data"
    END_FRAME_WITH_SHOTS = "end_frame_with_shots"
    PROMPT_MISSING = "prompt_missing"
    PROMPT_LONG = "prompt_long"
    PROMPT_FROM_SHOT = "prompt_from_shot"
    NEGATIVE_PROMPT_LONG = "negative_prompt_long"
    SECONDS_SHORT = "seconds_short"
    SECONDS_LONG = "seconds_long"
    CFG_SCALE_RANGE = "cfg_scale_range"
    SHOT_EMPTY = "shot_empty"
    SHOT_LONG = "shot_long"
    SHOT_WHOLE_SECONDS = "shot_whole_seconds"
    SHOTS_MANY = "shots_many"
    SHOT_WORDY = "shot_wordy"
    SHOT_BRIEF = "shot_brief"


class Fix(StrEnum):
    """What would make a problem go away in one press; `edits.mend` does the pure ones."""

    CROP = "crop"
    PAD = "pad"
    REMOVE_END_FRAME = "remove_end_frame"
    REMOVE_SHOT = "remove_shot"
    LENGTHEN_SHOT = "lengthen_shot"
    SPLIT_SHOT = "split_shot"
    JOIN_SHOTS = "join_shots"
    LENGTHEN_SCENE = "lengthen_scene"
    SHORTEN_SCENE = "shorten_scene"
    UNSET_CFG_SCALE = "unset_cfg_scale"


Values = Mapping[str, int | float | str]


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing found. `values` fill the sentence; `shot` counts from 0."""

    code: Code
    severity: Severity
    field: Field
    shot: int | None = None
    values: Values = {}
    fix: Fix | None = None


def check(scene: Scene) -> tuple[Problem, ...]:
    """Everything found in `scene`, in the order in which a person meets the fields."""
    return tuple(_problems(scene))


def fits(problems: tuple[Problem, ...]) -> bool:
    """Whether nothing found stands in the way of sending."""
    return all(problem.severity is not Severity.BLOCK for problem in problems)


def check_frame(frame: FrameRef, field: Field) -> Iterator[Problem]:
    """What the service would refuse about one frame (contract.md §1, §4.6)."""
    block = Severity.BLOCK
    values: Values
    if frame.media_type not in limits.FRAME_MEDIA_TYPES:
        values = {"format": frame.media_type}
        yield Problem(code=Code.FRAME_FORMAT, severity=block, field=field, values=values)
    if frame.size > limits.FRAME_BYTES:
        values = {"bytes": frame.size, "most": limits.FRAME_BYTES}
        yield Problem(code=Code.FRAME_BYTES, severity=block, field=field, values=values)
    measures: Values = {"width": frame.width, "height": frame.height}
    if min(frame.width, frame.height) < limits.FRAME_SIDE:
        values = {**measures, "least": limits.FRAME_SIDE}
        yield Problem(code=Code.FRAME_SMALL, severity=block, field=field, values=values)
    if not limits.ratio_fits(frame.width, frame.height):
        yield Problem(
            code=Code.FRAME_RATIO, severity=block, field=field, values=measures, fix=Fix.CROP
        )


def _problems(scene: Scene) -> Iterator[Problem]:
    yield from _frames(scene)
    yield from _prompts(scene)
    # Fixes that give shots other places are for scenes whose shots are in order otherwise.
    in_order = sound(scene.shots)
    for index, shot in enumerate(scene.shots):
        yield from _shot(index, shot, _room(scene, index), in_order=in_order)
    if len(scene.shots) > limits.SHOTS_ADVISED:
        yield Problem(
            code=Code.SHOTS_MANY,
            severity=Severity.WARN,
            field=Field.SHOTS,
            values={"count": len(scene.shots), "most": limits.SHOTS_ADVISED},
            fix=Fix.JOIN_SHOTS if in_order and fewer(scene.shots) else None,
        )
    yield from _settings(scene)


def _frames(scene: Scene) -> Iterator[Problem]:
    first, end = scene.first_frame, scene.end_frame
    if first is None and not scene.linked:
        yield Problem(
            code=Code.FIRST_FRAME_MISSING, severity=Severity.BLOCK, field=Field.FIRST_FRAME
        )
    elif first is not None:
        yield from check_frame(first, Field.FIRST_FRAME)
    if end is None:
        return
    yield from check_frame(end, Field.END_FRAME)
    if scene.shots:
        yield Problem(
            code=Code.END_FRAME_WITH_SHOTS,
            severity=Severity.BLOCK,
            field=Field.END_FRAME,
            fix=Fix.REMOVE_END_FRAME,
        )
    if first is not None and not _same_shape(first, end):
        yield Problem(
            code=Code.FRAMES_DIFFER,
            severity=Severity.WARN,
            field=Field.END_FRAME,
            values={
                "width": first.width,
                "height": first.height,
                "end_width": end.width,
                "end_height": end.height,
            },
        )
    if end.address is None:
        yield Problem(code=Code.END_FRAME_AS_DATA, severity=Severity.HINT, field=Field.END_FRAME)


def _same_shape(one: FrameRef, other: FrameRef) -> bool:
    """Whether two frames have one shape, give or take the pixel that rounding costs."""
    drift = abs(one.width * other.height - other.width * one.height)
    return drift <= max(one.width + one.height, other.width + other.height)


def _prompts(scene: Scene) -> Iterator[Problem]:
    long = {"count": len(scene.prompt), "most": limits.PROMPT_CHARACTERS}
    if not scene.prompt_to_send.strip() and not scene.shots:
        yield Problem(code=Code.PROMPT_MISSING, severity=Severity.BLOCK, field=Field.PROMPT)
    if len(scene.prompt) > limits.PROMPT_CHARACTERS:
        yield Problem(
            code=Code.PROMPT_LONG, severity=Severity.BLOCK, field=Field.PROMPT, values=long
        )
    if scene.shots and not scene.prompt.strip() and scene.prompt_to_send.strip():
        yield Problem(code=Code.PROMPT_FROM_SHOT, severity=Severity.HINT, field=Field.PROMPT)
    if len(scene.negative_prompt) > limits.PROMPT_CHARACTERS:
        yield Problem(
            code=Code.NEGATIVE_PROMPT_LONG,
            severity=Severity.BLOCK,
            field=Field.NEGATIVE_PROMPT,
            values={"count": len(scene.negative_prompt), "most": limits.PROMPT_CHARACTERS},
        )


def _room(scene: Scene, index: int) -> int:
    """Seconds that shot `index` could gain: what the scene has left, and what others can spare."""
    others = scene.shots[:index] + scene.shots[index + 1 :]
    spare = sum(max(0, shot.seconds - limits.SHOT_SECONDS_ADVISED) for shot in others)
    return limits.SECONDS_MAX - scene.seconds + spare


def _shot(index: int, shot: Shot, room: int, *, in_order: bool) -> Iterator[Problem]:
    def problem(code: Code, severity: Severity, fix: Fix | None = None, **values: int) -> Problem:
        return Problem(
            code=code,
            severity=severity,
            field=Field.SHOTS,
            shot=index,
            values={"number": index + 1, **values},
            fix=fix,
        )

    length = len(shot.prompt)
    if not shot.prompt.strip():
        yield problem(Code.SHOT_EMPTY, Severity.BLOCK, Fix.REMOVE_SHOT)
    if length > limits.PROMPT_CHARACTERS:
        most = limits.PROMPT_CHARACTERS
        yield problem(Code.SHOT_LONG, Severity.BLOCK, count=length, most=most)
    elif length > limits.SHOT_CHARACTERS_ADVISED:
        most = limits.SHOT_CHARACTERS_ADVISED
        shorter = Fix.SPLIT_SHOT if in_order and halves(shot) else None
        yield problem(Code.SHOT_WORDY, Severity.WARN, shorter, count=length, most=most)
    least = limits.SHOT_SECONDS_ADVISED
    longer = Fix.LENGTHEN_SHOT if room >= least - shot.seconds else None
    if shot.seconds < limits.SHOT_SECONDS_MIN:
        yield problem(Code.SHOT_WHOLE_SECONDS, Severity.BLOCK, longer)
    elif shot.seconds < least:
        yield problem(Code.SHOT_BRIEF, Severity.WARN, longer, seconds=shot.seconds, least=least)


def _settings(scene: Scene) -> Iterator[Problem]:
    values = {
        "seconds": scene.seconds,
        "least": limits.SECONDS_MIN,
        "most": limits.SECONDS_MAX,
    }
    if scene.seconds < limits.SECONDS_MIN:
        yield Problem(
            code=Code.SECONDS_SHORT,
            severity=Severity.BLOCK,
            field=Field.SECONDS,
            values=values,
            fix=Fix.LENGTHEN_SCENE,
        )
    if scene.seconds > limits.SECONDS_MAX:
        yield Problem(
            code=Code.SECONDS_LONG,
            severity=Severity.BLOCK,
            field=Field.SECONDS,
            values=values,
            # So many shots can't be shortened that far: each keeps a second.
            fix=Fix.SHORTEN_SCENE if len(scene.shots) <= limits.SECONDS_MAX else None,
        )
    cfg = scene.cfg_scale
    if cfg is not None and not limits.CFG_SCALE_MIN <= cfg <= limits.CFG_SCALE_MAX:
        yield Problem(
            code=Code.CFG_SCALE_RANGE,
            severity=Severity.BLOCK,
            field=Field.CFG_SCALE,
            # As text where it is no number: JSON knows neither NaN nor infinity.
            values={"value": cfg if isfinite(cfg) else str(cfg)},
            fix=Fix.UNSET_CFG_SCALE,
        )
