"""What changed a moment ago, and whether an expression looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .expression import script

Change = tuple[Any, Any] | None
"""A value before and after; None where that is not known."""
Changes = dict[str, Change]


def touches(name: str, keys: Mapping[str, Change]) -> bool:
    """Whether a name is one of those that changed, or a part of one that changed in this part."""
    lower = {key.lower(): change for key, change in keys.items()}
    steps = name.lower().replace("[", ".").split(".")
    for length in range(1, len(steps)):
        head = ".".join(steps[:length])
        if head in lower:
            change = lower[head]
            if change is None:
                return True
            before, now = (_part(value, steps[length:]) for value in change)
            return not script.same(before, now, cased=True)
    return name.lower() in lower


def _part(value: Any, steps: list[str]) -> Any:
    """A part of an object or a list, by names in lower case and positions."""
    for step in steps:
        if isinstance(value, dict):
            value = next((inner for key, inner in value.items() if key.lower() == step), None)
        elif isinstance(value, list) and step.rstrip("]").isdigit() and int(step.rstrip("]")) < len(value):
            value = value[int(step.rstrip("]"))]
        else:
            return None
    return value
