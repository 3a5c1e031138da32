"""The merges in force, with who did them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
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


class AllMerges:
    """The merges in force, the latest first, as a paginator takes them."""

    def __init__(self, state: ScreenState):
        self._state = state

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return self._state.workspace.count_merges()

    def __getitem__(self, wanted: slice) -> tuple[MergeInForce, ...]:
        start, stop, _ = wanted.indices(len(self))
        return _by_whom(self._state, self._state.workspace.merges(start, stop - start))


def merged_into(state: ScreenState, holder: str) -> tuple[MergeInForce, ...]:
    """The merges whose customers are with ``holder`` now."""
    return _by_whom(state, state.workspace.why(holder).merges)


def _by_whom(state: ScreenState, found: Sequence[Merged]) -> tuple[MergeInForce, ...]:
    references = {one.customer: reference(state.record, one.customer) for one in found}
    who: dict[str, str] = {}
    for entry in entries_about(state.record, list(references.values())):
        if entry.verb == VERB:
            who.setdefault(entry.subject, entry.who)
    return tuple(_told(one, who.get(references[one.customer], "")) for one in found)


def _told(one: Merged, who: Any) -> MergeInForce:
    return MergeInForce(one.customer, one.into, one.holder, one.at, who, linked_by(one.rule, one.evidence))
