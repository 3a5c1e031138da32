"""How many get from step to step, and how long it takes, counting rightly those who may still get there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..sentence import sentence
from .columns import Column, numbers, same_length
from .estimator import Estimate, Floats
from .proportion import share_of
from .refusals import NoResponses
from .retention import Curve, kaplan_meier


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step of a funnel.

    ``reached`` runs got here. ``from_previous`` and ``from_first`` are shares of those who reached
    the step before and the first one; ``waiting`` is the Kaplan-Meier curve of the share not here
    yet, by seconds since the step before. All three are None where nobody was before.
    """

    name: str
    reached: int
    from_previous: Estimate | None
    from_first: Estimate | None
    waiting: Curve | None


def funnel(names: Sequence[str], times: Sequence[Column], until: float) -> tuple[FunnelStep, ...]:
    """Conversion from step to step, each with its interval, and the time it takes.

    Who has not reached a step until the end of watching may still do so: in ``waiting`` they are
    censored there, so that its median is that of all who were at the step before, not only of those
    who were quick. Shares are of what was seen so far.

    Parameters
        names: of the steps, in order. times: per step, shape (runs,), seconds at which each run
        reached it, missing where it did not; only after the step before.
        until: the last second watched.
    Raises
        TooFewSteps, DifferentLengths, NoResponses: nobody reached the first.
        StepBeforePrevious: names the first run out of order. AfterTheEnd: something after ``until``.
    References
        Kaplan and Meier (1958), JASA 53: 457-481; Wilson (1927), JASA 22: 209-212.
    Examples
        >>> [step.reached for step in funnel(["ask", "buy"], [[0, 0, 5], [9, None, None]], until=20)]
        [3, 1]
    """
    if len(names) < 2:
        raise TooFewSteps(len(names))
    same_length(names=len(names), times=len(times))
    until = float(numbers([until], "until")[0])
    columns = [numbers(column, name, missing=True) for name, column in zip(names, times, strict=True)]
    same_length(**{f"step {place + 1}": len(column) for place, column in enumerate(columns)})
    _refuse_disorder(names, columns, until)
    if not (~np.isnan(columns[0])).any():
        raise NoResponses(f"runs that reached {names[0]}")
    first = int((~np.isnan(columns[0])).sum())
    steps = [FunnelStep(names[0], first, None, None, None)]
    for name, before, here in zip(names[1:], columns, columns[1:], strict=False):
        steps.append(_step(name, before, here, first, until))
    return tuple(steps)


class TooFewSteps(ValueError):
    """A funnel of one step."""

    def __init__(self, steps: int):
        super().__init__(sentence("a funnel takes two steps or more; name them in their order"))


class StepBeforePrevious(ValueError):
    """A run that reached a step without, or before, the one before it."""

    def __init__(self, position: int, name: str):
        super().__init__(
            sentence(
                "run at position {position} reached {name!r} without the step before it; give that too",
                position=position,
                name=name,
            )
        )


class AfterTheEnd(ValueError):
    """Something that happened after watching ended."""

    def __init__(self, position: int, name: str):
        super().__init__(
            sentence(
                "run at position {position} reached {name!r} after the end; watch until then, or leave it out",
                position=position,
                name=name,
            )
        )


def _step(name: str, before: Floats, here: Floats, first: int, until: float) -> FunnelStep:
    came, got = ~np.isnan(before), ~np.isnan(here)
    if not came.any():
        return FunnelStep(name, 0, None, share_of(0, first), None)
    reached = int(got.sum())
    waited = np.where(got, here, until)[came] - before[came]
    return FunnelStep(
        name,
        reached,
        share_of(reached, int(came.sum())),
        share_of(reached, first),
        kaplan_meier(waited, got[came].astype(np.int64)),
    )


def _refuse_disorder(names: Sequence[str], columns: list[Floats], until: float) -> None:
    for name, before, here in zip(names[1:], columns, columns[1:], strict=False):
        for wrong in np.flatnonzero(~np.isnan(here) & ~(here >= before))[:1]:
            raise StepBeforePrevious(int(wrong), name)
    for name, here in zip(names, columns, strict=True):
        for wrong in np.flatnonzero(here > until)[:1]:
            raise AfterTheEnd(int(wrong), name)
