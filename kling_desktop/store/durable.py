"""Making names last through a power cut."""

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


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it that are missing, their names synced to disk."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)
