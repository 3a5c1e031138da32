"""The catalogue: every measure, under what it is about or under the headings of a framework."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from auricle.model.measure import Measure, said
from auricle.workspace import Workspace

ABOUT = "about"

SUBJECTS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "said": (_("What customers say"), ("answers", "feedback", "mentions", "readings")),
    "happened": (_("What customers live through"), ("interactions", "sessions")),
    "bought": (_("What customers buy"), ("orders",)),
    "stayed": (_("Whether customers stay"), ("contracts",)),
    "closed": (_("How we win customers back"), ("cases",)),
    "reached": (_("Whom we reach"), ("exposures", "points", "customers")),
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Measures under one heading; ``key`` names it in an address."""

    key: str
    title: str | Promise
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to arrange the catalogue."""

    key: str
    title: str | Promise
    summary: str | Promise


def groupings(workspace: Workspace, language: str) -> tuple[Grouping, ...]:
    frameworks = workspace.measures.frameworks.values()
    about = Grouping(ABOUT, _("By subject"), _("All measures, by what they are about."))
    return (about, *(Grouping(f.name, said(f.title, language), said(f.summary, language)) for f in frameworks))


def shelves(workspace: Workspace, grouping: str, search: str, language: str) -> tuple[Shelf, ...]:
    """The measures that a search finds, under their headings; headings without any are left out."""
    found = {measure.name for measure in workspace.measures.values() if _matches(measure, search)}
    arranged = _framework(workspace, grouping, language) if grouping != ABOUT else _subjects(workspace)
    kept = (Shelf(s.key, s.title, tuple(m for m in s.measures if m.name in found)) for s in arranged)
    return tuple(shelf for shelf in kept if shelf.measures)


def _subjects(workspace: Workspace) -> Iterator[Shelf]:
    for key, (title, entities) in SUBJECTS.items():
        measures = (m for m in workspace.measures.values() if m.entities[0] in entities)
        yield Shelf(key, title, tuple(measures))


def _framework(workspace: Workspace, name: str, language: str) -> Iterator[Shelf]:
    framework = workspace.measures.frameworks[name]
    for position, heading in enumerate(framework.headings):
        measures = tuple(workspace.measures[each] for each in heading.measures)
        yield Shelf(str(position), said(heading.title, language), measures)


def _matches(measure: Measure, search: str) -> bool:
    text = " ".join([measure.name, *measure.title.values(), *measure.summary.values()]).casefold()
    return all(word in text for word in search.casefold().split())
