"""What became of customers in the days after an answer: whether they came back, and what they spent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlglot import exp

from ..model.entities import entity
from ..model.measure import Measure
from ..query.last_answers import known
from ..query.question import Question
from ..query.window import Window, countable
from ..query.worth import currency_of, refuse_no_amount
from ..sentence import sentence
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.store import Store
from ..store.trees import aliased, column_of, days_later
from .signs import SIGNS

RETURNED, SPENT = "returned", "spent"
OUTCOMES = (RETURNED, SPENT)
UNITS = {RETURNED: "share", SPENT: "currency"}


class NotAnOutcome(ValueError):
    def __init__(self, name: str):
        super().__init__(
            sentence(
                "{name!r} is nothing that drivers can explain; choose the score itself, or one of {outcomes}",
                name=name,
                outcomes=", ".join(OUTCOMES),
            )
        )


class NotOverYet(ValueError):
    def __init__(self, days: int, last: date):
        super().__init__(
            sentence(
                "the {days} days after these answers are not over, for the data end on {last}; choose earlier answers "
                "or fewer days",
                days=days,
                last=last.isoformat(),
            )
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """``returned`` (1 where there was an order, a visit, a contact or a word, else 0) or ``spent``, both counted
    from the day after an answer on, for ``days``."""

    kind: str
    days: int
    spent: Measure

    def __post_init__(self) -> None:
        if self.kind not in OUTCOMES:
            raise NotAnOutcome(self.kind)
        countable(self.days)
        refuse_no_amount(self.spent)

    @property
    def unit(self) -> str:
        return UNITS[self.kind]


def observed(question: Question, outcome: Outcome, last_day: date) -> Question:
    """The question of those answers whose days after are over; NotOverYet when there are none."""
    latest = last_day - timedelta(days=outcome.days)
    window = question.window
    if window.start and window.start > latest:
        raise NotOverYet(outcome.days, last_day)
    return replace(question, window=Window(window.start, min(window.end or latest, latest)))


def outcome_of(said: exp.Select, outcome: Outcome, question: Question, spelling: Spelling) -> exp.Select:
    """Columns key and value of those answers after which there was anything; ``said`` has key, customer and day."""
    after = _lived(outcome, question, spelling) if outcome.kind == RETURNED else _paid(outcome, question, spelling)
    answers = exp.select(*(column_of("each", name) for name in ("key", "customer", "day")))
    answers = answers.from_(said.subquery("each")).distinct()
    same = exp.EQ(this=column_of("said", "customer"), expression=column_of("later", "customer"))
    began, ended = column_of("said", "day"), days_later(column_of("said", "day"), outcome.days)
    inside = [
        exp.GT(this=column_of("later", "day"), expression=began),
        exp.LTE(this=column_of("later", "day"), expression=ended),
    ]
    value = exp.Max if outcome.kind == RETURNED else exp.Sum
    columns = {"key": column_of("said", "key"), "value": value(this=column_of("later", "value"))}
    query = exp.select(*aliased(columns)).from_(answers.subquery("said"))
    return query.join(after.subquery("later"), on=same).where(*inside).group_by(exp.Literal.number(1))


def currency_spent(question: Question, outcome: Outcome, store: Store) -> str:
    """The one currency of what was spent; MixedCurrencies where there are more; empty for what is no money."""
    if outcome.kind != SPENT:
        return ""
    relation = Relation(entity(outcome.spent.entity), store.spelling, question.own)
    own = exp.Literal.string(question.currency)
    currency = exp.Coalesce(this=relation.expression("currency"), expressions=[own])
    columns: dict[str, exp.Expression] = {"first": exp.Min(this=currency), "last": exp.Max(this=currency.copy())}
    conditions = _of_money(relation, outcome, question)
    found = store.query(relation.select(*aliased(columns)).where(*conditions))
    return currency_of(found, question.measure.name, question.currency)


def _lived(outcome: Outcome, question: Question, spelling: Spelling) -> exp.Select:
    """The days on which each customer gave a sign of life, each once."""
    days: exp.Select | exp.Union | None = None
    for name in SIGNS:
        relation = Relation(entity(name), spelling)
        customer, day = relation.expression("customer"), relation.expression("day")
        each = relation.select(*aliased({"customer": customer, "day": day}))
        each = each.where(known(customer), *_inside(_span(question, outcome), day))
        days = each if days is None else days.union(each, distinct=True)
    assert days is not None
    columns = {name: column_of("days", name) for name in ("customer", "day")}
    one: dict[str, exp.Expression] = {"value": spelling.number(exp.Literal.number(1))}
    return exp.select(*aliased({**columns, **one})).from_(days.subquery("days"))


def _paid(outcome: Outcome, question: Question, spelling: Spelling) -> exp.Select:
    relation = Relation(entity(outcome.spent.entity), spelling, question.own)
    amount = relation.number(next(iter(outcome.spent.inputs.values())))
    columns = {
        "customer": relation.expression("customer"),
        "day": relation.expression("day"),
        "value": spelling.number(amount),
    }
    conditions = [*_of_money(relation, outcome, question), known(amount)]
    return relation.select(*aliased(columns)).where(*conditions)


def _of_money(relation: Relation, outcome: Outcome, question: Question) -> list[exp.Expression]:
    text = outcome.spent.where
    conditions = [relation.parse(text)] if text else []
    inside = _inside(_span(question, outcome), relation.expression("day"))
    return [*conditions, known(relation.expression("customer")), *inside]


def _span(question: Question, outcome: Outcome) -> Window:
    """The days that may follow any of the answers."""
    start, end = question.window.start, question.window.end
    return Window(start and start + timedelta(days=1), end and end + timedelta(days=outcome.days))


def _inside(window: Window, day: exp.Expression) -> list[exp.Expression]:
    return [tree for tree in [window.condition(day)] if tree]
