"""The query behind money beside a score: customers by their last answer, with what they spent."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from ..model.entities import entity
from ..model.measure import Measure
from ..store.relation import Relation
from ..store.spelling import Spelling
from .last_answers import known, last_answers
from .question import Question


def spenders(question: Question, spent: Measure, spelling: Spelling) -> exp.Select:
    """Customers by the score of their last answer: how many, what they spent, its squares, its currencies."""
    said, money = last_answers(question, spelling), _spending(question, spent, spelling)
    zero = exp.Literal.number(0)
    amount = spelling.number(exp.Coalesce(this=_of("spending", "amount"), expressions=[zero]))
    squared = exp.Mul(this=amount.copy(), expression=amount.copy())
    same = exp.EQ(this=_of("said", "customer"), expression=_of("spending", "customer"))
    keys = [exp.alias_(_of("said", name), name, quoted=True) for name in ("score", "scale", "polarity")]
    sums = {
        "n": spelling.number(exp.Count(this=exp.Star(), big_int=True)),
        "x": exp.Sum(this=amount),
        "xx": exp.Sum(this=squared),
        "first": exp.Min(this=_of("spending", "first")),
        "last": exp.Max(this=_of("spending", "last")),
    }
    query = exp.select(*keys, *(exp.alias_(tree, name, quoted=True) for name, tree in sums.items()))
    query = query.from_(said.subquery("said")).join(money.subquery("spending"), on=same, join_type="left")
    latest = exp.EQ(this=_of("said", "place"), expression=exp.Literal.number(1))
    return query.where(latest).group_by(*(exp.Literal.number(i + 1) for i in range(len(keys))))


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
