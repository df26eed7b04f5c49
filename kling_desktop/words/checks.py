"""Problems of a scene, their fixes and fields."""

from kling_desktop.storyboard.check import Code, Field, Fix, Problem
from kling_desktop.words.speech import N_, say

PROBLEMS: dict[Code, str] = {
    Code.FIRST_FRAME_MISSING: N_("Needs a first frame."),
    Code.NOTHING_TO_FOLLOW: N_(
        "Starts from the last frame of scene {number}, which has no kept take yet."
    ),
    Code.FRAME_COMING: N_("The last frame of scene {number} is still being fetched."),
    Code.FRAME_FORMAT: N_("The picture must be a JPEG or PNG file."),
    Code.FRAME_BYTES: N_("The picture file is larger than 10 MB."),
    Code.FRAME_SMALL: N_(
        "The picture is {width} × {height} pixels. Each side must be at least {least}."
    ),
    Code.FRAME_RATIO: N_(
        "The picture is {width} × {height}. Its long side may be at most 2.5 times the short one."
        " Crop it or pad it."
    ),
    Code.FRAMES_DIFFER: N_(
        "First frame {width} × {height}, end frame {end_width} × {end_height}: "
        "different shapes, so the picture may be stretched or cut."
    ),
    Code.END_FRAME_AS_DATA: N_(
        "The service documents end frames as web addresses only. Sending the picture itself"
        " usually works."
    ),
    Code.END_FRAME_WITH_SHOTS: N_("A scene has either several shots or an end frame, not both."),
    Code.PROMPT_MISSING: N_("Needs a prompt."),
    Code.PROMPT_LONG: N_("The prompt has {count} characters; {most} are allowed."),
    Code.PROMPT_FROM_SHOT: N_("The scene's prompt is empty, so the text of shot 1 is sent for it."),
    Code.NEGATIVE_PROMPT_LONG: N_("What to avoid has {count} characters; {most} are allowed."),
    Code.SECONDS_SHORT: N_("The scene is {seconds} s long. It needs at least {least} s."),
    Code.SECONDS_LONG: N_("The scene is {seconds} s long. At most {most} s are allowed."),
    Code.CFG_SCALE_RANGE: N_("Closeness to the prompt goes from 0 to 1, not {value}."),
    Code.SHOT_EMPTY: N_("Shot {number} has no text."),
    Code.SHOT_LONG: N_("Shot {number} has {count} characters; {most} are allowed."),
    Code.SHOT_WHOLE_SECONDS: N_("Shot {number} needs at least one whole second."),
    Code.SHOTS_MANY: N_("{count} shots in one scene. More than {most} are often not followed."),
    Code.SHOT_WORDY: N_(
        "Shot {number} has {count} characters. Beyond {most} the rest is often ignored."
    ),
    Code.SHOT_BRIEF: N_("Shot {number} is {seconds} s. Shots under {least} s are often dropped."),
}

FIXES: dict[Fix, str] = {
    Fix.CROP: N_("Crop it"),
    Fix.PAD: N_("Pad it"),
    Fix.REMOVE_END_FRAME: N_("Remove the end frame"),
    Fix.REMOVE_SHOT: N_("Remove shot {number}"),
    Fix.LENGTHEN_SHOT: N_("Make it longer"),
    Fix.SPLIT_SHOT: N_("Split it in two"),
    Fix.JOIN_SHOTS: N_("Join the shortest"),
    Fix.LENGTHEN_SCENE: N_("Make it 3 s"),
    Fix.SHORTEN_SCENE: N_("Make it 15 s"),
    Fix.UNSET_CFG_SCALE: N_("Leave it to the service"),
}

FIELDS: dict[Field, str] = {
    Field.FIRST_FRAME: N_("First frame"),
    Field.END_FRAME: N_("End frame"),
    Field.PROMPT: N_("Prompt"),
    Field.NEGATIVE_PROMPT: N_("Avoid"),
    Field.SHOTS: N_("Shots"),
    Field.SECONDS: N_("Length"),
    Field.CFG_SCALE: N_("Closer to prompt"),
}


def problem(found: Problem) -> str:
    """What is wrong with a scene."""
    return say(PROBLEMS[found.code], found.values)


def fix(found: Problem) -> str:
    """The label of the button that mends a problem; empty where nothing does."""
    return say(FIXES[found.fix], found.values) if found.fix else ""


def field(place: Field) -> str:
    """What a field of the scene is called."""
    return say(FIELDS[place])
