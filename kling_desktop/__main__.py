"""Starts the command line or the window, by what is asked for.

Each loads only what it needs: here, and nowhere else, that is decided.
"""

import os
import sys

from kling_desktop import __version__

COMMANDS = {"render", "check", "jobs"}
"""What the command line does; anything else opens the window."""


def main() -> int:
    """The `kling-desktop` command. Qt is loaded only where there is a window to open."""
    _hold_closed_streams()
    arguments = sys.argv[1:]
    first = arguments[0] if arguments else ""
    if first == "--version":
        print(f"kling-desktop {__version__}")  # noqa: T201 - silent where there is no stdout
        return 0
    if first == "practice-service":
        from kling_desktop.practice.service import serve

        return serve(arguments[1:])
    if first in COMMANDS or first in {"-h", "--help"}:
        from kling_desktop.cli import run

        return run(arguments)
    # Before Qt is loaded: some of it speaks up at once.
    from kling_desktop import logs
    from kling_desktop.paths import find_paths

    logs.divert_libraries(find_paths().logs)
    from kling_desktop.app import start

    return start(arguments)


def _hold_closed_streams() -> None:
    """Gives what was closed of stdin, stdout and stderr (`2>&-`) to nobody: else the next file that
    is opened, a clip say, gets the number, and libraries write into it.
    """
    if os.name == "posix":
        while (held := os.open(os.devnull, os.O_RDWR)) <= 2:
            os.set_inheritable(held, True)
        os.close(held)


if __name__ == "__main__":
    sys.exit(main())
