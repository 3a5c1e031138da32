"""Who is told: everyone whose words or cases led to it, and everyone concerned who said nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auricle.web.initiatives.public import linked_cases
from auricle.web.platform.public import facts_of
from auricle.workspace import Workspace

from .models import Receipt


@dataclass(frozen=True, slots=True)
class Audience:
    """Customers by id; nobody is in both."""

    spoke: frozenset[str]
    silent: frozenset[str]


def audience(record: Any, receipt: Receipt) -> Audience:
    """Those who spoke are named by their cases or by a filter of what they said or did; the silent gave no feedback.

    Raises
        FilterError, UnknownDimension: a filter names what is not there.
    """
    facts, days = facts_of(record.slug), (receipt.first_day, receipt.last_day)
    spoke = {case.customer for case in linked_cases(receipt.initiative) if case.customer}
    if receipt.spoke_where:
        spoke |= _customers(facts, receipt.spoke_entity, receipt.spoke_where, days)
    if not receipt.silent_where:
        return Audience(frozenset(spoke), frozenset())
    concerned = _customers(facts, receipt.silent_entity, receipt.silent_where, days)
    heard = _customers(facts, "feedback", "", days)
    return Audience(frozenset(spoke), frozenset(concerned - heard - spoke))


def _customers(facts: Workspace, entity: str, where: str, days: tuple[Any, Any]) -> set[str]:
    found: set[str] = set()
    for batch in facts.stream(entity, where=where, from_=days[0], to=days[1]):
        found.update(batch.column("customer").unique().to_pylist())
    return {customer for customer in found if customer}
