"""Names of columns out of one or several header rows, as survey tools write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

MOST_COLUMNS = 10_000

_VALUE = re.compile(r"[-+]?\d+([.,]\d+)?%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|[^@\s]+@[^@\s]+\.\w+")
_IMPORT_ID = re.compile(r"\{\W*ImportId")
_OURS = ("_file", "_row", "_record")  # what the staging engine calls its own columns
_BLAND = {"", "response", "open-ended response"}


@dataclass(frozen=True, slots=True)
class Headers:
    """Column names as a mapping spells them, those that stand for several columns, and what more was said."""

    names: tuple[str, ...]
    repeated: frozenset[str] = frozenset()
    labels: dict[str, str] = field(default_factory=dict)


def count_header_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows are headers: 3 and 2 as Qualtrics writes them, 2 as SurveyMonkey does, 0 or 1."""
    first, second = ([*rows, [], []])[:2]
    if len(rows) > 2 and any(_IMPORT_ID.match(cell) for cell in rows[2]):
        return 3
    if first[:1] == ["V1"] and second[:1] == ["ResponseID"]:
        return 2
    if second[:1] == [""] and any(c.strip().lower() in _BLAND - {""} for c in second):
        return 2
    return 0 if _is_data(first) else 1


def _is_data(row: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(_VALUE.fullmatch(cell) for cell in filled)


def name_headers(rows: Sequence[Sequence[str]], width: int) -> Headers:
    """Name ``width`` columns from their header rows (none: `column 1`, `column 2` …).

    When the first row names every column differently, it is the name and the others are labels;
    otherwise a name is the question (carried on to the right) and what stands below it.
    """
    if not rows:
        return Headers(tuple(f"column {i}" for i in range(1, width + 1)))
    padded = [[cell.strip() for cell in row] + [""] * (width - len(row)) for row in rows]
    first = padded[0]
    filled = [cell for cell in first if cell]
    if len(rows) == 1 or (len(set(filled)) == len(filled) and "" not in first[: len(filled)]):
        labels = {
            n: " ".join(t for t in texts if not t.startswith("{")) for n, *texts in zip(*padded, strict=True) if n
        }
        return _told_apart(first, {n: label for n, label in labels.items() if label and label != n})
    return _told_apart(_combined(padded), {})


def _combined(rows: list[list[str]]) -> list[str]:
    question, names = "", []
    for cells in zip(*rows, strict=True):
        question = cells[0] or question
        parts = [question, *(c for c in cells[1:] if c.lower() not in _BLAND)]
        names.append(" / ".join(p for p in parts if p))
    return names


def _told_apart(names: list[str], labels: dict[str, str]) -> Headers:
    counts = Counter(n for n in names if n)
    repeated = frozenset(n for n, count in counts.items() if count > 1)
    met: Counter[str] = Counter()
    told: list[str] = []
    for position, header in enumerate(names, start=1):
        met[header] += 1
        told.append(f"{header} ({met[header]})" if header in repeated else header or f"column {position}")
    return Headers(_differing_in_more_than_case(told), repeated, labels)


def _differing_in_more_than_case(names: list[str]) -> tuple[str, ...]:
    """The engine tells no `Name` from `name`, and has names of its own: the later gets its position behind it."""
    met: set[str] = set(_OURS)
    apart: list[str] = []
    for position, header in enumerate(names, start=1):
        apart.append(f"{header} [{position}]" if header.lower() in met else header)
        met.add(apart[-1].lower())
    return tuple(apart)
