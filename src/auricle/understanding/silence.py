"""Who was a promoter once and has given no sign of life since: happy customers who went quietly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlglot import exp

from ..analysis.estimator import Estimate, Floats
from ..analysis.proportion import share_of
from ..model.entities import ANSWERS, entity
from ..query.window import Window, countable
from ..store.relation import Relation
from ..store.spelling import Spelling
from ..store.store import Store
from .signs import SIGNS, Aligned
from .steps import column, grouped, is_known, named

PROMOTER = 9.0
SHOWN = 500


@dataclass(frozen=True, slots=True)
class SilentPromoter:
    customer: str
    segment: str | None
    score: int
    said_on: date
    last_sign_on: date


@dataclass(frozen=True, slots=True)
class Silence:
    """Customers whose last NPS answer made them promoters, and how many of them fell silent.

    ``share`` is None below the privacy floor; ``silent`` are then none. ``segments`` too small are left out.
    """

    quiet_days: int
    until: date
    share: Estimate | None
    segments: tuple[tuple[str | None, Estimate], ...]
    silent: tuple[SilentPromoter, ...]
    version: int


def silent_promoters(store: Store, until: date, quiet_days: int, floor: int) -> Silence:
    """Promoters by their last answer before the quiet days, without any order, visit, contact or word in them."""
    version, cut = store.version(), until - timedelta(days=countable(quiet_days))
    said = store.query(_promoters_tree(cut, store.spelling))
    if said.num_rows < floor:
        return Silence(quiet_days, until, None, (), (), version)
    aligned = Aligned(said.column("customer").combine_chunks(), until)
    ago = np.full(said.num_rows, np.inf)
    for name in SIGNS:
        found = store.query(_last_tree(name, until, store.spelling))
        ago = np.fmin(ago, aligned.days(found, "last"))
    quiet = ago >= quiet_days
    segments = said.column("segment").to_pylist()
    labels = np.array([segment or "" for segment in segments])
    parts = [
        (str(label) or None, share_of(float(quiet[labels == label].sum()), float((labels == label).sum())))
        for label in np.unique(labels)
    ]
    shown = tuple(sorted((part for part in parts if part[1].n >= floor), key=lambda part: -part[1].value))
    return Silence(
        quiet_days, until, share_of(float(quiet.sum()), len(quiet)), shown, _listed(said, ago, quiet, until), version
    )


def _listed(said: pa.Table, ago: Floats, quiet: NDArray[np.bool_], until: date) -> tuple[SilentPromoter, ...]:
    """Those who fell silent last come first: they are the easiest to win back."""
    rows = said.to_pylist()
    order = [place for place in np.argsort(ago, kind="stable") if quiet[place] and np.isfinite(ago[place])][:SHOWN]
    return tuple(
        SilentPromoter(
            rows[i]["customer"],
            rows[i]["segment"],
            int(rows[i]["score"]),
            rows[i]["day"],
            until - timedelta(days=int(ago[i])),
        )
        for i in order
    )


def _promoters_tree(until: date, spelling: Spelling) -> exp.Select:
    relation = Relation(ANSWERS, spelling)
    who, score, at, key, day = (relation.expression(n) for n in ("customer", "score", "at", "answer", "day"))
    latest = exp.Order(expressions=[exp.Ordered(this=tree, desc=True, nulls_first=False) for tree in (at, key)])
    place = exp.Window(this=exp.RowNumber(), partition_by=[who.copy()], order=latest)
    parts = named(
        customer=who, score=spelling.number(score), day=day, place=place, segment=relation.expression("segment")
    )
    conditions = [is_known(who), is_known(score), relation.parse("kind = 'nps'")]
    conditions += [tree for tree in [Window(None, until).condition(day)] if tree]
    each = relation.select(*parts).where(*conditions).subquery("said")
    last = exp.EQ(this=column("place", "said"), expression=exp.Literal.number(1))
    happy = exp.GTE(this=column("score", "said"), expression=exp.Literal.number(PROMOTER))
    return (
        exp.select(*(column(n, "said") for n in ("customer", "score", "day", "segment"))).from_(each).where(last, happy)
    )


def _last_tree(name: str, until: date, spelling: Spelling) -> exp.Select:
    relation = Relation(entity(name), spelling)
    who, day = relation.expression("customer"), relation.expression("day")
    conditions = [is_known(who), *(tree for tree in [Window(None, until).condition(day)] if tree)]
    return grouped(relation.select(*named(customer=who, last=exp.Max(this=day))).where(*conditions), 1)
