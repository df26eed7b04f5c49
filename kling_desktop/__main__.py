"""Starts the command line or the window, by what is asked for."""

import sys

COMMANDS = {"render", "check", "jobs", "practice-service"}
"""What the command line does; anything else opens the window."""


def main() -> int:
    """The `kling-desktop` command. Qt is loaded only where there is a window to open."""
    arguments = sys.argv[1:]
    if arguments and (arguments[0] in COMMANDS or arguments[0] in {"-h", "--help", "--version"}):
        from kling_desktop.cli import run

        return run(arguments)
    from kling_desktop.app import start

    return start(arguments)


if __name__ == "__main__":
    sys.exit(main())
