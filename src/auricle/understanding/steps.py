"""What customers did, as steps of runs: the rows that every question about journeys is asked of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from ..model.dimension import Dimension
from ..model.entities import INTERACTIONS
from ..query.window import EVER, Window
from ..sentence import sentence
from ..store.relation import Relation
from ..store.spelling import Spelling

RUNS = {"customer": sentence("customer"), "journey": sentence("order or case"), "session": sentence("visit")}
"""What may hold steps together, and how a reader calls it."""
STEPS = {
    "activity": sentence("what was done"),
    "touchpoint": sentence("touchpoint"),
    "channel": sentence("channel"),
    "stage": sentence("stage"),
}
TABLE = "steps"


class NotARun(ValueError):
    def __init__(self, run: str):
        super().__init__(
            sentence("{run!r} does not hold steps together; choose one of {runs}", run=run, runs=", ".join(RUNS))
        )


class NotAStep(ValueError):
    def __init__(self, step: str):
        super().__init__(sentence("{step!r} is no step; choose one of {steps}", step=step, steps=", ".join(STEPS)))


@dataclass(frozen=True, slots=True)
class Steps:
    """Interactions as steps: what holds them together (``run``) and what one is called by (``step``)."""

    run: str = "customer"
    step: str = "activity"
    window: Window = EVER
    where: str = ""
    own: tuple[Dimension, ...] = ()
    floor: int = 5

    def __post_init__(self) -> None:
        if self.run not in RUNS:
            raise NotARun(self.run)
        if self.step not in STEPS:
            raise NotAStep(self.step)

    def rows(self, spelling: Spelling, more: Mapping[str, str] | None = None) -> exp.Select:
        """Columns run, step, at, key (which orders what happened at one moment) and ``more`` (alias -> name).

        Steps that belong to no run, or have no name, are left out.
        """
        relation = Relation(INTERACTIONS, spelling, self.own)
        named = {"run": self.run, "step": self.step, "at": "at", "key": INTERACTIONS.key, **(more or {})}
        columns = {alias: relation.expression(name) for alias, name in named.items()}
        conditions = [is_known(columns["run"]), is_known(columns["step"])]
        if self.where:
            conditions.append(relation.parse(self.where))
        if inside := self.window.condition(relation.expression("day")):
            conditions.append(inside)
        return relation.select(*(exp.alias_(tree, alias, quoted=True) for alias, tree in columns.items())).where(
            *conditions
        )


def column(name: str, table: str = TABLE) -> exp.Column:
    return exp.column(name, table=table, quoted=True)


def is_known(tree: exp.Expression) -> exp.Expression:
    return exp.Not(this=exp.Is(this=exp.paren(tree.copy()), expression=exp.Null()))


def among(tree: exp.Expression, values: tuple[str, ...]) -> exp.Expression:
    return exp.In(this=tree, expressions=[exp.Literal.string(value) for value in values])


def named(**trees: exp.Expression) -> list[exp.Expr]:
    return [exp.alias_(tree, name, quoted=True) for name, tree in trees.items()]


def grouped(query: exp.Select, keys: int) -> exp.Select:
    """The query grouped by its first columns."""
    return query.group_by(*(exp.Literal.number(place + 1) for place in range(keys)), copy=False)


def how_many(spelling: Spelling) -> exp.Expression:
    return spelling.number(exp.Count(this=exp.Star(), big_int=True))
