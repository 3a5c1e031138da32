"""What a result can say beyond its numbers: whom it speaks for, and which rows it left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from ..analysis.top_box import UnknownScale, bounds
from ..model.entities import ENTITIES, entity
from ..sentence import sentence
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.store import Store
from .memory import Memory
from .plan import SCALE, guards
from .question import Question
from .sessions import relation
from .shape import is_repeat
from .window import Window


@dataclass(frozen=True, slots=True)
class Extents:
    """Coverage and the days there are facts of, looked up once per version of the facts they come from."""

    memory: Memory

    def coverage(self, window: Window) -> float | None:
        """Distinct customers heard in the window per customer known by its end; None when none is known."""
        queries = (("heard", window), lambda: self._heard(window)), (("known", window), lambda: self._known(window))
        heard, known = (self.memory.table(name, query).column(0)[0].as_py() for name, query in queries)
        return min(float(heard) / float(known), 1.0) if known else None

    def days(self) -> tuple[date, date]:
        """The first and the last day of any fact, contracts yet to begin aside; today when there are none.

        Where there are contracts alone the last day is that on which the latest of them began.
        """
        timed = [e.name for e in ENTITIES.values() if e.time and e.name != "quarantine"]
        edges = {name: edge for name in timed if (edge := self._edges(name))}
        today = date.today()
        lasts = [last for name, (_, last) in edges.items() if name != "contracts"]
        return (
            min((first for first, _ in edges.values()), default=today),
            max(lasts, default=min(max((last for _, last in edges.values()), default=today), today)),
        )

    def _heard(self, window: Window) -> exp.Select:
        feedback = Relation(entity("feedback"), self._spelling)
        heard = feedback.select(exp.alias_(self._spelling.distinct(feedback.expression("customer")), "heard"))
        said = window.condition(feedback.expression("day"))
        return heard.where(said) if said else heard

    def _known(self, window: Window) -> exp.Select:
        customers = Relation(entity("customers"), self._spelling)
        known = customers.select(exp.alias_(exp.Count(this=exp.Star()), "known"))
        if until := Window(None, window.end).condition(customers.expression("day")):
            unseen = exp.Is(this=customers.expression("day"), expression=exp.Null())
            known = known.where(exp.or_(unseen, until))
        return known

    def _edges(self, name: str) -> tuple[date, date] | None:
        found = self.memory.table(("days", name), lambda: self._first_and_last(name))
        first, last = (found.column(i)[0].as_py() for i in range(2))
        return (first, last) if first else None

    def _first_and_last(self, name: str) -> exp.Select:
        relation = Relation(entity(name), self._spelling)
        days = [extreme(this=relation.expression("day")) for extreme in (exp.Min, exp.Max)]
        return relation.select(exp.alias_(days[0], "first"), exp.alias_(days[1], "last"))

    @property
    def _spelling(self) -> Spelling:
        return self.memory.store.spelling


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
