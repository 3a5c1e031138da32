"""What one survey was answered: each question's answers counted, and two questions against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from ..analysis.association import Association, association
from ..model.entities import entity
from ..query.window import Window
from ..store.relation import Relation
from ..store.store import Store
from ..store.trees import aliased, column_of

CHOICES = ("choice", "boolean")


@dataclass(frozen=True, slots=True)
class Cell:
    """Answers to a question that say the same. ``value`` is the score or the choice; ``weight`` what they weigh.

    ``place`` is where a ranking put the choice; None where nothing was ranked.
    """

    question: str
    kind: str
    scale: str
    value: str
    n: int
    weight: float
    place: float | None = None


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Responses by their answers to two questions, as shares of the first one's answers are read along the rows:
    ``counts`` how many they are, ``weights`` what they weigh."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: NDArray[np.int64]
    weights: NDArray[np.float64]
    association: Association


def answers_of(store: Store, survey: str, window: Window) -> tuple[Cell, ...]:
    """How often each answer was given to each question of a survey; texts are counted, not read."""
    relation = Relation(entity("answers"), store.spelling)
    columns: dict[str, exp.Expression] = {
        "question": relation.expression("question"), "kind": relation.expression("kind"),
        "scale": relation.expression("scale"), "score": relation.number("score"),
        "choice": relation.expression("choice"),
    }  # fmt: skip
    sums: dict[str, exp.Expression] = {
        "n": exp.Count(this=exp.Star(), big_int=True),
        "weight": exp.Sum(this=_weight(relation)),
    }
    query = relation.select(*aliased({**columns, **sums})).where(*_of(relation, survey, window))
    found = store.query(query.group_by(*(exp.Literal.number(i + 1) for i in range(len(columns))))).to_pylist()
    return tuple(
        Cell(
            row["question"], row["kind"], row["scale"] or "", _value(row), int(row["n"]), float(row["weight"] or 0),
            None if row["choice"] is None or row["score"] is None else float(row["score"]),
        )
        for row in found
    )  # fmt: skip


def responses_of(store: Store) -> Mapping[str, int]:
    """How many responses each survey has."""
    relation = Relation(entity("feedback"), store.spelling)
    survey = relation.expression("survey")
    query = relation.select(*aliased({"survey": survey, "n": exp.Count(this=exp.Star(), big_int=True)}))
    found = store.query(query.where(survey.copy().is_(exp.Null()).not_()).group_by(exp.Literal.number(1))).to_pylist()
    return {row["survey"]: int(row["n"]) for row in found}


def answered_of(store: Store, survey: str, window: Window) -> Mapping[str, int]:
    """How many responses answered each question: of several choices in one, one."""
    relation = Relation(entity("answers"), store.spelling)
    columns = {"question": relation.expression("question")}
    sums = {"n": store.spelling.distinct(relation.expression("feedback"))}
    query = relation.select(*aliased({**columns, **sums})).where(*_of(relation, survey, window))
    found = store.query(query.group_by(exp.Literal.number(1))).to_pylist()
    return {row["question"]: int(row["n"]) for row in found}


def cross_table(store: Store, survey: str, first: str, second: str, window: Window) -> CrossTable:
    """Two questions of a survey against each other, over the responses that answered both.

    Raises
        TableTooSmall: one of them was answered alike by everybody.
    """
    left, right = _side(store, survey, first, window), _side(store, survey, second, window)
    weight = column_of("one", "weight")
    columns: dict[str, exp.Expression] = {"row": column_of("one", "value"), "column": column_of("two", "value")}
    sums: dict[str, exp.Expression] = {
        "n": exp.Count(this=exp.Star(), big_int=True),
        "w": exp.Sum(this=weight),
        "ww": exp.Sum(this=exp.Mul(this=weight.copy(), expression=weight.copy())),
    }
    same = exp.EQ(this=column_of("one", "feedback"), expression=column_of("two", "feedback"))
    query = exp.select(*aliased({**columns, **sums})).from_(left.subquery("one")).join(right.subquery("two"), on=same)
    found = store.query(query.group_by(exp.Literal.number(1), exp.Literal.number(2))).to_pylist()
    rows, across = _ordered([row["row"] for row in found]), _ordered([row["column"] for row in found])
    tables = np.zeros((3, len(rows), len(across)))
    for row in found:
        tables[:, rows.index(row["row"]), across.index(row["column"])] = row["n"], row["w"], row["ww"]
    return CrossTable(rows, across, tables[0].astype(np.int64), tables[1], association(*tables))


def _side(store: Store, survey: str, question: str, window: Window) -> exp.Select:
    relation = Relation(entity("answers"), store.spelling)
    score = exp.Cast(this=relation.number("score"), to=exp.DataType.build("varchar"))
    value = exp.Coalesce(this=relation.expression("choice"), expressions=[score])
    asked = exp.EQ(this=relation.expression("question"), expression=exp.Literal.string(question))
    columns = {"feedback": relation.expression("feedback"), "value": value, "weight": _weight(relation)}
    query = relation.select(*aliased(columns))
    return query.where(
        asked, *_of(relation, survey, window), exp.Not(this=exp.Is(this=value.copy(), expression=exp.Null()))
    )


def _of(relation: Relation, survey: str, window: Window) -> list[exp.Expression]:
    here = exp.EQ(this=relation.expression("survey"), expression=exp.Literal.string(survey))
    inside = window.condition(relation.expression("day"))
    return [here, *([inside] if inside else [])]


def _weight(relation: Relation) -> exp.Expression:
    return exp.Coalesce(this=relation.number("weight"), expressions=[exp.Literal.number(1)])


def _value(row: dict[str, object]) -> str:
    if row["choice"] is not None:
        return str(row["choice"])
    return "" if row["score"] is None else f"{float(str(row['score'])):g}"


def _ordered(values: Sequence[str]) -> tuple[str, ...]:
    """Numbers by size, words by their letters."""

    def place(value: str) -> tuple[bool, float, str]:
        try:
            return False, float(value), value
        except ValueError:
            return True, 0.0, value

    return tuple(sorted(set(values), key=place))
