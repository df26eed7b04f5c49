"""The desk that a user sits at: screen, window manager, message bus and key store, in a system of
their own beside the one that is tried; and the hands that use it.
"""

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from proof.report import Wrong
from proof.trees import UID, Tree

DISPLAY: Final = ":7"
RUNTIME: Final = f"/run/user/{UID}"
BUS: Final = f"unix:path={RUNTIME}/bus"
TITLE: Final = "Kling Desktop"
_SETTLE: Final = 30.0
"""Seconds for anything to come up on a busy machine."""


class Desk:
    """Use it as a context manager; what it started ends with it."""

    def __init__(self, tree: Tree, pictures: Path | None) -> None:
        """`pictures` is a folder for what the screen showed when something was wrong."""
        self._tree = tree
        self._pictures = pictures
        self._started: list[subprocess.Popen[bytes]] = []
        # Nobody comes up on the bus uninvited: where a key store is wanted, it is started.
        for service in (tree.root / "usr/share/dbus-1/services").iterdir():
            service.unlink()
        runtime = tree.root / RUNTIME.lstrip("/")
        runtime.mkdir(mode=0o700, exist_ok=True)
        os.chown(runtime, UID, UID)
        sockets = tree.root / "tmp/.X11-unix"
        sockets.mkdir(exist_ok=True)
        sockets.chmod(0o1777)

    def __enter__(self) -> "Desk":
        self._start("Xvfb", DISPLAY, "-screen", "0", "1600x1000x24", "-noreset", "-nolisten", "tcp")
        wait_for(lambda: self.hand("getdisplaygeometry"), "The screen does not come up.")
        self._start("openbox")
        wait_for(lambda: self.hand("get_num_desktops"), "The window manager does not come up.")
        self._start("dbus-daemon", "--session", f"--address={BUS}", "--nofork", "--nopidfile")
        wait_for((self._tree.root / RUNTIME[1:] / "bus").exists, "The bus does not come up.")
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._started):
            end(process)

    def unlock_key_store(self) -> None:
        """Starts GNOME Keyring with an empty key ring that is open."""
        keyring = self._start(
            *("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"),
            takes_input=True,
        )
        assert keyring.stdin is not None
        keyring.stdin.write(b"password\n")
        keyring.stdin.close()
        wait_for(lambda: self.has_on_bus("org.freedesktop.secrets"), "No key store comes up.")

    def keep_secret(self, secret: str, **attributes: str) -> None:
        """Puts something into the key store, under what it is to be found by."""
        pairs = [word for pair in attributes.items() for word in pair]
        store = self._tree.command(
            "secret-tool", "store", "--label=proof", *pairs, env=self.session
        )
        subprocess.run(store, check=True, input=secret.encode(), timeout=60)

    def has_on_bus(self, name: str) -> bool:
        """Whether somebody answers to a name on the bus."""
        asked = self._tree.run(
            *("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/"),
            *("org.freedesktop.DBus.NameHasOwner", f"string:{name}"),
            env=self.session,
        )
        return "boolean true" in asked.out

    @property
    def session(self) -> dict[str, str]:
        """What a session on this desk has in its environment, and nothing else."""
        return {
            "DISPLAY": DISPLAY,
            "DBUS_SESSION_BUS_ADDRESS": BUS,
            "XDG_RUNTIME_DIR": RUNTIME,
        }

    def hand(self, *command: str) -> str:
        """Does something with xdotool; returns what it says, nothing where it fails."""
        return self._tree.run("xdotool", *command, env=self.session).out.strip()

    def windows(self, name: str = TITLE) -> dict[str, str]:
        """The titles of all windows that are seen and have `name` in theirs, by their number."""
        found = self.hand("search", "--onlyvisible", "--name", name).split()
        return {window: self.hand("getwindowname", window) for window in found}

    def window(self, name: str = TITLE, beside: tuple[str, ...] = ()) -> str:
        """Waits for a window other than those; returns its number."""

        def new() -> list[str]:
            return [window for window in self.windows(name) if window not in beside]

        wait_for(new, f"No window “{name}” appears; there are: {self.windows('.')}", self.show)
        return new()[0]

    def classes_of(self, window: str) -> list[str]:
        """By what a desktop knows to which entry of its menu a window belongs: any of the two."""
        told = self._tree.run("xprop", "-id", window, "WM_CLASS", env=self.session).out
        found = re.search(r'= "([^"]*)", "([^"]*)"', told)
        return list(found.groups()) if found else []

    def has_icon(self, window: str) -> bool:
        """Whether a window brings an icon for the list of windows."""
        told = self._tree.run("xprop", "-id", window, "_NET_WM_ICON", env=self.session).out
        return "Icon" in told

    def press(self, window: str, *keys: str) -> None:
        """Presses keys in a window that is brought to the front first."""
        self.hand("windowactivate", "--sync", window)
        self.hand("key", "--delay", "60", *keys)

    def type(self, window: str, text: str) -> None:
        """Types a text."""
        self.hand("windowactivate", "--sync", window)
        self.hand("type", "--delay", "20", text)

    def close(self, window: str) -> None:
        """Closes a window as its cross does: the window manager asks it to."""
        self.press(window, "alt+F4")

    def show(self) -> None:
        """Keeps a picture of the screen."""
        if self._pictures is None:
            return
        self._pictures.mkdir(parents=True, exist_ok=True)
        path = self._pictures / f"screen-{len(list(self._pictures.iterdir()))}.png"
        grab = [
            "ffmpeg",
            "-v",
            "error",
            "-f",
            "x11grab",
            "-i",
            DISPLAY,
            "-frames:v",
            "1",
            str(path),
        ]
        subprocess.run(grab, check=False, stdin=subprocess.DEVNULL, timeout=60)

    def _start(self, *command: str, takes_input: bool = False) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            self._tree.command(*command, env=self.session),
            stdin=subprocess.PIPE if takes_input else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._started.append(process)
        return process


class Started:
    """A program that runs in a tree, with all that it says in files."""

    def __init__(self, tree: Tree, notes: Path, *command: str, env: dict[str, str]) -> None:
        notes.mkdir(parents=True, exist_ok=True)
        number = len(list(notes.glob("*.err")))
        self._out, self._err = notes / f"{number}.out", notes / f"{number}.err"
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                tree.command(*command, env=env), stdin=subprocess.DEVNULL, stdout=out, stderr=err
            )

    @property
    def out(self) -> str:
        """What it said on stdout so far."""
        return self._out.read_text("utf-8", "replace")

    @property
    def err(self) -> str:
        """What it said on stderr so far, and with it whatever it started."""
        return self._err.read_text("utf-8", "replace")


@contextmanager
def started(tree: Tree, notes: Path, *command: str, env: dict[str, str]) -> Iterator[Started]:
    """A program for as long as the block; ended if it still runs then."""
    running = Started(tree, notes, *command, env=env)
    try:
        yield running
    finally:
        end(running.process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process of ours, kindly at first."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(
    condition: Callable[[], object],
    otherwise: str,
    before: Callable[[], None] = lambda: None,
    seconds: float = _SETTLE,
) -> None:
    """Waits until a condition holds. Raises `Wrong`, after `before`, where it never does."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            before()
            raise Wrong(otherwise)
        time.sleep(0.2)


def wait_for_end(tree: Tree, before: Callable[[], None] = lambda: None) -> None:
    """Waits until nothing runs in a tree. Raises `Wrong`, after `before`, with what stays."""
    try:
        wait_for(lambda: not tree.processes(), "", before)
    except Wrong:
        raise Wrong(f"These do not end: {list(tree.processes().values())}") from None
