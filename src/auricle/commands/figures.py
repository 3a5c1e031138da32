"""Counts and sizes as a person reads them; values with a unit are ``auricle.query.text.amount``."""

from __future__ import annotations

DASH = "—"


def count(n: int | None) -> str:
    return DASH if n is None else f"{n:,}"


def size(count_of_bytes: float) -> str:
    """``999 B``, ``1.5 kB``, ``7.0 GB``."""
    for unit in ("B", "kB", "MB", "GB"):
        if count_of_bytes < 1000:
            return f"{count_of_bytes:.0f} {unit}" if unit == "B" else f"{count_of_bytes:.1f} {unit}"
        count_of_bytes /= 1000
    return f"{count_of_bytes:.1f} TB"
