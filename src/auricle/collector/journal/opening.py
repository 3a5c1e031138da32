"""Opens the journal of a home."""

from __future__ import annotations

from pathlib import Path

from .sqlite import NAME, SQLiteJournal


def open_journal(home: Path) -> SQLiteJournal:
    """The journal of a home, made when it is not there.

    Raises
        CannotKeep: it cannot be opened or made.
    """
    return SQLiteJournal(home / NAME)
