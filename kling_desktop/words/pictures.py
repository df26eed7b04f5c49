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
    Trouble.WEB_UNREACHABLE: N_("{name} could not be fetched from {host}. Is the network there?"),
    Trouble.WEB_SLOW: N_("{name} did not come from {host} in time. Save it, then drop the file."),
    Trouble.WEB_GONE: N_("{name} is not at that address, or {host} does not give it to everyone."),
    Trouble.WEB_LOOP: N_("{name} never came: {host} only leads from one address to the next."),
    Trouble.WEB_FORBIDDEN: N_(
        "{name} lies where no picture is fetched from. Save it, then drop the file."
    ),
    Trouble.WEB_PAGE: N_("{name} is a web page. Open the picture in it by itself and drop that."),
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
    values = {"host": "", **error.values, "name": called}
    return say(TROUBLES[error.code], values)


def steps(done: tuple[Step, ...]) -> str:
    """What was done to a picture by itself, in one quiet line."""
    return ", ".join(say(STEPS[step]) for step in done)


def step(done: Step) -> str:
    """One thing that is done to a picture by itself."""
    return say(STEPS[done])


def file_size(count: int) -> str:
    """How large a file of `count` bytes is, the way file managers say it."""
    if count < 1_000_000:
        return FitWords.KILOBYTES(number=max(1, round(count / 1000)))
    return FitWords.MEGABYTES(number=f"{count / 1_000_000:.1f}")


class FrameWords(Saying):
    """The frame zones, and what is said about the pictures that come to them."""

    FIRST_FRAME = N_("First frame")
    FIRST_FRAME_HINT = N_("drop, paste or browse")
    END_FRAME = N_("End frame")
    END_FRAME_HINT = N_("optional")
    ZONE_EMPTY_HINT = N_("Drop a picture, paste it, or press to browse.")
    FRAME_CAPTION = N_("{frame} · {width}×{height}")
    MEASURES = N_("{width} × {height}")
    MADE_READY = N_("Made ready: {steps}.")
    FRAME_DESCRIPTION = N_(
        "{name}, {width} × {height} pixels. Press to choose another; the menu key shows more."
    )
    REMOVE_FRAME = N_("Remove {frame}")
    REMOVE_HINT = N_("Remove (Delete)")
    LOOKING_AT_PICTURE = N_("Looking at it…")
    CHOOSE_PICTURE = N_("Choose a picture")
    PICTURES_FILTER = N_("Pictures ({patterns})")
    VIDEOS_FILTER = N_("Videos, for a frame of them ({patterns})")
    ALL_FILES_FILTER = N_("All files (*)")
    NO_PICTURE_ON_CLIPBOARD = N_("There is no picture on the clipboard.")
    PICTURE_NOT_KEPT = N_("The picture could not be written to the disk. Is it full?")
    THE_PICTURE = N_("The picture")

    FETCHING = N_("Fetching {name} from {host}…")
    LOOKING_LONG = N_("Still looking at {name}…")
    STOP = N_("Stop")
    NO_FETCHING = N_("Web addresses can't be fetched yet. Save the picture, then drop the file.")
    VIDEO_UNREADABLE = N_("{name} is a video that can't be read here.")

    SAME_PICTURE = N_("That picture is here already.")
    LAST_FRAME_USED = N_("The last frame of {name} is used, so that film goes on from it.")
    FIRST_FRAME_USED = N_("The first frame of {name} is used.")
    FIRST_OF_SEVERAL = N_("{count} pictures came; the first is used.")
    UNDO = N_("Undo")
    UNDO_HINT = N_("Puts back what was here before")
    USE_FIRST_FRAME = N_("Use its first frame")
    USE_LAST_FRAME = N_("Use its last frame")
    SCENES_OF_REST = N_("Make scenes of the other {count}")
    SCENE_OF_REST = N_("Make a scene of the other")
    SCENE_IS_BACK = N_("The scene that {name} was made from is back.")
    SCENE_IS_BACK_NO_FIRST = N_(
        "The scene that {name} was made from is back. Its first frame is not on this computer; the"
        " clip's own first frame stands in for it."
    )
    SCENE_IS_BACK_NO_END = N_(
        "The scene that {name} was made from is back, without its end frame, which is not on this"
        " computer."
    )

    SEND_ADDRESS = N_("Send the web address instead")
    SEND_ADDRESS_HINT = N_(
        "The service then fetches the picture itself from {address}. What was changed here does not"
        " reach it."
    )
    ADDRESS_IS_SENT = N_(
        "Its web address is sent, not the picture: the service fetches it from {host} itself."
    )
    SEND_PICTURE = N_("Send the picture")

    BROWSE = N_("Browse…")
    REPLACE = N_("Replace…")
    PASTE = N_("Paste")
    FROM_ADDRESS = N_("From a web address…")
    ADDRESS = N_("Web address of a picture")
    FETCH = N_("Fetch")
    NOT_AN_ADDRESS = N_("A web address begins with https:// or http://")
    CROP_OR_PAD = N_("Crop or pad…")
    SWAP = N_("Swap first and end frame")
    OPEN_IN_VIEWER = N_("Open in the picture viewer")
    NO_VIEWER = N_("No program opened the picture.")


