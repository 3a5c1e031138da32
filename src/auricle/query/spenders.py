"""The queries behind money: customers by their last answer, or by where they were, with what they spent."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from ..model.entities import entity
from ..model.measure import Measure
from ..store.relation import Relation
from ..store.spelling import Spelling
from .last_answers import known, last_answers
from .question import Question

MEETINGS = ("interactions", "feedback", "answers")
"""Entities that say where a customer was or of what they spoke."""


def spenders(question: Question, spent: Measure, spelling: Spelling) -> exp.Select:
    """Customers by the score of their last answer: how many, what they spent, its squares, its currencies."""
    latest = exp.EQ(this=_of("said", "place"), expression=exp.Literal.number(1))
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
    amount = spelling.number(exp.Coalesce(this=_of("spending", "amount"), expressions=[zero]))
    squared = exp.Mul(this=amount.copy(), expression=amount.copy())
    same = exp.EQ(this=_of(people.alias, "customer"), expression=_of("spending", "customer"))
    keys = [exp.alias_(_of(people.alias, name), name, quoted=True) for name in names]
    sums = {
        "n": spelling.number(exp.Count(this=exp.Star(), big_int=True)),
        "x": exp.Sum(this=amount),
        "xx": exp.Sum(this=squared),
        "first": exp.Min(this=_of("spending", "first")),
        "last": exp.Max(this=_of("spending", "last")),
    }
    query = exp.select(*keys, *(exp.alias_(tree, name, quoted=True) for name, tree in sums.items())).from_(people)
    money = _spending(question, spent, spelling).subquery("spending")
    query = query.join(money, on=same, join_type="left")
    return query.group_by(*(exp.Literal.number(i + 1) for i in range(len(keys))))


def _met(question: Question, name: str, spelling: Spelling) -> exp.Select:
    relation = Relation(entity(name), spelling, question.own)
    (by,) = question.by
    columns = {"place": relation.expression(by), "customer": relation.expression("customer")}
    conditions = [relation.parse(question.where)] if question.where else []
    conditions += [*map(known, columns.values()), *_inside(question, relation)]
    return relation.select(*_aliased(columns)).where(*conditions)


def _spending(question: Question, spent: Measure, spelling: Spelling) -> exp.Select:
    relation = Relation(entity(spent.entity), spelling, question.own)
    amount, customer = relation.number(next(iter(spent.inputs.values()))), relation.expression("customer")
    own = exp.Literal.string(question.currency)
    currency = exp.Coalesce(this=relation.expression("currency"), expressions=[own])
    columns = {
        "customer": customer, "amount": exp.Sum(this=amount),
        "first": exp.Min(this=currency), "last": exp.Max(this=currency.copy()),
    }  # fmt: skip
    conditions = [relation.parse(spent.where)] if spent.where else []
    conditions += [known(customer), known(amount), *_inside(question, relation)]
    return relation.select(*_aliased(columns)).where(*conditions).group_by(exp.Literal.number(1))


def _inside(question: Question, relation: Relation) -> list[exp.Expression]:
    return [tree for tree in [question.window.condition(relation.expression("day"))] if tree]


def _of(table: str, name: str) -> exp.Column:
    return exp.column(name, table=table, quoted=True)


def _aliased(columns: Mapping[str, exp.Expression]) -> list[exp.Expr]:
    return [exp.alias_(tree, name, quoted=True) for name, tree in columns.items()]
