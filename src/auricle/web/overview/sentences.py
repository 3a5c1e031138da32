"""Findings in words: what changed, by how much, and what an overview may claim."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from auricle.analysis.discovery import discoveries
from auricle.model.labels import Labels
from auricle.web.platform.numbers import changed, difference, grouped
from auricle.web.platform.span import Span

from .figures import Figures
from .shifts import Shift

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


def change_of(found: Figures) -> str:
    """The change of a card with its interval, and whether it is one."""
    change, unit = found.change, found.measure.unit
    if change.change is None:
        return _("Nothing to compare with")
    text = changed(change.change, change.low, change.high, unit, found.currency)
    return text if found.is_clear else _("No clear change: %(change)s") % {"change": text}


def place(shift: Shift, labels: Labels, language: str) -> str:
    """Where a shift is: ``Region West``; everywhere when it is of the whole."""
    if not shift.dimension:
        return _("All together")
    group = labels.label(shift.dimension, shift.group, language) if shift.group else _("not stated")
    return str(DIMENSIONS[shift.dimension]) % {"group": group}


def against(span: Span) -> str:
    """What the period is compared with."""
    if span.is_year_before:
        return _("compared with the same days a year before")
    return ngettext(
        "compared with the day before", "compared with the %(days)s days before", span.days
    ) % {"days": grouped(span.days)}  # fmt: skip


def shrinking(found: Figures) -> str:
    """The warning that goes with a score that rose while its base shrank."""
    now, before = found.now.n or 0, found.before.n or 0
    return _(
        "It got better while fewer were heard: n is %(now)s, %(less)s%% less than %(before)s before. Those who left "
        "or fell silent may have been the unhappy ones; do not read it as happier customers."
    ) % {"now": grouped(now), "before": grouped(before), "less": grouped(100 * (1 - now / before))}


def _strength(found: Figures) -> float:
    change = found.change
    if change.change is None or change.low is None or change.high is None:
        return 0.0
    half = change.change - change.low if change.change > 0 else change.high - change.change
    return abs(change.change) / half if half else 0.0
