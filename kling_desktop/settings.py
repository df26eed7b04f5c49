"""The user's choices, kept as readable JSON. Holds no key and nothing hard to enter again."""

import logging
import threading
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, get_type_hints

import msgspec
from filelock import FileLock

from kling_desktop.production.snapshot import PictureForm
from kling_desktop.store.durable import make_folder, replacing
from kling_desktop.storyboard.price import Rates

log = logging.getLogger(__name__)

DEFAULT_SERVICE = "https://api.myrouter.ai"
SUGGESTED_SERVICES = (
    DEFAULT_SERVICE,
    "https://api.novita.ai",
    "https://api.jiekou.ai",
    "https://api.ppinfra.com",
)
"""Hosts that serve the same paths (contract.md §6)."""

USAGE_PAGES = {DEFAULT_SERVICE: "https://myrouter.ai/billing/details"}
"""Where each host shows what was charged (contract.md §6)."""

NO_PROXY = "none"
"""The proxy setting that goes round every proxy, the system's too."""

_LOCK_SECONDS: Final = 5.0
# msgspec raises the latter two for bytes that are no text, and for very deep nesting.
_NOT_UNDERSTOOD: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Appearance(StrEnum):
    """Light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Motion(StrEnum):
    """Whether things move where moving only pleases the eye."""

    SYSTEM = "system"
    LESS = "less"
    FULL = "full"


class Notify(StrEnum):
    """When the system is asked to tell that clips are done."""

    EACH = "each"
    """Each job, when it ends."""
    EMPTY = "empty"
    """Once, when nothing is left to wait for."""
    NEVER = "never"


class WindowPlace(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a window stands and how it is divided, in pixels; 0 where the program chooses."""

    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0
    maximized: bool = False
    library: int = 0
    inspector: int = 0
    """Widths of the panels at the sides."""
    timeline: int = 0
    activity: int = 0
    """Heights of the panels below."""
    hidden: tuple[str, ...] = ("activity",)
    """Names of the panels that are not shown."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Every choice, with what holds until the user makes one."""

    practice: bool = True
    """Practice or live; only the user's own act changes it (product.md)."""
    service: str = DEFAULT_SERVICE
    usage_pages: dict[str, str] = msgspec.field(default_factory=lambda: dict(USAGE_PAGES))
    picture_form: PictureForm = PictureForm.DATA_URI
    rates: Rates | None = None
    """The user's own rates; `None` for those shipped."""
    clips_folder: str = ""
    """Where the masters of new clips go; empty for the folder of our own."""
    earlier_clips_folders: tuple[str, ...] = ()
    """Where they went before, and can still be found."""
    proxy: str = ""
    """Empty for the system's, `NO_PROXY`, or an address. Its password is never here but in the key
    store.
    """
    notify: Notify = Notify.EACH
    appearance: Appearance = Appearance.SYSTEM
    motion: Motion = Motion.SYSTEM
    language: str = ""
    """As gettext and Qt spell it, `zh_CN`; empty for the system's."""
    volume: float = 1.0
    muted: bool = False
    loop: bool = True
    fill: bool = False
    """Whether the player fills the stage and cuts off what is over."""
    window: WindowPlace = WindowPlace()
    """Where the window that was closed last stood."""


class SettingsFile:
    """Reads and writes the settings; always has a value, whatever the file is like.

    Safe from any thread, and beside other processes with the same file: each writes only what was
    chosen in it, and leaves the rest as the file has it by then. What a newer version wrote and
    this one does not know is kept, a value that it does not understand too, until the user chooses
    another.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._choosing = threading.Lock()
        self._writing = threading.Lock()
        self._unknown: dict[str, msgspec.Raw] = {}
        self._unwritten: frozenset[str] = frozenset()
        """Names of what was chosen here and is not in the file yet."""
        self._current = self._read()

    @property
    def folder(self) -> Path:
        """Where the file is, and everything else that belongs to this installation."""
        return self._path.parent

    @property
    def current(self) -> Settings:
        """The choices in force."""
        return self._current

    def choose(self, **changes: object) -> Settings:
        """Puts choices in force without touching the disk; `keep` writes them down."""
        with self._choosing:
            self._current = msgspec.structs.replace(self._current, **changes)
            self._unwritten |= changes.keys()
            for name in changes:
                self._unknown.pop(name, None)
            return self._current

    def keep(self) -> None:
        """Writes down what was chosen here and is not written yet. Raises `OSError`."""
        with self._writing:
            with self._choosing:
                names, self._unwritten = self._unwritten, frozenset()
            try:
                if names:
                    self._write(names)
            except BaseException:
                with self._choosing:
                    self._unwritten |= names
                raise

    def change(self, **changes: object) -> Settings:
        """Puts choices in force and keeps them. Raises `OSError` where they can't be kept."""
        chosen = self.choose(**changes)
        self.keep()
        return chosen

    def _write(self, names: frozenset[str]) -> None:
        make_folder(self._path.parent)
        with FileLock(f"{self._path}.lock", timeout=_LOCK_SECONDS):
            written = self._written_by_now()
            with self._choosing:
                chosen: dict[str, Any] = msgspec.to_builtins(self._current)
                unknown = dict(self._unknown)
            if written is None:
                merged = {**chosen, **unknown}
            else:
                merged = {name: raw for name, raw in written.items() if name not in names}
                merged.update((name, chosen[name]) for name in names & chosen.keys())
            order = {name: place for place, name in enumerate(Settings.__struct_fields__)}
            ordered = dict(sorted(merged.items(), key=lambda item: order.get(item[0], len(order))))
            with replacing(self._path) as file:
                file.write(msgspec.json.format(msgspec.json.encode(ordered), indent=2))

    def _written_by_now(self) -> dict[str, msgspec.Raw] | None:
        """What is in the file, another process's choices too; `None` where it can't be gone by."""
        try:
            return _decoded(self._path.read_bytes())
        except FileNotFoundError:
            return None
        except _NOT_UNDERSTOOD as fault:
            log.warning("the settings were damaged meanwhile, so they are written anew: %s", fault)
            self._set_aside()
            return None

    def _read(self) -> Settings:
        try:
            written = _decoded(self._path.read_bytes())
        except FileNotFoundError:
            return Settings()
        except (OSError, *_NOT_UNDERSTOOD) as fault:
            log.warning("the settings could not be read, so they start afresh: %s", fault)
            self._set_aside()
            return Settings()
        known: dict[str, Any] = {}
        types = get_type_hints(Settings)
        for name, raw in written.items():
            try:
                known[name] = msgspec.json.decode(raw, type=types[name])
            except (KeyError, msgspec.DecodeError, RecursionError):
                log.info("the setting %s is kept as it is, since it is not understood", name)
                self._unknown[name] = raw
        return Settings(**known)

    def _set_aside(self) -> None:
        """Keeps a file that we could not read, so that the next change does not overwrite it."""
        try:
            self._path.replace(self._path.with_suffix(".unreadable.json"))
        except OSError:
            log.warning("the unreadable settings could not be set aside", exc_info=True)


def _decoded(data: bytes) -> dict[str, msgspec.Raw]:
    """The settings by name. Raises one of `_NOT_UNDERSTOOD`."""
    written = msgspec.json.decode(data.decode("utf-8"), type=dict[str, msgspec.Raw])
    # Copies: msgspec's point into all that was read.
    return {name: msgspec.Raw(bytes(raw)) for name, raw in written.items()}
