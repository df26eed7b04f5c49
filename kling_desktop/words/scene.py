"""The inspector."""

from kling_desktop.words.speech import N_, Saying


class SceneWords(Saying):
    """The inspector: the scene's fields, its shots, Generate."""

    SCENE_HEADING = N_("Scene {number}")

    PROMPT = N_("Prompt")
    PROMPT_HINT = N_("What should move? How does the camera move?")
    PROMPT_WITH_SHOTS = N_(
        "It is sent along with the shots. The service may follow their texts only."
    )
    AVOID = N_("Avoid")
    AVOID_HINT = N_("blurry, text, warped hands")
    AVOID_TOOLTIP = N_("What should not be in the clip. While it is empty, nothing is sent for it.")
    MORE = N_("More")
    MORE_SHOWN = N_("takes, avoid, closeness")
    LESS_SHOWN = N_("Less")
    LENGTH = N_("Length")
    LENGTH_HINT = N_("{least} to {most} seconds")
    LENGTH_IN_SECONDS = N_("Length in seconds")
    SECONDS_UNIT = N_(" s")
    SOUND = N_("Sound")
    SOUND_TOOLTIP = N_("Whether the clip comes with sound. Live, that costs more.")
    SOUND_ON = N_("ambience and voices")
    SOUND_OFF = N_("silent")
    CLOSER_TO_PROMPT = N_("Closer to prompt")
    CLOSER_HINT = N_(
        "To the left it moves more naturally, to the right it keeps to the prompt."
        " While it is not set, the service decides."
    )
    CLOSER_UNSET = N_("not set")
    LEAVE_TO_SERVICE = N_("Leave it to the service")
    TAKES = N_("Takes")
    TAKES_TOOLTIP = N_("How many clips are made at once. Live, each of them is charged.")
    TAKES_SAID = N_("to choose from")

    SHOTS = N_("Shots")
    SHOTS_SUM = N_("{seconds} s of {most} s")
    CUT_INTO_SHOTS = N_("Cut into shots")
    CUT_INTO_SHOTS_HINT = N_("Gives stretches of the scene their own prompt and length")
    ADD_SHOT = N_("Add a shot")
    SHOT_TEXT = N_("Shot {number}")
    SHOT_HINT = N_("What happens in this shot?")
    SHOT_SECONDS = N_("Seconds of shot {number}")
    SHOT_PHRASES = N_("Phrases for shot {number}")
    SHOT_UP = N_("Move shot {number} up")
    SHOT_DOWN = N_("Move shot {number} down")
    SHOT_SPLIT = N_("Split shot {number}")
    SHOT_REMOVE = N_("Remove shot {number}")
    SHOTS_OR_END_FRAME = N_("A scene has either several shots or an end frame. Which one stays?")
    KEEP_END_FRAME = N_("Keep the end frame")
    KEEP_SHOTS = N_("Cut into shots, remove the end frame")

    GENERATE = N_("Generate")
    GENERATE_LIVE = N_("Generate · about {amount}")
    GENERATE_LIVE_TAKES = N_("Generate {count} takes · about {amount}")
    GENERATE_LIVE_MORE = N_("Generate another · about {amount}")
    GENERATE_LIVE_MORE_TAKES = N_("Generate {count} more · about {amount}")
    GENERATE_PRACTICE = N_("Generate practice clip")
    GENERATE_PRACTICE_TAKES = N_("Generate {count} practice clips")
    GENERATE_PRACTICE_MORE = N_("Generate another practice clip")
    GENERATE_PRACTICE_MORE_TAKES = N_("Generate {count} more practice clips")
    SENDING = N_("Sending…")
    SENDING_TAKES = N_("Sending {count} takes…")
    NEEDS_BOTH = N_("Needs a first frame and a prompt.")
    SEVERAL_PROBLEMS = N_("{count} things stand in the way.")
    SHOW_PROBLEM = N_("Show it")
    SHOW_FIRST_PROBLEM = N_("Show the first")
    TAKE_UNDER_WAY = N_("Take {number}: {state}")
    TAKES_UNDER_WAY = N_("{count} takes are being made.")
    NO_KEY_YET = N_("There is no key for real clips yet.")
    ENTER_KEY = N_("Enter a key")
    PRICE_PRACTICE = N_("Costs nothing. Live, about {amount} at {source}'s rate of {date}.")
    PRICE_LIVE = N_("The service charges for it. Estimate at {source}'s rate of {date}.")
    PRICE_PRACTICE_OWN = N_("Costs nothing. Live, about {amount} at your own rate of {date}.")
    PRICE_LIVE_OWN = N_("The service charges for it. Estimate at your own rate of {date}.")
    PRICE_PRACTICE_SHORT = N_("Costs nothing. Live, about {amount}.")
    PRICE_LIVE_SHORT = N_("The service charges for it.")
    NOT_GENERATED = N_("Nothing was sent: the list of jobs could not be written. Is the disk full?")
