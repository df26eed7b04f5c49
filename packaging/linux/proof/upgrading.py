"""An older build is used and upgraded: all that was made with it is there afterwards."""

import hashlib
import json
import os
import signal
import sqlite3
from contextlib import suppress
from pathlib import Path

from proof.desk import Desk, started, wait_for, wait_for_end
from proof.opening import UNSAVED, make_storyboard, save_by_hand
from proof.report import Wrong, require
from proof.setting import KEY, SAMPLE, Setting, codecs, dependencies, field_of, quiet, went_well
from proof.stand_in import URL, StandIn, make_certificates
from proof.trees import HOME, LATER_PACKAGES, Tree
from proof.trusting import accept, know_service
from proof.using import rehearse

DATA = f"{HOME}/.local/share/Kling Desktop"


class Upgraded:
    """A system that has been upgraded, and what it was like before the first install."""

    def __init__(self, tree: Tree, before: dict[str, str]) -> None:
        self.tree = tree
        self.before = before


def upgrade(setting: Setting) -> Upgraded:
    """Goes the whole way; the desk and the service stand by."""
    report, tree = setting.report, setting.tree("upgraded")
    # By name, so that they are there before the package is, and stay when it goes.
    needed = {*dependencies(setting.package), *dependencies(setting.older)}
    tree.install(*sorted(needed), *LATER_PACKAGES)
    authority = make_certificates(setting.layers / "certificates-2")
    know_service(tree)
    accept(tree, authority)
    before = tree.files()
    tree.install(setting.older_inside)
    older, newer = (field_of(path, "Version") for path in (setting.older, setting.package))
    report.step(f"the older build is installed: {older}")
    with setting.desk() as desk:
        clip, board = _work(setting, tree, desk)
        was = _listed(tree)
        home = contents(tree)
        tree.install(setting.inside)
        require(_version(tree) == newer, f"It is {_version(tree)} after the upgrade.")
        require(contents(tree) == home, "The upgrade touched what is the user's.")
        report.step(f"upgraded to {newer}; every byte in the user's home is as it was")
        _all_there(setting, tree, desk, was, clip, board)
        with StandIn(authority.parent, KEY, clip.read_bytes()) as service:
            _go_on(tree)
            require(len(service.submits) == 1 and not service.plain, str(service.submits))
        report.step("the unfinished job goes on to its clip, submitted once")
        _while_it_runs(setting, tree, desk)
        rehearse(tree, desk)
        report.step("afterwards --rehearse says that it works")
    return Upgraded(tree, before)


def _work(setting: Setting, tree: Tree, desk: Desk) -> tuple[Path, str]:
    """Makes one of everything with the older build: clips, a storyboard, unsaved work, a job."""
    ended = tree.run(
        *("kling-desktop", "render", "--practice", "--first-frame", SAMPLE, "--prompt", "Old"),
        *("--duration", "3", "--sound", "--json", "--output", f"{HOME}/old.mp4"),
    )
    require(ended.code == 0, f"The older build renders nothing: {ended}")
    ended = tree.run(
        *("kling-desktop", "render", "--service", URL, "--first-frame", SAMPLE, "--json"),
        *("--prompt", "Goes on later", "--output", f"{HOME}/later.mp4", "--patience", "1"),
        env={"KLING_API_KEY": KEY},
    )
    require(ended.code == 6, f"No service answers, and yet: {ended}")
    board = make_storyboard(setting, tree, desk, "Alter Film", strict=False)
    with started(tree, setting.notes, "kling-desktop", SAMPLE, env=desk.session) as program:
        desk.window(UNSAVED)
        wait_for(lambda: _unsaved(tree), "No recovery copy is written.", desk.show)
        desk.show()
        kill(tree)
        program.process.wait(20)
    require(_unsaved(tree), "The recovery copy went with the killed program.")
    setting.report.step("with it are made: a clip, an unfinished job, a storyboard, unsaved work")
    return tree.root / HOME[1:] / "old.mp4", board


def _unsaved(tree: Tree) -> list[Path]:
    """The recovery copies that have the picture in them."""
    copies = (tree.root / DATA[1:] / "recovery").glob("*.json")
    return [path for path in copies if Path(SAMPLE).name.encode() in path.read_bytes()]


