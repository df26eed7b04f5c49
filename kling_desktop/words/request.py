"""The exact request of a take."""

from kling_desktop.words.speech import N_, Saying


class RequestWords(Saying):
    """The window that shows a request."""

    TITLE = N_("Request")
    WOULD_BE_SENT = N_("What is sent for scene {number}")
    WILL_BE_SENT = N_("What will be sent for “{label}”")
    WAS_SENT = N_("What was sent for “{label}”")
    SHORTENED = N_("Pictures are shortened, and the key is left out.")
    TO_PRACTICE = N_(
        "It goes to the practice service on this machine. Pictures are shortened, and the key is"
        " left out."
    )
    FRAME_LATER = N_("(the last frame of the scene before)")
    ADDRESS = N_("Nothing can be sent: the service's address must begin with https://.")
    COPY = N_("Copy")
    COPIED = N_("Copied")
    CLOSE = N_("Close")
    SHOW = N_("Show the request")
    UNKNOWN = N_("What was sent for this take is not known on this machine.")
