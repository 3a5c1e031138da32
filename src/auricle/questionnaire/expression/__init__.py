"""Expressions: what decides who is asked what. The language is survey-core's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from . import script
from .functions import FUNCTIONS
from .grammar import NotAnExpression, parse
from .tree import Call, Node, Place, Variable

__all__ = ["FUNCTIONS", "Expression", "NotAnExpression", "Place", "expression", "script"]


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression: its text, the names and functions in it, and what it comes to."""

    text: str
    names: tuple[str, ...]
    functions: tuple[str, ...]
    _tree: Node = field(compare=False, repr=False)

    def value(self, place: Place) -> Any:
        return self._tree.evaluate(place)

    @property
    def changes_by_itself(self) -> bool:
        """Whether a function takes no name in, so that nothing tells when it would give something else."""
        return any(isinstance(node, Call) and not any(_names(node)) for node in _walk(self._tree))


def expression(text: str) -> Expression:
    """Read an expression.

    Raises
        NotAnExpression: names the first character that does not fit.
    """
    tree = parse(text)
    names = tuple(dict.fromkeys(_names(tree)))
    functions = tuple(dict.fromkeys(node.function for node in _walk(tree) if isinstance(node, Call)))
    return Expression(text, names, functions, tree)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for part in node.parts():
        yield from _walk(part)


def _names(node: Node) -> Iterator[str]:
    return (found.name for found in _walk(node) if isinstance(found, Variable))
