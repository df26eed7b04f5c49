"""Where the frozen program starts."""

import os
import sys

from kling_desktop.__main__ import main


def give_back_environment() -> None:
    """Takes back what PyInstaller's loader has set for this process alone.

    The system's linker read it when the process began. A browser or a file manager that we start
    would load the libraries of the bundle in place of its own; another start of this very program,
    the practice service say, takes itself for a part of this one.
    """
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]
    original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if original is not None:
        os.environ["LD_LIBRARY_PATH"] = original


if __name__ == "__main__":
    give_back_environment()
    sys.exit(main())
