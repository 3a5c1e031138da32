"""The analyses that are worked out in the background: what each is called, what it gives, who may ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from auricle.web.platform.public import allows
from auricle.workspace import Workspace

Asked = Mapping[str, Any]
Report = Callable[[str, int, int], None]
"""Says what is being done and how far it is, such as ``report("following journeys", 1, 3)``."""
Work = Callable[[Workspace, Asked, Report], Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """``gives`` is the frozen dataclass that ``work`` returns; ``verb`` is what one must be allowed to ask for it."""

    name: str
    gives: type
    verb: str
    work: Work
    expects: tuple[type[Exception], ...]


KINDS: dict[str, Kind] = {}


class UnknownKind(LookupError):
    def __init__(self, name: str):
        super().__init__(f"no analysis is called {name!r}; there are: {', '.join(sorted(KINDS))}")


def study_kind(name: str, gives: type, verb: str, expects: tuple[type[Exception], ...]) -> Callable[[Work], Work]:
    """Let a function be run in the background; ``expects`` are the refusals it may end in, told to who asked."""
    allows("viewer", verb)

    def taken(work: Work) -> Work:
        KINDS[name] = Kind(name, gives, verb, work, expects)
        return work

    return taken


def kind_of(name: str) -> Kind:
    if name not in KINDS:
        raise UnknownKind(name)
    return KINDS[name]
