"""`python -m kling_desktop.practice`: how the window and the tests start the service."""

import sys

from kling_desktop.practice.service import serve

if __name__ == "__main__":
    sys.exit(serve())
