"""The query behind score and money: customers by their last score, with their money after it and before it.

One small table of sums whatever the number of customers: by score, segment and size of the purse
before, how many customers, their money in each window, its squares and products.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlglot import exp

from ..analysis.delay import BLOCKS
from ..model.dimension import UnknownDimension
from ..model.entities import entity
from ..model.measure import Measure
from ..query.last_answers import known, last_answers
from ..query.question import Question
from ..query.spenders import spending
from ..query.window import Window
from ..store.filter import parsed
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.trees import aliased, column_of, days_later
from ..store.typed import day_literal

MONTH_DAYS = 30
PURSE = 1.0
"""Relative width of the bins of money before: each holds those with up to twice as much."""


@dataclass(frozen=True, slots=True)
class Times:
    """Scores of ``said``, money ``after`` it and, as long, ``before`` it."""

    said: Window
    after: Window
    before: Window

    @classmethod
    def of(cls, said: Window, days: int) -> Times:
        assert said.start
        assert said.end
        following, length = said.end + timedelta(days=1), timedelta(days=days - 1)
        ended = said.start - timedelta(days=1)
        return cls(said, Window(following, following + length), Window(ended - length, ended))


def purses(question: Question, spent: Measure, times: Times, spelling: Spelling) -> exp.Select:
    """Columns score, scale, polarity, by_0 when asked, purse, settled and the sums n, f, ff, p, pp, pf, and the
    first and last currency of each window.

    ``settled`` is 1 for customers who were there when the window before began.
    """
    names = ("customer", "score", "scale", "polarity", *(["by_0"] if question.by else []))
    said = last_answers(question, spelling).subquery("said")
    columns: dict[str, exp.Expression] = {name: column_of("said", name) for name in names}
    latest = exp.EQ(this=column_of("said", "place"), expression=exp.Literal.number(1))
    after, before = (spending(question, spent, each, spelling) for each in (times.after, times.before))
    met = _settled(times.before, spelling)
    columns["f"], columns["p"] = (_or_nothing(spelling, column_of(each, "amount")) for each in ("following", "earlier"))
    columns["settled"] = _one_where_known("met")
    columns |= {
        f"{edge}_{part}": column_of(part, edge) for edge in ("first", "last") for part in ("following", "earlier")
    }
    rows = exp.select(*aliased(columns)).from_(said).where(latest)
    for name, part in (("following", after), ("earlier", before), ("met", met)):
        same = exp.EQ(this=column_of("said", "customer"), expression=column_of(name, "customer"))
        rows = rows.join(part.subquery(name), on=same, join_type="left")
    return _summed(rows, [name for name in names if name != "customer"], spelling)


def _summed(rows: exp.Select, names: list[str], spelling: Spelling) -> exp.Select:
    after, before = (exp.column(name, table="rows", quoted=True) for name in ("f", "p"))
    keys: dict[str, exp.Expression] = {name: column_of("rows", name) for name in (*names, "settled")}
    nothing = exp.EQ(this=before.copy(), expression=exp.Literal.number(0))
    keys["purse"] = exp.Case(
        ifs=[exp.If(this=nothing, true=exp.Literal.number(-1))], default=spelling.log_bin(before, PURSE)
    )
    sums: dict[str, exp.Expression] = {
        "n": spelling.number(exp.Count(this=exp.Star(), big_int=True)),
        "f": exp.Sum(this=after), "ff": exp.Sum(this=_times(after, after)), "p": exp.Sum(this=before.copy()),
        "pp": exp.Sum(this=_times(before, before)), "pf": exp.Sum(this=_times(before, after)),
    }  # fmt: skip
    for part in ("following", "earlier"):
        sums[f"first_{part}"] = exp.Min(this=column_of("rows", f"first_{part}"))
        sums[f"last_{part}"] = exp.Max(this=column_of("rows", f"last_{part}"))
    query = exp.select(*aliased({**keys, **sums})).from_(rows.subquery("rows"))
    return query.group_by(*(exp.Literal.number(i + 1) for i in range(len(keys))))


def panel(question: Question, spent: Measure, times: Times, spelling: Spelling) -> exp.Select:
    """Of customers who answered in the window before too: sums of what score and money changed by (s, m).

    Money after the second score beside money between the two.
    """
    first, second = (
        last_answers(replace(question, window=window, by=()), spelling) for window in (times.before, times.said)
    )
    after, between = (spending(question, spent, each, spelling) for each in (times.after, times.before))
    columns = {
        "s": exp.Sub(this=column_of("second", "score"), expression=column_of("first", "score")),
        "m": exp.Sub(
            this=_or_nothing(spelling, column_of("following", "amount")),
            expression=_or_nothing(spelling, column_of("earlier", "amount")),
        ),
    }
    rows = exp.select(*aliased(columns)).from_(first.subquery("first"))
    for name, part, kind in (("second", second, ""), ("following", after, "left"), ("earlier", between, "left")):
        same = exp.EQ(this=column_of("first", "customer"), expression=column_of(name, "customer"))
        rows = rows.join(part.subquery(name), on=same, join_type=kind)
    one = exp.Literal.number(1)
    rows = rows.where(*(exp.EQ(this=column_of(name, "place"), expression=one.copy()) for name in ("first", "second")))
    s, m = column_of("rows", "s"), column_of("rows", "m")
    sums: dict[str, exp.Expression] = {"n": spelling.number(exp.Count(this=exp.Star(), big_int=True))}
    sums |= {
        name: exp.Sum(this=tree)
        for name, tree in (("s", s), ("m", m), ("ss", _times(s, s)), ("sm", _times(s, m)), ("mm", _times(m, m)))
    }
    return exp.select(*aliased(sums)).from_(rows.subquery("rows"))


def delayed(question: Question, spent: Measure, months: int, spelling: Spelling) -> exp.Select:
    """Sums by block of customers: n, of the score s and ss, and of the money of each 30 days after it y0, yy0, sy0 …"""
    latest = exp.EQ(this=column_of("said", "place"), expression=exp.Literal.number(1))
    said = last_answers(question, spelling).subquery("said")
    window = question.window
    assert window.end
    following = Window(window.start, window.end + timedelta(days=MONTH_DAYS * months))
    paid = spending(question, spent, following, spelling, by_day=True).subquery("paid")
    same = exp.EQ(this=column_of("said", "customer"), expression=column_of("paid", "customer"))
    keys = {name: column_of("said", name) for name in ("customer", "score")}
    began, day = column_of("said", "day"), column_of("paid", "day")
    columns: dict[str, exp.Expression] = {**keys}
    for i in range(months):
        edges = (
            exp.GT(this=day, expression=days_later(began, MONTH_DAYS * i)),
            exp.LTE(this=day.copy(), expression=days_later(began, MONTH_DAYS * (i + 1))),
        )
        inside = exp.Case(ifs=[exp.If(this=exp.and_(*edges), true=column_of("paid", "amount"))])
        columns[f"y{i}"] = _or_nothing(spelling, exp.Sum(this=inside))
    rows = exp.select(*aliased(columns)).from_(said).join(paid, on=same, join_type="left").where(latest)
    return _by_block(rows.group_by(*(tree.copy() for tree in keys.values())), months, spelling)


def _by_block(rows: exp.Select, months: int, spelling: Spelling) -> exp.Select:
    block = exp.Mod(this=spelling.text_number(column_of("rows", "customer")), expression=exp.Literal.number(BLOCKS))
    s = column_of("rows", "score")
    sums: dict[str, exp.Expression] = {
        "block": spelling.number(block), "n": spelling.number(exp.Count(this=exp.Star(), big_int=True)),
        "s": exp.Sum(this=s), "ss": exp.Sum(this=_times(s, s)),
    }  # fmt: skip
    for i in range(months):
        y = column_of("rows", f"y{i}")
        sums |= {f"y{i}": exp.Sum(this=y), f"yy{i}": exp.Sum(this=_times(y, y)), f"sy{i}": exp.Sum(this=_times(s, y))}
    return exp.select(*aliased(sums)).from_(rows.subquery("rows")).group_by(exp.Literal.number(1))


def heard(question: Question, spent: Measure, spelling: Spelling) -> exp.Select:
    """Customers and their money in the window (n, x, xx), by whether they answered and by the name asked.

    The name is empty where it is not one of customers. Where the filter says which customers are meant, they alone
    count; a filter on answers says who of all of them was heard.
    """
    window = question.window
    said = last_answers(question, spelling).subquery("said")
    money = spending(question, spent, window, spelling)
    relation = Relation(entity("customers"), spelling, question.own)
    customer, day = relation.expression("customer"), relation.expression("day")
    assert window.end
    met = exp.LTE(
        this=exp.Coalesce(this=day, expressions=[day_literal(window.end)]), expression=day_literal(window.end)
    )
    columns: dict[str, exp.Expression] = {
        "customer": customer,
        "by_0": _own(relation, question.by[0]) if question.by else exp.Literal.string(""),
    }
    people = relation.select(*aliased(columns)).where(met, *_meant(question.where, relation)).subquery("people")
    amount = _or_nothing(spelling, column_of("money", "amount"))
    keys = {
        "heard": _one_where_known("said"),
        "by_0": column_of("people", "by_0"),
    }
    sums = {
        "n": spelling.number(exp.Count(this=exp.Star(), big_int=True)),
        "x": exp.Sum(this=amount), "xx": exp.Sum(this=_times(amount, amount)),
    }  # fmt: skip
    first = exp.paren(exp.EQ(this=column_of("said", "place"), expression=exp.Literal.number(1)))
    query = exp.select(*aliased({**keys, **sums})).from_(people)
    same = exp.and_(exp.EQ(this=column_of("people", "customer"), expression=column_of("said", "customer")), first)
    query = query.join(said, on=same, join_type="left")
    of = exp.EQ(this=column_of("people", "customer"), expression=column_of("money", "customer"))
    return query.join(money.subquery("money"), on=of, join_type="left").group_by(
        exp.Literal.number(1), exp.Literal.number(2)
    )


def _meant(where: str, customers: Relation) -> list[exp.Expression]:
    """The parts of a filter on answers that speak of nothing but the customer, as conditions on customers."""
    named = [(part, list(part.find_all(exp.Column))) for part in (_parts(parsed(where)) if where else ())]
    about = [part for part, found in named if found and all(map(_is_customers, found))]
    return [customers.parse(part.transform(_as_customers).sql()) for part in about]


def _parts(tree: exp.Expr) -> list[exp.Expr]:
    """What must all hold."""
    tree = tree.unnest()
    return [*_parts(tree.left), *_parts(tree.right)] if isinstance(tree, exp.And) else [tree]


def _is_customers(name: exp.Column) -> bool:
    return len(name.parts) > 1 and name.parts[0].name == "customer"


def _as_customers(node: exp.Expr) -> exp.Expr:
    return exp.column(*(each.name for each in reversed(node.parts[1:]))) if isinstance(node, exp.Column) else node


def _settled(before: Window, spelling: Spelling) -> exp.Select:
    relation = Relation(entity("customers"), spelling)
    customer, day = relation.expression("customer"), relation.expression("day")
    first: date | None = before.start
    assert first
    return relation.select(exp.alias_(customer, "customer", quoted=True)).where(
        exp.LTE(this=day, expression=day_literal(first))
    )


def _own(relation: Relation, name: str) -> exp.Expression:
    """What a customer is by; nothing where the name belongs to answers, such as their channel."""
    try:
        return relation.expression(name)
    except UnknownDimension:
        return exp.Literal.string("")


def _one_where_known(table: str) -> exp.Case:
    there = exp.If(this=known(column_of(table, "customer")), true=exp.Literal.number(1))
    return exp.Case(ifs=[there], default=exp.Literal.number(0))


def _or_nothing(spelling: Spelling, amount: exp.Expression) -> exp.Expression:
    return spelling.number(exp.Coalesce(this=amount, expressions=[exp.Literal.number(0)]))


def _times(one: exp.Expression, other: exp.Expression) -> exp.Mul:
    return exp.Mul(this=one.copy(), expression=other.copy())
