"""Where the masters of clips are: in one folder, or in several once the user has chosen another."""

import logging
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from kling_desktop.store.durable import make_folder

log = logging.getLogger(__name__)

_NATIVE: type[Path] = type(Path())


class ClipFolders(_NATIVE):  # type: ignore[misc, valid-type]
    """The folder that new clips go to, as a path; `folders / name` is where a clip of that name is,
    as far as it has been looked for: that much touches no disk.

    Clips are never moved: whoever chooses another folder keeps the earlier ones, and what lies
    there is still found. Names are unique, since each ends in its job's own mark (jobs/naming.py).
    What looks at the disk is not for the window's thread: a drive can be slow, or hang.
    """

    _own: Path | None = None
    _others: tuple[Path, ...] = ()
    _where: Mapping[str, Path] = MappingProxyType({})

    @classmethod
    def open(
        cls, folder: Path, earlier: Iterable[Path] = (), *, own: Path | None = None
    ) -> "ClipFolders":
        """Looks at nothing yet. `own` is the folder of our own, where clips go while `folder` is
        away; without it `folder` is our own.
        """
        made = cls(folder)
        made._own = own or Path(folder)
        each = dict.fromkeys([made._own, *(Path(other) for other in earlier)])
        made._others = tuple(other for other in each if other != made)
        return made

    @classmethod
    def of(cls, folder: Path) -> "ClipFolders":
        """The folders that `folder` stands for: itself alone, where it is a plain path."""
        return folder if isinstance(folder, cls) else cls.open(folder)

    def __truediv__(self, name: str | os.PathLike[str]) -> Path:
        return Path(self._where.get(os.fspath(name), Path(self)), name)

    def look(self) -> None:
        """Looks at what lies in the earlier folders; one that is away is passed over."""
        here = _names(Path(self))
        where: dict[str, Path] = {}
        for other in self._others:
            for name in _names(other) - here:
                where.setdefault(name, other)
        self._where = {**self._where, **where}

    def find(self, name: str) -> Path:
        """Where a clip is now, looked for in every folder; where it should be, if in none."""
        known = self / name
        # What was seen last is most likely there still.
        for place in (known, *(folder / name for folder in (Path(self), *self._others))):
            if _exists(place):
                self._note(name, place)
                return place
        return known

    def place(self, name: str) -> Path:
        """Where to put a clip that is being fetched.

        That is our own folder while the chosen one is away: the service keeps a clip for an hour,
        a drive may stay away for longer (contract.md §4.10). Only our own is ever made: below the
        mount point of a drive that has gone, a clip would be hidden once it is back. Raises
        `OSError` where ours can't be made.
        """
        folder = Path(self)
        if self._own is not None and folder != self._own and not usable(folder):
            log.warning("the chosen folder for clips is away; a new one goes to our own")
            folder = self._own
        if folder == self._own:
            make_folder(folder)
        self._note(name, folder / name)
        return folder / name

    def stands_in(self, place: Path) -> bool:
        """Whether a clip is in our own folder while the chosen one is away."""
        return place.parent == self._own != Path(self) and not usable(Path(self))

    def away(self) -> tuple[Path, ...]:
        """The folders that can't be looked into now: a clip that is not found may lie there."""
        return tuple(folder for folder in (Path(self), *self._others) if self._is_away(folder))

    def _is_away(self, folder: Path) -> bool:
        try:
            with os.scandir(folder):
                return False
        except FileNotFoundError:
            # Ours is made with the first clip.
            return folder != self._own
        except OSError:
            return True

    def _note(self, name: str, place: Path) -> None:
        if self / name != place:
            self._where = {**self._where, name: place.parent}


def usable(folder: Path) -> bool:
    """Whether clips can be written to a folder now: a drive can be away, or full of dust."""
    return folder.is_dir() and os.access(folder, os.W_OK)


def _names(folder: Path) -> set[str]:
    try:
        return {entry.name for entry in os.scandir(folder)}
    except OSError as fault:
        log.info("a folder of clips is away: %s", fault)
        return set()


def _exists(place: Path) -> bool:
    try:
        return place.exists()
    except OSError:  # a drive that is gone, or may not be read
        return False
