"""Keys, kept in the system's key store, one for each host.

A key store can ask the user to unlock it, hang or be missing, so every call runs on a daemon thread
of its own and answers through a future: nothing that waits for it keeps the program from ending.
"""

import importlib
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import keyring
import keyring.errors
from keyring.backend import KeyringBackend
from keyring.backends import chainer

log = logging.getLogger(__name__)

STORE_NAME = "Kling Desktop"
ENVIRONMENT_VARIABLE = "KLING_API_KEY"
PATIENCE = 60.0
"""Seconds that a caller should give the store: the user may be typing a password."""

_UNSAFE = ("keyrings.alt", "keyring.backends.null", "keyring.backends.fail")
"""Back ends that keep nothing, or keep it in a file."""

_SECRET_SERVICE = ("keyring.backends.SecretService", "keyring.backends.libsecret")
_NAMES = {
    "keyring.backends.macOS": "macOS Keychain",
    "keyring.backends.Windows": "Windows Credential Manager",
    "keyring.backends.kwallet": "KWallet",
}
_PROVIDERS = {
    "gnome-keyring-d": "GNOME Keyring",  # the kernel keeps 15 letters
    "kwalletd5": "KWallet",
    "kwalletd6": "KWallet",
    "ksecretd": "KWallet",
    "keepassxc": "KeePassXC",
}

_USUAL_PORTS = {"https": 443, "http": 80}


class StoreTrouble(StrEnum):
    """Why the key store could not be used."""

    MISSING = "missing"
    LOCKED = "locked"
    BROKEN = "broken"


class KeyStoreError(Exception):
    """The key store could not be used; `trouble` says why."""

    def __init__(self, trouble: StoreTrouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def origin(address: str) -> str:
    """The part of an address that a key belongs to: scheme, host and port (contract.md §6).

    The port that goes without saying is left out. What is no address stands for itself, so that it
    shares its key with no other.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return address
    if not parts.hostname:
        return address
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    if port is None or port == _USUAL_PORTS.get(parts.scheme):
        return f"{parts.scheme}://{host}"
    return f"{parts.scheme}://{host}:{port}"


def last_four(key: str) -> str:
    """How a key is shown."""
    return "…" + key[-4:] if len(key) > 8 else "…"


class Keys:
    """Finds, keeps and removes keys. Its repr shows none."""

    def __init__(self, lent: dict[str, str] | None = None) -> None:
        """`lent` are keys for this run only, by host: `KLING_API_KEY` on the command line."""
        self._session = {origin(host): key for host, key in (lent or {}).items()}
        self._found: dict[str, str] = {}
        self._calls: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def __repr__(self) -> str:
        return f"Keys({sorted(self._session)})"

    def find(self, address: str) -> Future[str | None]:
        """The key for the host of `address`; `None` if there is none.

        The future raises `KeyStoreError` where the store can't be used.
        """
        host = origin(address)
        known = self._session.get(host) or self._found.get(host)
        if known:
            ready: Future[str | None] = Future()
            ready.set_result(known)
            return ready

        def find() -> str | None:
            key = _store().get_password(STORE_NAME, host)
            if key:
                self._found[host] = key
            return key

        return self._ask(find)

    def keep(self, address: str, key: str) -> Future[None]:
        """Puts the key for the host of `address` into the store. Raises as `find` does."""
        host = origin(address)

        def keep() -> None:
            _store().set_password(STORE_NAME, host, key)
            self._session.pop(host, None)
            self._found[host] = key

        return self._ask(keep)

    def keep_for_session(self, address: str, key: str) -> None:
        """Remembers a key until the program ends, for machines without a key store."""
        self._session[origin(address)] = key

    def remove(self, address: str) -> Future[None]:
        """Forgets the key for the host of `address`, here and in the store.

        Where there is no store there is nothing to remove from it: that is no trouble.
        """
        host = origin(address)
        self._session.pop(host, None)
        self._found.pop(host, None)

        def remove() -> None:
            # Once more: an answer that was still under way may have brought it back.
            self._found.pop(host, None)
            try:
                store = _store()
            except KeyStoreError:
                return
            if store.get_password(STORE_NAME, host) is not None:
                store.delete_password(STORE_NAME, host)

        return self._ask(remove)

    def store_name(self) -> Future[str]:
        """What people call the key store in use. Raises as `find` does."""
        return self._ask(lambda: _name_of(_store()))

    def _ask(self, call: Callable[[], Any]) -> Future[Any]:
        future: Future[Any] = Future()
        self._calls.put((call, future))
        if self._thread is None:
            self._thread = threading.Thread(target=self._answer, name="key store", daemon=True)
            self._thread.start()
        return future

    def _answer(self) -> None:
        while True:
            call, future = self._calls.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(call())
            except KeyStoreError as error:
                future.set_exception(error)
            except (keyring.errors.KeyringLocked, keyring.errors.InitError):
                future.set_exception(KeyStoreError(StoreTrouble.LOCKED))
            except keyring.errors.NoKeyringError:
                future.set_exception(KeyStoreError(StoreTrouble.MISSING))
            except Exception as fault:  # noqa: BLE001 - back ends raise anything; its text may quote
                log.warning("the key store failed: %s", type(fault).__name__)
                future.set_exception(KeyStoreError(StoreTrouble.BROKEN))


def _name_of(store: KeyringBackend) -> str:
    module = type(store).__module__
    known = next((name for part, name in _NAMES.items() if module.startswith(part)), None)
    if known is None and module.startswith(_SECRET_SERVICE):
        # Several programs speak its protocol; the one that does is what the user knows.
        known = _PROVIDERS.get(_secret_service_program())
    return known or str(store.name)


def _secret_service_program() -> str:
    """Which program answers for the key store on Linux; empty where that can't be told."""
    try:
        # Comes with keyring on Linux, and nowhere else.
        jeepney = importlib.import_module("jeepney")
        blocking = importlib.import_module("jeepney.io.blocking")
        bus = jeepney.DBusAddress(
            "/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus"
        )
        asked = jeepney.new_method_call(
            bus, "GetConnectionUnixProcessID", "s", ("org.freedesktop.secrets",)
        )
        with blocking.open_dbus_connection("SESSION") as connection:
            (process,) = connection.send_and_get_reply(asked, timeout=2.0).body
        return Path(f"/proc/{process}/comm").read_text("utf-8").strip()
    except Exception as fault:  # noqa: BLE001 - only a name is lost, whatever happens
        log.info("the key store's program could not be told: %s", type(fault).__name__)
        return ""


def _store() -> KeyringBackend:
    """The system's key store. Raises `KeyStoreError` if there is none that is safe to use."""
    chosen = keyring.get_keyring()
    candidates = chosen.backends if isinstance(chosen, chainer.ChainerBackend) else [chosen]
    for backend in candidates:
        if not type(backend).__module__.startswith(_UNSAFE):
            return backend
    raise KeyStoreError(StoreTrouble.MISSING)
