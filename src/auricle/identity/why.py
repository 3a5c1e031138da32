"""Why the ids of a customer are one person's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..store.store import Store
from .conflicts import Doubt, doubts
from .known import FORMER
from .merging import Merged, merged
from .people import identities_of
from .rules import CONFLICT, MERGED

_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Known:
    """An identity, who said that it is theirs and since when.

    ``own`` is the customer it was, or would be, by itself; where that is another, ``into``, ``rule`` and ``evidence``
    say what linked it, and ``unmerge(own)`` takes it out again. ``is_former``: a shared thing that leads to somebody
    else by now.
    """

    kind: str
    value: str
    source: str
    at: datetime | None
    own: str
    into: str
    rule: str
    evidence: str
    is_former: bool


@dataclass(frozen=True, slots=True)
class Why:
    """All that ties ids to a customer: identities, merges in force, and others they might be but are not."""

    customer: str
    identities: tuple[Known, ...]
    merges: tuple[Merged, ...]
    doubts: tuple[Doubt, ...]


def why(store: Store, customer: str) -> Why:
    rows = sorted(identities_of(store, customer), key=lambda row: (row["linked_at"] or _EVER, row["identity"]))
    named = tuple(_known(row) for row in rows if row["kind"] not in (MERGED, CONFLICT))
    gone = tuple(merged(row) for row in rows if row["kind"] == MERGED and row["original"] != customer)
    return Why(customer, named, gone, doubts(store, customer, rows))


def _known(row: dict[str, Any]) -> Known:
    said = {name: row[name] or "" for name in ("source", "into", "rule", "evidence")}
    return Known(
        row["kind"], row["value"], at=row["linked_at"], own=row["original"], **said, is_former=row["state"] == FORMER
    )
