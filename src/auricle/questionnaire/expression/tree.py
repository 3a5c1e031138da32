"""An expression as a tree, and what it comes to."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from . import script


class Place(Protocol):
    """Where an expression is worked out: what names stand for, and what functions do."""

    def value(self, name: str) -> Any:
        """What ``{name}`` stands for; None when nothing does."""
        ...

    def knows(self, name: str) -> bool:
        """Whether anything is called so, answered or not."""
        ...

    def ordered(self, name: str) -> bool:
        """Whether the order of its values matters, as in a ranking."""
        ...

    def call(self, name: str, arguments: list[Any]) -> Any:
        """What a function gives."""
        ...


class Node(Protocol):
    def evaluate(self, place: Place) -> Any: ...
    def parts(self) -> Iterator[Node]: ...


@dataclass(frozen=True, slots=True)
class Constant:
    given: Any

    def evaluate(self, place: Place) -> Any:
        return as_value(self.given)

    def parts(self) -> Iterator[Node]:
        return iter(())


@dataclass(frozen=True, slots=True)
class Nothing:
    def evaluate(self, place: Place) -> Any:
        return None

    def parts(self) -> Iterator[Node]:
        return iter(())


@dataclass(frozen=True, slots=True)
class Variable:
    """``{name}``; with ``#`` before the name its text is no number, even where it looks like one."""

    name: str
    as_it_is: bool = False

    def evaluate(self, place: Place) -> Any:
        found = place.value(self.name)
        return found if self.as_it_is else as_value(found)

    def parts(self) -> Iterator[Node]:
        return iter(())


@dataclass(frozen=True, slots=True)
class Listed:
    items: tuple[Node, ...]

    def evaluate(self, place: Place) -> Any:
        return [item.evaluate(place) for item in self.items]

    def parts(self) -> Iterator[Node]:
        return iter(self.items)


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]

    def evaluate(self, place: Place) -> Any:
        return place.call(self.function, [argument.evaluate(place) for argument in self.arguments])

    def parts(self) -> Iterator[Node]:
        return iter(self.arguments)


@dataclass(frozen=True, slots=True)
class Unary:
    operator: str
    operand: Node

    def evaluate(self, place: Place) -> Any:
        value = self.operand.evaluate(place)
        if self.operator == "negate":
            return not script.truthy(value)
        return script.empty(value) == (self.operator == "empty")

    def parts(self) -> Iterator[Node]:
        yield self.operand


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Node
    right: Node

    def evaluate(self, place: Place) -> Any:
        left, right = self.left.evaluate(place), self.right.evaluate(place)
        if self.operator in ARITHMETIC:
            left = _filled(left, right)
            right = _filled(right, left)
        if self.operator in ("equal", "notequal"):
            return self._equal(left, right, place) == (self.operator == "equal")
        return _OPERATORS[self.operator](left, right)

    def _equal(self, left: Any, right: Any, place: Place) -> bool:
        sides = ((self.left, left), (self.right, right))
        if [] in (left, right) and None in (left, right):  # undefined equals an empty list, null does not
            return any(v is None and isinstance(side, Variable) and place.knows(side.name) for side, v in sides)
        in_order = any(isinstance(side, Variable) and place.ordered(side.name) for side, _ in sides)
        return equal(left, right, ignores_order=not in_order)

    def parts(self) -> Iterator[Node]:
        yield self.left
        yield self.right


def as_value(given: Any) -> Any:
    """Text that looks like a truth or a number is one; text in quotes is what stands between them."""
    if not isinstance(given, str) or not given:
        return given
    if given.lower() in ("true", "false"):
        return given.lower() == "true"
    if len(given) > 1 and given[0] in "'\"" and given[-1] in "'\"":
        return given[1:-1]
    if not script.reads_as_number(given) or _keeps_its_zero(given):
        return given
    return script.number_of(given)


def _keeps_its_zero(text: str) -> bool:
    """007 is a code and no number; 0.5 and 0,5 are."""
    if text[0] != "0" or text.startswith("0x"):
        return False
    return len(text) > 1 and text[1] not in ".,"


def _filled(value: Any, other: Any) -> Any:
    if not script.empty(value):
        return value
    if script.is_number(other):
        return 0
    if isinstance(value, str):
        return value
    return "" if isinstance(other, str) else [] if isinstance(other, list) else 0


