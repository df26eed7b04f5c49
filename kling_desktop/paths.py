"""Where things are kept on this machine, and what is shipped with the application."""

import os
from importlib.resources import files
from pathlib import Path

import msgspec
import platformdirs

HOME_VARIABLE = "KLING_DESKTOP_HOME"
"""Names a folder to which all data moves: database, clips, settings, logs (product.md)."""


class Paths(msgspec.Struct, frozen=True):
    """The folders and files of one installation, all below `home`."""

    home: Path

    @property
    def ledger(self) -> Path:
        """The database of jobs."""
        return self.home / "jobs.db"

    @property
    def owners(self) -> Path:
        """Lock files that show which processes are alive."""
        return self.home / "owners"

    @property
    def library(self) -> Path:
        """The index of clips."""
        return self.home / "library.db"

    @property
    def thumbnails(self) -> Path:
        """Pictures of clips; can be made again."""
        return self.home / "thumbnails"

    @property
    def pictures(self) -> Path:
        """Frames by the hash of their bytes."""
        return self.home / "pictures"

    @property
    def clips(self) -> Path:
        """The masters of every clip made."""
        return self.home / "clips"

    @property
    def recovery(self) -> Path:
        """Copies of what is being edited."""
        return self.home / "recovery"

    @property
    def recent(self) -> Path:
        """The documents opened lately."""
        return self.home / "recent.json"

    @property
    def reception(self) -> Path:
        """Where later starts of the window find the one that runs."""
        return self.home / "reception"

    @property
    def settings(self) -> Path:
        """The user's choices. Never a key."""
        return self.home / "settings.json"

    @property
    def logs(self) -> Path:
        """What happened, for finding faults. Never a key."""
        return self.home / "logs"

    @property
    def practice(self) -> Path:
        """The stand-in service's tasks."""
        return self.home / "practice"


def find_paths() -> Paths:
    """The folders to use: `KLING_DESKTOP_HOME`, or the system's own place for such data."""
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return Paths(expand_home(named).absolute())
    return Paths(platformdirs.user_data_path("Kling Desktop", appauthor=False, roaming=False))


def expand_home(name: str) -> Path:
    """A path whose `~` stands for the user's home; a file may also just be called `~draft.png`."""
    try:
        return Path(name).expanduser()
    except RuntimeError:  # there is no such user
        return Path(name)


def resource(name: str) -> Path:
    """A file shipped with the application, by its name below `resources/`.

    In a wheel they lie inside the package; in a checkout, beside it.
    """
    package = Path(str(files("kling_desktop")))
    installed = package / "resources" / name
    return installed if installed.exists() else package.parent / "resources" / name
