"""Each customer's answers to a score in a window, the last one marked: what one counts customers by."""

from __future__ import annotations

from sqlglot import exp

from ..model.entities import entity
from ..store.relation import Relation
from ..store.spelling import Spelling
from .question import Question


def last_answers(question: Question, spelling: Spelling) -> exp.Select:
    """The answers of known customers: customer, score, scale, polarity, ``place`` (1 is a customer's last), day.

    The names of ``question.by`` follow as ``by_0``, ``by_1`` …
    """
    measure = question.measure
    relation = Relation(entity(measure.entity), spelling, question.own)
    score = relation.number(next(iter(measure.inputs.values())))
    customer, at, key = (relation.expression(name) for name in ("customer", "at", "answer"))
    latest_first = exp.Order(expressions=[exp.Ordered(this=tree.copy(), desc=True) for tree in (at, key)])
    place = exp.Window(this=exp.RowNumber(), partition_by=[customer.copy()], order=latest_first)
    columns = {
        "customer": customer, "score": spelling.number(score.copy()), "scale": relation.expression("scale"),
        "polarity": relation.expression("polarity"), "place": place, "day": relation.expression("day"),
    }  # fmt: skip
    columns |= {f"by_{i}": relation.expression(name) for i, name in enumerate(question.by)}
    conditions = [relation.parse(text) for text in (measure.where, question.where) if text]
    conditions += [known(customer), known(score)]
    conditions += [tree for tree in [question.window.condition(relation.expression("day"))] if tree]
    return relation.select(*(exp.alias_(tree, name, quoted=True) for name, tree in columns.items())).where(*conditions)


def known(tree: exp.Expression) -> exp.Expression:
    return exp.Not(this=exp.Is(this=exp.paren(tree.copy()), expression=exp.Null()))
