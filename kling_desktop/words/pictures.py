"""What a picture's examination found, what was done to it, and the frame zones."""

from kling_desktop.frames.codes import PictureError, Step, Trouble
from kling_desktop.words.speech import N_, Saying, say

TROUBLES: dict[Trouble, str] = {
    Trouble.NOT_FOUND: N_("{name}: there is no such file."),
    Trouble.FOLDER: N_("{name} is a folder. Choose a picture in it."),
    Trouble.NOT_A_FILE: N_("{name} is not a file."),
    Trouble.FORBIDDEN: N_("{name} may not be read. Its permissions forbid it."),
    Trouble.UNREADABLE: N_("{name} could not be read from the disk."),
    Trouble.EMPTY: N_("{name} is empty."),
    Trouble.TOO_LARGE_FILE: N_("{name} is too large for a picture."),
    Trouble.NOT_A_PICTURE: N_("{name} is not a picture."),
    Trouble.PDF: N_("{name} is a PDF document. Save the page you want as a picture first."),
    Trouble.SVG: N_("{name} is a drawing (SVG). Save it as a PNG picture first."),
    Trouble.VIDEO: N_("{name} is a video. A frame has to be a still picture."),
    Trouble.UNSUPPORTED: N_("{name} is a kind of picture that can't be read. Save it as JPEG."),
    Trouble.CORRUPT: N_("{name} is damaged and can't be read."),
    Trouble.TRUNCATED: N_("{name} breaks off: the copy or download is not complete."),
    Trouble.BOMB: N_("{name} has too many pixels to be opened safely."),
    Trouble.NO_MEMORY: N_("{name} needs more memory than this computer has free."),
}

STEPS: dict[Step, str] = {
    Step.TURNED: N_("turned upright"),
    Step.CONVERTED: N_("converted"),
    Step.COLOURS: N_("colours to sRGB"),
    Step.FIRST_PICTURE: N_("first picture taken"),
    Step.FLATTENED: N_("transparency filled"),
    Step.SMALLER: N_("brought under 10 MB"),
    Step.REDUCED: N_("fewer pixels"),
    Step.LARGER: N_("scaled up"),
    Step.CROPPED: N_("cropped"),
    Step.PADDED: N_("padded"),
    Step.PRIVATE_REMOVED: N_("place and camera removed"),
}


def picture_trouble(error: PictureError, name: str = "") -> str:
    """Why a picture can't be used."""
    called = error.values.get("name") or name or say(N_("The picture"))
    values = {**error.values, "name": called}
    return say(TROUBLES[error.code], values)


def steps(done: tuple[Step, ...]) -> str:
    """What was done to a picture by itself, in one quiet line."""
    return ", ".join(say(STEPS[step]) for step in done)


class FrameWords(Saying):
    """The frame zones, and making a picture fit."""

    FIRST_FRAME = N_("First frame")
    FIRST_FRAME_HINT = N_("drop, paste or browse")
    END_FRAME = N_("End frame")
    END_FRAME_HINT = N_("optional")
    ZONE_EMPTY_HINT = N_("Drop a picture, paste it, or press to browse.")
    FRAME_CAPTION = N_("{frame} · {width}×{height}")
    MEASURES = N_("{width} × {height}")
    MADE_READY = N_("Made ready: {steps}.")
    FRAME_DESCRIPTION = N_("{name}, {width} × {height} pixels. Press to choose another.")
    REMOVE_FRAME = N_("Remove {frame}")
    DROP_HERE = N_("Drop it here")
    LOOKING_AT_PICTURE = N_("Looking at it…")
    CHOOSE_PICTURE = N_("Choose a picture")
    PICTURES_FILTER = N_("Pictures ({patterns})")
    ALL_FILES_FILTER = N_("All files (*)")
    FIRST_OF_SEVERAL = N_("{count} pictures came; the first is used.")
    NO_PICTURE_ON_CLIPBOARD = N_("There is no picture on the clipboard.")
    PICTURE_NOT_KEPT = N_("The picture could not be written to the disk. Is it full?")
    FETCH_FAILED = N_("The picture could not be fetched from that address.")
    NO_FETCHING = N_("Web addresses can't be fetched yet. Save the picture, then drop the file.")
    NEEDS_ONE_CHOICE = N_("{name} needs one choice")
    THE_PICTURE = N_("The picture")
    SHAPE_NOT_ALLOWED = N_(
        "{width} × {height}: its long side may be at most 2.5 times the short one."
    )
    AS_IT_IS = N_("As it is")
    CROPPED = N_("Cropped")
    PADDED = N_("Padded")
    CROP = N_("Crop")
    PAD = N_("Pad")
    CANCEL_PICTURE = N_("Cancel this picture")
