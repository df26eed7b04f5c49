"""Brings the catalogues of the other languages up to date: `make catalogues`.

Every message that is marked with `N_` below `kling_desktop/words/` goes to the template; from there
to each language's `.po`, which people translate; from there to the `.mo` that the program reads.
What is new stands untranslated in the `.po`, and a test says so; what is gone is taken out.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
WORDS = ROOT / "kling_desktop" / "words"
LOCALE = ROOT / "resources" / "locale"
DOMAIN = "kling-desktop"

_PASSING = tuple(
    f'"{field}'.encode()
    for field in (
        *("POT-Creation-Date", "PO-Revision-Date", "Generated-By"),
        *("Report-Msgid-Bugs-To", "Last-Translator"),
    )
)
"""Fields that change at every run, or that nobody fills in."""


def main() -> int:
    """Rewrites the template and every language; tells how much is left to translate."""
    template = extracted()
    (LOCALE / f"{DOMAIN}.pot").write_bytes(as_po(template))
    for file in sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        catalogue = read(file)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        file.write_bytes(as_po(catalogue))
        file.with_suffix(".mo").write_bytes(as_mo(catalogue))
        left = [message for message in catalogue if message.id and not message.string]
        sys.stdout.write(f"{catalogue.locale_identifier}: {len(left)} left to translate\n")
    return 0


def extracted() -> Catalog:
    """Every message of the program, with the file that it stands in."""
    # No dates, names or versions: the file changes only when a message does.
    made = Catalog(domain=DOMAIN, project="Kling Desktop", header_comment="# Kling Desktop")
    found = extract_from_dir(WORDS, [("**.py", "python")], {}, {"N_": None}, [])
    for name, _line, message, _comments, _context in sorted(found, key=lambda each: each[:2]):
        made.add(message, locations=[((WORDS / name).relative_to(ROOT).as_posix(), 0)])
    return made


def read(file: Path) -> Catalog:
    """One language as it stands in its `.po`."""
    with file.open("rb") as opened:
        return read_po(opened, locale=file.parent.parent.name, domain=DOMAIN)


def as_po(catalogue: Catalog) -> bytes:
    """For people, and for the repository: without what changes at every run."""
    written = io.BytesIO()
    write_po(
        written, catalogue, width=0, include_lineno=False, sort_by_file=True, ignore_obsolete=True
    )
    lines = written.getvalue().splitlines(keepends=True)
    kept = b"".join(line for line in lines if not line.startswith(_PASSING))
    return kept.rstrip(b"\n") + b"\n"


def as_mo(catalogue: Catalog) -> bytes:
    """For the program. The same words make the same file: its header has no time of making."""
    catalogue.creation_date = catalogue.revision_date = datetime(2000, 1, 1, tzinfo=UTC)
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


if __name__ == "__main__":
    sys.exit(main())
