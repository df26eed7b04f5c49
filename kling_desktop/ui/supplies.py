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
from kling_desktop.ui.background import Deliveries
from kling_desktop.ui.choices import Choices
from kling_desktop.ui.engine_thread import EngineThread
from kling_desktop.ui.pools import Pools
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
    pools: Pools
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
