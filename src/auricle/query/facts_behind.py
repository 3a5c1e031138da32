"""What a result can say beyond its numbers: whom it speaks for, and which rows it left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any

from sqlglot import exp

from ..analysis.estimator import Statistic
from ..analysis.top_box import UnknownScale, bounds
from ..model.cube import Cube
from ..model.entities import ENTITIES, entity
from ..sentence import sentence
from ..store.relation import Relation
from ..store.store import Store
from .memory import entities_read
from .plan import SCALE, Rows, guards, plain
from .question import Question
from .sessions import relation
from .shape import is_repeat
from .window import Window

KNOWN = 500


@dataclass(frozen=True, slots=True)
class Known:
    """What was found, in which entities and at which version of them."""

    entities: tuple[str, ...]
    version: int
    found: object


@dataclass
class Extents:
    """Coverage and the days there are facts of, looked up once per version of the facts they come from."""

    store: Store
    _known: dict[tuple[object, ...], Known] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def coverage(self, window: Window) -> float | None:
        """Distinct customers heard in the window per customer known by its end; None when none is known."""
        heard = ("feedback", "customers")
        found = self._once(("coverage", window), lambda: (heard, self._coverage(window)))
        return found if isinstance(found, float) else None

    def days(self) -> tuple[date, date]:
        """The first and the last day of any fact, contracts yet to begin aside; today when there are none."""
        timed = [e.name for e in ENTITIES.values() if e.time and e.name != "quarantine"]
        edges = {name: edge for name in timed if (edge := self._edges(name))}
        today = date.today()
        lasts = [last for name, (_, last) in edges.items() if name != "contracts"]
        return (
            min((first for first, _ in edges.values()), default=today),
            max(lasts, default=max((first for first, _ in edges.values()), default=today)),
        )

    def kinds(self, question: Question, cubes: tuple[Cube, ...]) -> tuple[tuple[Any, ...], ...]:
        """What the names of ``by`` say together in the rows a measure counts."""

        def look() -> tuple[tuple[str, ...], object]:
            rows = Rows(question.measure.entity, question.measure.where, question.measure.inputs)
            asked = plain(question, rows, Statistic({"n": ()}), self.store.spelling, cubes)
            found = self.store.query(asked.tree)
            columns = [found.column(i).to_pylist() for i in range(len(question.by))]
            counted = found.column(len(question.by)).to_pylist()
            kinds = tuple(kind for kind, n in zip(zip(*columns, strict=True), counted, strict=True) if n)
            return entities_read(asked.tree, cubes), kinds

        found = self._once(
            (
                "kinds",
                question.measure.name,
                question.by,
                question.measure.where,
                *question.measure.inputs.values(),
                bool(cubes),
            ),
            look,
        )
        return found if isinstance(found, tuple) else ()

    def _once(self, what: tuple[object, ...], look: Callable[[], tuple[tuple[str, ...], object]]) -> object:
        """What ``look`` finds, and in which entities; it looks again once they have changed."""
        with self._lock:
            known = self._known.get(what)
            if known and known.version == self.store.version(*known.entities):
                return known.found
            before = self.store.version()
            entities, found = look()
            version = self.store.version(*entities)
            if len(self._known) >= KNOWN:
                self._known.clear()
            if version <= before:
                self._known[what] = Known(entities, version, found)
            return found

    def _coverage(self, window: Window) -> float | None:
        spelling = self.store.spelling
        feedback, customers = Relation(entity("feedback"), spelling), Relation(entity("customers"), spelling)
        heard = feedback.select(exp.alias_(spelling.distinct(feedback.expression("customer")), "heard"))
        if said := window.condition(feedback.expression("day")):
            heard = heard.where(said)
        known = customers.select(exp.alias_(exp.Count(this=exp.Star()), "known"))
        if until := Window(None, window.end).condition(customers.expression("day")):
            unseen = exp.Is(this=customers.expression("day"), expression=exp.Null())
            known = known.where(exp.or_(unseen, until))
        of, among = (self.store.query(query).column(0)[0].as_py() for query in (heard, known))
        return min(float(of) / float(among), 1.0) if among else None

    def _edges(self, name: str) -> tuple[date, date] | None:
        found = self._once(("days", name), lambda: ((name,), self._first_and_last(name)))
        return found if isinstance(found, tuple) else None

    def _first_and_last(self, name: str) -> tuple[date, date] | None:
        relation = Relation(entity(name), self.store.spelling)
        days = [extreme(this=relation.expression("day")) for extreme in (exp.Min, exp.Max)]
        found = self.store.query(relation.select(exp.alias_(days[0], "first"), exp.alias_(days[1], "last")))
        first, last = (found.column(i)[0].as_py() for i in range(2))
        return (first, last) if first else None


def excluded(question: Question, store: Store) -> Mapping[str, int]:
    """Rows that match filter and window and are not counted, by reason; empty for rates, stocks and repeats."""
    measure = question.measure
    if measure.sides or measure.over or is_repeat(measure):
        return {}
    if guards(question) == SCALE:
        return _scored(question, store)
    facts = relation(measure.entity, store.spelling, question.own, question.sessions, question.window)
    if measure.per:
        reasons = {sentence("without {name}", name=measure.per): _missing(facts.expression(measure.per))}
    else:
        reasons = {
            sentence("without {name}", name=name): _missing(facts.number(text)) for name, text in measure.inputs.items()
        }
    if not reasons:
        return {}
    columns = [exp.alias_(exp.Sum(this=tree), f"reason_{i}", quoted=True) for i, tree in enumerate(reasons.values())]
    found = store.query(_matching(question, facts, columns))
    return {name: int(found.column(i)[0].as_py() or 0) for i, name in enumerate(reasons)}


def _scored(question: Question, store: Store) -> Mapping[str, int]:
    relation = Relation(entity(question.measure.entity), store.spelling, question.own)
    score, scale = relation.number(next(iter(question.measure.inputs.values()))), relation.expression("scale")
    columns = [exp.alias_(score, "value"), exp.alias_(scale, "on"), exp.alias_(exp.Count(this=exp.Star()), "answers")]
    tree = _matching(question, relation, columns).group_by(exp.Literal.number(1), exp.Literal.number(2))
    default = "0-10" if question.measure.estimator == "net_score" else ""
    rows = list(zip(*(column.to_pylist() for column in store.query(tree).columns), strict=True))
    return {
        sentence("without {name}", name="score"): sum(n for value, _, n in rows if value is None),
        sentence("outside scale"): sum(
            n for value, on, n in rows if value is not None and _is_off(value, on or default)
        ),
        **({sentence("not a whole number"): _fractions(rows)} if default else {}),
    }


def _matching(question: Question, relation: Relation, columns: list[exp.Expr]) -> exp.Select:
    conditions = [relation.parse(text) for text in (question.measure.where, question.where) if text]
    if relation.fact.has("day") and (inside := question.window.condition(relation.expression("day"))):
        conditions.append(inside)
    query = relation.select(*columns)
    return query.where(*conditions) if conditions else query


def _missing(tree: exp.Expression) -> exp.Expression:
    absent = exp.Is(this=exp.paren(tree), expression=exp.Null())
    return exp.Case(ifs=[exp.If(this=absent, true=exp.Literal.number(1))], default=exp.Literal.number(0))


def _fractions(rows: list[tuple[float | None, str | None, int]]) -> int:
    return sum(n for value, _, n in rows if value is not None and value != int(value))


def _is_off(score: float, scale: str) -> bool:
    if not scale:
        return False
    try:
        low, high = bounds(scale)
    except UnknownScale:
        return False
    return not low <= score <= high
