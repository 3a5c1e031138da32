"""Comparing those who serve customers: for the cases they had, by as much as their numbers carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from ..sentence import sentence
from .discovery import adjusted_p
from .estimator import Floats, Integers
from .intervals import normal_quantile
from .shrinkage import shrink

RATE = 0.01  # to call somebody different is a heavy word
HUBER = 1.345
LOWER, HIGHER, ONE_WEEK, ALIKE = "lower", "higher", "one week", "alike"


@dataclass(frozen=True, slots=True)
class Fair:
    """Arrays of shape (people,), in the order of ``who``; in the unit of the points.

    ``raw`` is the mean as it is, ``expected`` what anybody would have got for the same cases, ``adjusted`` the
    mean over everybody plus what is left; ``standard_error`` is of it. ``value``, ``low`` and ``high`` are
    what to expect of them, drawn towards the rest by as much as the numbers are few. ``centre`` is Huber's
    mean of all. ``p`` is adjusted for all. ``verdict``: "lower" or "higher" only if it holds without their
    worst (or best) week, "one week" if it does not, else "alike". ``trend`` is how much the later half of
    their answers is above the earlier, with ``trend_error``.
    """

    who: tuple[Any, ...]
    n: Integers
    raw: Floats
    expected: Floats
    adjusted: Floats
    standard_error: Floats
    value: Floats
    low: Floats
    high: Floats
    p: Floats
    verdict: tuple[str, ...]
    trend: Floats
    trend_error: Floats
    centre: float
    deviation: float
    spread: float
    case_share: float


def fair(
    points: Floats,
    counts: Floats,
    people: Sequence[Any],
    weeks: Integers,
    cases: Mapping[str, Sequence[Any]],
    *,
    fewest: int = 5,
    confidence: float = 0.95,
) -> Fair:
    r"""What people reach with their own cases, compared without blaming them for those or for chance.

    .. math:: y = a_{\text{person}} + x_{\text{case}} \beta + \varepsilon, \quad
              \hat a_e = \bar y + \bar y_e - (\bar x_e - \bar x) \hat\beta, \quad
              s_e^2 = \sigma^2 / n_e + (\bar x_e - \bar x)' \mathrm{Var}(\hat\beta) (\bar x_e - \bar x)

    β is estimated within people, so that who has hard cases does not pay for being good at them. Then
    empirical Bayes draws each towards the centre, and Benjamini and Hochberg's p guards against calling
    one of many different by chance.

    Parameters
        points: shape (cells,), what an answer adds to the score; alike within a cell.
        counts: shape (cells,), answers in it. people: shape (cells,), who served them.
        weeks: shape (cells,), a number growing with time. cases: name -> shape (cells,), None where unknown.
        fewest: people with fewer answers are left out.
    Raises
        TooFewPeople: fewer than three people have that many answers, or all answers are alike.
    References
        Spiegelhalter (2005), Statistics in Medicine 24(8): 1185-1202. Morris (1983), JASA 78: 47-55.
    """
    person, who = _coded(people)
    enough = np.bincount(person, counts) >= fewest
    kept = enough[person]
    if enough.sum() < 3 or np.ptp(points[kept]) == 0:
        raise TooFewPeople(int(enough.sum()), fewest)
    names = [who[i] for i in np.flatnonzero(enough)]
    code = (np.cumsum(enough) - 1)[person[kept]]
    y, w, week = points[kept], counts[kept].astype(np.float64), weeks[kept]
    n: Floats = np.bincount(code, w).astype(np.float64)
    rows: list[int] = np.flatnonzero(kept).tolist()
    part, unsure = _case_part(y, w, code, n, {name: [column[i] for i in rows] for name, column in cases.items()})
    centre = float(np.average(y, weights=w))
    raw, expected = np.bincount(code, w * y) / n, centre + np.bincount(code, w * part) / n
    adjusted = centre + raw - expected
    left = y - part - adjusted[code]
    deviation = float(np.sqrt((w * left**2).sum() / max(w.sum() - len(n), 1.0)))
    error = deviation * np.sqrt(1 / n + unsure)
    drawn = shrink(adjusted, error)
    middle = _middle(adjusted, error)
    z = (adjusted - middle) / error
    p = adjusted_p(2 * special.ndtr(-np.abs(z)))
    reach = normal_quantile(confidence) * drawn.standard_error
    away = y - part - middle
    verdict = tuple(
        _verdict(z[i], p[i], away[code == i], w[code == i], week[code == i], deviation) for i in range(len(n))
    )
    trends = [_trend(away[code == i], w[code == i], week[code == i], deviation) for i in range(len(n))]
    total = float((w * (y - centre) ** 2).sum())
    return Fair(
        tuple(names), n.astype(np.int64), raw, expected, adjusted, error, drawn.value, drawn.value - reach,
        drawn.value + reach, p, verdict, np.array([t for t, _ in trends]), np.array([e for _, e in trends]),
        middle, deviation, drawn.spread, float((w * part**2).sum() / total),
    )  # fmt: skip


class TooFewPeople(ValueError):
    """Nobody to compare."""

    def __init__(self, people: int, fewest: int):
        super().__init__(
            sentence(
                "{people} have {fewest} answers or more, or all answers are alike; three are needed to compare; choose "
                "more days",
                people=people,
                fewest=fewest,
            )
        )


def _coded(values: Sequence[Any]) -> tuple[Integers, list[Any]]:
    order = {value: i for i, value in enumerate(sorted(set(values), key=str))}
    return np.array([order[value] for value in values], np.int64), list(order)


def _middle(values: Floats, errors: Floats) -> float:
    """Huber's mean, weighted by precision: somebody far off does not make the others look different."""
    precision, middle = 1 / errors**2, float(np.median(values))
    for _ in range(50):
        held = precision * np.minimum(1.0, HUBER / np.maximum(np.abs(values - middle) / errors, 1e-12))
        middle = float(np.average(values, weights=held))
    return middle


