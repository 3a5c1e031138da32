"""A question as one query whose columns are: what it is grouped by, guards, the histogram's key, the sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from ..analysis.estimator import Statistic
from ..model.cube import Cube
from ..model.dimension import UnknownDimension, resolve
from ..model.entities import entity
from ..model.entity import Entity, UnknownColumn
from ..store.relation import FilterError, Relation
from ..store.spelling import Spelling
from .question import Question
from .sessions import relation
from .shape import Period, is_repeat, mentioned, repeat_rows, stock_rows
from .source import FINER, WEIGHT, Cells, Facts, NotInCube, Source

SCALE = ("scale", "polarity")
MONEY = ("currency",)


@dataclass(frozen=True, slots=True)
class Pass:
    """One query of the engine and what its columns are, in order.

    ``only`` is what the guards are in every row when they are one and the same; they are no
    columns then.
    """

    tree: exp.Select
    by: tuple[str, ...]
    grains: tuple[str, ...]  # of each name in ``by``, empty for what is no grain
    guards: tuple[str, ...]
    statistic: Statistic
    from_cube: bool
    only: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows a pass reads: an entity, a filter, the inputs of the statistic.

    ``claims`` are conditions to group by as well: whether each holds.
    """

    entity: str
    where: str
    inputs: Mapping[str, str]
    guards: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


def rows_of(question: Question) -> Rows:
    measure = question.measure
    return Rows(measure.entity, measure.where, measure.inputs, guards(question))


def guards(question: Question) -> tuple[str, ...]:
    """Columns that must not differ within a group: an answer's scale, an amount's currency."""
    measure = question.measure
    if measure.one_scale or "below_best" in measure.inputs:
        return SCALE
    if not measure.entity:
        return ()
    fact = entity(measure.entity)
    names = mentioned(*measure.inputs.values())
    is_money = any(fact.has(name) and fact.column(name).unit == "currency" for name in names)
    return MONEY if is_money else ()


def statistic_of(question: Question) -> Statistic:
    found = question.estimator.statistic
    return found.weighted() if question.weighted else found


def plain(question: Question, rows: Rows, statistic: Statistic, spelling: Spelling, cubes: Iterable[Cube]) -> Pass:
    """A pass over facts as they are, from a cube when one can answer exactly."""
    weight = question.measure.weight if question.weighted else ""
    for cube in cubes:
        if cube.entity == rows.entity:
            try:
                _refuse_finer(cube, question, rows)
                cells = Cells.of(cube, spelling, question.own, rows.inputs, weight)
                return _one_level(question, rows, statistic, cells)
            except (NotInCube, UnknownDimension, UnknownColumn, FilterError):
                continue
    facts = relation(rows.entity, spelling, question.own, question.sessions, question.window)
    return _one_level(question, rows, statistic, Facts.of(facts, spelling, rows.inputs, weight))


def _refuse_finer(cube: Cube, question: Question, rows: Rows) -> None:
    """NotInCube when months cannot tell: a day or a week is spoken of, or the window cuts a month."""
    if cube.grain == "day":
        return
    named = {*question.by, *mentioned(rows.where, question.where, *rows.inputs.values(), *rows.claims)}
    if named & FINER or not question.window.is_of_months:
        raise NotInCube(cube.table)


def shaped(question: Question, statistic: Statistic, spelling: Spelling, periods: list[Period]) -> Pass:
    """A pass over the rows of a repeat, of a stock, or of customers."""
    measure, rows = question.measure, rows_of(question)
    if measure.over:
        fact, source = stock_rows(measure.entity, periods, spelling, question.own)
    elif is_repeat(measure):
        fact, source = repeat_rows(measure, spelling, question.own)
        rows = Rows(rows.entity, "", rows.inputs, rows.guards)
    else:
        facts = relation(measure.entity, spelling, question.own, question.sessions, question.window)
        return _two_levels(question, rows, statistic, facts, spelling)
    facts = Relation(fact, spelling, question.own, source)
    if measure.per:
        return _two_levels(question, rows, statistic, facts, spelling)
    return _one_level(question, rows, statistic, Facts.of(facts, spelling, rows.inputs))


