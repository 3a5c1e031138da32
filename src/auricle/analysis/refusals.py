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


class NumberTooLarge(ValueError):
    """A number without end, or so large that sums of its squares would be."""

    def __init__(self, what: str, position: int, value: float):
        super().__init__(
            sentence(
                "{what}: {value:g} at position {position} lies beyond anything that is measured; correct it or "
                "leave that row out",
                what=what,
                value=value,
                position=position,
            )
        )


class MissingLabel(ValueError):
    """A row that says not to whom or what it belongs."""

    def __init__(self, what: str, position: int, label: object = None):
        super().__init__(
            sentence(
                "{what}: {label!r} at position {position} names nothing; leave that row out",
                what=what,
                label=label,
                position=position,
            )
        )


class NotAPath(ValueError):
    """Where a list of steps or channels should be there is something else."""

    def __init__(self, what: str, position: int, path: object):
        super().__init__(
            sentence(
                "{what}: {path!r} at position {position} is no list of steps; give one list for each path",
                what=what,
                path=path,
                position=position,
            )
        )


class NotAColumn(ValueError):
    """Something of another shape than the columns a formula takes."""

    def __init__(self, what: str, dimensions: int, needed: int = 1):
        super().__init__(
            sentence(
                "{what}: {dimensions} dimensions where {needed} is needed; give one value per row, and a table as rows "
                "of equal length",
                what=what,
                dimensions=dimensions,
                needed=needed,
            )
        )


class NotAText(ValueError):
    """Where a text should be there is something else."""

    def __init__(self, what: str, position: int, value: object):
        super().__init__(
            sentence(
                "{what}: {value!r} at position {position} is no text; give text, or None where there is none",
                what=what,
                value=value,
                position=position,
            )
        )


class NotAWholeNumber(ValueError):
    """How many of something, said in no whole number, or in too small a one."""

    def __init__(self, what: str, value: object, least: int):
        super().__init__(
            sentence(
                "{what} is {value!r}; give a whole number from {least}",
                what=what,
                value=value,
                least=least,
            )
        )


class LacksColumn(ValueError):
    """A column that is asked for by its name is not given."""

    def __init__(self, name: str):
        super().__init__(sentence("{name} is not among the columns; give that column too", name=name))


class NegativeCount(ValueError):
    """Fewer than none."""

    def __init__(self, count: float, position: int):
        super().__init__(
            sentence("count {count:g} at position {position} is negative; correct it", count=count, position=position)
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
