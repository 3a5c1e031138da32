"""The queries behind money: customers by their last answer, or by where they were, with what they spent."""

from __future__ import annotations

from sqlglot import exp

from ..model.entities import entity
from ..model.measure import Measure
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.trees import aliased, column_of
from .last_answers import known, last_answers
from .question import Question
from .window import Window

MEETINGS = ("interactions", "feedback", "answers")
"""Entities that say where a customer was or of what they spoke."""


def spenders(question: Question, spent: Measure, spelling: Spelling) -> exp.Select:
    """Customers by the score of their last answer: how many, what they spent, its squares, its currencies."""
    latest = exp.EQ(this=column_of("said", "place"), expression=exp.Literal.number(1))
    said = last_answers(question, spelling).subquery("said")
    return _with_money(said, ("score", "scale", "polarity"), question, spent, spelling).where(latest)


def visitors(question: Question, spent: Measure, spelling: Spelling) -> exp.Select:
    """The same of customers by the one name of ``question.by``; each counts once wherever they were."""
    met: exp.Select | exp.Union = _met(question, MEETINGS[0], spelling)
    for name in MEETINGS[1:]:
        met = met.union(_met(question, name, spelling), distinct=True)
    return _with_money(met.subquery("met"), ("place",), question, spent, spelling)


def _with_money(
    people: exp.Subquery, names: tuple[str, ...], question: Question, spent: Measure, spelling: Spelling
) -> exp.Select:
    zero = exp.Literal.number(0)
    amount = spelling.number(exp.Coalesce(this=column_of("spending", "amount"), expressions=[zero]))
    squared = exp.Mul(this=amount.copy(), expression=amount.copy())
    same = exp.EQ(this=column_of(people.alias, "customer"), expression=column_of("spending", "customer"))
    keys = [exp.alias_(column_of(people.alias, name), name, quoted=True) for name in names]
    sums = {
        "n": spelling.number(exp.Count(this=exp.Star(), big_int=True)),
        "x": exp.Sum(this=amount),
        "xx": exp.Sum(this=squared),
        "first": exp.Min(this=column_of("spending", "first")),
        "last": exp.Max(this=column_of("spending", "last")),
    }
    query = exp.select(*keys, *(exp.alias_(tree, name, quoted=True) for name, tree in sums.items())).from_(people)
    money = spending(question, spent, question.window, spelling).subquery("spending")
    query = query.join(money, on=same, join_type="left")
    return query.group_by(*(exp.Literal.number(i + 1) for i in range(len(keys))))


def _met(question: Question, name: str, spelling: Spelling) -> exp.Select:
    relation = Relation(entity(name), spelling, question.own)
    (by,) = question.by
    columns = {"place": relation.expression(by), "customer": relation.expression("customer")}
    conditions = [relation.parse(question.where)] if question.where else []
    conditions += [*map(known, columns.values()), *_inside(question.window, relation)]
    return relation.select(*aliased(columns)).where(*conditions)


def spending(
    question: Question, spent: Measure, window: Window, spelling: Spelling, by_day: bool = False
) -> exp.Select:
    """What each customer spent in a window (on each of its days), and the first and last of its currencies."""
    relation = Relation(entity(spent.entity), spelling, question.own)
    amount, customer = relation.number(next(iter(spent.inputs.values()))), relation.expression("customer")
    own = exp.Literal.string(question.currency)
    currency = exp.Coalesce(this=relation.expression("currency"), expressions=[own])
    keys = {"customer": customer, **({"day": relation.expression("day")} if by_day else {})}
    sums: dict[str, exp.Expression] = {
        "amount": exp.Sum(this=amount), "first": exp.Min(this=currency), "last": exp.Max(this=currency.copy()),
    }  # fmt: skip
    conditions = [relation.parse(spent.where)] if spent.where else []
    conditions += [known(customer), known(amount), *_inside(window, relation)]
    query = relation.select(*aliased({**keys, **sums})).where(*conditions)
    return query.group_by(*(exp.Literal.number(i + 1) for i in range(len(keys))))


def _inside(window: Window, relation: Relation) -> list[exp.Expression]:
    return [tree for tree in [window.condition(relation.expression("day"))] if tree]
