"""Opens the journal of a home."""

from __future__ import annotations

import os
from pathlib import Path

from . import mending
from .journal import Damaged, Journal
from .sqlite import NAME, SQLiteJournal

DATABASE = "AURICLE_DATABASE"
"""The PostgreSQL database of a shared installation; the journal lies in it too."""

MOST_BYTES = 20 * 1024**3
SIZE = "AURICLE_JOURNAL_BYTES"


def most_journal_bytes() -> int:
    """How much the journal may hold; beyond it nothing is taken."""
    return int(os.environ.get(SIZE, MOST_BYTES))


def open_journal(home: Path) -> Journal:
    """The journal of a home, made when it is not there.

    Raises
        CannotKeep: it cannot be opened or made.
    """
    if address := os.environ.get(DATABASE):
        from .postgres import PostgresJournal

        return PostgresJournal(address)
    return SQLiteJournal(home / NAME)


def mend_journal(home: Path, damage: Damaged | None = None) -> None:
    """Mend a journal that is damaged, as far as can be seen, or as somebody says; only for who writes it.

    PostgreSQL minds its own files.
    """
    if os.environ.get(DATABASE):
        return
    mending.mend(home, damage) if damage else mending.sound(home)