def _one_level(question: Question, rows: Rows, statistic: Statistic, source: Source) -> Pass:
    claims = [exp.alias_(_holds(source.relation, text), f"claim_{i}") for i, text in enumerate(rows.claims)]
    groups = [*_named(source.relation, question.by), *claims, *_named(source.relation, rows.guards)]
    key = source.key(statistic)
    conditions = [*_conditions(question, rows, source.relation), *source.present()]
    keys = [*groups, *([exp.alias_(key, "key", quoted=True)] if key else [])]
    sums = [
        exp.alias_(tree, name, quoted=True) for name, tree in zip(statistic.sums, source.sums(statistic), strict=True)
    ]
    tree = _grouped(source.relation.select(*keys, *sums), conditions, len(keys))
    by, grains = (*question.by, *rows.claims), (*_grains(source.relation.fact, question), *[""] * len(rows.claims))
    return Pass(tree, by, grains, rows.guards, statistic, source.from_cube)


def _two_levels(question: Question, rows: Rows, statistic: Statistic, relation: Relation, spelling: Spelling) -> Pass:
    """Rows are gathered by ``per`` first; the inputs are aggregates of each gathering."""
    names = (*question.by, *rows.guards)
    groups, per = _named(relation, names), relation.expression(question.measure.per)
    inputs = {name: relation.number(text, aggregates=True) for name, text in rows.inputs.items()}
    known = exp.Not(this=exp.Is(this=per.copy(), expression=exp.Null()))
    conditions = [*_conditions(question, rows, relation), known]
    gathered = [exp.alias_(tree, f"input_{name}", quoted=True) for name, tree in inputs.items()]
    inner = _grouped(relation.select(*groups, per, *gathered), conditions, len(groups) + 1)
    columns = [exp.column(name, table="gathered", quoted=True) for name in names]
    facts = Facts(relation, spelling, {n: exp.column(f"input_{n}", table="gathered", quoted=True) for n in inputs})
    key = facts.key(statistic)
    keys = [*columns, *([exp.alias_(key, "key", quoted=True)] if key else [])]
    sums = [
        exp.alias_(tree, name, quoted=True) for name, tree in zip(statistic.sums, facts.sums(statistic), strict=True)
    ]
    outer = exp.select(*keys, *sums, copy=False).from_(inner.subquery("gathered", copy=False), copy=False)
    tree = _grouped(outer, facts.present(), len(keys))
    return Pass(tree, question.by, _grains(relation.fact, question), rows.guards, statistic, False)


def _conditions(question: Question, rows: Rows, relation: Relation) -> list[exp.Expression]:
    texts = [text for text in (rows.where, question.where) if text]
    found = [relation.parse(text) for text in texts]
    if not question.measure.over and relation.fact.has("day"):
        found += filter(None, [question.window.condition(relation.expression("day"))])
    return found


def _holds(relation: Relation, text: str) -> exp.Expression:
    true = exp.If(this=relation.parse(text), true=exp.Boolean(this=True))
    return exp.Case(ifs=[true], default=exp.Boolean(this=False))


def _named(relation: Relation, names: Iterable[str]) -> list[exp.Expr]:
    return [exp.alias_(relation.expression(name), name, quoted=True) for name in names]


def _grains(fact: Entity, question: Question) -> tuple[str, ...]:
    return tuple(resolve(fact, name, question.own).grain for name in question.by)


def _grouped(select: exp.Select, conditions: Iterable[exp.Expression], keys: int) -> exp.Select:
    query = select
    for condition in conditions:
        query = query.where(condition, copy=False)
    return query.group_by(*(exp.Literal.number(n + 1) for n in range(keys)), copy=False) if keys else query


__all__ = ["MONEY", "SCALE", "WEIGHT", "Pass", "Rows", "guards", "plain", "rows_of", "shaped", "statistic_of"]
