"""Which of the system's tools a test needs."""

import os
import shutil
import sys

import pytest

from tests.conftest import HAS_QT


def needs(*tools: str) -> pytest.MarkDecorator:
    """Skips a test where a tool is missing, but not where `make test` brings them all: in CI.

    `make test-qtfree` brings nothing of the system's; neither does CI on Windows and macOS.
    """
    missing = [tool for tool in tools if not shutil.which(tool)]
    brought = "CI" in os.environ and sys.platform == "linux" and HAS_QT
    reason = f"needs {', '.join(missing)}: packaging/system-packages test"
    return pytest.mark.skipif(bool(missing) and not brought, reason=reason)
