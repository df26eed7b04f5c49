"""The key, and the store that keeps it."""

from kling_desktop.keys import StoreTrouble
from kling_desktop.words.speech import N_, Saying, say

STORE_TROUBLE: dict[StoreTrouble, str] = {
    StoreTrouble.MISSING: N_(
        "This system has no key store that is running (on Linux: GNOME Keyring or KWallet)."
        " Start one and try again, or use the key until the program ends; it is not written"
        " anywhere."
    ),
    StoreTrouble.LOCKED: N_(
        "The key store is locked. Unlock it, then try again. Until then a key can be used until the"
        " program ends."
    ),
    StoreTrouble.BROKEN: N_(
        "The key store does not work as it should; the log has its fault. A key can be used until"
        " the program ends."
    ),
}


def key_store(trouble: StoreTrouble) -> str:
    """Why a key could not be read or kept."""
    return say(STORE_TROUBLE[trouble])


class KeyWords(Saying):
    """The key: entering, testing and removing it."""

    KEY_BUTTON_NAME = N_("Key")
    KEY_BUTTON = N_("Key {last}")
    KEY_BUTTON_NONE = N_("Enter a key to make real clips")
    KEY_BUTTON_NONE_BRIEF = N_("Enter a key")

    KEY_TITLE = N_("Key")
    KEY = N_("Key")
    KEY_FOR = N_("Key for {host}")
    KEY_WHERE = N_(
        "It is kept in this system's key store, sent to this service only, and written to no file."
    )
    KEY_WHERE_NAMED = N_(
        "It is kept in {store}, sent to this service only, and written to no file."
    )
    KEY_WHERE_SESSION = N_("It is sent to this service only, and written to no file.")
    KEY_PASTE = N_("Paste the key")
    PASTE = N_("Paste")
    PASTE_NOTHING = N_("There is no text on the clipboard.")
    PASTE_NO_KEY = N_("What is on the clipboard is no key.")
    TRY_AGAIN = N_("Try again")
    GO_LIVE = N_("Go live")
    GO_LIVE_WHY = N_(
        "You are practising. Live clips are made by the service and charged to this key, from the"
        " next one on."
    )
    IS_LIVE = N_("Live: clips are charged to this key. Practice is back with one click.")
    KEY_LOOKING = N_("Asking the key store…")
    KEY_KEPT = N_("A key is there: {last}")
    KEY_NONE = N_("No key yet.")
    KEY_TEST = N_("Test")
    KEY_TEST_HINT = N_("Asks the service about a task that does not exist. Costs nothing.")
    KEY_TESTING = N_("Testing…")
    KEY_ACCEPTED = N_("The service accepts this key. Nothing was charged.")
    KEY_WRONG = N_("The service does not accept this key. Nothing was charged.")
    KEY_UNKNOWN = N_("It could not be told: the service did not answer as it should.")
    KEY_KEEP = N_("Keep")
    KEY_KEEPING = N_("Keeping it…")
    KEY_IS_KEPT = N_("Kept: {last}")
    KEY_SESSION = N_("Use until the program ends")
    KEY_FOR_SESSION = N_("In use until the program ends: {last}")
    KEY_REMOVE = N_("Remove")
    KEY_REMOVED = N_("The key is removed.")
