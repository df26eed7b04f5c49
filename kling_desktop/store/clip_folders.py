"""Where the masters of clips are: in one folder, or in several once the user has chosen another."""

import logging
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

log = logging.getLogger(__name__)

_NATIVE: type[Path] = type(Path())


class ClipFolders(_NATIVE):  # type: ignore[misc, valid-type]
    """The folder that new clips go to, as a path; `folders / name` is where a clip of that name is.

    Clips are never moved: whoever chooses another folder keeps the earlier ones, and what lies
    there is still found. Names are unique, since each ends in its job's own mark (jobs/naming.py).
    """

    _where: Mapping[str, Path] = MappingProxyType({})

    @classmethod
    def open(cls, folder: Path, earlier: Iterable[Path] = ()) -> "ClipFolders":
        """Looks once at what lies in the earlier folders; one that is away is passed over."""
        made, where = cls(folder), dict[str, Path]()
        for each in earlier:
            try:
                names = [found.name for found in each.iterdir()]
            except OSError as fault:
                log.info("an earlier folder of clips is away: %s", fault)
                continue
            for name in names:
                if not Path(folder, name).exists():
                    where.setdefault(name, each)
        made._where = where
        return made

    def __truediv__(self, name: str | os.PathLike[str]) -> Path:
        return Path(self._where.get(os.fspath(name), Path(self)), name)


def usable(folder: Path) -> bool:
    """Whether clips can be written to a folder now: a drive can be away, or full of dust."""
    return folder.is_dir() and os.access(folder, os.W_OK)
