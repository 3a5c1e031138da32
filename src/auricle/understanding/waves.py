"""The query behind the movement of a score: customers counted by what they said in each of two windows.

One pass gives a small table whatever the number of customers: score before, score after, segment
before and after, whether anything was heard or seen of them lately, whether they were customers
already, and how many customers that is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from ..model.entities import entity
from ..query.last_answers import known, last_answers
from ..query.question import Question
from ..query.window import Window
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.trees import column_of
from ..store.typed import day_literal

SIGNS = ("orders", "interactions", "feedback", "points")
"""Entities a row of which is a sign of life; what the company sends out is none."""
SAID = ("score", "scale", "polarity", "by_0")


def waves(question: Question, before: Window, after: Window, quiet: Window, spelling: Spelling) -> exp.Select:
    """Columns ``{score,scale,polarity,by_0}_{before,after}``, ``alive``, ``known`` and ``n``."""
    names = SAID if question.by else SAID[:-1]
    told = _told(question, {"before": before, "after": after}, names, spelling).subquery("told")
    keys = [f"{name}_{wave}" for wave in ("before", "after") for name in names]
    alive, met = _alive(quiet, spelling).subquery("alive"), _met(before, spelling).subquery("met")
    columns = [
        *(exp.alias_(column_of("told", key), key, quoted=True) for key in keys),
        exp.alias_(_is_there("alive"), "alive", quoted=True),
        exp.alias_(_is_there("met"), "known", quoted=True),
    ]
    count = exp.alias_(spelling.number(exp.Count(this=exp.Star(), big_int=True)), "n", quoted=True)
    query = exp.select(*columns, count).from_(told)
    for name, table in (("alive", alive), ("met", met)):
        query = query.join(
            table,
            on=exp.EQ(this=column_of("told", "customer"), expression=column_of(name, "customer")),
            join_type="left",
        )
    return query.group_by(*(exp.Literal.number(i + 1) for i in range(len(columns))))


def _told(question: Question, windows: dict[str, Window], names: tuple[str, ...], spelling: Spelling) -> exp.Select:
    """One row a customer: their last answer in each window."""
    answers: exp.Query | None = None
    for wave, window in windows.items():
        said = last_answers(replace(question, window=window), spelling).subquery("said")
        columns = [exp.alias_(column_of("said", name), name, quoted=True) for name in ("customer", *names)]
        told = exp.select(exp.alias_(exp.Literal.string(wave), "wave", quoted=True), *columns).from_(said)
        told = told.where(exp.EQ(this=column_of("said", "place"), expression=exp.Literal.number(1)))
        answers = told if answers is None else exp.union(answers, told, distinct=False)
    assert answers is not None
    parts = [
        exp.alias_(exp.Max(this=_when(wave, name)), f"{name}_{wave}", quoted=True) for wave in windows for name in names
    ]
    customer = column_of("answers", "customer")
    return (
        exp.select(exp.alias_(customer, "customer", quoted=True), *parts)
        .from_(answers.subquery("answers"))
        .group_by(customer.copy())
    )


def _when(wave: str, name: str) -> exp.Case:
    is_wave = exp.EQ(this=column_of("answers", "wave"), expression=exp.Literal.string(wave))
    return exp.Case(ifs=[exp.If(this=is_wave, true=column_of("answers", name))])


def _alive(quiet: Window, spelling: Spelling) -> exp.Select:
    """Customers of whom there is a sign of life in the window, or who hold a contract on its last day."""
    signs: exp.Query | None = None
    for select in _signs(quiet, spelling):
        signs = select if signs is None else exp.union(signs, select, distinct=False)
    assert signs is not None
    customer = exp.alias_(column_of("signs", "customer"), "customer", quoted=True)
    return exp.select(customer).distinct().from_(signs.subquery("signs"))


def _signs(quiet: Window, spelling: Spelling) -> Iterator[exp.Select]:
    for name in SIGNS:
        relation = Relation(entity(name), spelling)
        customer, inside = relation.expression("customer"), quiet.condition(relation.expression("day"))
        yield relation.select(exp.alias_(customer, "customer", quoted=True)).where(known(customer), inside)
    relation = Relation(entity("contracts"), spelling)
    customer, start, end = (relation.expression(name) for name in ("customer", "start_on", "end_on"))
    assert quiet.end is not None
    last = day_literal(quiet.end)
    open_end, lasts = exp.Is(this=end, expression=exp.Null()), exp.GTE(this=end.copy(), expression=last.copy())
    held, began = exp.paren(exp.or_(open_end, lasts)), exp.LTE(this=start, expression=last)
    yield relation.select(exp.alias_(customer, "customer", quoted=True)).where(known(customer), began, held)


def _met(before: Window, spelling: Spelling) -> exp.Select:
    """Customers who were there by the end of the first window; who was never said to be met counts as there."""
    relation = Relation(entity("customers"), spelling)
    customer, day = relation.expression("customer"), relation.expression("day")
    assert before.end is not None
    last = day_literal(before.end)
    early = exp.LTE(this=exp.Coalesce(this=day, expressions=[last]), expression=last.copy())
    return relation.select(exp.alias_(customer, "customer", quoted=True)).where(early)


def _is_there(table: str) -> exp.Expression:
    return exp.Case(
        ifs=[exp.If(this=exp.Is(this=column_of(table, "customer"), expression=exp.Null()), true=exp.Literal.number(0))],
        default=exp.Literal.number(1),
    )
