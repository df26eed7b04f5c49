"""The rehearsal, by which an installation shows that it works."""

from kling_desktop.words.speech import N_, Saying


class RehearsalWords(Saying):
    """A line for each step, and why it can end early."""

    WINDOW = N_("The window is open ({platform}).")
    KEY_STORE = N_("Key store: {name}.")
    CERTIFICATES = N_("Certificates: the system's, {count} of them.")
    CERTIFICATES_KEPT = N_("Certificates: the system's; it does not say how many.")
    NO_CERTIFICATES = N_(
        "This system has no certificates, so no service can be trusted. On Linux they come with the"
        " package ca-certificates."
    )
    CERTIFICATES_FAILED = N_("The system's certificates can't be used: {cause}")
    PICTURE = N_("The sample picture is in its place.")
    ASKED = N_("A practice clip is asked for.")
    CLIP = N_("The clip is made: {seconds} s, {width} × {height}, H.264 and AAC.")
    PLAYS = N_("It plays, with its sound: {frames} frames were shown.")
    WORKS = N_("Everything is closed again. This installation works.")

    NO_WINDOW = N_("The window did not appear within {seconds} s.")
    NO_PICTURE = N_("The sample picture was not taken within {seconds} s.")
    NOT_ASKED = N_("A practice clip could not be asked for within {seconds} s.")
    NO_CLIP = N_("The practice clip was not made within {seconds} s.")
    ODD_CLIP = N_("The practice clip is not H.264 and AAC, but: {found}")
    NOT_PLAYED = N_("The player showed no moving pictures with sound within {seconds} s.")
    UNFINISHED = N_("It stopped before the end.")
    FAILED = N_("This installation does not work as it should. The log may have the cause: {log}")
