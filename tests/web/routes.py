"""Every route of the server, found in its URLconf, with an example of each argument."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from auricle.web.platform.models import User, Workspace
from auricle.web.platform.room import RoomConfig


@dataclass(frozen=True)
class Route:
    name: str
    arguments: frozenset[str]

    @property
    def is_inside_a_workspace(self) -> bool:
        return "workspace" in self.arguments

    @property
    def room(self) -> str:
        return self.name.split(":")[0]


def routes() -> list[Route]:
    return sorted(_found(get_resolver().url_patterns, (), frozenset()), key=lambda route: route.name)


def _found(patterns: list[object], spaces: tuple[str, ...], outer: frozenset[str]) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _found(pattern.url_patterns, inner, outer | _arguments(pattern))
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern.pattern} has no name; give its path() one"
            yield Route(":".join((*spaces, pattern.name)), outer | _arguments(pattern))


def _arguments(pattern: URLResolver | URLPattern) -> frozenset[str]:
    converted = getattr(pattern.pattern, "converters", {})
    return frozenset(converted or getattr(pattern.pattern, "regex").groupindex)  # noqa: B009 - only patterns by regex


class NoExample(LookupError):
    def __init__(self, route: Route, missing: frozenset[str]):
        super().__init__(
            f"{route.name} takes {', '.join(sorted(missing))}: give an example in the room's tests/examples.py"
        )


def examples_of(workspace: Workspace, owner: User, only: str = "") -> dict[str, dict[str, object]]:
    """What the rooms, or the one of that label, say their routes take: ``examples(workspace, owner)`` in
    ``tests/examples.py`` of each."""
    found: dict[str, dict[str, object]] = {}
    for room in apps.get_app_configs():
        if isinstance(room, RoomConfig) and only in ("", room.label) and find_spec(f"{room.name}.tests.examples"):
            found |= import_module(f"{room.name}.tests.examples").examples(workspace, owner)
    return found


def address_of(route: Route, workspace: Workspace, examples: dict[str, dict[str, object]]) -> str:
    given = {"workspace": workspace.slug, **examples.get(route.name, {})}
    missing = route.arguments - set(given)
    if missing:
        raise NoExample(route, missing)
    return reverse(route.name, kwargs={name: given[name] for name in route.arguments})
