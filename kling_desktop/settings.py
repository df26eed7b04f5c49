"""The user's choices, kept as readable JSON. Holds no key and nothing hard to enter again."""

import logging
import threading
from pathlib import Path

import msgspec

from kling_desktop.production.snapshot import PictureForm
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


class Settings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Every choice, with what holds until the user makes one."""

    practice: bool = True
    """Practice or live; only the user's own act changes it (product.md)."""
    service: str = DEFAULT_SERVICE
    usage_pages: dict[str, str] = msgspec.field(default_factory=lambda: dict(USAGE_PAGES))
    picture_form: PictureForm = PictureForm.DATA_URI
    rates: Rates | None = None
    """The user's own rates; `None` for those shipped."""
    volume: float = 1.0
    muted: bool = False
    loop: bool = True
    window: str = ""
    """Qt's saved geometry and state, base64."""


class SettingsFile:
    """Reads and writes the settings; always has a value, whatever the file is like.

    Safe from any thread. What a newer version wrote and this one does not know is kept.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writing = threading.Lock()
        self._unknown: dict[str, msgspec.Raw] = {}
        self._current = self._read()

    @property
    def current(self) -> Settings:
        """The choices in force."""
        return self._current

    def change(self, **changes: object) -> Settings:
        """Puts choices in force and keeps them. Raises `OSError` where they can't be kept."""
        with self._writing:
            self._current = msgspec.structs.replace(self._current, **changes)
            self._write(self._current)
            return self._current

    def _write(self, settings: Settings) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        side = self._path.with_suffix(".new")
        chosen = {**msgspec.to_builtins(settings), **self._unknown}
        side.write_bytes(msgspec.json.format(msgspec.json.encode(chosen), indent=2))
        side.replace(self._path)

    def _read(self) -> Settings:
        try:
            data = self._path.read_bytes()
            settings = msgspec.json.decode(data, type=Settings)
            written = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        except FileNotFoundError:
            return Settings()
        # msgspec raises the latter two for bytes that are no text, and for very deep nesting.
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
            log.warning("the settings could not be read, so they start afresh: %s", fault)
            self._set_aside()
            return Settings()
        known = set(Settings.__struct_fields__)
        self._unknown = {
            name: msgspec.Raw(bytes(raw)) for name, raw in written.items() if name not in known
        }
        return settings

    def _set_aside(self) -> None:
        """Keeps a file that we could not read, so that the next change does not overwrite it."""
        try:
            self._path.replace(self._path.with_suffix(".unreadable.json"))
        except OSError:
            log.warning("the unreadable settings could not be set aside", exc_info=True)
