"""What a filter over opinions would give away.

A filter is a union of cells of the breakdown by the names it speaks of. It is answered only if it
splits nothing that this breakdown must hide: either all of the hidden cells lie inside it, or none.
Then whatever it shows follows from numbers that are shown anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlglot import exp

from ..analysis.estimator import Statistic
from ..model.dimension import resolve
from ..model.entities import entity
from ..model.entity import Type
from ..sentence import sentence
from ..store.filter import parsed
from . import fold
from .memory import Memory
from .plan import Rows, plain
from .privacy import conceal
from .question import Question
from .shape import mentioned

PERSONS = {"customer", "feedback", "answer", "mention", "order", "interaction", "session", "journey", "at", "known_as"}


class SinglesOut(ValueError):
    def __init__(self, measure: str, name: str):
        super().__init__(
            sentence(
                "{measure} says what people think, and {name} would single out one of them; group or filter "
                "by something many share, or look at the customer's timeline",
                measure=measure,
                name=name,
            )
        )


@dataclass(frozen=True, slots=True)
class Split:
    """What the filter must not show: groups by their labels, and whether the total."""

    groups: frozenset[tuple[Any, ...]]
    total: bool

    def hides(self, by: Mapping[str, Any]) -> bool:
        return tuple(by.values()) in self.groups


def refuse_singling_out(question: Question) -> None:
    """SinglesOut when an opinion is asked for by something that names one person or one moment."""
    for name in (*question.by, *mentioned(question.where)):
        if name.rpartition(".")[2] in PERSONS:
            raise SinglesOut(question.measure.name, name)


def guarded_by_filter(question: Question, memory: Memory) -> Split:
    """Which groups of a filtered question would give away what the unfiltered breakdown hides."""
    names, predicates = _parts(question)
    wide = replace(question, where="", by=tuple(dict.fromkeys((*question.by, *names))), weighted=False)
    found, inside = _breakdown(question, wide, predicates, memory)
    groups = fold.groups(found)
    n = np.bincount(groups.group, found.n, groups.count).astype(np.float64)
    hidden = conceal(found.axes[:-1], groups.codes[:, :-1], n, question.floor)
    within = np.array(inside, np.bool_)[groups.codes[:, -1]]
    width = len(question.by)
    split = {
        labels for labels, rows in _by_label(found, groups, width).items() if _splits(hidden.groups[rows], within[rows])
    }
    return Split(frozenset(split), hidden.total or _splits(hidden.groups, within))


def _splits(hidden: Any, within: Any) -> bool:
    """Whether some hidden cells lie inside the filter and some outside."""
    return bool((hidden & within).any() and (hidden & ~within).any())


def _breakdown(
    question: Question, wide: Question, predicates: tuple[str, ...], memory: Memory
) -> tuple[fold.Cells, tuple[Any, ...]]:
    """Counts by the names and predicates of the filter, and by whether the filter holds (the last axis)."""
    rows = replace(_counted(question), claims=(*predicates, question.where))
    asked = ("guard", question.measure.name, wide.by, wide.window, question.where, predicates)
    counted, spelling = Statistic({"n": ()}), memory.store.spelling
    kept = memory.planned(asked, question.measure, lambda: plain(wide, rows, counted, spelling, memory.cubes))
    found = fold.cells(memory.rows(kept), kept.planned)
    return found, found.axes[-1].labels


def _counted(question: Question) -> Rows:
    """The rows whose number is a result's n: of a rate those of its denominator."""
    measure = question.measure
    if measure.sides:
        return Rows(measure.sides[1].entity, measure.sides[1].where, {})
    return Rows(measure.entity, measure.where, measure.inputs)


def _by_label(found: fold.Cells, groups: fold.Groups, width: int) -> dict[tuple[Any, ...], list[int]]:
    """Positions of the cells under each group of the question."""
    gathered: dict[tuple[Any, ...], list[int]] = {}
    for position, codes in enumerate(groups.codes):
        labels = tuple(found.axes[i].labels[codes[i]] for i in range(width))
        gathered.setdefault(labels, []).append(position)
    return gathered


def _parts(question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names a filter compares with whole values, and its other comparisons as they stand."""
    names: list[str] = []
    predicates: list[str] = []
    for atom in _atoms(parsed(question.where)):
        name = _named(atom)
        if name and _has_few_values(question, name):
            names.append(name)
        else:
            predicates.append(atom.sql(comments=False))
    return tuple(dict.fromkeys(names)), tuple(dict.fromkeys(predicates))


def _atoms(node: exp.Expr) -> list[exp.Expr]:
    if isinstance(node, exp.And | exp.Or):
        return _atoms(node.this) + _atoms(node.expression)
    return _atoms(node.this) if isinstance(node, exp.Not | exp.Paren) else [node]


def _named(atom: exp.Expr) -> str:
    """The name that an equality or a list of values is about, else nothing."""
    if isinstance(atom, exp.EQ | exp.NEQ | exp.In) and isinstance(atom.this, exp.Column):
        return ".".join(part.name for part in atom.this.parts)
    return ".".join(part.name for part in atom.parts) if isinstance(atom, exp.Column) else ""


def _has_few_values(question: Question, name: str) -> bool:
    found = resolve(entity(_counted(question).entity), name, question.own)
    return bool(found.grain) or found.type in (Type.CATEGORY, Type.BOOLEAN, Type.ID)
