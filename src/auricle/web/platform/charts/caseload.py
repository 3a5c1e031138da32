"""Means beside how many answers carry each: the fewer, the wider chance alone scatters them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from django.utils.translation import gettext as _

from auricle.web.platform.numbers import amount, grouped

from .chart import Chart

USUAL, RARE = 1.96, 3.09
STEPS = 60


@dataclass(frozen=True, slots=True)
class Caseload:
    """One dot; ``is_clear`` is named in the picture."""

    label: str
    n: int
    value: float
    is_clear: bool


def caseload(
    loads: Sequence[Caseload],
    *,
    centre: float,
    deviation: float,
    title: str,
    unit: str,
    bounds: tuple[float, float],
    subtitle: str = "",
    name: str = "caseload",
) -> Chart:
    """``deviation`` is that of one answer; chance puts 95% and 99.8% of means within the two pairs of lines."""
    fewest, most = (min((each.n for each in loads), default=1), max((each.n for each in loads), default=1))
    low, high = bounds

    def limits(n: float) -> list[float]:
        reach = deviation / sqrt(n)
        ends = [centre + z * reach for z in (-RARE, -USUAL, 0, USUAL, RARE)]
        return [n, *(min(max(end, low), high) for end in ends)]

    start = max(1.0, fewest * 0.8)
    outside = [each.label for each in loads if abs(each.value - centre) > RARE * deviation / sqrt(each.n)]
    return Chart(
        kind="caseload",
        title=title,
        subtitle=subtitle,
        summary=_("Outside the outer lines: %(names)s.") % {"names": _(", ").join(outside)}
        if outside
        else _("All lie inside the outer lines."),
        header=(_("Name"), _("Answers"), _("Cases evened out")),
        table=tuple((each.label, grouped(each.n), amount(each.value, unit)) for each in loads),
        data={
            "unit": unit,
            "x_title": _("Answers"),
            "y_title": _("Cases evened out"),
            "limits": [limits(start * (most * 1.1 / start) ** (i / STEPS)) for i in range(STEPS + 1)],
            "points": [
                {
                    "label": each.label,
                    "x": each.n,
                    "y": each.value,
                    "clear": each.is_clear,
                    "text": f"{amount(each.value, unit)} · n {grouped(each.n)}",
                }
                for each in loads
            ],
        },
        name=name,
    )
