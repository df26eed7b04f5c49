"""Storyboards open by a double-click: where a window manager is all that there is."""

from pathlib import Path

from proof.desk import Desk, started, wait_for, wait_for_end
from proof.report import require
from proof.setting import SAMPLE, Setting, quiet
from proof.trees import HOME, Tree

TYPE = "application/x-klingboard"
SAVING = "Save the storyboard"
UNSAVED = "^Untitled storyboard[*]"
"""How a window is called whose work was not saved."""


def open_storyboards(setting: Setting, tree: Tree) -> None:
    """With none that runs, and in one that runs."""
    report = setting.report
    with setting.desk() as desk:
        made = make_storyboard(setting, tree, desk, "First")
        board = f"{HOME}/Hafenfahrt früh & spät.klingboard"
        (tree.root / made[1:]).rename(tree.root / board[1:])
        report.step("a picture on the command line opens as a scene; Ctrl+S saves its storyboard")
        kind = tree.must(
            "xdg-mime", "query", "filetype", board, user=True, env=desk.session
        ).strip()
        require(kind == TYPE, f"A storyboard is taken for {kind}")
        opens = tree.must("xdg-mime", "query", "default", TYPE, user=True, env=desk.session).strip()
        require(opens == "kling-desktop.desktop", f"It would be opened with {opens}")
        report.step(f"xdg-mime: {kind}, opened with {opens}")
        second = "Second"
        again = make_storyboard(setting, tree, desk, second)
        with started(tree, setting.notes, "xdg-open", board, env=desk.session) as first:
            window = desk.window(Path(board).stem)
            report.step(f"xdg-open starts it: “{desk.windows()[window]}”")
            other = tree.run("xdg-open", again, seconds=60, env=desk.session)
            quiet(other.err, "xdg-open into a running program")
            late = desk.window(second)
            running = [said for said in tree.processes().values() if _is_window(said)]
            require(len(running) == 1, f"There is not one program: {running}")
            report.step(f"in the running one it opens a window: “{desk.windows()[late]}”")
            desk.show()
            desk.close(late)
            wait_for(lambda: late not in desk.windows(), "The second window does not close.")
            desk.close(window)
            wait_for_end(tree, desk.show)
            first.process.wait(20)
            quiet(first.err, "xdg-open")
        report.step("both windows close, and it ends")


def _is_window(command: str) -> bool:
    return (
        command.split(maxsplit=1)[0].endswith("kling-desktop") and "practice-service" not in command
    )


def make_storyboard(
    setting: Setting, tree: Tree, desk: Desk, name: str, *, strict: bool = True
) -> str:
    """Makes a storyboard by hand in the window; returns its path inside."""
    path = f"{HOME}/{name}.klingboard"
    with started(tree, setting.notes, "kling-desktop", SAMPLE, env=desk.session) as program:
        window = desk.window(UNSAVED)
        save_by_hand(tree, desk, window, path)
        desk.close(window)
        wait_for_end(tree, desk.show)
        program.process.wait(20)
        if strict:
            quiet(program.err, "The window")
    return path


def save_by_hand(tree: Tree, desk: Desk, window: str, path: str) -> None:
    """Saves what a window shows with Ctrl+S."""
    desk.press(window, "ctrl+s")
    dialog = desk.window(SAVING)
    desk.press(dialog, "ctrl+a")
    desk.type(dialog, path)
    desk.press(dialog, "Return")
    wait_for((tree.root / path[1:]).exists, "The storyboard is not saved.", desk.show)
    wait_for(lambda: dialog not in desk.windows(SAVING), "The dialog stays.", desk.show)
