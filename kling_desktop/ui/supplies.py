"""What the window needs from outside, handed in by `app`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from kling_desktop.jobs.job import Job
from kling_desktop.keys import Keys
from kling_desktop.library.index import Library
from kling_desktop.library.thumbnails import Thumbnails
from kling_desktop.settings import SettingsFile
from kling_desktop.store.housekeeping import Housekeeper
from kling_desktop.store.pictures import Pictures
from kling_desktop.store.recent import Recent
from kling_desktop.store.recovery import Recovery
from kling_desktop.storyboard.price import Rates
from kling_desktop.ui.background import Background, Deliveries
from kling_desktop.ui.choices import Choices
from kling_desktop.ui.engine_thread import EngineThread
from kling_desktop.ui.shelf import Shelf


@dataclass(frozen=True, kw_only=True)
class Supplies:
    """The rooms' doors, and the threads to go through them on."""

    settings: SettingsFile
    choices: Choices
    """The same settings, for choosing in the window and following what was chosen."""
    keys: Keys
    pictures: Pictures
    library: Callable[[], Library]
    """Opened when it is first needed, off the window's thread. Raises `DatabaseTrouble`."""
    thumbnails: Thumbnails
    shipped_rates: Rates
    clips: Path
    recovery: Recovery
    recent: Recent
    sample: Path
    engine: EngineThread
    deliveries: Deliveries
    picture_pool: Background
    """Two threads: one slow picture must not keep the thumbnails waiting."""
    disk_pool: Background
    """One thread: the library's index, the recovery copy and the settings, in order; only small
    files of our own.
    """
    poster_pool: Background
    """One thread: decoding clips for posters must not keep the disk's queue waiting."""
    frame_pool: Background
    """Two threads: the frames that a person scrubs through wait for nothing else, and two takes
    side by side not for each other.
    """
    document_pool: Background
    """One thread: a document on a slow disk must not keep the recovery copy waiting."""
    clip_pool: Background
    """One thread: all that touches the clips' folder without showing a picture of it. That may lie
    on a drive of the network that is gone just now.
    """
    library_gains: Callable[[Job], object]
    """Puts a finished job's clip into the library; off the window's thread."""
    shelf: Shelf = field(default_factory=Shelf)
    """Tells every window's library that the index has changed."""
    housekeeper: Housekeeper | None = None
    """Measures the disk, and removes what nothing refers to."""
    test_key: Callable[[str, str], Awaitable[str]] | None = None
    """Asks a service whether it takes a key, at no cost; on the engine's loop."""
    fetch_picture: Callable[[str], Awaitable[bytes]] | None = None
    """Gets a picture from the web; on the engine's loop."""
    practice_only: bool = False
    """This session in practice, whatever the stored choice (`--practice`)."""

    @property
    def rates(self) -> Rates:
        """The rates in force: the user's own, or those shipped."""
        return self.settings.current.rates or self.shipped_rates