def _dated(value: Any, other: Any) -> Any:
    """A text beside a date is a date too; a date beside a text is as fine as that."""
    if isinstance(other, datetime) and isinstance(value, str):
        found = script.moment(value)
        return script.NAN if found is None else found
    if isinstance(value, datetime) and isinstance(other, str):
        if len(other) < 11:
            return value.replace(hour=0, minute=0, second=0, microsecond=0)
        return value.replace(second=0, microsecond=0) if len(other) < 17 else value
    return value


def equal(left: Any, right: Any, ignores_order: bool = True) -> bool:
    left = _dated(left, right)
    right = _dated(right, left)
    left, right = (None if side == "undefined" else side for side in (left, right))
    return script.same(left, right, ignores_order)


def _greater(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return False
    left = _dated(left, right)
    right = _dated(right, left)
    return script.less(right, left)


def _less(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return False
    left = _dated(left, right)
    right = _dated(right, left)
    return script.less(left, right)


def contains(left: Any, right: Any, wanted: bool = True) -> bool:
    if left == []:
        return not wanted
    if left is None or left == "":
        return False
    if not isinstance(left, list):
        if not script.truthy(right):
            return False
        found = script.to_text(right).lower() in script.to_text(left).lower()
        return found == wanted
    for each in right if isinstance(right, list) else [right]:
        if not any(script.same(item, each, ignores_order=True) for item in left):
            return not wanted
    return wanted


def _lacks(left: Any, right: Any) -> bool:
    if not script.truthy(left) and not script.empty(right):
        return True
    return contains(left, right, wanted=False)


def any_of(left: Any, right: Any) -> bool:
    if script.empty(left) and script.empty(right):
        return True
    if script.empty(left):
        return False
    if script.empty(right):
        return True
    if not isinstance(left, list):
        return contains(right, left)
    if not isinstance(right, list):
        return contains(left, right)
    return any(contains(left, each) for each in right)


def _all_of(left: Any, right: Any) -> bool:
    if not script.truthy(left) and not script.empty(right):
        return False
    if not isinstance(right, list):
        return contains(left, right)
    return all(contains(left, each) for each in right)


def _minus(left: Any, right: Any) -> float:
    if isinstance(left, list) or isinstance(right, list):
        return script.to_number(script.to_text(left)) - script.to_number(script.to_text(right))
    return script.steady(left, right, script.to_number(left) - script.to_number(right))


def _times(left: Any, right: Any) -> float:
    result = float(script.to_number(left)) * float(script.to_number(right))
    digits = script.decimals(left) + script.decimals(right)
    return script.fixed(result, digits) if digits else script.whole(result)


def _divided(left: Any, right: Any) -> float | None:
    if not script.truthy(right):
        return None
    number, by = script.to_number(left), script.to_number(right)
    if by:
        return script.whole(number / by)
    return math.copysign(math.inf, number) if number and not math.isnan(number) else script.NAN


def _remainder(left: Any, right: Any) -> float | None:
    by = script.to_number(right)
    if not script.truthy(right):
        return None
    return math.fmod(script.to_number(left), by) if by and math.isfinite(script.to_number(left)) else script.NAN


def _power(left: Any, right: Any) -> float:
    number, exponent = float(script.to_number(left)), float(script.to_number(right))
    if math.isnan(exponent):
        return script.NAN
    try:
        result = number**exponent
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return script.NAN if isinstance(result, complex) else script.whole(result)


ARITHMETIC = frozenset({"and", "or", "plus", "minus", "mul", "div", "mod", "power"})
_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "and": lambda a, b: b if script.truthy(a) else a,
    "or": lambda a, b: a if script.truthy(a) else b,
    "plus": script.add,
    "minus": _minus,
    "mul": _times,
    "div": _divided,
    "mod": _remainder,
    "power": _power,
    "greater": _greater,
    "less": _less,
    "greaterorequal": lambda a, b: equal(a, b) or _greater(a, b),
    "lessorequal": lambda a, b: equal(a, b) or _less(a, b),
    "contains": contains,
    "notcontains": _lacks,
    "anyof": any_of,
    "noneof": lambda a, b: not any_of(a, b),
    "allof": _all_of,
}
