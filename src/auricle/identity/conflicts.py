"""Pairs of customers who are kept apart: by the rules until somebody decides, or by somebody's word.

A pair is two rows of identities, one for each side, so that either leads to it and takes it along when it is merged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from ..model.entities import IDENTITIES
from ..sentence import sentence
from ..store.store import Store
from .people import identities_of
from .rules import CONFLICT

APART, WAITING = "apart", "waiting"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Another customer who may be the same and is not: ``other`` as they are now.

    ``is_decided`` says that somebody keeps them apart; ``evidence`` is the identity both were met with, ``rule`` why
    the rules do not merge them (``different user`` …) or that a merge was ``taken back``.
    """

    other: str
    rule: str
    evidence: str
    source: str
    at: datetime | None
    is_decided: bool


class NoDoubt(LookupError):
    def __init__(self, customer: str, other: str):
        super().__init__(
            sentence(
                "nothing says that {customer!r} and {other!r} may be one; there is nothing to decide",
                customer=customer,
                other=other,
            )
        )


def pair(one: str, other: str) -> str:
    """The name of what is between two customers, as the first of them has it."""
    return f"{CONFLICT}:{len(one)}:{one}:{other}"


def sides(one: str, other: str, holders: tuple[str, str], **said: Any) -> list[Row]:
    """The two rows of a pair; ``holders`` are whom the two lead to now."""
    both = ((one, other, holders[0]), (other, one, holders[1]))
    return [
        {"identity": pair(a, b), "kind": CONFLICT, "value": b, "customer": now, "original": a, **said}
        for a, b, now in both
    ]


def set_apart(customer: str, other: str, holder: str) -> list[Row]:
    """The rows that keep a customer apart from whom they had gone into, who is with ``holder`` now."""
    said = {"rule": "taken back", "state": APART, "linked_at": datetime.now(UTC)}
    return sides(customer, other, (customer, holder), **said)


def doubts(store: Store, customer: str, rows: Iterable[Row]) -> tuple[Doubt, ...]:
    """The pairs among a customer's rows whose other side is still somebody else; those that wait come first."""
    mine = {row["value"]: row for row in rows if row["kind"] == CONFLICT}
    found = [_doubt(mine[row["original"]], row["customer"]) for row in _others(store, mine.values())]
    apart = [one for one in found if one.other != customer]
    return tuple(sorted(apart, key=lambda one: (one.is_decided, one.other)))


def keep_apart(store: Store, customer: str, other: str) -> None:
    """Decide that two customers are two people.

    Raises
        NoDoubt: nothing says that they may be one.
    """
    mine = [row for row in identities_of(store, customer) if row["kind"] == CONFLICT]
    theirs = [row for row in _others(store, mine) if row["customer"] == other]
    if not theirs:
        raise NoDoubt(customer, other)
    between = {row["identity"] for row in theirs}
    decided = [row for row in mine if pair(row["value"], row["original"]) in between] + theirs
    rows = [{**row, "state": APART} for row in decided]
    store.replace(IDENTITIES.name, pa.Table.from_pylist(rows, schema=IDENTITIES.schema))


def _others(store: Store, mine: Iterable[Row]) -> list[Row]:
    """The other sides of pairs."""
    names = [pair(row["value"], row["original"]) for row in mine]
    found: list[Row] = store.find(IDENTITIES.name, pa.array(names, pa.string())).to_pylist() if names else []
    return found


def _doubt(row: Row, other: str) -> Doubt:
    rule, evidence, source = (row[name] or "" for name in ("rule", "evidence", "source"))
    return Doubt(other, rule, evidence, source, row["linked_at"], row["state"] == APART)
