"""The names a rule may speak of, and where in an interaction's properties each is kept.

What Auricle adds to the properties of an event begins with ``_``; the rest is what was sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from sqlglot import exp

from auricle.sentence import sentence
from auricle.store.typed import Family, FilterError, Typed

Path = tuple[str, ...]

KEPT: dict[str, Path] = {
    "event": ("_event",),
    "kind": ("_kind",),
    "source": ("_source",),
    "device": ("_device",),
    "os": ("_os",),
    "browser": ("_browser",),
    "country": ("_country",),
    "language": ("_language",),
    "referrer": ("_referrer",),
    "utm_source": ("_utm_source",),
    "utm_medium": ("_utm_medium",),
    "utm_term": ("_utm_term",),
    "utm_content": ("_utm_content",),
}
"""Names of an event and what is derived from its context."""
RULE: Path = ("_rule",)
CONTEXT = "_context"
STAMPS = {"original_timestamp": "_original_timestamp", "sent_at": "_sent_at"}
"""The client's own times and where they are kept; no rule speaks of them."""
OURS = (*STAMPS.values(), *(path[0] for path in KEPT.values()), *RULE, CONTEXT)
WITHIN = ("properties", "context")


def path_of(name: str) -> Path:
    """Where a name is kept within an interaction's properties; FilterError when no rule may speak of it."""
    head, *rest = name.split(".")
    if name in KEPT:
        return KEPT[name]
    if rest and head in WITHIN:
        return tuple(rest) if head == "properties" else (CONTEXT, *rest)
    near = get_close_matches(name, KEPT, n=1, cutoff=0.7)
    raise FilterError(
        sentence(
            "a rule cannot speak of {name!r}; it can of {known} and of properties.… and context.…",
            name=name,
            known=near[0] if near else ", ".join(KEPT),
        )
    )


class Fields:
    """The names that some rules speak of, each a column of the rows the rules are run on."""

    def __init__(self) -> None:
        self._columns: dict[str, str] = {}

    def __call__(self, name: str) -> Typed:
        path_of(name)
        column = self._columns.setdefault(name, f"field_{len(self._columns)}")
        return Typed(exp.column(column, quoted=True), Family.TEXT, name, open=name not in KEPT)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._columns)

    def columns(self, trees: Iterable[exp.Expression]) -> list[exp.Expr]:
        """The columns, given the tree of each name in the order of ``names``."""
        pairs = zip(trees, self._columns.values(), strict=True)
        return [exp.alias_(tree, column, quoted=True) for tree, column in pairs]
