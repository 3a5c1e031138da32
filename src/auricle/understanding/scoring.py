"""What an answer adds to its measure: the points that analyses of single customers work with."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from ..analysis.estimator import Floats
from ..analysis.movement import net_points
from ..analysis.top_box import bounds
from ..model.measure import Measure
from ..query.fold import MixedScales, ScaleUnknown
from ..query.worth import BOXES, has_worth
from ..sentence import sentence


class NotAScore(ValueError):
    def __init__(self, measure: str):
        super().__init__(
            sentence("{measure} is not a score that customers give; choose one such as nps or csat", measure=measure)
        )


def refuse_unscored(measure: Measure) -> None:
    """NotAScore unless the measure is a net score, a top-box share or a mean of customers' answers."""
    if not has_worth(measure):
        raise NotAScore(measure.name)


def points_of(
    measure: Measure, scores: pa.ChunkedArray, scales: pa.ChunkedArray, polarities: pa.ChunkedArray
) -> Floats:
    """What each answer adds to the measure, in its unit; NaN where there is no answer.

    -100, 0 or 100 for a net score, 1 or 0 for a share, the score itself for a mean.
    """
    values = np.asarray(scores.to_numpy(), np.float64)
    given = ~np.isnan(values)
    if measure.estimator == "net_score":
        return np.where(given, net_points(np.where(given, values, 0)), np.nan)
    said = list(zip(scales.to_pylist(), polarities.to_pylist(), strict=True))
    kinds = {pair for pair, is_given in zip(said, given, strict=True) if is_given}
    if measure.estimator == "mean_score":
        if len(kinds) > 1:
            raise MixedScales(measure.name, sorted(str(scale) for scale, _ in kinds))
        return values
    if any(scale is None for scale, _ in kinds):
        raise ScaleUnknown(measure.name, int(sum(s is None for (s, _), g in zip(said, given, strict=True) if g)))
    best = np.array([_best(*pair) if is_given else np.nan for pair, is_given in zip(said, given, strict=True)])
    boxes = measure.parameters.get("boxes", BOXES)
    return np.where(given, (np.abs(best - values) < boxes).astype(np.float64), np.nan)


def _best(scale: str, polarity: int | None) -> int:
    low, high = bounds(scale)
    return low if (polarity or 1) < 0 else high
