"""Opens the journal of a home."""

from __future__ import annotations

import os
from pathlib import Path

from .journal import Journal
from .sqlite import NAME, SQLiteJournal

DATABASE = "AURICLE_DATABASE"
"""The PostgreSQL database of a shared installation; the journal lies in it too."""


def open_journal(home: Path) -> Journal:
    """The journal of a home, made when it is not there.

    Raises
        CannotKeep: it cannot be opened or made.
    """
    if address := os.environ.get(DATABASE):
        from .postgres import PostgresJournal

        return PostgresJournal(address)
    return SQLiteJournal(home / NAME)
