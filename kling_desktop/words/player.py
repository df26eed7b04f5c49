"""The stage."""

from kling_desktop.words.speech import N_, Saying


class PlayerWords(Saying):
    """The stage: the invitation, and the player."""

    DROP_A_PICTURE = N_("Drop a picture here")
    DROP_FROM_WHERE = N_("from a folder, a web page or the clipboard")
    DROP_SEVERAL = N_("Drop several to make a scene of each, or a .klingboard to open it")
    BROWSE = N_("Browse…")
    TRY_SAMPLE = N_("Try the sample")
    TRY_SAMPLE_HINT = N_("Takes a picture that comes with the program")
    FIRST_FRAME_ON_STAGE = N_("First frame on the stage")
    BEING_MADE = N_("The clip is being made")

    PLAY = N_("Play")
    PLAY_KEYS = N_("Play or pause (Space; J back, K stop, L faster)")
    PLAYING = N_("Playing")
    PLAYING_BACK = N_("Playing backwards")
    PAUSED = N_("Paused")
    STEP_BACK = N_("One frame back")
    STEP_BACK_KEYS = N_("One frame back (comma; Home for the first)")
    STEP_FORWARD = N_("One frame on")
    STEP_FORWARD_KEYS = N_("One frame on (period; End for the last)")
    POSITION = N_("Position")
    TIME_AND_FRAME = N_("{time} · {frame}")
    TIME_HINT = N_("Seconds and frame, of {total} and {count} frames")
    LENGTH_HINT = N_("Length in seconds, and in frames")
    SPEED = N_("Speed")
    SPEED_HINT = N_("How fast it plays")
    TIMES = N_("{speed}×")
    LOOP = N_("Loop")
    LOOP_ON = N_("Plays again and again")
    LOOP_OFF = N_("Plays once")
    MUTE = N_("Mute")
    SOUND_IS_ON = N_("Sound is on")
    SOUND_IS_OFF = N_("Sound is off")
    VOLUME = N_("Volume")
    FILL = N_("Fill the stage")
    FILL_ON = N_("The stage is filled, edges are cut off. Press to see the whole picture.")
    FILL_OFF = N_("The whole picture is seen. Press to fill the stage.")
    FULL_SCREEN = N_("Full screen")
    FULL_SCREEN_HINT = N_("Full screen (F, or double-click)")
    LEAVE_FULL_SCREEN = N_("Leave full screen (F or Escape)")
    MORE = N_("More about playing")
    CANNOT_PLAY = N_("This clip can't be played here. The file is safe in its folder.")
    SHOW_IN_FOLDER = N_("Show in folder")
