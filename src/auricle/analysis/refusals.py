"""Why a formula refuses its input: each situation names the thing and the next step."""

from __future__ import annotations

from ..sentence import sentence


class NoResponses(ValueError):
    """There is nothing to estimate from."""

    def __init__(self, what: str = "ratings"):
        super().__init__(sentence("{what}: no values; give at least one", what=what))


class MissingValue(ValueError):
    """A column of numbers has a hole, or something that is no number."""

    def __init__(self, what: str, position: int, value: object = None):
        super().__init__(
            sentence(
                "{what}: {value!r} at position {position} is not a number; leave that row out",
                what=what,
                value=value,
                position=position,
            )
        )


class ScoreOutOfRange(ValueError):
    """A score lies off the scale it is said to be on; ``position`` is None where only sums are known."""

    def __init__(self, score: float, low: float, high: float, position: int | None = None):
        self.score, self.position = score, position
        what = (
            f"{score:g}"
            if position is None
            else sentence("{score:g} at position {position}", score=score, position=position)
        )
        super().__init__(
            sentence(
                "score {what} is not a whole number from {low:g} to {high:g}; declare it as a missing-value code or "
                "correct its scale",
                what=what,
                low=low,
                high=high,
            )
        )


class DifferentLengths(ValueError):
    """Columns that must run side by side do not."""

    def __init__(self, **lengths: int):
        said = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        super().__init__(sentence("columns of different lengths: {said}; give one value per row in each", said=said))


class WeightNotPositive(ValueError):
    """A weight is zero or negative."""

    def __init__(self, weight: float, position: int):
        super().__init__(
            sentence(
                "weight {weight:g} at position {position} is not positive; leave that row out",
                weight=weight,
                position=position,
            )
        )


class NotAShare(ValueError):
    """What should be yes or no holds other numbers."""

    def __init__(self, successes: float, n: float):
        super().__init__(
            sentence(
                "{successes:g} of {n:g} is not a share; the input must be 0 or 1 in every row", successes=successes, n=n
            )
        )


class NotAConfidence(ValueError):
    """A confidence level that no interval has."""

    def __init__(self, confidence: float):
        super().__init__(
            sentence("confidence {confidence!r} is not between 0 and 1; 0.95 is usual", confidence=confidence)
        )
