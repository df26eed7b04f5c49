"""The settings: what each choice is called and what it means."""

from kling_desktop.addresses import AddressTrouble
from kling_desktop.words.speech import N_, Saying, say

ADDRESS_TROUBLES: dict[AddressTrouble, str] = {
    AddressTrouble.MALFORMED: N_("This is no address. One looks like https://api.example.com"),
    AddressTrouble.NOT_HTTPS: N_(
        "Only https is safe for a key. Plain http works for this computer alone."
    ),
    AddressTrouble.CREDENTIALS: N_(
        "Leave out the password: a name or password inside an address would be written to a file."
    ),
    AddressTrouble.NO_PAGE: N_("This is no web page. One looks like https://example.com/usage"),
    AddressTrouble.NO_PROXY: N_("This is no proxy. One looks like http://proxy.example.com:3128"),
    AddressTrouble.SOCKS: N_("A SOCKS proxy can't be used. Name an http proxy."),
}


def address_trouble(trouble: AddressTrouble) -> str:
    """Why an address that was typed can't be used."""
    return say(ADDRESS_TROUBLES[trouble])


class SettingsWords(Saying):
    """Labels and explanations of the settings."""

    SETTINGS = N_("Settings")
    MENU = N_("&Settings…")
    OPEN_HINT = N_("Settings ({keys})")
    PAGES = N_("Pages of the settings")

    GENERAL = N_("General")
    LANGUAGE = N_("Language")
    LANGUAGE_SYSTEM = N_("As the system")
    LANGUAGE_LATER = N_("A new language is spoken from the next start on.")
    APPEARANCE = N_("Appearance")
    APPEARANCE_SYSTEM = N_("As the system")
    LIGHT = N_("Light")
    DARK = N_("Dark")
    MOTION = N_("Motion")
    MOTION_SYSTEM = N_("As the system")
    MOTION_LESS = N_("Reduced")
    MOTION_FULL = N_("Full")
    MOTION_HINT = N_(
        "Reduced leaves out what moves only to please the eye. Clips play all the same."
    )
    NOTIFY = N_("Notifications")
    NOTIFY_EACH = N_("For each clip")
    NOTIFY_EMPTY = N_("When everything is done")
    NOTIFY_NEVER = N_("Never")

    SERVICE = N_("Service")
    MODE_HINT = N_(
        "Practice clips are made on this computer and cost nothing. Live clips are made by the"
        " service and charged to your key."
    )
    HOST = N_("Service address")
    HOST_HINT = N_(
        "Jobs that were sent stay with the service that has them. A key is used only for the"
        " address it was entered for."
    )
    KEY_CHANGE = N_("Key…")
    KEY_IS = N_("Ends in {last}")
    KEY_IS_NONE = N_("None for this address")
    KEY_IS_UNKNOWN = N_("Looked up when it is needed")
    USAGE_PAGE = N_("Usage page")
    USAGE_HINT = N_("Where this service shows what was charged.")
    USAGE_NONE = N_("None known")
    OPEN_PAGE = N_("Open")
    PICTURE_FORM = N_("Pictures are sent")
    FORM_DATA_URI = N_("As a data address (usual)")
    FORM_RAW = N_("As bare Base64")
    FORM_HINT = N_(
        "The service does not say which it wants. Change this only if it refuses pictures that fit."
    )

    PRICES = N_("Prices")
    PRICES_WHY = N_(
        "The service does not publish its price, so every amount shown is an estimate by these"
        " rates. Nothing you are charged depends on them."
    )
    SILENT = N_("Without sound")
    SOUND = N_("With sound")
    PER_SECOND = N_("{currency} for each second")
    CURRENCY = N_("Currency")
    CURRENCY_HINT = N_("Three letters, such as USD or CNY. Budgets count in it too.")
    SOURCE = N_("Whose rates")
    SOURCE_OWN = N_("Your own")
    DATE = N_("As of")
    DATE_HINT = N_("Year and month, such as 2026-10")
    BAD_AMOUNT = N_("An amount from 0 to {most}, please, such as 0.084")
    BAD_CURRENCY = N_("Three letters, please, such as USD")
    BAD_DATE = N_("Year and month, please, such as 2026-10")
    RATES_RESET = N_("Back to the rates that came along")
    RATES_ARE_SHIPPED = N_("These came with Kling Desktop.")
    RATES_ARE_OWN = N_("You changed these.")

    NETWORK = N_("Network")
    PROXY = N_("Proxy")
    PROXY_SYSTEM = N_("As the system")
    PROXY_NONE = N_("None")
    PROXY_OWN = N_("My own")
    PROXY_HINT = N_(
        "For the service, its clips, and pictures from the web. This computer itself is always"
        " reached directly."
    )
    PROXY_ADDRESS = N_("Proxy address")
    PROXY_USER = N_("User name")
    PROXY_PASSWORD = N_("Password")
    PROXY_OPTIONAL = N_("If the proxy asks for one")
    PROXY_PASSWORD_WHERE = N_("Kept in this system's key store, never in a file.")
    PROXY_PASSWORD_KEPT = N_("The password is kept.")
    PROXY_PASSWORD_SESSION = N_(
        "There is no key store to keep the password in. It is used until the program ends."
    )

    FILES = N_("Files")
    CLIPS_FOLDER = N_("New clips go to")
    CLIPS_HINT = N_(
        "Another folder is used from the next start on. Clips made before stay where they are, and"
        " the library still finds them."
    )
    CLIPS_FOLDER_BAD = N_("Nothing can be written there. The folder was not changed.")
    CHOOSE = N_("Choose…")
    CHOOSE_CLIPS = N_("Choose a folder for new clips")
    USUAL_FOLDER = N_("Use the usual folder")
    DATA_FOLDER = N_("Everything else")
    DATA_HINT = N_(
        "The library, storyboards being made, these settings and the log. Never the key."
    )
    OPEN_FOLDER = N_("Open folder")
    COPY_PATH = N_("Copy path")
    PATH_COPIED = N_("The path is copied.")
    FOLDER_NOT_MADE = N_("The folder is not there and can't be made. The system says: “{why}”")
    FOLDER_NOT_OPENED = N_(
        "Nothing on this system opens folders. Copy the path, and go there by yourself."
    )
    RESET = N_("Reset all settings…")
    RESET_ASK = N_("Reset all settings?")
    RESET_WHY = N_(
        "Language, appearance, motion, notifications, service address, usage pages, the form of"
        " pictures, prices and proxy go back to how they came. Until this storyboard's window is"
        " closed, “Undo the reset” brings back what you have not chosen anew.\n\n"
        "Everything else stays: clips, storyboards, jobs, keys and passwords, where clips are kept,"
        " practice or live."
    )
    RESET_DO = N_("Reset")
    RESET_DONE = N_("The settings were reset.")
    RESET_UNDO = N_("Undo the reset")
    RESET_UNDONE = N_("The reset is undone.")
