"""How the index lies in SQLite."""

from typing import Final

STEPS: Final = (
    # Long texts come last, so that listing and sorting need not read past them.
    """
    CREATE TABLE clip (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        file TEXT NOT NULL UNIQUE,
        made_at REAL NOT NULL,
        seconds REAL NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        has_sound INTEGER NOT NULL,
        practice INTEGER NOT NULL,
        rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
        job INTEGER,
        label TEXT NOT NULL,
        prompt TEXT NOT NULL,
        searched TEXT NOT NULL
    );
    CREATE INDEX clip_newest ON clip (made_at DESC, id DESC);
    """,
    # Where a clip came from: NULL where nobody has looked yet, '' where it came from no storyboard.
    # What is in the bin stays here with its rating and label, for as long as it can come back.
    """
    ALTER TABLE clip ADD COLUMN board TEXT;
    ALTER TABLE clip ADD COLUMN scene TEXT NOT NULL DEFAULT '';
    ALTER TABLE clip ADD COLUMN take TEXT NOT NULL DEFAULT '';
    ALTER TABLE clip ADD COLUMN size INTEGER;
    ALTER TABLE clip ADD COLUMN binned_at REAL;
    CREATE INDEX clip_board ON clip (board);
    CREATE TABLE board (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
)
"""One script per version; never change one that has been released, add another."""

TABLE: Final = "clip"
