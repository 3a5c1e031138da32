"""What comes next, in words that say how often such words were right."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from auricle.analysis.forecasting import BAR
from auricle.understanding.charting import Ahead, Outlook
from auricle.web.platform.public import Moment, amount, difference, grouped, series, spoken

METHODS: dict[str, str | Promise] = {
    BAR: gettext_lazy("As a season ago"),
    "ETS": gettext_lazy("Exponential smoothing"),
    "Theta": gettext_lazy("Theta"),
}


def foretold(found: Outlook, title: str) -> dict[str, Any]:
    coming = [point for point in found.points if point.is_ahead]
    best = found.found
    return {
        "found": found,
        "headline": _headline(found, coming[0], title),
        "lead": _("By the method that would have erred least before: %(method)s") % {"method": METHODS[best.method]},
        "picture": series(
            [_moment(found, point) for point in found.points],
            title=_("What was, and what is to come"),
            subtitle=_("%(title)s; hollow dots are ahead, the band holds 95%%") % {"title": title},
            summary=_("%(period)s: %(told)s.") % {"period": spoken(coming[0].period), "told": _told(found, coming[0])},
            unit=found.unit,
            currency=found.currency,
            name=f"next-{found.measure}",
        ),
        "lines": [(spoken(point.period), *_parts(found, point)) for point in coming],
        "tried": [
            (METHODS[each.method], difference(each.error, found.unit, found.currency) if each.points else "–")
            for each in best.tried
        ],
        "covered": amount(best.covered, "share") if best.checked else "",
        "checked": grouped(best.checked),
        "beats": best.method != BAR,
        "is_wide": best.widened >= 1.05,
    }


def _headline(found: Outlook, first: Ahead, title: str) -> str:
    value, low, high = _parts(found, first)
    said = {"title": title, "period": spoken(first.period), "value": value, "low": low, "high": high}
    known = [p for p in found.points if not p.is_ahead and p.value is not None]
    last = known[-1] if known else None
    if last and last.value is not None and first.low is not None and first.high is not None:
        said["last"] = amount(last.value, found.unit, found.currency)
        if first.low > last.value:
            return _("%(title)s will rise in %(period)s to %(value)s (%(low)s to %(high)s), from %(last)s") % said
        if first.high < last.value:
            return _("%(title)s will fall in %(period)s to %(value)s (%(low)s to %(high)s), from %(last)s") % said
    return _("%(title)s will be about %(value)s in %(period)s (%(low)s to %(high)s)") % said


def _parts(found: Outlook, point: Ahead) -> tuple[str, str, str]:
    told = (np.nan if each is None else each for each in (point.value, point.low, point.high))
    value, low, high = (amount(each, found.unit, found.currency) for each in told)
    return value, low, high


def _moment(found: Outlook, point: Ahead) -> Moment:
    return Moment(point.period, _told(found, point), point.value, point.low, point.high, is_ahead=point.is_ahead)


def _told(found: Outlook, point: Ahead) -> str:
    if point.value is None:
        return _("no data")
    value, low, high = _parts(found, point)
    if point.is_ahead:
        return _("%(value)s (%(low)s to %(high)s)") % {"value": value, "low": low, "high": high}
    return f"{value} · n {grouped(point.n)}" if point.n else value
