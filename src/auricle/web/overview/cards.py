"""The cards of an overview: figures made into words and a picture, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from auricle.query.worth import has_worth
from auricle.web.measures.public import movement, tone
from auricle.web.platform.public import (
    Chart,
    Note,
    ScreenState,
    Span,
    amount,
    estimate,
    in_words,
    memory_of,
    spoken,
    trend,
)
from auricle.web.understanding.public import further, has_reasons
from auricle.workspace import Workspace

from .figures import REFUSALS, Figures, figures, look_up
from .sentences import shrinking
from .why import explained, is_explained
from .worth import WorthSaid, is_known_worth, worth_of

BY = {
    "day": gettext_lazy("By day"),
    "week": gettext_lazy("By week"),
    "month": gettext_lazy("By month"),
    "quarter": gettext_lazy("By quarter"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """``found`` is None when the measure cannot be asked for; ``trouble`` then says why.

    ``worth`` is None where it must be looked up first, ``why_waits`` where the reason of ``warning`` must be.
    """

    name: str
    title: str
    address: str
    found: Figures | None
    change: str = ""
    tone: str = ""
    warning: str = ""
    why_waits: bool = False
    chart: Chart | None = None
    trouble: str = ""
    has_worth: bool = False
    worth: WorthSaid | None = None
    why_moved: str = ""
    further: tuple[tuple[str, str], ...] = ()

    @property
    def value(self) -> str:
        """The value alone; its interval is ``spread``."""
        row = self.found.now if self.found else None
        if row is None or self.found is None:
            return ""
        unit = self.found.measure.unit
        return estimate(row, unit) if row.value is None else amount(row.value, unit, self.found.currency)

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing to tell of, now or before."""
        return self.found is not None and self.found.is_empty and not self.found.before.n

    @property
    def spread(self) -> str:
        if self.found is None or self.found.now.value is None:
            return ""
        found = self.found
        return estimate(found.now, found.measure.unit, found.currency).removeprefix(self.value).strip()


def cards(state: ScreenState, names: Iterable[str], span: Span) -> tuple[Card, ...]:
    """In their order, those with nothing to tell behind the others."""
    names = tuple(names)
    look_up(state.workspace, names, span, state.where)
    return tuple(sorted((card_of(state, name, span, state.where) for name in names), key=lambda card: card.is_bare))


def card_of(state: ScreenState, name: str, span: Span, where: str) -> Card:
    workspace = state.workspace
    title = workspace.measures[name].called(state.language) if name in workspace.measures else name
    address = state.url("measures:measure", name=name) if name in workspace.measures else ""
    try:
        found = figures(workspace, name, span, where)
    except REFUSALS as refusal:
        return Card(name, title, address, None, trouble=in_words(refusal))
    is_told = is_explained(workspace, name, span, where)
    return Card(
        name,
        title,
        address,
        found,
        movement(found.change, found.measure.unit, found.currency),
        tone(found.change),
        shrinking(found, explained(workspace, name, span, where) if is_told else None) if found.base_shrank else "",
        found.base_shrank and not is_told and where == state.where,
        _picture(workspace, found, span, title, state.language),
        has_worth=has_worth(found.measure) and not found.is_empty,
        worth=worth_of(state, name, span) if is_known_worth(state, name, span) else None,
        why_moved=state.url("understanding:movement", {"measure": name}) if has_reasons(found.measure) else "",
        further=further(state, found.measure),
    )


def _picture(workspace: Workspace, found: Figures, span: Span, title: str, language: str) -> Chart:
    return trend(
        found.steps,
        title=_steadiness(found, span.grain) + _usual(found),
        subtitle=title,
        limits=found.limits,
        notes=tuple(_notes(workspace, span, language)),
        currency=found.currency,
        name=found.measure.name,
    )


def _steadiness(found: Figures, grain: str) -> str:
    """What the trend shows, and by what it goes: a yearly rate is not comparable with one by month."""
    by = str(BY[grain])
    if found.limits is None:
        return _("%(by)s: too few whole ones to tell what is usual") % {"by": by}
    if not found.unusual:
        return _("%(by)s: nothing unusual") % {"by": by}
    if len(found.unusual) > 3:
        return _("%(by)s: not steady, %(n)s are unusual") % {"by": by, "n": len(found.unusual)}
    return _("%(by)s: unusual in %(periods)s") % {"by": by, "periods": _(", ").join(map(spoken, found.unusual))}


def _usual(found: Figures) -> str:
    """The lines of the trend, which are too many to be named in a picture as small as a card's."""
    if found.limits is None:
        return ""
    lines = {"center": found.limits.center, "low": found.limits.low, "high": found.limits.high}
    return _(" (usually %(center)s, between %(low)s and %(high)s)") % {
        name: amount(value, found.measure.unit, found.currency) for name, value in lines.items()
    }


def _notes(workspace: Workspace, span: Span, language: str) -> Iterable[Note]:
    labels = memory_of(workspace).labels
    for text, days in workspace.settings.calendars.items():
        for day in days:
            if span.start.isoformat() <= day <= span.end.isoformat():
                yield Note(day, labels.label("calendars", text, language))