class FitWords(Saying):
    """The fit card: what has to be chosen about a picture, and what comes of it."""

    NEEDS_ONE_CHOICE = N_("{name} needs one choice")
    CROP_OR_PAD = N_("Crop or pad {name}")
    TOO_WIDE = N_("{width} × {height} · {ratio}:1 is wider than 2.5:1, which the service allows")
    TOO_TALL = N_("{width} × {height} · 1:{ratio} is taller than 1:2.5, which the service allows")
    SEE_THROUGH = N_("{width} × {height} · parts of it are transparent")
    PLAIN = N_("{width} × {height}")
    CROP = N_("Crop")
    PAD = N_("Pad")
    SHAPE = N_("Shape")
    FREE = N_("Free")
    LEAST = N_("As little as needed")
    RATIO = N_("{width}:{height}")
    FILL = N_("Fill with")
    BACKGROUND = N_("Background")
    BLACK = N_("Black")
    WHITE = N_("White")
    BLUR = N_("Blur")
    OWN_COLOUR = N_("Own colour…")
    CROP_BOX = N_("Crop box")
    CROP_BOX_SAID = N_(
        "{width} × {height} pixels, {left} from the left and {top} from the top. Arrow keys move"
        " it, with Shift they resize it."
    )
    CROP_HINT = N_("Drag the box or its corners. Arrow keys move it, with Shift they resize it.")
    AFTER = N_("What will be sent")
    RESULT = N_("What will be sent · {width} × {height} · {format} · {size}")
    RESULT_COMING = N_("What will be sent · {width} × {height}")
    MEGABYTES = N_("{number} MB")
    KILOBYTES = N_("{number} kB")
    YOURS_CROP = N_("crop: yours to choose")
    YOURS_PAD = N_("pad: yours to choose")
    YOURS_BACKGROUND = N_("background: yours to choose")
    USE = N_("Use this picture")
    USE_HINT = N_("Use this picture (Enter)")
    CANCEL = N_("Cancel this picture")
    CANCEL_HINT = N_("Cancel (Esc)")


class Hover(Saying):
    """What a drop would do, said while it hovers."""

    USE_AS_FIRST = N_("Use as first frame")
    USE_AS_END = N_("Use as end frame")
    REPLACE_FIRST = N_("Replaces the first frame")
    REPLACE_END = N_("Replaces the end frame")
    USE_AS_FIRST_OF = N_("Use as first frame of scene {number}")
    REPLACE_FIRST_OF = N_("Replaces the first frame of scene {number}")
    BOTH_FRAMES = N_("Use as first and end frame")
    FIRST_OF_MANY = N_("Use the first of {count}")
    MAKE_SCENES = N_("Make {count} scenes")
    TAKE_LAST_FRAME = N_("Take its last frame")
    TAKE_FIRST_FRAME = N_("Take its first frame")
    BRING_BACK = N_("Bring back the scene of this clip")
    NO_PDF = N_("This can't be used: a PDF document")
    NO_FOLDER = N_("This can't be used: a folder")
    NO_PICTURE = N_("This can't be used: not a picture")
