"""Where the sums of a question are read: the facts, or a cube that holds them already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from sqlglot import exp

from ..analysis.estimator import Statistic
from ..model.cube import Cube
from ..model.dimension import DERIVED, Dimension, resolve
from ..model.entities import entity
from ..model.entity import Column, Entity, Type
from ..store.relation import FilterError, Relation
from ..store.spelling import Spelling
from .shape import mentioned

WEIGHT = "weight"
FINER = {"day", "week"}
"""The grains that months cannot tell."""


class NotInCube(LookupError):
    """The question needs something that the cube does not hold; ask the facts."""


class Source(Protocol):
    relation: Relation
    from_cube: bool

    def present(self) -> list[exp.Expression]:
        """Conditions under which a row counts: every input is there."""
        ...

    def key(self, statistic: Statistic) -> exp.Expression | None: ...

    def sums(self, statistic: Statistic) -> list[exp.Expression]: ...

    def count(self) -> exp.Expression:
        """How many facts, as a double."""
        ...


@dataclass(slots=True)
class Facts:
    """Inputs are expressions over the rows of a relation; ``weight`` among them when weighted."""

    relation: Relation
    spelling: Spelling
    inputs: Mapping[str, exp.Expression]
    from_cube: bool = False

    @classmethod
    def of(cls, relation: Relation, spelling: Spelling, inputs: Mapping[str, str], weight: str = "") -> Facts:
        trees = {name: relation.number(text) for name, text in inputs.items()}
        if weight:
            one = exp.Literal.number(1)
            trees[WEIGHT] = exp.Coalesce(this=relation.number(weight), expressions=[one])
        return cls(relation, spelling, trees)

    def present(self) -> list[exp.Expression]:
        return [_present(tree) for tree in self.inputs.values() if not tree.is_number]

    def key(self, statistic: Statistic) -> exp.Expression | None:
        return _key(statistic, self.inputs, self.spelling) if statistic.key else None

    def sums(self, statistic: Statistic) -> list[exp.Expression]:
        return [self.spelling.number(self._sum(product)) for product in statistic.sums.values()]

    def count(self) -> exp.Expression:
        return self.spelling.number(exp.Count(this=exp.Star(), big_int=True))

    def _sum(self, product: tuple[str, ...]) -> exp.Expression:
        if not product:
            return exp.Count(this=exp.Star(), big_int=True)
        if len(product) == 1:
            return exp.Sum(this=self.inputs[product[0]].copy())
        return exp.Sum(this=_product([self.spelling.number(self.inputs[name]) for name in product]))


@dataclass(slots=True)
class Cells:
    """Inputs are dimensions of a cube, or at most one of its values."""

    relation: Relation
    spelling: Spelling
    inputs: Mapping[str, exp.Expression]
    value: str
    valued: frozenset[str]
    from_cube: bool = True

    @classmethod
    def of(
        cls, cube: Cube, spelling: Spelling, own: Iterable[Dimension], inputs: Mapping[str, str], weight: str = ""
    ) -> Cells:
        """The cube as a source; NotInCube when an input is neither."""
        given = {**inputs, **({WEIGHT: weight} if weight else {})}
        valued = frozenset(name for name, text in given.items() if text in cube.values)
        values = {given[name] for name in valued}
        if len(values) > 1 or (weight and weight not in dict(cube.missing)):
            raise NotInCube(cube.entity)
        relation = _relation(cube, spelling, own)
        try:
            trees = {name: relation.number(text) for name, text in given.items() if name not in valued}
        except FilterError as error:
            raise NotInCube(str(error)) from None
        return cls(relation, spelling, trees, next(iter(values), ""), valued)

    def present(self) -> list[exp.Expression]:
        return [_present(tree) for tree in self.inputs.values() if not tree.is_number]

    def key(self, statistic: Statistic) -> exp.Expression | None:
        if statistic.key and (statistic.bin or statistic.key in self.valued):
            raise NotInCube(statistic.key)
        return self.spelling.number(self.inputs[statistic.key]) if statistic.key else None

    def sums(self, statistic: Statistic) -> list[exp.Expression]:
        return [self.spelling.number(exp.Sum(this=self._term(product))) for product in statistic.sums.values()]

    def count(self) -> exp.Expression:
        return self.spelling.number(exp.Sum(this=self._column(f"{self.value}_n" if self.value else "n")))

    def _term(self, product: tuple[str, ...]) -> exp.Expression:
        power = sum(name in self.valued for name in product)
        if power > 2:
            raise NotInCube(self.value)
        column = f"{self.value}_{('n', 'x', 'xx')[power]}" if self.value else "n"
        factors = [self.spelling.number(self.inputs[name]) for name in product if name not in self.valued]
        return _product([*factors, self._column(column)])

    def _column(self, name: str) -> exp.Expression:
        return exp.column(name, table=self.relation.fact.name, quoted=True)


def _relation(cube: Cube, spelling: Spelling, own: Iterable[Dimension]) -> Relation:
    """The cube as a fact of its own, whose columns are the cube's dimensions."""
    fact = entity(cube.entity)
    columns = tuple(_column(fact, name, own) for name in cube.dimensions)
    cells = Entity(cube.table, "one cell of a cube", "", columns, time="day")
    derived = [d for d in (*DERIVED, *own) if d.entity == cube.entity and d.name not in cube.dimensions]
    if cube.grain != "day":
        derived = [d for d in derived if not mentioned(d.expression) & FINER]
    return Relation(cells, spelling, [replace(d, entity=cells.name) for d in derived])


def _column(fact: Entity, name: str, own: Iterable[Dimension]) -> Column:
    found = resolve(fact, name, own)
    return Column(name, Type.CATEGORY if found.type in (Type.JSON, Type.TEXT) else found.type, "")


def _present(tree: exp.Expression) -> exp.Expression:
    return exp.Not(this=exp.Is(this=exp.paren(tree.copy()), expression=exp.Null()))


def _product(factors: list[exp.Expression]) -> exp.Expression:
    first, *rest = (factor.copy() for factor in factors)
    for factor in rest:
        first = exp.Mul(this=first, expression=factor)
    return first


ZERO_CELL = -1_000_000
"""The cell of a binned histogram in which zeros lie; its midpoint is 0 to double precision."""


def _key(statistic: Statistic, inputs: Mapping[str, exp.Expression], spelling: Spelling) -> exp.Expression:
    value = spelling.number(inputs[statistic.key])
    if not statistic.bin:
        return value
    zero = exp.EQ(this=value.copy(), expression=exp.Literal.number(0))
    return exp.Case(
        ifs=[exp.If(this=zero, true=exp.Neg(this=exp.Literal.number(-ZERO_CELL)))],
        default=spelling.log_bin(value, statistic.bin),
    )
