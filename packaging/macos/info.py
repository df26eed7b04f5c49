"""What the .app tells macOS of itself: Info.plist, as data. `packaging/frozen/kling-desktop.spec`
hands it to PyInstaller.

There is one .app for each architecture, not a universal one: of the wheels that the program is
made of only Qt's are universal2; av, pillow, pillow-heif and msgspec come as arm64 and as x86_64
(`pip download --only-binary :all: --platform macosx_14_0_universal2` finds none of them). Two
downloads of half the size are also what most people have on their disks in the end. PyInstaller
takes out of Qt's files the half that the interpreter runs on, so each is made on a machine of its
kind: the GitHub runners `macos-15` (arm64) and `macos-15-intel` (x86_64, there until autumn 2027).

The executable inside is the whole program, command line included:
`"/Applications/Kling Desktop.app/Contents/MacOS/kling-desktop" render …`.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

HERE = Path(__file__).parent
NAME: Final = "Kling Desktop"
EXECUTABLE: Final = "kling-desktop"
SUFFIX: Final = "klingboard"

IDENTIFIER: Final = "local.kling-desktop.KlingDesktop"
"""No domain belongs to the project. The Keychain, choices of the Finder and Apple's ticket all hang
on this name, so it changes before the first signed release or never.
"""

BOARD_TYPE: Final = "local.kling-desktop.klingboard"
PICTURE_TYPES: Final = (
    "public.jpeg",
    "public.png",
    "org.webmproject.webp",
    "public.avif",
    "public.heic",
    "public.heif",
    "public.tiff",
    "com.microsoft.bmp",
    "com.compuserve.gif",
)

MINIMUM_SYSTEM: Final[Mapping[str, str]] = {"arm64": "14.0", "x86_64": "13.0"}
"""By architecture, the oldest macOS that all wheels of packaging/constraints.txt are made for: on
arm64 that is av's (macosx_14_0), on x86_64 Qt's (macosx_13_0). `build.py` raises it where a part of
the bundle, such as the interpreter, asks for more.
"""

FURTHER_FILES: Final = (
    ("zh-Hans.lproj/InfoPlist.strings", HERE / "zh-Hans.lproj/InfoPlist.strings"),
)
"""What else lies in Contents/Resources: the names below in Chinese."""


def info_plist(version: str, machine: str) -> dict[str, Any]:
    """Info.plist for a version and an architecture (`platform.machine()`). Raises `KeyError` for an
    architecture that there are no wheels for.

    No usage descriptions: the program asks for no camera, microphone, contacts or location, and
    what Qt has for them is left out. Files come from dialogs and drops, which need no leave.
    """
    return {
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundleExecutable": EXECUTABLE,
        "CFBundlePackageType": "APPL",
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleShortVersionString": numbers(version),
        "CFBundleVersion": numbers(version),
        "CFBundleIconFile": "app.icns",
        "CFBundleDevelopmentRegion": "en",
        # Without these macOS says its own dialogs in English, whatever the program speaks.
        "CFBundleLocalizations": ["en", "zh-Hans"],
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Kling Desktop storyboard",
                "CFBundleTypeRole": "Editor",
                "CFBundleTypeIconFile": f"{SUFFIX}.icns",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [BOARD_TYPE],
            },
            {
                # Offered under "Open With", never in the place of what people view pictures with.
                "CFBundleTypeName": "Picture",
                "CFBundleTypeRole": "Viewer",
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": list(PICTURE_TYPES),
            },
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": BOARD_TYPE,
                "UTTypeDescription": "Kling Desktop storyboard",
                "UTTypeIconFile": f"{SUFFIX}.icns",
                # Not public.zip-archive: a double-click would unpack it where we are not installed.
                "UTTypeConformsTo": ["public.data", "public.composite-content"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": [SUFFIX],
                    "public.mime-type": ["application/x-klingboard"],
                },
            }
        ],
        "LSApplicationCategoryType": "public.app-category.video",
        "LSMinimumSystemVersion": MINIMUM_SYSTEM[machine],
        # A clip has to be fetched within its hour, also while all windows are covered.
        "LSAppNapIsDisabled": True,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "© 2026 The makers of Kling Desktop. GPL-3.0-or-later.",
        "NSPrincipalClass": "NSApplication",
        # Light and dark as the system has it.
        "NSRequiresAquaSystemAppearance": False,
        # Qt draws with what is there: a laptop need not wake its second graphics processor.
        "NSSupportsAutomaticGraphicsSwitching": True,
    }


def numbers(version: str) -> str:
    """The three numbers of a version, which is all that macOS compares: 1.2.0rc1 is 1.2.0."""
    found = re.match(r"\d+\.\d+\.\d+", version)
    if found is None:
        raise ValueError(f"not a version of three numbers: {version}")
    return found.group()
