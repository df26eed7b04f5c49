"""The executables on Windows, and what "Properties, Details" shows of each (PyInstaller's
`version=`).
"""

import re
from pathlib import Path

PUBLISHER = "The makers of Kling Desktop"
EXECUTABLES = (
    ("Kling Desktop", "Kling Desktop", False),
    ("kling-desktop", "Kling Desktop, command line", True),
)
"""Name, description, and whether it has a console."""

_TEXT = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags={flags}, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", {publisher!r}),
      StringStruct("FileDescription", {description!r}),
      StringStruct("FileVersion", {version!r}),
      StringStruct("InternalName", {name!r}),
      StringStruct("LegalCopyright", "GPL-3.0-or-later"),
      StringStruct("OriginalFilename", {file!r}),
      StringStruct("ProductName", "Kling Desktop"),
      StringStruct("ProductVersion", {version!r}),
    ])]),
    VarFileInfo([VarStruct("Translation", [0x0409, 1200])]),
  ],
)
"""

_PRE_RELEASE = 0x2
"""VS_FF_PRERELEASE."""


def version_resource(name: str, description: str, version: str) -> str:
    """The text of PyInstaller's version file. `description` is what Windows lists the program as:
    in the task manager, on a warning of the firewall.
    """
    return _TEXT.format(
        numbers=four_numbers(version),
        flags=0 if re.fullmatch(r"[\d.]+", version) else _PRE_RELEASE,
        publisher=PUBLISHER,
        description=description,
        version=version,
        name=name,
        file=f"{name}.exe",
    )


def version_file(folder: Path, name: str, description: str, version: str) -> str:
    """Writes it; returns its path, which is what PyInstaller takes."""
    path = folder / f"{name}.version"
    path.write_text(version_resource(name, description, version), encoding="utf-8")
    return str(path)


def four_numbers(version: str) -> tuple[int, ...]:
    """The version as Windows counts; what is no number, a pre-release's sign say, is left out."""
    released = re.match(r"\d+(\.\d+){0,3}", version)
    if released is None:
        raise ValueError(f"no version: {version}")
    numbers = [int(part) for part in released.group().split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))
