"""Which of the rows that arrived set off which rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ...model.dimension import Dimension
from ...model.entities import entity as entity_named
from ...store.store import Store
from .batch import Conditions, keys_of
from .rule import Kind, Rule

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Match:
    """A rule (by its id), the row that set it off, and what it was found in; ``row`` has all columns.

    ``moment`` is the column that says when, where it is not the entity's own time.
    """

    rule: int
    entity: str
    key: str
    row: Row
    moment: str = ""

    @property
    def customer(self) -> str:
        return self.row.get("customer") or ""

    @property
    def at(self) -> datetime:
        return self.at_in(UTC)

    def at_in(self, zone: tzinfo) -> datetime:
        """When it happened; a day that has no time begins at midnight in a zone."""
        found: datetime = self.row[self.moment or entity_named(self.entity).time]
        return found if isinstance(found, datetime) else datetime.combine(found, datetime.min.time(), zone)


@dataclass(frozen=True, slots=True)
class _Ready:
    """The conditions of some rules on one entity, and whose each is."""

    rules: Sequence[tuple[int, Rule]]
    conditions: Conditions

    @classmethod
    def of(cls, name: str, rules: Mapping[int, Rule], own: Sequence[Dimension]) -> _Ready:
        return cls(tuple(rules.items()), Conditions(name, [rule.condition for rule in rules.values()], own))

    def matches(self, store: Store, rows: pa.Table) -> list[Match]:
        entity = self.conditions.entity
        fitting = self.conditions.fitting(store, rows)
        chosen = pa.array(sorted({key for key, _ in fitting}), pa.string())
        found = rows.filter(pc.is_in(rows.column(entity.key), chosen)).to_pylist()
        by_key = {row[entity.key]: row for row in found}
        fitted = ((key, *self.rules[number]) for key, number in fitting)
        return [Match(pk, entity.name, key, by_key[key], rule.moment) for key, pk, rule in fitted]


class Matching:
    """The rules of a workspace, made ready to be run; to be made anew when they change. Not to be shared by threads."""

    def __init__(self, rules: Mapping[int, Rule], own: Iterable[Dimension] = ()):
        self._rules = {pk: rule for pk, rule in rules.items() if rule.watches}
        dimensions = tuple(own)
        self._all = {name: _Ready.of(name, self._of(name), dimensions) for name in sorted(self._watched())}
        self._counting = {
            name: _Ready.of(name, counting, dimensions)
            for name in sorted(self._watched())
            if (counting := {pk: rule for pk, rule in self._of(name).items() if rule.kind is Kind.COUNT})
        }

    def _watched(self) -> set[str]:
        return {rule.watches for rule in self._rules.values()}

    def _of(self, name: str) -> dict[int, Rule]:
        return {pk: rule for pk, rule in self._rules.items() if rule.watches == name}

    @property
    def entities(self) -> tuple[str, ...]:
        """What must be followed."""
        return tuple(self._all)

    @property
    def broken(self) -> dict[int, str]:
        """Rules that cannot be run, and why."""
        return {
            ready.rules[number][0]: why
            for ready in self._all.values()
            for number, why in ready.conditions.broken.items()
        }

    def arrived(self, store: Store, name: str, keys: Sequence[str], now: datetime) -> list[Match]:
        """What the rows of these keys set off, of one entity, in the order of time."""
        if name not in self._all:
            return []
        return self.found(store, name, store.find(name, keys_of(keys)), now)

    def found(self, store: Store, name: str, rows: pa.Table, now: datetime | None = None) -> list[Match]:
        """As ``arrived`` for rows at hand; without ``now`` no row is too old."""
        matches = self._all[name].matches(store, rows)
        if now:
            matches = [m for m in matches if now - m.at <= timedelta(days=self._rules[m.rule].newest_days)]
        by_kind: dict[Kind, list[Match]] = defaultdict(list)
        for match in matches:
            by_kind[self._rules[match.rule].kind].append(match)
        counted = self._counted(store, name, by_kind.pop(Kind.COUNT, []))
        conflicting = self._conflicting(store, by_kind.pop(Kind.CONFLICT, []))
        simple = (match for found in by_kind.values() for match in found)
        return sorted((*simple, *counted, *conflicting), key=lambda match: (match.at, match.key, match.rule))

    def _counted(self, store: Store, name: str, matches: list[Match]) -> Iterator[Match]:
        """Of rows that are counted those with which the number is reached; the count then begins anew."""
        since: dict[tuple[int, str], datetime] = {}
        for match in matches:
            if match.customer:
                since[match.rule, match.customer] = min(match.at, since.get((match.rule, match.customer), match.at))
        if not since:
            return
        theirs = store.find(name, keys_of(customer for _, customer in since), "customer")
        series: dict[tuple[int, str], list[Match]] = defaultdict(list)
        for match in self._counting[name].matches(store, theirs):
            if (match.rule, match.customer) in since:
                series[match.rule, match.customer].append(match)
        for (pk, customer), found in series.items():
            yield from (m for m in reached(found, self._rules[pk]) if m.at >= since[pk, customer])

    def _conflicting(self, store: Store, matches: list[Match]) -> Iterator[Match]:
        """Of feedback with bad words that which holds a good score too, once however many of its words are bad."""
        customers = keys_of(match.customer for match in matches if match.customer)
        if not len(customers):
            return
        answers = store.find("answers", customers, "customer", ["feedback", "kind", "score"]).to_pylist()
        best: dict[tuple[str, str], float] = {}
        for row in answers:
            if row["score"] is not None:
                place = row["feedback"], row["kind"]
                best[place] = max(row["score"], best.get(place, row["score"]))
        for (pk, feedback), match in {(match.rule, match.row["feedback"]): match for match in matches}.items():
            rule = self._rules[pk]
            score = best.get((feedback, rule.question))
            if score is not None and rule.at_least is not None and score >= rule.at_least:
                yield replace(match, entity="feedback", key=feedback)


def reached(matches: Iterable[Match], rule: Rule) -> Iterator[Match]:
    """The rows of one customer with which ``times`` of them lie within ``days``."""
    window: list[Match] = []
    for match in sorted(matches, key=lambda each: (each.at, each.key)):
        window = [earlier for earlier in window if match.at - earlier.at <= timedelta(days=rule.days)]
        window.append(match)
        if len(window) >= rule.times:
            window = []
            yield match
