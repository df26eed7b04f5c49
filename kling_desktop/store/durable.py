"""Making a rename last through a power cut."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Syncs a folder's entries to disk, where the system can (Windows can't and need not)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
