"""Rows for the pictures of this room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auricle.query.result import Row


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that no measure gave, called as people call them."""

    rows: Sequence[Row]
    unit: str
