"""What can be wrong with a value, in the order it is asked; the first that is decides the row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auricle.model.entity import Column

from .. import quoting
from .casting import WHAT


@dataclass(frozen=True, slots=True)
class Check:
    """``condition`` is SQL that holds when the row is not acceptable; ``value`` is SQL for the text at fault."""

    column: str
    reason: str
    explanation: str
    condition: str
    value: str


def checks_of(column: Column, *, text: str, typed: str, origin: str, listed: bool) -> list[Check]:
    """The checks of one mapped column, from its definition in the model.

    ``text`` and ``typed`` are SQL for the value before and after reading it; ``origin`` says in words where
    it comes from; ``listed`` says that a ``values:`` block lists every value there may be.
    """
    said = f"{column.name} comes from {origin}"
    found: list[Check] = []

    def add(reason: str, condition: str, why: str) -> None:
        found.append(Check(column.name, reason, f"{said}: {why}", condition, text))

    if listed:
        add(
            "unknown_value",
            f"{text} IS NOT NULL AND {typed} IS NULL",
            "this value is not listed under values:; list it",
        )
    elif column.type in WHAT:
        why = f"this is not {WHAT[column.type]}; mend it, or say its format: or missing: in the mapping"
        add("wrong_type", f"{text} IS NOT NULL AND {typed} IS NULL", why)
    if column.required:
        add("missing", f"{typed} IS NULL", "it is empty and every row must have it; fill it in")
    if column.low is not None:
        add(
            "out_of_range", f"{typed} < {column.low}", f"it is below {column.low:g}; mend it, or name it under missing:"
        )
    if column.high is not None:
        add(
            "out_of_range",
            f"{typed} > {column.high}",
            f"it is above {column.high:g}; mend it, or name it under missing:",
        )
    if column.choices:
        choices = ", ".join(column.choices)
        add(
            "unknown_value",
            f"{typed} NOT IN ({quoting.texts(column.choices)})",
            f"it is none of {choices}; map it under values:",
        )
    return found


def problem(checks: Iterable[Check]) -> str:
    """SQL for the number of the first check that fails, counted from 1; null when none does."""
    whens = " ".join(f"WHEN {check.condition} THEN {i}" for i, check in enumerate(checks, start=1))
    return f"CASE {whens} END" if whens else "NULL::INTEGER"
