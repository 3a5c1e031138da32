"""What is found, in sentences that claim no more than the intervals allow."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from auricle.query.comparison import Change
from auricle.query.result import Row
from auricle.web.platform.public import Span, amount, changed, difference, estimate, grouped, too_few

from .answers import Answer


def headline(found: Answer, title: str) -> str:
    """The measure, and how it moved where that is more than noise."""
    now, change, unit = found.now, found.change, found.measure.unit
    if now.suppressed:
        return _("%(title)s: too few answers to show") % {"title": title}
    if now.value is None:
        return _("%(title)s: nothing to measure in this period") % {"title": title}
    value = amount(now.value, unit, found.currency)
    if change.change is None:
        return _("%(title)s stands at %(value)s") % {"title": title, "value": value}
    if not found.is_clear:
        return _("%(title)s stands at %(value)s, with no clear change") % {"title": title, "value": value}
    said = {"title": title, "value": value, "change": difference(change.change, unit, found.currency)}
    if change.change > 0:
        return _("%(title)s rose by %(change)s to %(value)s") % said
    return _("%(title)s fell by %(change)s to %(value)s") % said


def movement(change: Change | None, unit: str, currency: str = "") -> str:
    """A change with its interval, and whether it is one."""
    if change is None or change.change is None:
        return _("Nothing to compare with")
    text = changed(change.change, change.low, change.high, unit, currency)
    return text if change.verdict in ("higher", "lower") else _("No clear change: %(change)s") % {"change": text}


def tone(change: Change | None) -> str:
    """The class that colours a change: only one that is clear and has a better side."""
    if change is None or change.verdict not in ("higher", "lower"):
        return "noise"
    return {True: "good", False: "bad", None: ""}[change.better]


def against(span: Span) -> str:
    if span.is_year_before:
        return _("compared with the same days a year before")
    return ngettext(
        "compared with %(days)s day before", "compared with %(days)s days before", span.days
    ) % {"days": grouped((span.before_end - span.before_start).days + 1)}  # fmt: skip


def spread(row: Row, unit: str, currency: str = "") -> str:
    """What follows the value: its interval."""
    if row.suppressed or row.value is None:
        return ""
    return estimate(row, unit, currency).removeprefix(amount(row.value, unit, currency)).strip()


def value_only(row: Row, unit: str, currency: str = "") -> str:
    if row.suppressed:
        return too_few()
    return estimate(row, unit) if row.value is None else amount(row.value, unit, currency)
