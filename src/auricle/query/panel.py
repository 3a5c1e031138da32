"""Customers a filter fits, what happened to customers, and on which days it is so: the rows that programmes run on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
from sqlglot import exp

from ..model.dimension import Dimension
from ..model.entities import CUSTOMERS, entity
from ..store.relation import Relation
from ..store.store import Store
from .window import Window


def panel(store: Store, where: str, own: Iterable[Dimension] = ()) -> pa.RecordBatchReader:
    """The customers that a filter of customers fits, in one column ``customer``, in no order.

    Raises
        FilterError, UnknownDimension: the filter names what is not there.
    """
    relation = Relation(CUSTOMERS, store.spelling, own)
    return store.stream(relation.select(_named(relation, "customer")).where(*_fitting(relation, where)))


def happened(
    store: Store, name: str, where: str, window: Window, own: Iterable[Dimension] = (), moment: str = ""
) -> pa.RecordBatchReader:
    """When something happened to whom: ``customer`` and ``at`` of the rows of an entity that a filter fits.

    ``moment`` is the column that says when; the entity's own time when empty. Rows of nobody known, and those to which
    it has not happened, are left out. Raises as ``panel``.
    """
    fact = entity(name)
    relation = Relation(fact, store.spelling, own)
    when = relation.expression(moment or fact.time)
    days = window.condition(exp.cast(when.copy(), exp.DataType.Type.DATE) if moment else relation.expression("day"))
    query = relation.select(_named(relation, "customer"), exp.alias_(when, "at", quoted=True))
    return store.stream(query.where(*_fitting(relation, where), *filter(None, [days, _known(relation)])))


def dated(
    store: Store, name: str, moment: str, days: Collection[date], where: str, own: Iterable[Dimension] = (),
    *, is_yearly: bool = False,
) -> pa.RecordBatchReader:  # fmt: skip
    """Rows of an entity that have a date on, or a day beside, one of some days: ``key``, ``customer``, ``moment``.

    ``moment`` is a column of dates or instants, or text that begins with a date (``traits.birthday``); ``day_of`` tells
    its day in a zone, which no engine is asked for. Rows of nobody known are left out.

    Parameters
        days: not empty. is_yearly: the day of the year is compared, of whatever year.
    Raises
        FilterError, UnknownDimension: the filter or the moment names what is not there.
    """
    relation = Relation(entity(name), store.spelling, own)
    when = relation.expression(moment)
    said = exp.Substring(this=exp.cast(when, exp.DataType.Type.TEXT), start=_number(1 + 5 * is_yearly),
                         length=_number(10 - 5 * is_yearly))  # fmt: skip
    near = {(day + timedelta(days=n)).isoformat()[5 * is_yearly :] for day in days for n in (-1, 0, 1)}
    near |= {"02-29"} if "02-28" in near else set()
    on_them = exp.In(this=said, expressions=[exp.Literal.string(text) for text in sorted(near)])
    key = exp.alias_(relation.expression(entity(name).key), "key", quoted=True)
    query = relation.select(key, _named(relation, "customer"), exp.alias_(when.copy(), "moment", quoted=True))
    return store.stream(query.where(*_fitting(relation, where), on_them, _known(relation)))


def day_of(moment: object, zone: ZoneInfo) -> date | None:
    """The day of a date, of an instant in a zone, or of text that begins with a date; None of anything else."""
    if isinstance(moment, datetime):
        return moment.astimezone(zone).date()
    if isinstance(moment, date):
        return moment
    try:
        return date.fromisoformat(str(moment)[:10])
    except ValueError:
        return None


def _known(relation: Relation) -> exp.Expression:
    return exp.Not(this=exp.Is(this=relation.expression("customer"), expression=exp.Null()))


def _number(number: int) -> exp.Expression:
    return exp.Literal.number(number)


def _named(relation: Relation, name: str) -> exp.Expr:
    return exp.alias_(relation.expression(name), name, quoted=True)


def _fitting(relation: Relation, where: str) -> list[exp.Expr]:
    return [relation.parse(where)] if where.strip() else []
