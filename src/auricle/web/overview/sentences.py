"""Findings in words: what changed, by how much, and what an overview may claim."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from auricle.analysis.discovery import discoveries
from auricle.understanding.movement import Movement, direction
from auricle.web.measures.public import value_title
from auricle.web.platform.public import difference, grouped, signed, together
from auricle.workspace import Workspace

from .figures import Figures
from .shifts import Shift

STAYED, LEFT, CAME = ("stayed",), ("gone", "silent", "left"), ("new", "returned", "came")
DIMENSIONS = {
    "segment": gettext_lazy("Segment %(group)s"),
    "touchpoint": gettext_lazy("Touchpoint %(group)s"),
    "region": gettext_lazy("Region %(group)s"),
    "channel": gettext_lazy("Channel %(group)s"),
}


def headline(found: Sequence[Figures], language: str) -> str:
    """The best supported clear change among the measures as a whole, or that there is none."""
    if all(each.is_empty for each in found):
        return _("Nothing came in during this period")
    told = [each for each in found if each.change.p is not None and each.change.change]
    if not told:
        return _("There is nothing to compare yet")
    believed = discoveries([each.change.p for each in told])
    clear = [each for each, is_clear in zip(told, believed, strict=True) if is_clear]
    if not clear:
        quiet = ngettext("No clear change in the measure you follow", "No clear change in %(n)s measures", len(told))
        return quiet % {"n": len(told)}
    first = max(clear, key=_strength)
    said = moved(first.measure.called(language), first.change.change or 0, first.measure.unit, first.currency)
    others = len(clear) - 1
    if not others:
        return said
    several = ngettext("%(first)s; one more measure changed", "%(first)s; %(n)s more measures changed", others)
    return several % {"first": said, "n": others}


def moved(what: str, change: float, unit: str, currency: str = "") -> str:
    text = _("%(what)s rose by %(change)s") if change > 0 else _("%(what)s fell by %(change)s")
    return text % {"what": what, "change": difference(change, unit, currency)}


def place(shift: Shift, workspace: Workspace, language: str) -> str:
    """Where a shift is: ``Region West``; everywhere when it is of the whole."""
    if not shift.dimension:
        return _("All together")
    group = value_title(workspace, shift.dimension, shift.group, language)
    return str(DIMENSIONS[shift.dimension]) % {"group": group}


def shrinking(found: Figures, why: Movement | None) -> str:
    """What goes with a score that rose while its base shrank: what moved it as far as that can be told."""
    now, before = found.now.n or 0, found.before.n or 0
    fewer = _("It got better while fewer were heard: n is %(now)s, %(less)s%% less than %(before)s before.") % {
        "now": grouped(now), "before": grouped(before), "less": grouped(100 * (1 - now / before)),
    }  # fmt: skip
    if why is None:
        doubt = _("Those who left or fell silent may have been the unhappy ones; do not read it as happier customers.")
        return together(fewer, doubt)
    return together(fewer, _accounted(why, found.measure.unit), _cause(why))


def _accounted(why: Movement, unit: str) -> str:
    """The change of those counted once each, and what stayers, leavers and comers added to it."""

    def effect(names: Sequence[str]) -> str:
        return signed(sum(part.effect.value for part in why.parts if part.name in names), unit)

    def heads(names: Sequence[str]) -> str:
        return grouped(sum(part.n for part in why.parts if part.name in names))

    return _(
        "Counting each customer once it moved by %(change)s: %(stayed)s from the %(n_stayed)s who answered both times, "
        "%(left)s because %(n_left)s others no longer answered, %(came)s because %(n_came)s others now did."
    ) % {
        "change": signed(why.change.value, unit),
        "stayed": effect(STAYED), "n_stayed": heads(STAYED),
        "left": effect(LEFT), "n_left": heads(LEFT),
        "came": effect(CAME), "n_came": heads(CAME),
    }  # fmt: skip


def _cause(why: Movement) -> str:
    """What may be read into it: only what an interval bears out."""
    if direction(why.stayed.effect) > 0:
        return _("Those who answered both times are clearly happier.")
    if why.cause is not None and why.cause.name in LEFT:
        return _("It is the unhappy ones who are gone, not happier customers.")
    return _("None of the three is clear by itself; do not read it as happier customers.")


def _strength(found: Figures) -> float:
    change = found.change
    if change.change is None or change.low is None or change.high is None:
        return 0.0
    half = change.change - change.low if change.change > 0 else change.high - change.change
    return abs(change.change) / half if half else 0.0
