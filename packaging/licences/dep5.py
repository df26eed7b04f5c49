"""The copyright file of the Debian package, for machines to read (Debian's copyright format 1.0).

Our own words stand in `packaging/linux/copyright`; here follow the works that a bundle holds.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

from texts import STANDARD, TEXTS, folder_in  # noqa: E402

from kling_desktop.licences import FOLDER, Work, read  # noqa: E402

OUR_WORDS = HERE.parent / "linux/copyright"
DOC = f"/usr/share/doc/kling-desktop/{FOLDER}"

_NOTICE = re.compile(r"^\W{0,8}copyright:?[ (].*\d{4}.*$", re.IGNORECASE | re.MULTILINE)
_WORD = re.compile(r"^\W*(copyright[\s:]*(\(c\)|©)?[\s,]*)+", re.IGNORECASE)
_TOLD = re.compile(r"^License: (.*)$", re.MULTILINE)
# What only shows how to write a notice, and who packed the work for Debian.
_NOT_OF_AUTHORS = re.compile(r"<copyright holders>|\[name of|@debian\.org", re.IGNORECASE)
_MOST = 12
"""Lines of copyright that are taken over; the text of the licence has them all."""


def debian_copyright(bundle: Path, place: str) -> str:
    """The file for a bundle that is installed at `place`, such as `usr/lib/kling-desktop`.

    Raises `FileNotFoundError` where the bundle has no list, or not a text that the list names.
    """
    folder = folder_in(bundle)
    inner = folder.parent.relative_to(bundle).as_posix()
    works = read(folder)
    stanzas = [_stanza(work, folder, f"{place}/{inner}") for work in works]
    ours = OUR_WORDS.read_text("utf-8")
    others = {_short(work) for work in works} - set(_TOLD.findall(ours))
    licences = [_licence(short, works) for short in sorted(others)]
    return "\n".join([ours, *stanzas, *licences])


def _stanza(work: Work, folder: Path, place: str) -> str:
    # Blanks would end a name; what has no library of its own is inside Python's archive of modules.
    files = [f"{place}/{name}".replace(" ", "?") for name in work.files]
    files = files or [f"{place}/{FOLDER}/{work.text}"]
    authors = _authors((folder / work.text).read_text("utf-8")) or [f"The authors of {work.name}"]
    lines = [
        f"Files: {_listed(files)}",
        f"Copyright: {_listed(authors)}",
        f"License: {_short(work)}",
        f"Comment: {work.title}, {work.licence}. In full: {DOC}/{work.text}",
    ]
    return "\n".join(lines) + "\n"


def _licence(short: str, works: Iterable[Work]) -> str:
    texts = sorted(f"{DOC}/{work.text}" for work in works if _short(work) == short)
    said = "".join(f"\n {text}" for text in texts)
    return f"License: {short}\n The full text is in:{said}\n"


def _short(work: Work) -> str:
    """The licence as the format spells it: no parentheses, exceptions after `with`, short for GNU's
    `-or-later`.
    """
    short = re.sub(r"[()]", "", work.licence)
    # SPDX has the word among others of a name: `GCC-exception-3.1`.
    short = re.sub(r" WITH (\S+?)-exception(-[\d.]+)?(?!\S)", _excepted, short, flags=re.I)
    short = short.replace(" AND ", " and ").replace(" OR ", " or ")
    return re.sub(r"(GPL-\d)(\.0)?(\.\d)?(-only|(-or-later))", _gnu, short)


def _excepted(match: re.Match[str]) -> str:
    return f" with {match[1]}{match[2] or ''} exception"


def _gnu(match: re.Match[str]) -> str:
    return f"{match[1]}{match[3] or ''}{'+' if match[5] else ''}"


def _authors(text: str) -> list[str]:
    shared = {line.strip() for line in _licences_own()}
    found = (line for line in _NOTICE.findall(text) if line.strip() not in shared)
    named = (_WORD.sub("", line.strip()) for line in found if not _NOT_OF_AUTHORS.search(line))
    return list(dict.fromkeys(named))[:_MOST]


def _licences_own() -> list[str]:
    """The notices of those who wrote the licences themselves."""
    paths = (path for path in TEXTS.iterdir() if STANDARD.fullmatch(path.stem))
    return [line for path in paths for line in _NOTICE.findall(path.read_text("utf-8"))]


def _listed(values: list[str]) -> str:
    return "\n ".join(values)
