"""What changed a moment ago, and whether an expression looks at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .expression import Expression, script

Change = tuple[Any, Any] | None
"""A value before and after; None where that is not known."""
Changes = dict[str, Change]


def names(expression: Expression, changed: Mapping[str, Change]) -> bool:
    """Whether an expression names what changed, or any part of it."""
    lower = {key.lower() for key in changed}
    return any(head in lower for name in expression.names for head, _ in _heads(name))


def touches(name: str, changed: Mapping[str, Change]) -> bool:
    """Whether a name is one of those that changed, or a part of one that changed in this part."""
    lower = {key.lower(): change for key, change in changed.items()}
    if name.lower() in lower:
        return True
    found = next(((lower[head], part) for head, part in _heads(name) if head in lower), None)
    if found is None:
        return False
    change, part = found
    return change is None or not script.same(_part(change[0], part), _part(change[1], part), cased=True)


def _heads(name: str) -> Iterator[tuple[str, list[str]]]:
    """``a.b[0]`` as a, then a.b, then the whole, each with the steps that are left."""
    steps = name.lower().replace("[", ".").split(".")
    for length in range(1, len(steps) + 1):
        yield ".".join(steps[:length]), steps[length:]


def _part(value: Any, steps: list[str]) -> Any:
    """A part of an object or a list, by names in lower case and positions, or how long it is."""
    for step in steps:
        if isinstance(value, dict):
            value = next((inner for key, inner in value.items() if key.lower() == step), None)
        elif isinstance(value, list) and step.rstrip("]").isdigit() and int(step.rstrip("]")) < len(value):
            value = value[int(step.rstrip("]"))]
        elif isinstance(value, (list, str)) and step == "length":
            value = len(value)
        else:
            return None
    return value
