"""Counts and sizes as a person reads them; values with a unit are ``auricle.query.text.amount``."""

from __future__ import annotations

import math

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


def time(seconds: float) -> str:
    """``40 s``, ``3.5 min``, ``2.1 h``, ``5.6 days``; a dash where nobody can tell."""
    if not math.isfinite(seconds):
        return DASH
    for unit, size in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 1.5 * size:
            return f"{seconds / size:,.1f} {unit}"
    return f"{seconds:.0f} s"