def _case_part(
    y: Floats, w: Floats, person: Integers, n: Floats, cases: Mapping[str, Sequence[Any]]
) -> tuple[Floats, Floats]:
    """What the cases add to each cell, on average nothing, and how unsure that is for each person.

    Shapes (cells,) and (people,); the latter as a share of the variance of one answer: who has cases that others
    have too is compared surely, who is tied to them by a few answers only is not.
    """
    columns = []
    for values in cases.values():
        code, names = _coded(values)
        columns += [(code == i).astype(np.float64) for i in range(1, len(names))]
    if not columns:
        return np.zeros(len(y)), np.zeros(len(n))
    x = np.column_stack(columns)
    usual = np.column_stack([np.bincount(person, w * column) / n for column in x.T])
    inside = x - usual[person]
    about = y - (np.bincount(person, w * y) / n)[person]
    root = np.sqrt(w)
    weighed = inside * root[:, None]
    beta = np.linalg.lstsq(weighed, about * root, rcond=1e-9)[0]
    part = x @ beta
    away = usual - np.average(x, axis=0, weights=w)
    unsure = np.einsum("ij,jk,ik->i", away, np.linalg.pinv(weighed.T @ weighed, rcond=1e-9), away)
    return np.asarray(part - np.average(part, weights=w), np.float64), np.asarray(unsure, np.float64)


def _verdict(z: float, p: float, away: Floats, w: Floats, week: Integers, deviation: float) -> str:
    if p > RATE:
        return ALIKE
    sign = np.sign(z)
    weeks = np.unique(week, return_inverse=True)[1]
    sums, size = np.bincount(weeks, w * away), np.bincount(weeks, w)
    worst = int(np.argmax(sign * sums))
    rest = size.sum() - size[worst]
    if rest < 1 or sign * (sums.sum() - sums[worst]) / (deviation * np.sqrt(rest)) < normal_quantile(1 - 2 * RATE):
        return ONE_WEEK
    return LOWER if sign < 0 else HIGHER


def _trend(away: Floats, w: Floats, week: Integers, deviation: float) -> tuple[float, float]:
    """Later half minus earlier half; NaN with its error where all is of one week."""
    order = np.argsort(week, kind="stable")
    half = np.cumsum(w[order]) - w[order] / 2 < w.sum() / 2
    early, late = order[half], order[~half]
    if not len(early) or not len(late):
        return np.nan, np.nan
    change = np.average(away[late], weights=w[late]) - np.average(away[early], weights=w[early])
    return float(change), float(deviation * np.sqrt(1 / w[late].sum() + 1 / w[early].sum()))
