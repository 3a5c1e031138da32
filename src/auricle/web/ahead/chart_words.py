"""A control chart in words: which periods signal, and by which rule."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from auricle.understanding.charting import SMOOTHED, Charted, ControlChart
from auricle.web.platform.public import Moment, amount, grouped, series, spoken, too_few

RULES: dict[str, str | Promise] = {
    "beyond": gettext_lazy("beyond the limits"),
    "run": gettext_lazy("eight or more in a row on one side"),
    "drift": gettext_lazy("a small shift that stays"),
}


def charted(found: ControlChart, title: str) -> dict[str, Any]:
    signals, is_smoothed = found.signals, found.chart == SMOOTHED
    subtitle = _("%(title)s; solid the middle, dashed the limits")
    if is_smoothed:
        subtitle = _(
            "%(title)s; thick the smoothed value, dotted each period by itself, dashed the limits of the former"
        )
    return {
        "found": found,
        "headline": _headline(found, title),
        "picture": series(
            [_moment(found, point) for point in found.points],
            title=_("What is usual, and what is not"),
            subtitle=subtitle % {"title": title},
            summary=_summary(found),
            unit=found.unit,
            currency=found.currency,
            starts=[i for i, point in enumerate(found.points) if point.period in found.stretches[1:]],
            name=f"chart-{found.measure}",
        ),
        "lines": [
            (spoken(p.period), _told(found, p), _told_limits(found, p), str(RULES[p.rule]), _tone(found, p))
            for p in signals
        ],
        "is_smoothed": is_smoothed,
        "has_errors": found.chart == "laney",
        "periods": grouped(len(found.points)),
    }


def _headline(found: ControlChart, title: str) -> str:
    signals = found.signals
    if not signals:
        return _("%(title)s only moves as it always does") % {"title": title}
    last = signals[-1]
    if last.period == found.points[-1].period:
        return _("%(title)s is unusual now: %(rule)s") % {"title": title, "rule": RULES[last.rule]}
    if last.rule == "run":
        return _("%(title)s was on one side of its usual for a while, last in %(period)s") % {
            "title": title, "period": spoken(last.period),
        }  # fmt: skip
    return _("%(title)s was last unusual in %(period)s: %(rule)s") % {
        "title": title, "period": spoken(last.period), "rule": RULES[last.rule],
    }  # fmt: skip


def _summary(found: ControlChart) -> str:
    signals = found.signals
    if not signals:
        return _("No period signals.")
    text = ngettext("%(n)s period signals: %(periods)s.", "%(n)s periods signal: %(periods)s.", len(signals))
    return text % {"n": grouped(len(signals)), "periods": _(", ").join(spoken(p.period) for p in signals)}


def _moment(found: ControlChart, point: Charted) -> Moment:
    return Moment(
        point.period, _told(found, point), point.value, point.low, point.high, point.centre, point.least, point.most,
        point.smoothed, str(RULES[point.rule]) if point.rule else "",
    )  # fmt: skip


def _told(found: ControlChart, point: Charted) -> str:
    if point.suppressed:
        return too_few()
    if point.value is None:
        return _("no data")
    parts = [amount(point.value, found.unit, found.currency), f"n {grouped(point.n or 0)}"]
    if point.smoothed is not None:
        parts.insert(1, _("smoothed %(value)s") % {"value": amount(point.smoothed, found.unit, found.currency)})
    return " · ".join(parts)


def _told_limits(found: ControlChart, point: Charted) -> str:
    if point.least is None or point.most is None:
        return "–"
    low, high = (amount(value, found.unit, found.currency) for value in (point.least, point.most))
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _tone(found: ControlChart, point: Charted) -> str:
    """Whether it signals on the better or the worse side."""
    told = point.smoothed if point.smoothed is not None else point.value
    if found.better == "neither" or told is None or point.centre is None:
        return ""
    return "good" if (told > point.centre) == (found.better == "higher") else "bad"
