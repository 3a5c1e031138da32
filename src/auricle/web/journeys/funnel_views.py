"""How many get from step to step, and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from auricle.analysis.funnel import FunnelStep
from auricle.analysis.retention import Curve
from auricle.query.result import Row
from auricle.understanding.funnels import Funnel
from auricle.web.platform.public import Chart, Line, Point, amount, curve, duration, estimate, may, segments
from auricle.web.studies.public import studied

from .asking import MOST_STEPS, RUN_TITLES, STEP_TITLES, Asked, asked_of, called, titled
from .picture import Called
from .words import run_words

FEWEST_ROWS = 4


@dataclass(frozen=True, slots=True)
class Conversion:
    """The shares of a funnel, as a chart of intervals takes them."""

    rows: tuple[Row, ...]
    unit: str = "share"


@may("see numbers")
def funnel(request: HttpRequest) -> HttpResponse:
    """The steps chosen, who reached each, with intervals, and how long it took all who might."""
    asked = asked_of(request)
    if len(asked.steps) < 2:
        asked = replace(asked, steps=_main_way(request, asked))
    context: dict[str, Any] = {
        "asked": asked,
        "runs": list(RUN_TITLES.items()),
        "steps": list(STEP_TITLES.items()),
        "offered": titled(request.state, asked.step),
        "rows": [*asked.steps, *[""] * max(1, FEWEST_ROWS - len(asked.steps))][:MOST_STEPS],
    }
    if len(asked.steps) >= 2:
        study = studied(request.state, "funnel", asked.of_steps)
        context["study"] = study
        if study.found is not None:
            context |= _shown(request, asked, study.found)
    return render(request, "journeys/funnel.html", context)


def _main_way(request: HttpRequest, asked: Asked) -> tuple[str, ...]:
    """The steps of the most common way, where the map is known; else nothing is chosen."""
    travelled = studied(request.state, "journey_map", asked.question).found
    return tuple(dict.fromkeys(travelled.map.paths[0].steps))[:MOST_STEPS] if travelled else ()


def _shown(request: HttpRequest, asked: Asked, found: Funnel) -> dict[str, Any]:
    def title(step: str) -> str:
        return called(request.state, asked.step, step)

    return {
        "found": found,
        "headline": _headline(found, title),
        "how_many": run_words(found.run, found.steps[0].reached),
        "lines": [_line(step, title) for step in found.steps],
        "shares": _shares(found, title),
        "waiting": _waiting(found, title),
    }


def _headline(found: Funnel, title: Called) -> str:
    first, last = found.steps[0], found.steps[-1]
    assert last.from_first
    end = amount(last.from_first.value, "share")
    lost = max(found.steps[1:], key=lambda step: 1 - step.from_previous.value if step.from_previous else 0)
    text = _("%(share)s get from %(first)s to %(last)s") % {
        "share": end,
        "first": title(first.name),
        "last": title(last.name),
    }
    if lost is last or lost.from_previous is None or lost.from_previous.value > 0.99:
        return text
    return _("%(finding)s; most are lost before %(step)s") % {"finding": text, "step": title(lost.name)}


def _line(step: FunnelStep, title: Called) -> dict[str, Any]:
    waiting = step.waiting
    return {
        "title": title(step.name),
        "reached": step.reached,
        "from_previous": _share(step.from_previous),
        "from_first": _share(step.from_first),
        "median": _median(waiting) if waiting else "",
    }


def _share(found: Any) -> str:
    if found is None or np.isnan(found.value):
        return ""
    return estimate(Row({}, found.n, found.value, found.low, found.high, found.standard_error), "share")


def _median(waiting: Curve) -> str:
    if np.isnan(waiting.median):
        return _("fewer than half so far")
    if np.isnan(waiting.median_low) or not np.isfinite(waiting.median_high):
        return duration(waiting.median)
    ends = {"low": duration(waiting.median_low), "high": duration(waiting.median_high)}
    return _("%(value)s (%(low)s to %(high)s)") % {"value": duration(waiting.median), **ends}


def _shares(found: Funnel, title: Called) -> Chart:
    rows = tuple(
        Row({"step": title(step.name)}, part.n, part.value, part.low, part.high, part.standard_error)
        for step in found.steps[1:]
        if (part := step.from_first) is not None
    )
    return segments(
        Conversion(rows),
        title=_("Who reached each step, of those who took the first"),
        subtitle=_("Share with its 95% interval"),
        name="funnel",
        keeps_order=True,
    )


def _waiting(found: Funnel, title: Called) -> Chart:
    """The share that has come, by time since the step before."""
    lines = [
        Line(title(step.name), _points(step.waiting), is_stepped=True)
        for step in found.steps[1:]
        if step.waiting is not None and step.waiting.times.size
    ]
    return curve(
        lines[:4],
        title=_("How long it takes from the step before"),
        subtitle=_("Share that has come; who may still come is counted in"),
        x_title=_("Time since the step before"),
        name="waiting",
    )


def _points(waiting: Curve) -> list[Point]:
    columns = (waiting.times, 1 - waiting.share, 1 - waiting.high, 1 - waiting.low)
    told = [
        Point(float(x), float(y), None if np.isnan(low) else float(low), None if np.isnan(high) else float(high))
        for x, y, low, high in zip(*columns, strict=True)
    ]
    return [Point(0.0, 0.0), *told]