def kill(tree: Tree) -> None:
    """Pulls the plug of whatever of the program runs."""
    for number, said in tree.processes().items():
        if "kling-desktop" in said:
            with suppress(ProcessLookupError):  # it went with the one before
                os.kill(number, signal.SIGKILL)
    wait_for_end(tree)


def _all_there(
    setting: Setting,
    tree: Tree,
    desk: Desk,
    was: dict[int, dict[str, object]],
    clip: Path,
    board: str,
) -> None:
    """The newer build knows what the older one made."""
    clips = _library(tree)
    require(clips, "The older build left nothing in the library.")
    now = _listed(tree)
    same = ("state", "task_id", "label", "created_at", "output", "clip", "service")
    for number, job in was.items():
        differs = [name for name in same if now[number][name] != job[name]]
        require(not differs, f"Job {number} differs in {differs}: {job} {now[number]}")
    require(codecs(clip) == ["aac", "h264"], "The clip is not what it was.")
    setting.report.step(f"{len(was)} jobs are as they were, and the clip is")
    with started(tree, setting.notes, "kling-desktop", board, env=desk.session) as program:
        desk.close(desk.window(Path(board).stem))
        wait_for_end(tree, desk.show)
        program.process.wait(20)
        quiet(program.err, "The newer build with the older one's storyboard")
    setting.report.step("the storyboard opens, and closes without a question")
    with started(tree, setting.notes, "kling-desktop", env=desk.session) as program:
        desk.window(UNSAVED)
        desk.show()
        kill(tree)
        quiet(program.err, "The newer build with the older one's unsaved work")
    require(_unsaved(tree), "The unsaved work is gone from the disk.")
    setting.report.step("the work that was not saved comes back by itself")
    require(_library(tree) == clips, f"The library has {_library(tree)}, it had {clips}.")
    setting.report.step(f"the library has its clips: {', '.join(clips)}")


def _while_it_runs(setting: Setting, tree: Tree, desk: Desk) -> None:
    """The older one runs when its files are replaced below it."""
    tree.must("apt-get", "-q", "install", "-y", "--allow-downgrades", setting.older_inside)
    # With a folder of its own: what the newer one has written, the older one rightly leaves alone.
    session = desk.session | {"KLING_DESKTOP_HOME": f"{HOME}/apart"}
    with started(tree, setting.notes, "kling-desktop", SAMPLE, env=session) as program:
        window = desk.window(UNSAVED)
        tree.install(setting.inside)
        save_by_hand(tree, desk, window, f"{HOME}/while-upgraded.klingboard")
        require(program.process.poll() is None, f"The running one broke: {program.err}")
        desk.close(window)
        wait_for_end(tree, desk.show)
    setting.report.step("upgraded while it runs: the running one saves its storyboard, and ends")


def _go_on(tree: Tree) -> None:
    resume = ("kling-desktop", "jobs", "resume", "--service", URL, "--json", "--patience", "20")
    went_well(tree.run(*resume, env={"KLING_API_KEY": KEY}), "jobs resume after the upgrade")
    found = codecs(tree.root / HOME[1:] / "later.mp4")
    require(found == ["aac", "h264"], f"The later clip is coded in {found}")


def _listed(tree: Tree) -> dict[int, dict[str, object]]:
    """All jobs, as the program lists them."""
    ended = tree.run("kling-desktop", "jobs", "list", "--json")
    if ended.code:
        raise Wrong(f"jobs list: {ended}")
    jobs = [json.loads(line) for line in ended.out.splitlines()]
    return {job["job"]: job for job in jobs}


def _library(tree: Tree) -> list[str]:
    """The prompts of all clips in the library, read from outside."""
    held = sqlite3.connect(f"file:{tree.root}{DATA}/library.db?mode=ro", uri=True)
    try:
        return sorted(prompt for (prompt,) in held.execute("select prompt from clip"))
    finally:
        held.close()


def _version(tree: Tree) -> str:
    return tree.must("dpkg-query", "-W", "-f", "${Version}", "kling-desktop")


def contents(tree: Tree) -> dict[str, str]:
    """Every file in the user's home by what is in it."""
    home = tree.root / HOME[1:]
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
