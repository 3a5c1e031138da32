"""The merges in force, with who did them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auricle.identity.merging import Merged
from auricle.web.platform.public import ScreenState, entries_about

from .audit import reference
from .ties import linked_by

VERB = "merged customers"


@dataclass(frozen=True, slots=True)
class MergeInForce:
    customer: str
    into: str
    holder: str
    at: datetime | None
    who: str
    why: str


def merges_in_force(state: ScreenState, holder: str = "") -> tuple[MergeInForce, ...]:
    """All of them, or those whose customers are with ``holder`` now; the latest first."""
    found = state.workspace.why(holder).merges if holder else state.workspace.merges()
    references = {one.customer: reference(state.record, one.customer) for one in found}
    who: dict[str, str] = {}
    for entry in entries_about(state.record, list(references.values())):
        if entry.verb == VERB:
            who.setdefault(entry.subject, entry.who)
    return tuple(_told(one, who.get(references[one.customer], "")) for one in found)


def _told(one: Merged, who: Any) -> MergeInForce:
    return MergeInForce(one.customer, one.into, one.holder, one.at, who, linked_by(one.rule, one.evidence))
