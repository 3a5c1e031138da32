"""From one number to another, part by part: what each adds, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from auricle.web.platform.numbers import Estimated, amount, changed, estimate, grouped

from .chart import Chart


@dataclass(frozen=True, slots=True)
class Step:
    """What one part adds; ``tone`` is good, bad or even, and says whether that is an improvement."""

    label: str
    n: int
    value: float
    low: float
    high: float
    tone: str = "even"


CLOSE = 0.2
"""Of the larger total: where all steps reach less far, they are drawn from nothing to what they add up to."""


def bridge(
    first: tuple[str, Estimated],
    steps: Sequence[Step],
    last: tuple[str, Estimated],
    change: Step,
    *,
    unit: str,
    title: str,
    subtitle: str = "",
    name: str = "bridge",
) -> Chart:
    """Two totals, by what they are called, and the steps that lead from one to the other, ``change`` in all.

    Steps too short to be seen beside bars of the totals stand without those.
    """
    (called, start), (called_last, end) = first, last
    bars = [_total(called, start, unit), *_hung(steps, start.value or 0.0, unit), _total(called_last, end, unit)]
    if _span(steps) < CLOSE * max(abs(start.value or 0.0), abs(end.value or 0.0)):
        bars = [*_hung(steps, 0.0, unit), _bar(replace(change, tone="total"), 0.0, unit)]
    return Chart(
        kind="bridge",
        title=title,
        subtitle=subtitle,
        summary=_summary(first, steps, last, unit),
        header=(_("Part"), _("What it adds, with its interval"), _("n")),
        table=(
            (called, estimate(start, unit), grouped(start.n or 0)),
            *((step.label, changed(step.value, step.low, step.high, unit), grouped(step.n)) for step in steps),
            (called_last, estimate(end, unit), grouped(end.n or 0)),
        ),
        data={"unit": unit, "bars": bars},
        name=name,
    )


def _hung(steps: Sequence[Step], reached: float, unit: str) -> list[dict[str, object]]:
    bars = []
    for step in steps:
        bars.append(_bar(step, reached, unit))
        reached += step.value
    return bars


def _span(steps: Sequence[Step]) -> float:
    """From the lowest to the highest point that the steps reach with their intervals."""
    reached, ends = 0.0, [0.0]
    for step in steps:
        ends += [reached + step.low, reached + step.high]
        reached += step.value
    return max(ends) - min(ends)


def _total(label: str, row: Estimated, unit: str) -> dict[str, object]:
    text = f"{estimate(row, unit)} · n {grouped(row.n or 0)}"
    return {"label": label, "from": 0, "to": row.value, "low": row.low, "high": row.high, "tone": "total", "text": text}


def _bar(step: Step, reached: float, unit: str) -> dict[str, object]:
    return {
        "label": step.label, "from": reached, "to": reached + step.value, "low": reached + step.low,
        "high": reached + step.high, "tone": step.tone,
        "text": f"{changed(step.value, step.low, step.high, unit)} · n {grouped(step.n)}",
    }  # fmt: skip


def _summary(first: tuple[str, Estimated], steps: Sequence[Step], last: tuple[str, Estimated], unit: str) -> str:
    said = _("From %(first)s to %(last)s.") % {
        "first": amount(first[1].value or 0.0, unit),
        "last": amount(last[1].value or 0.0, unit),
    }
    parts = [f"{step.label}: {changed(step.value, step.low, step.high, unit)}." for step in steps]
    return " ".join([said, *parts])
