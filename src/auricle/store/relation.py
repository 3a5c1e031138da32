"""A fact with the entities it is linked to, as one relation to select from."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from ..model.dimension import Dimension, Resolved, resolve
from ..model.entity import Entity, Type
from ..sentence import sentence
from .filter import Reader
from .spelling import Spelling
from .typed import Family, FilterError, Typed, family, one_or_zero


class Relation:
    """Names of a fact made into trees; joins exactly the linked entities that those names need.

    ``source`` is where the fact's rows come from: any table or subquery with its columns (the
    entity's own table when left out). Ask for every expression first, then ``select``.
    """

    def __init__(
        self,
        fact: Entity,
        spelling: Spelling,
        own: Iterable[Dimension] = (),
        source: exp.Table | exp.Subquery | None = None,
    ):
        self.fact, self._spelling, self.own = fact, spelling, tuple(own)
        self._source = spelling.table(fact.name) if source is None else source
        self._links: dict[str, Entity] = {}

    def expression(self, name: str) -> exp.Expression:
        """The tree of a column, grain, dimension or JSON path; UnknownDimension when there is none."""
        return self._typed(name).tree

    def type(self, name: str) -> Type:
        return resolve(self.fact, name, self.own).type

    def parse(self, text: str) -> exp.Expression:
        """A filter as a tree; FilterError names the part that cannot be and the next step."""
        return Reader(self._typed, self._spelling).condition(text)

    def value(self, text: str, *, aggregates: bool = False) -> exp.Expression:
        """Any expression over the fact's names, for instance a measure's input."""
        return Reader(self._typed, self._spelling, aggregates=aggregates).read(text).tree

    def number(self, text: str, *, aggregates: bool = False) -> exp.Expression:
        """As ``value``, a number of the type it has (amounts stay exact); true counts as 1 and false as 0."""
        found = Reader(self._typed, self._spelling, aggregates=aggregates).read(text)
        if found.family is Family.BOOLEAN:
            return one_or_zero(found.tree)
        if found.family is not Family.NUMBER:
            raise FilterError(
                sentence(
                    "{text!r} is {kind}; an input must be a number, or true or false", text=text, kind=found.family.said
                )
            )
        return found.tree

    @property
    def linked(self) -> tuple[str, ...]:
        """The linked entities that the names asked for so far need."""
        return tuple(self._links)

    def select(self, *expressions: exp.Expr) -> exp.Select:
        """The expressions from the fact and the linked entities used so far."""
        source = exp.alias_(self._source.copy(), self.fact.name, table=True, quoted=True, copy=False)
        query = exp.select(*expressions, copy=False).from_(source, copy=False)
        for other in self._links.values():
            key = exp.EQ(this=_column(self.fact, other.key), expression=_column(other, other.key))
            table = exp.alias_(self._spelling.table(other.name), other.name, table=True, quoted=True)
            query = query.join(table, on=key, join_type="left", copy=False)
        return query

    def _typed(self, name: str) -> Typed:
        found = resolve(self.fact, name, self.own)
        if found.entity.name != self.fact.name:
            self._links[found.entity.name] = found.entity
        return Typed(self._tree(found), family(found.type), name, grain=found.grain, open=bool(found.path))

    def _tree(self, found: Resolved) -> exp.Expression:
        if found.path:
            return self._spelling.json_text(_column(found.entity, found.expression), found.path)
        if found.grain and found.grain != "day":
            return self._spelling.grain(found.grain, _column(found.entity, "day"))
        if found.entity.has(found.expression):
            return _column(found.entity, found.expression)
        return Reader(lambda name: self._own_column(found.entity, name), self._spelling).read(found.expression).tree

    def _own_column(self, where: Entity, name: str) -> Typed:
        head, *path = name.split(".")
        column = where.column(head)
        if path and column.type is Type.JSON:
            return Typed(self._spelling.json_text(_column(where, head), tuple(path)), Family.TEXT, name, open=True)
        return Typed(_column(where, name), family(column.type), name)


def _column(where: Entity, name: str) -> exp.Column:
    return exp.column(name, table=where.name, quoted=True)


__all__ = ["FilterError", "Relation"]
