"""Why a score moved: because people changed their minds, or because other people answered."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..sentence import sentence
from .columns import Column, labelled, labels, numbers, same_length
from .estimator import Estimate, Floats, Integers
from .mean import mean
from .refusals import NoResponses, ScoreOutOfRange


@dataclass(frozen=True, slots=True)
class Wave:
    """Who answered what: ``customers`` and ``scores``, shape (n,), each customer once."""

    customers: Column
    scores: Column


@dataclass(frozen=True, slots=True)
class Part:
    """A group that answered in one wave only: its ``share`` of that wave, its score, what it did to the whole."""

    group: str
    n: int
    share: float
    score: float
    effect: float


@dataclass(frozen=True, slots=True)
class Movement:
    """``after - before = within.value`` + the effects of ``left`` + the effects of ``entered``, exactly.

    ``within`` is the change among those who answered twice, with its paired t interval.
    ``had_the_gone_stayed`` is the score of the second wave were those gone still there, at their
    last score.
    """

    before: float
    after: float
    within: Estimate
    left: tuple[Part, ...]
    entered: tuple[Part, ...]
    had_the_gone_stayed: float


def net_points(scores: Floats) -> Floats:
    """What an answer 0..10 adds to a Net Promoter Score: -100, 0 or 100."""
    wrong = np.flatnonzero((scores < 0) | (scores > 10) | (scores != np.floor(scores)))
    if wrong.size:
        raise ScoreOutOfRange(float(scores[wrong[0]]), 0, 10, int(wrong[0]))
    return np.where(scores >= 9, 100.0, np.where(scores <= 6, -100.0, 0.0))


def movement(
    before: Wave,
    after: Wave,
    gone: Iterable[Hashable] = (),
    known: Iterable[Hashable] = (),
    points: Callable[[Floats], Floats] = net_points,
) -> Movement:
    r"""Split the change of a mean of points between two waves by who answered in which.

    .. math:: \Delta = (B_1 - B_0) + \sum_g \lambda_g (B_0 - L_g) + \sum_g \varepsilon_g (E_g - B_1)

    B are those measured in both waves; L those who left, either *gone* (no longer customers) or only
    *silent*; E those who entered, *new* or *returned*; λ and ε their shares of their wave. Nothing
    is left over. Losing unhappy customers shows as a positive effect of the gone.

    Parameters
        before, after: the two waves.
        gone: customers who are no longer; of no concern unless they answered before and not after.
        known: customers from before the first wave; who enters and is not among them is new.
        points: what an answer adds to the score; the default makes it a Net Promoter Score.
    Raises
        NoResponses: a wave is empty. AnsweredTwice: a customer occurs twice in one wave.
        NobodyInBoth: there is nobody to compare with.
        GoneButAnswered: somebody said to be gone answered in the second wave.
        ScoreOutOfRange, MissingValue, MissingLabel, DifferentLengths.
    References
        Melitz and Polanec (2015), RAND Journal of Economics 46(2): 362-375, dynamic Olley-Pakes.
    """
    first, second = _points_of("before", before, points), _points_of("after", after, points)
    both = [customer for customer in first if customer in second]
    if not both:
        raise NobodyInBoth()
    gone, known = set(gone), set(known)
    if answered := gone & second.keys():
        raise GoneButAnswered(min(answered, key=str))
    was, now = _mean([first[c] for c in both]), _mean([second[c] for c in both])
    leavers, comers = first.keys() - second.keys(), second.keys() - first.keys()
    left = {"gone": leavers & gone, "silent": leavers - gone}
    entered = {"new": comers - known, "returned": comers & known}
    last = [first[customer] for customer in left["gone"]]
    return Movement(
        _mean(first.values()),
        _mean(second.values()),
        mean([second[customer] - first[customer] for customer in both]),
        tuple(_part(name, [first[c] for c in who], len(first), was, -1) for name, who in left.items() if who),
        tuple(_part(name, [second[c] for c in who], len(second), now, 1) for name, who in entered.items() if who),
        _mean([*second.values(), *last]),
    )


def transitions(before: Wave, after: Wave) -> Integers:
    """Among those who answered twice: how many went from detractor, passive, promoter (rows) to which (columns).

    The within part of a Net Promoter Score is 100 / n times the steps up less the steps down.
    """
    first, second = _points_of("before", before, net_points), _points_of("after", after, net_points)
    counts = np.zeros((3, 3), np.int64)
    for customer in first.keys() & second.keys():
        counts[int(first[customer] / 100) + 1, int(second[customer] / 100) + 1] += 1
    return counts


@dataclass(frozen=True, slots=True)
class RateAndMix:
    """Arrays of shape (segments,): ``rate`` for scoring differently, ``mix`` for being more or fewer; they sum to Δ."""

    segments: tuple[Hashable, ...]
    rate: Floats
    mix: Floats


def kitagawa(before: Column, after: Column, segments_before: Column, segments_after: Column) -> RateAndMix:
    r"""Split a change of a mean by segments into changed scores and a changed mix.

    .. math:: \Delta = \sum_g \tfrac{c_0 + c_1}{2} (r_1 - r_0) + \sum_g (\tfrac{r_0 + r_1}{2} - \bar r) (c_1 - c_0)

    r is a segment's mean, c its share; the overall mean of the two waves, r̄, changes no sum and
    makes a mix effect say whether the segment that grew was better than the rest.

    Parameters
        before, after: points of each answer. segments_before, segments_after: each answer's segment.
    Raises
        NoResponses, MissingValue, DifferentLengths.
        MissingLabel: an answer without a segment.
        SegmentInOneWave: a segment answered in one wave only; merge it with another.
    References
        Kitagawa (1955), JASA 50: 1168-1194.
    """
    was, now = numbers(before, "before"), numbers(after, "after")
    first, second = labels(segments_before, "segments_before"), labels(segments_after, "segments_after")
    same_length(before=len(was), segments_before=len(first))
    same_length(after=len(now), segments_after=len(second))
    if not was.size or not now.size:
        raise NoResponses("before" if not was.size else "after")
    codes = labelled([*first, *second], "segments")
    order = [[*first, *second][position] for position in np.unique(codes, return_index=True)[1]]
    share0, rate0 = _by_segment(was, codes[: len(was)], order)
    share1, rate1 = _by_segment(now, codes[len(was) :], order)
    middle = (was.mean() + now.mean()) / 2
    rate = (share0 + share1) / 2 * (rate1 - rate0)
    return RateAndMix(tuple(order), rate, ((rate0 + rate1) / 2 - middle) * (share1 - share0))


class AnsweredTwice(ValueError):
    """A customer occurs twice in a wave."""

    def __init__(self, wave: str, customer: Hashable):
        super().__init__(
            sentence(
                "{wave}: customer {customer!r} answered twice; keep one answer, the latest is usual",
                wave=wave,
                customer=customer,
            )
        )


class NobodyInBoth(ValueError):
    """No customer answered in both waves."""

    def __init__(self) -> None:
        super().__init__(
            sentence("nobody answered in both waves, so nothing tells change of mind from change of people")
        )


class GoneButAnswered(ValueError):
    """A customer said to be gone answered afterwards."""

    def __init__(self, customer: Hashable):
        super().__init__(
            sentence(
                "customer {customer!r} is said to be gone but answered in the second wave; correct the list",
                customer=customer,
            )
        )


class SegmentInOneWave(ValueError):
    """A segment has no mean in one of the waves."""

    def __init__(self, segment: Hashable):
        super().__init__(
            sentence("segment {segment!r} answered in one wave only; merge it with another", segment=segment)
        )


def _points_of(name: str, wave: Wave, points: Callable[[Floats], Floats]) -> dict[Hashable, float]:
    customers, scores = labels(wave.customers, f"{name} customers"), numbers(wave.scores, f"{name} scores")
    same_length(customers=len(customers), scores=len(scores))
    if not customers:
        raise NoResponses(name)
    by_customer: dict[Hashable, float] = {}
    for customer, value in zip(customers, points(scores).tolist(), strict=True):
        if customer in by_customer:
            raise AnsweredTwice(name, customer)
        by_customer[customer] = value
    return by_customer


def _part(group: str, values: list[float], of: int, reference: float, sign: int) -> Part:
    share, score = len(values) / of, _mean(values)
    return Part(group, len(values), share, score, sign * share * (score - reference))


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(np.fromiter(values, np.float64)))


def _by_segment(values: Floats, codes: Integers, order: list[Hashable]) -> tuple[Floats, Floats]:
    n: NDArray[np.int64] = np.bincount(codes, minlength=len(order))
    absent = np.flatnonzero(n == 0)
    if absent.size:
        raise SegmentInOneWave(order[int(absent[0])])
    return n / len(values), np.bincount(codes, weights=values, minlength=len(order)) / n
