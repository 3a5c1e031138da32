"""What a cube is made of, as trees that every engine renders.

Sums add, so the cells of rows that come are added to a cube and those of rows that go are taken
away; folding adds up what one cell has gathered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlglot import exp, parse_one

from auricle.model.cube import Cube
from auricle.model.dimension import Dimension, Resolved, resolve
from auricle.model.entities import entity as entity_named
from auricle.model.entity import DAY, Column, Entity, Type

from .relation import Relation
from .spelling import Spelling

_COUNT = "How many."
_SUM = "Their sum."
_SQUARES = "The sum of their squares."


@dataclass(frozen=True, slots=True)
class KeptCube:
    """A cube with what its names mean here."""

    cube: Cube
    own: tuple[Dimension, ...]

    @property
    def fact(self) -> Entity:
        return entity_named(self.cube.entity)

    @property
    def table(self) -> str:
        return self.cube.table

    @property
    def by_day(self) -> KeptCube:
        return KeptCube(replace(self.cube, grain="day"), self.own)

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns that name a cell."""
        return (*self.cube.dimensions, "day")

    @property
    def sums(self) -> tuple[str, ...]:
        """The columns that add."""
        return ("n", *(f"{value}_{sum_}" for value in self.cube.values for sum_ in ("n", "x", "xx")))

    @property
    def definition(self) -> str:
        """What the table was built from; another one means building it again."""
        return repr((self.cube, [(r.entity.name, r.expression, r.path) for r in self._resolved]))

    @property
    def _resolved(self) -> list[Resolved]:
        return [resolve(self.fact, name, self.own) for name in self.cube.dimensions]

    def columns(self) -> Iterator[Column]:
        """The columns of the table, in order."""
        yield from (Column(r.name, _type(r), f"As in {r.entity.name}.") for r in self._resolved)
        yield DAY
        yield Column("n", Type.INTEGER, _COUNT, required=True)
        for value in self.cube.values:
            kind = self.fact.column(value).type
            yield Column(f"{value}_n", Type.INTEGER, _COUNT, required=True)
            yield Column(f"{value}_x", kind, _SUM, required=True)
            yield Column(f"{value}_xx", Type.NUMBER, _SQUARES, required=True)

    def summed(self, source: exp.Table, spelling: Spelling, sign: int = 1) -> exp.Select:
        """The cells of the rows in ``source``, a table with the fact's columns; ``sign`` -1 takes them away."""
        relation = Relation(self.fact, spelling, self.own, source)
        cells = [relation.expression(name) for name in (*self.cube.dimensions, self.cube.grain)]
        sums = [_signed(exp.Count(this=exp.Star(), big_int=True), sign)]
        for name in self.cube.values:
            sums += self._sums(relation.expression(name), name, spelling, sign)
        named = [
            exp.alias_(tree, name, quoted=True)
            for tree, name in zip([*cells, *sums], (*self.cells, *self.sums), strict=True)
        ]
        return relation.select(*named).group_by(*(cell.copy() for cell in cells))

    def _sums(self, value: exp.Expression, name: str, spelling: Spelling, sign: int) -> list[exp.Expression]:
        default = dict(self.cube.missing).get(name)
        if default is not None:
            value = exp.Coalesce(this=value, expressions=[exp.Literal.number(repr(default))])
        number = spelling.number(value)
        square = exp.Mul(this=number, expression=number.copy())
        return [
            _signed(exp.Count(this=value.copy(), big_int=True), sign),
            _signed(_or_zero(exp.Sum(this=value.copy())), sign),
            _signed(_or_zero(exp.Sum(this=square)), sign),
        ]

    def rolled(self, days: exp.Table, spelling: Spelling) -> exp.Select:
        """Cells by day as cells of this cube, several to a cell: what is left is to fold them."""
        day = exp.column("day", quoted=True)
        names = [exp.column(name, quoted=True) for name in (*self.cube.dimensions, *self.sums)]
        rolled = exp.alias_(spelling.grain(self.cube.grain, day), "day", quoted=True)
        return exp.select(*names[: len(self.cube.dimensions)], rolled, *names[len(self.cube.dimensions) :]).from_(days)

    def folded(self, source: exp.Table | exp.Subquery) -> exp.Select:
        """One row per cell, without the cells that hold nothing; they leave no rounding behind."""
        cells = [exp.column(name, quoted=True) for name in self.cells]
        sums = [exp.alias_(self._fold(name), name, quoted=True) for name in self.sums]
        kept = exp.NEQ(this=exp.Sum(this=exp.column("n", quoted=True)), expression=exp.Literal.number(0))
        return exp.select(*cells, *sums).from_(source).group_by(*(c.copy() for c in cells)).having(kept)

    def _fold(self, name: str) -> exp.Expression:
        total = exp.Sum(this=exp.column(name, quoted=True))
        value, _, kind = name.rpartition("_")
        if name == "n" or kind == "n":
            return total
        empty = exp.EQ(this=exp.Sum(this=exp.column(f"{value}_n", quoted=True)), expression=exp.Literal.number(0))
        return exp.Case().when(empty, exp.Literal.number(0)).else_(total)

    def linked_columns(self, other: Entity) -> tuple[set[str], bool]:
        """The columns of a linked entity that the cells depend on, and whether all are bare columns."""
        found = [r for r in self._resolved if r.entity is other]
        derived = [r.expression for r in found if not other.has(r.expression)]
        columns = {r.expression for r in found if other.has(r.expression)}
        columns |= {c.name for expression in derived for c in parse_one(expression).find_all(exp.Column)}
        return columns, not derived


def _type(found: Resolved) -> Type:
    is_column = found.entity.has(found.expression) and not found.path
    return found.entity.column(found.expression).type if is_column else Type.CATEGORY


def _or_zero(total: exp.Expression) -> exp.Expression:
    return exp.Coalesce(this=total, expressions=[exp.Literal.number(0)])


def _signed(total: exp.Expression, sign: int) -> exp.Expression:
    return total if sign > 0 else exp.Neg(this=exp.paren(total))
