"""A workspace's own measures and dimensions, tried before anybody asks: mistakes are named by file and line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ..model.catalogue import Catalogue, UnknownMeasure
from ..model.dimension import Dimension, UnknownDimension
from ..model.document import Document, DocumentError
from ..model.entities import entity
from ..model.entity import UnknownColumn
from ..model.measure import Measure
from ..model.settings import FILE
from ..sentence import sentence, sentence_of
from ..store.relation import FilterError, Relation
from ..store.spelling import Spelling
from .plan import Rows, plain, rows_of, shaped, statistic_of
from .question import Question
from .shape import HOLDING, Period, is_repeat

MISTAKES = (FilterError, UnknownDimension, UnknownColumn)


def check_overview(folder: Path, followed: Iterable[str], measures: Catalogue) -> None:
    """DocumentError for the first name on the overview that is no measure."""
    for position, name in enumerate(followed):
        if name not in measures:
            reason = sentence_of(UnknownMeasure(name, measures))
            raise Document(folder / FILE).error(reason, "overview", position)


def check_dimensions(folder: Path, own: Iterable[Dimension], spelling: Spelling) -> None:
    """DocumentError for the first dimension whose expression cannot be read."""
    dimensions = tuple(own)
    for dimension in dimensions:
        try:
            Relation(entity(dimension.entity), spelling, dimensions).expression(dimension.name)
        except MISTAKES as error:
            raise Document(folder / FILE).error(
                sentence_of(error), "dimensions", dimension.name, "expression"
            ) from None


def check_measures(folder: Path, measures: Iterable[Measure], own: tuple[Dimension, ...], spelling: Spelling) -> None:
    """DocumentError for the first of the workspace's own measures that cannot be computed."""
    for measure in measures:
        path = folder / "measures" / f"{measure.name}.yaml"
        if path.exists():
            _check(Document(path), measure, own, spelling)


def _check(document: Document, measure: Measure, own: tuple[Dimension, ...], spelling: Spelling) -> None:
    if measure.over and measure.entity not in HOLDING:
        raise document.error(
            sentence("over: periods needs an entity that lasts: {known}", known=", ".join(HOLDING)), "over"
        )
    for part, key in ((Rows(measure.entity, measure.where, {}), "where"), (None, "inputs")):
        try:
            _plan(Question(measure, own=own), spelling, part)
        except MISTAKES as error:
            raise document.error(sentence("{where}: {reason}", where=key, reason=sentence_of(error)), key) from None


def _plan(question: Question, spelling: Spelling, part: Rows | None) -> None:
    measure, statistic = question.measure, statistic_of(question)
    if measure.sides:
        for side in measure.sides:
            Relation(entity(side.entity), spelling, question.own).parse(side.where or "true")
    elif measure.over or measure.per or is_repeat(measure):
        today = date.today()
        shaped(question, statistic, spelling, [Period(today, today)])
    elif part:
        Relation(entity(part.entity), spelling, question.own).parse(part.where or "true")
    else:
        plain(question, rows_of(question), statistic, spelling, ())


__all__ = ["DocumentError", "check_dimensions", "check_measures", "check_overview"]
