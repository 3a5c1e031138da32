"""Rules run on interactions that are stored: what they would take, and putting it into place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlglot import exp

from auricle.model.entities import INTERACTIONS
from auricle.model.meaning import Meaning
from auricle.store.relation import Relation
from auricle.store.store import Store

from ..window import Window
from .fields import KEPT, path_of
from .rules import POSITION, Rules

IS_EVENT = f"properties.{KEPT['kind'][0]} is not null"
"""The filter for interactions that came in as events."""
MOST_EVENTS = 200_000
"""How many events a preview looks at."""


LOOKED_BACK = (0, 7, 60, None)
"""Days before the last interaction in which events are looked for, one after the other; None is all."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many events of one name a rule takes; ``rule`` is its place in ``Meaning.rules``, None where none does."""

    rule: int | None
    event: str
    kind: str
    events: int


def preview(store: Store, meaning: Meaning, window: Window) -> tuple[Taken, ...]:
    """What the rules take of events, by rule and name, the most frequent first; computed in the engine.

    Raises
        FilterError: a rule cannot be understood.
    """
    rules = Rules(meaning, store.spelling)
    names = [rules.fields(name).tree.copy() for name in ("event", "kind")]
    placed = exp.select(*names, exp.alias_(rules.position, POSITION, quoted=True)).from_(
        _events(store, rules, window).subquery("events")
    )
    columns = [exp.column(POSITION, quoted=True), *(name.copy() for name in names)]
    counted = exp.select(*columns, exp.alias_(exp.Count(this=exp.Star(), big_int=True), "n", quoted=True))
    tree = counted.from_(placed.subquery("placed")).group_by(*(exp.Literal.number(n) for n in (1, 2, 3)))
    found = store.query(tree.order_by(exp.Ordered(this=exp.Literal.number(4), desc=True)))
    rows = zip(*(column.to_pylist() for column in found.columns), strict=True)
    return tuple(
        Taken(position - 1 if position else None, event or "", kind or "", n) for position, event, kind, n in rows
    )


def last_day(store: Store) -> date | None:
    """The last day of which there are events; None when none ever came.

    Looked for from the end, further back each time: reading what every interaction says takes long.
    """
    last = _newest(store, Window(), only_events=False)
    if last is None:
        return None
    for days in LOOKED_BACK:
        found = _newest(store, Window(last - timedelta(days=days) if days is not None else None, None))
        if found:
            return found
    return None


def _newest(store: Store, window: Window, *, only_events: bool = True) -> date | None:
    facts = Relation(INTERACTIONS, store.spelling)
    query = facts.select(exp.alias_(exp.Max(this=facts.expression("day")), "day"))
    conditions = [window.condition(facts.expression("day")), _is_event(facts) if only_events else None]
    found: date | None = store.query(query.where(*filter(None, conditions))).column(0)[0].as_py()
    return found


def _events(store: Store, rules: Rules, window: Window) -> exp.Select:
    """The fields that rules speak of, of the events of some days; what came from files has no kind and is left out."""
    facts = Relation(INTERACTIONS, store.spelling)
    trees = [facts.expression(".".join(("properties", *path_of(name)))) for name in rules.fields.names]
    on = window.condition(facts.expression("day"))
    return facts.select(*rules.fields.columns(trees)).where(*filter(None, (on, _is_event(facts)))).limit(MOST_EVENTS)


def _is_event(facts: Relation) -> exp.Expression:
    return facts.parse(IS_EVENT)
