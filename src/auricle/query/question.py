"""What is asked: a measure, by what, when, of which rows."""

from __future__ import annotations

from dataclasses import dataclass

from ..analysis.estimator import Estimator
from ..analysis.estimators import estimator
from ..model.dimension import Dimension
from ..model.measure import Measure
from ..model.session import USUAL, Sessions
from ..sentence import sentence
from .window import EVER, Window


class CannotWeight(ValueError):
    def __init__(self, measure: Measure):
        super().__init__(
            sentence(
                "{measure} has no weight; ask for it unweighted, or give the measure a weight: in its file",
                measure=measure.name,
            )
        )


@dataclass(frozen=True, slots=True)
class Question:
    """``own`` are the workspace's dimensions, ``currency`` what amounts without one are in,
    ``sessions`` where a visit ends.
    """

    measure: Measure
    by: tuple[str, ...] = ()
    window: Window = EVER
    where: str = ""
    weighted: bool = False
    own: tuple[Dimension, ...] = ()
    currency: str = ""
    floor: int = 5
    sessions: Sessions = USUAL

    def __post_init__(self) -> None:
        if self.weighted and not self.measure.weight:
            raise CannotWeight(self.measure)

    @property
    def estimator(self) -> Estimator:
        return estimator(self.measure.estimator, self.measure.parameters)
