"""The timeline."""

from kling_desktop.words.speech import N_, Saying


class Timeline(Saying):
    """What is written on the timeline and read out from it."""

    NAME = N_("Timeline")
    NEW_SCENE = N_("Scene")
    NEW_SCENE_HINT = N_("New scene after the selected one (N)")
    SPLIT = N_("Split")
    SPLIT_HINT = N_("Split the shot at the playhead, or in the middle (S)")
    ANIMATIC = N_("Preview animatic")
    ANIMATIC_HINT = N_("Plays the stills at their lengths with their shot texts. Costs nothing.")
    FILM_LENGTH = N_("Film {minutes}:{seconds} of {count} scenes")
    FILM_LENGTH_ONE = N_("Film {minutes}:{seconds} of one scene")
    ZOOM = N_("Zoom")
    FIT_ALL = N_("Fit all")
    FIT_ALL_HINT = N_("Zoom so that the whole film shows")
    DROP_HERE = N_("Drop a picture here")
    RULER_SECONDS = N_("{seconds}s")
    SECONDS = N_("{seconds} s")
    UNTITLED = N_("Untitled")
    NO_TEXT = N_("What happens here?")
    FROM_LAST_FRAME = N_("from last frame of {number}")
    SHOTS_COUNT = N_("{count} shots")

    LONG_ONE = N_("1 second")
    LONG = N_("{seconds} seconds")
    SHOT_SAID = N_("Shot {number} of {count}, {long}: {text}")
    SCENE_SAID = N_("Scene {number} of {count}, {title}, {long}, {state}")
    SCENE_SAID_LINKED = N_(
        "Scene {number} of {count}, {title}, {long}, linked to scene {before}, {state}"
    )
    TEXT_NONE = N_("no text yet")
    FOLDED = N_("folded")

    NOT_MADE = N_("not made")
    WAITING = N_("waiting")
    GENERATING = N_("generating")
    MADE = N_("made")
    STALE = N_("stale")

    RENAME = N_("Rename")
    DUPLICATE = N_("Duplicate")
    DELETE = N_("Delete")
    FOLD = N_("Fold")
    UNFOLD = N_("Unfold")
    LINK = N_("Start from the last frame of scene {number}")
    UNLINK = N_("Unlink, keep the frame")
    CONTINUE = N_("Continue from last frame")
    GENERATE = N_("Generate this scene")
    EDIT_TEXT = N_("Edit text")
    EDIT_SECONDS = N_("Change seconds")
    JOIN = N_("Join with next")
    SPLIT_SHOT = N_("Split shot")
    TEXT_OF_SHOT = N_("Text of shot {number}")
    SECONDS_OF_SHOT = N_("Seconds of shot {number}")
    TITLE_OF_SCENE = N_("Title of scene {number}")

    MADE_FROM_PICTURES = N_("{count} scenes from {count} pictures.")
    BRIDGE = N_("Bridge: {count} scenes")
    BRIDGE_ONE = N_("Bridge: one scene")
    BRIDGE_HINT = N_("Scenes that go from each picture to the next")
    TAKING_IN_ONE = N_("Fetching a picture")
    TAKING_IN = N_("Looking at {count} pictures")
    SHAPE = N_("{name} is too long and narrow to be a frame.")
    SEE_THROUGH = N_("{name} is transparent in parts. What shows through?")
    LEAVE_OUT = N_("Leave it out")
    A_PICTURE = N_("A picture")
    SHOT_MOVED = N_("Moved to scene {scene}, shot {shot}")
    SCENE_MOVED = N_("Moved to place {scene}")
