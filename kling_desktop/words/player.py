"""The stage."""

from kling_desktop.words.speech import N_, Saying


class PlayerWords(Saying):
    """The stage: the invitation, and the player."""

    DROP_A_PICTURE = N_("Drop a picture here")
    DROP_FROM_WHERE = N_("from a folder, a web page or the clipboard")
    BROWSE = N_("Browse…")
    TRY_SAMPLE = N_("Try the sample")
    FIRST_FRAME_ON_STAGE = N_("First frame on the stage")

    PLAY = N_("Play")
    PLAY_KEYS = N_("Play or pause (Space)")
    PLAYING = N_("Playing")
    PAUSED = N_("Paused")
    STEP_BACK = N_("One frame back")
    STEP_BACK_KEYS = N_("One frame back (comma)")
    STEP_FORWARD = N_("One frame on")
    STEP_FORWARD_KEYS = N_("One frame on (period)")
    POSITION = N_("Position")
    LOOP = N_("Loop")
    LOOP_ON = N_("Plays again and again")
    LOOP_OFF = N_("Plays once")
    MUTE = N_("Mute")
    SOUND_IS_ON = N_("Sound is on")
    SOUND_IS_OFF = N_("Sound is off")
    VOLUME = N_("Volume")
    CANNOT_PLAY = N_("This clip can't be played here. The file is safe in its folder.")
    SHOW_IN_FOLDER = N_("Show in folder")
