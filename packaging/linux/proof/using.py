"""The program is used: from the command line and from the menu, with and without a key store."""

import re
from pathlib import Path

from proof.desk import Desk, started, wait_for, wait_for_end
from proof.report import require
from proof.setting import (
    ENTRY,
    KEY,
    SAMPLE,
    Setting,
    codecs,
    field_of,
    has_in_files,
    quiet,
    went_well,
)
from proof.stand_in import URL
from proof.trees import HOME, LATER_PACKAGES, Tree

PROMPT = "The boat leaves the harbour"


def on_the_command_line(setting: Setting, tree: Tree) -> Path:
    """Before anything but the package was installed. Returns the clip that was made."""
    said = went_well(tree.run("kling-desktop", "--version"), "--version").out.strip()
    upstream = field_of(setting.package, "Version").rpartition("-")[0].replace("~", "")
    require(said.replace(".", "") == f"kling-desktop {upstream}".replace(".", ""), said)
    went_well(tree.run("kling-desktop", "--help"), "--help")
    setting.report.step(f"--version says “{said}”; --help helps")
    made = render(tree, "clip.mp4")
    setting.report.step(
        f"render --practice makes a clip of {made.stat().st_size} bytes, H.264 and AAC"
    )
    screenless = tree.run("kling-desktop")
    require(screenless.code == 6 and len(screenless.err.splitlines()) == 1, str(screenless))
    setting.report.step(f"without a screen it says: {screenless.err.strip()}")
    return made


def render(tree: Tree, name: str, program: str = "kling-desktop", sample: str = SAMPLE) -> Path:
    """Makes a practice clip without a window."""
    ended = tree.run(
        *(program, "render", "--practice", "--first-frame", sample, "--prompt", PROMPT),
        *("--duration", "3", "--sound", "--json", "--output", f"{HOME}/{name}"),
    )
    went_well(ended, "render --practice")
    path = tree.root / HOME[1:] / name
    found = codecs(path)
    require(found == ["aac", "h264"], f"The clip is coded in {found}.")
    return path


def in_the_window(setting: Setting, tree: Tree) -> None:
    """From the entry in the menu to a clip that plays."""
    tree.install(*LATER_PACKAGES)
    with setting.desk() as desk:
        start_from_menu(setting, tree, desk, ENTRY)
        desk.unlock_key_store()
        told = rehearse(tree, desk)
        require("Key store: GNOME Keyring" in told, f"The key store is not found: {told}")
        setting.report.step("makes a practice clip in the window and plays it: " + _in_line(told))
    with setting.desk() as desk:
        told = rehearse(tree, desk)
        store = next((line for line in told.splitlines() if "no key store" in line), "")
        require(store and "Key store:" not in told, f"Without a key store it says: {told}")
        setting.report.step(f"without a key store it says: {store}")


def start_from_menu(setting: Setting, tree: Tree, desk: Desk, entry: str) -> None:
    """Starts it as a desktop does, and closes it with the window's cross."""
    with started(tree, setting.notes, "gio", "launch", entry, env=desk.session) as launch:
        window = desk.window()
        desk.show()
        kinds = desk.classes_of(window)
        require("kling-desktop" in kinds, f"No desktop finds the entry of a window {kinds}.")
        require(desk.has_icon(window), "The window brings no icon.")
        title = desk.windows()[window]
        setting.report.step(f"starts from the menu; the window is called “{title}”, class {kinds}")
        wait_for(tree.processes, "Nothing runs.")
        desk.close(window)
        wait_for_end(tree, desk.show)
        launch.process.wait(20)
        quiet(launch.err, "The start from the menu")
        require(launch.process.returncode == 0, f"gio ended with {launch.process.returncode}.")
        require(not launch.out, f"It says on stdout: {launch.out}")
    setting.report.step("the window's cross ends it; no process is left, no line on stderr")


def rehearse(tree: Tree, desk: Desk, program: str = "kling-desktop") -> str:
    """Lets the program show by itself that it works; returns what it says."""
    ended = tree.run(program, "--rehearse", env=desk.session)
    if ended.code:
        desk.show()
    went_well(ended, "--rehearse")
    require(re.search(r"plays.* \d+ frames", ended.out), f"No clip was played: {ended.out}")
    require(not tree.processes(), f"These are left after the rehearsal: {tree.processes()}")
    return ended.out


def with_key_stores(setting: Setting, tree: Tree) -> None:
    """A key that is in the store is found there; without a store one is told so."""
    asked = ("--first-frame", SAMPLE, "--prompt", PROMPT, "--output", f"{HOME}/no.mp4")
    with setting.desk() as desk:
        ended = tree.run("kling-desktop", "render", "--service", URL, *asked, env=desk.session)
        require(ended.code == 2 and KEY not in ended.err, str(ended))
        require("KLING_API_KEY" in ended.err and "Nothing was sent" in ended.err, str(ended))
        require(len(ended.err.splitlines()) == 1, str(ended))
        setting.report.step(f"no key store: {ended.err.strip()}")
    with setting.desk() as desk:
        desk.unlock_key_store()
        ended = tree.run("kling-desktop", "render", "--service", URL, *asked, env=desk.session)
        require(ended.code == 2 and "There is no key" in ended.err, str(ended))
        setting.report.step(f"an empty key store: {ended.err.strip()}")
        desk.keep_secret(KEY, service="Kling Desktop", username=URL)
        wanted = (*asked, "--patience", "1", "--json")
        ended = tree.run("kling-desktop", "render", "--service", URL, *wanted, env=desk.session)
        # Nobody answers there: it comes so far with a key only.
        require(ended.code == 6 and '"hold":"no_network"' in ended.out, str(ended))
        quiet(ended.err, "render with a key from the key store")
        setting.report.step("a key that lies in the key store is found there")
    found = has_in_files(tree.root / HOME[1:], KEY)
    require(not found, f"The key lies in files: {found}")


def _in_line(told: str) -> str:
    return " ".join(line.strip() for line in told.splitlines())
