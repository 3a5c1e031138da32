"""Worth and leaving in words: what leaving is explained by, as people call it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from auricle.analysis.estimator import Estimate
from auricle.analysis.hazard import Effect
from auricle.query.result import Row
from auricle.understanding.leaving import Reason
from auricle.web.platform.public import estimate, grouped

FACTORS: dict[str, str | Promise] = {
    "score": gettext_lazy("last recommendation score"),
    "tenure_days": gettext_lazy("days as a customer"),
    "days_since_order": gettext_lazy("days since the last order"),
    "orders_year": gettext_lazy("orders in the last year"),
    "orders_quarter": gettext_lazy("orders in the last 90 days"),
    "days_since_seen": gettext_lazy("days since the last visit or contact"),
    "seen_quarter": gettext_lazy("visits and contacts in the last 90 days"),
    "failures": gettext_lazy("things that failed in the last half-year"),
    "late_deliveries": gettext_lazy("late deliveries in the last half-year"),
    "complaints": gettext_lazy("complaints in the last half-year"),
    "contract": gettext_lazy("under contract"),
}


STEPS: dict[str, tuple[int, str | Promise]] = {
    "score": (1, gettext_lazy("recommendation score a point higher")),
    "tenure_days": (365, gettext_lazy("a customer for a year longer")),
    "days_since_order": (30, gettext_lazy("30 days longer since the last order")),
    "orders_year": (1, gettext_lazy("one order more in the last year")),
    "orders_quarter": (1, gettext_lazy("one order more in the last 90 days")),
    "days_since_seen": (30, gettext_lazy("30 days longer since the last visit or contact")),
    "seen_quarter": (1, gettext_lazy("one visit or contact more in the last 90 days")),
    "failures": (1, gettext_lazy("one failure more in the last half-year")),
    "late_deliveries": (1, gettext_lazy("one late delivery more in the last half-year")),
    "complaints": (1, gettext_lazy("one complaint more in the last half-year")),
    "contract": (1, gettext_lazy("under contract")),
}
"""How much more of what was known a ratio of paces is told for: a day more changes nothing one could see."""


def step(name: str) -> int:
    return STEPS[name][0] if name in STEPS else 1


def more(name: str) -> str:
    """Such as "30 days longer since the last order"."""
    return str(STEPS[name][1]) if name in STEPS else name


def stepped(found: Effect) -> tuple[float, float, float]:
    """What a step more multiplies the pace by, with its interval."""
    size = step(found.name)
    return found.ratio**size, found.low**size, found.high**size


def factor(name: str) -> str:
    return str(FACTORS.get(name, name))


def reason(found: Reason) -> str:
    """Such as "last recommendation score: 4"."""
    if found.name == "contract":
        return _("under contract") if found.value else _("no contract")
    value = _("not known") if found.value is None else grouped(found.value)
    return _("%(name)s: %(value)s") % {"name": factor(found.name), "value": value}


def share(found: Estimate) -> str:
    return estimate(Row({}, found.n, found.value, found.low, found.high, found.standard_error), "share")
