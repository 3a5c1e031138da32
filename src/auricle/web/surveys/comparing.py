"""One comparison of an answer as fields of a form, and as the expression a document has."""

from __future__ import annotations

import re
from dataclasses import dataclass

OPERATORS = ("=", "<>", ">", ">=", "<", "<=", "contains", "notcontains", "empty", "notempty")
TEXT = r"""'((?:\\['"]|[^"'])*)'"""
SIMPLE = re.compile(
    r"\s*\{([^{}]+)\}\s*(=|<>|>=|<=|>|<|contains|notcontains|empty|notempty)\s*"
    rf"(?:{TEXT}|(-?[\d.]+)|(true|false))?\s*\Z"
)
QUOTE = re.compile(r"""['"]""")


@dataclass(frozen=True, slots=True)
class Condition:
    """What ``visibleIf`` says, where it is one comparison; ``text`` is what it says in any case."""

    question: str = ""
    operator: str = "="
    value: str = ""
    text: str = ""

    @property
    def is_simple(self) -> bool:
        return bool(self.question) or not self.text


def condition_of(text: str) -> Condition:
    found = SIMPLE.match(text)
    if not found:
        return Condition(text=text)
    value = next((part for part in found.groups()[2:] if part is not None), "")
    return Condition(found[1], found[2], value.replace("\\'", "'").replace('\\"', '"'), text)


def expression_of(condition: Condition) -> str:
    """A comparison as an expression."""
    if not condition.question:
        return condition.text.strip()
    head = f"{{{condition.question}}} {condition.operator}"
    if condition.operator in ("empty", "notempty"):
        return head
    value = condition.value.strip()
    plain = re.fullmatch(r"-?\d+(\.\d+)?|true|false", value)
    quoted = QUOTE.sub(r"\\\g<0>", value)
    return f"{head} {value}" if plain else f"{head} '{quoted}'"
