"""What a score is worth in money."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyarrow as pa
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from auricle.analysis.estimator import Estimate
from auricle.understanding.money import DAYS, ScoreAndMoney
from auricle.understanding.returns import returned_by
from auricle.web.measures.public import dimension_title, spanned, value_title
from auricle.web.platform.public import (
    Chart,
    Line,
    Period,
    Point,
    ScreenState,
    Span,
    amount,
    curve,
    grouped,
    may,
)
from auricle.web.studies.public import Studied, studied

from .asking import MoneyForm
from .exporting import FORMATS, exported
from .money_words import Said, programme_said

CURVES = 4
"""Groups drawn beside each other."""


@may("see numbers")
def money(request: HttpRequest) -> HttpResponse:
    """The finding in words, the curve, the checks it must stand, and what a programme would give back."""
    form, study = _asked(request)
    context: dict[str, Any] = {
        "form": form,
        "study": study,
        "formats": FORMATS,
        "may_import": request.state.may("import data"),
    }
    if form.score is not None and study is not None:
        context["title"] = form.score.called(request.state.language)
        if study.found is not None:
            context |= _shown(request.state, Said(study.found, context["title"]), form)
    return render(request, "understanding/money.html", context)


@may("export numbers")
def export(request: HttpRequest) -> HttpResponse:
    """The curve score by score, and a point's worth in each group, as a file; there is one once it is worked out."""
    return exported(request, "money", _asked(request), _table)


def money_days(span: Span) -> int:
    """The last days of the period, in which money is counted; the score is that of the days before them."""
    return max(min(DAYS, span.days // 2), 1)


def _asked(request: HttpRequest) -> tuple[MoneyForm, Studied | None]:
    span = spanned(request)
    state, days = request.state, money_days(span)
    form = MoneyForm(request.GET, state.workspace, state.language)
    form.full_clean()
    if form.score is None:
        return form, None
    until = max(span.end - timedelta(days=days), span.start)
    asked = {
        "measure": form.score.name, "by": form.grouped_by, "where": state.where, "days": days,
        "from": span.start.isoformat(), "to": until.isoformat(),
    }  # fmt: skip
    return form, studied(state, "money", asked)


def _shown(state: ScreenState, said: Said, form: MoneyForm) -> dict[str, Any]:
    found = said.found
    return {
        "said": said,
        "found": found,
        "point": said.money(found.curve.point),
        "n": grouped(found.customers),
        "said_period": str(Period(found.said.start, found.said.end)),
        "spent_period": str(Period(found.spent.start, found.spent.end)),
        "curve": _curve(said),
        "steps": [_step(found, each) for each in found.curve.steps],
        "groups": _groups(state, said),
        "curves": _curves(state, said),
        "heard": _heard(state, found),
        "by_title": dimension_title(found.by) if found.by else "",
        "programme": _programme(found, form),
    }


def _curve(said: Said) -> Chart:
    steps, currency = said.found.curve.steps, said.found.currency
    lines = [
        Line(_("Curve"), [Point(s.score, s.fitted.value, s.fitted.low, s.fitted.high) for s in steps]),
        Line(_("Mean of each score"), [Point(s.score, s.mean.value) for s in steps]),
    ]
    return curve(
        lines,
        title=said.shape,
        subtitle=_("What customers spent afterwards (%(currency)s), by their score") % {"currency": currency},
        x_title=said.title,
        x_unit="count",
        y_unit="currency",
        name=f"money-{said.found.measure}",
    )


def _step(found: ScoreAndMoney, step: Any) -> dict[str, str]:
    return {
        "score": f"{step.score:.3g}",
        "n": grouped(step.n),
        "mean": amount(step.mean.value, "currency", found.currency),
        "fitted": amount(step.fitted.value, "currency", found.currency),
        "gain": Said(found, "").money(step.gain) if step.gain else "",
    }


def _groups(state: ScreenState, said: Said) -> list[tuple[str, str, str, str]]:
    """Each group's name, what a point is worth in it, the shape of its curve, and how many they are."""
    by = said.found.by
    return [
        (
            value_title(state.workspace, by, value or None, state.language),
            said.money(found.point) if found else _("too few to tell"),
            said.shape_of(found) if found else "",
            grouped(found.point.n) if found else "",
        )
        for value, found in said.found.groups.items()
    ]


def _curves(state: ScreenState, said: Said) -> Chart | None:
    """The curves of the groups beside each other; none where there are not two."""
    by, currency = said.found.by, said.found.currency
    found = [(value, each) for value, each in said.found.groups.items() if each][:CURVES]
    if len(found) < 2:
        return None
    return curve(
        [
            Line(
                value_title(state.workspace, by, value or None, state.language),
                [Point(s.score, s.fitted.value) for s in each.steps],
            )
            for value, each in found
        ],
        title=_("The curve of each group"),
        subtitle=_("What customers spent afterwards (%(currency)s), by their score") % {"currency": currency},
        x_title=said.title,
        x_unit="count",
        y_unit="currency",
        name=f"money-{said.found.measure}-by-{by}",
    )


def _heard(state: ScreenState, found: ScoreAndMoney) -> list[tuple[str, str]]:
    return [
        (
            value_title(state.workspace, found.by, value or None, state.language),
            amount(share, "share") if share is not None else _("too few to tell"),
        )
        for value, share in found.coverage.groups.items()
    ]


def _programme(found: ScoreAndMoney, form: MoneyForm) -> dict[str, Any] | None:
    """What the programme of the form gives back; None until its points and its cost are said."""
    given = form.cleaned_data
    points, cost = given.get("points"), given.get("cost")
    if not points or not cost:
        return None
    back = returned_by(found, points, given.get("margin") or 0.0, cost, given.get("reached") or 0)
    return programme_said(back, found.currency)


def _table(found: ScoreAndMoney) -> pa.Table:
    """A line for each score, then one for a point more of everybody and of each group; money in ``currency``."""
    lines = [_exported("score", f"{s.score:g}", found, s.n, s.fitted, s.mean.value, s.gain) for s in found.curve.steps]
    lines.append(_exported("point", "", found, found.customers, found.curve.point))
    for value, each in found.groups.items():
        point = each.point if each else None
        lines.append(_exported("point", str(value), found, point.n if point else None, point))
    return pa.Table.from_pylist(lines, schema=EXPORTED)


def _exported(
    what: str,
    of: str,
    found: ScoreAndMoney,
    n: int | None,
    value: Estimate | None,
    mean: float | None = None,
    gain: Estimate | None = None,
) -> dict[str, Any]:
    """One line; ``value`` is money after the score, or a point's worth, and ``gain`` that of a point from there."""
    return {
        "what": what,
        "of": of,
        "currency": found.currency,
        "customers": n,
        "mean": mean,
        **_ends("value", value),
        **_ends("gain", gain),
    }


def _ends(name: str, found: Estimate | None) -> dict[str, float | None]:
    low, high = (found.low, found.high) if found else (None, None)
    return {name: found.value if found else None, f"{name}_low": low, f"{name}_high": high}


EXPORTED = pa.schema(
    [("what", pa.string()), ("of", pa.string()), ("currency", pa.string()), ("customers", pa.int64())]
    + [(name, pa.float64()) for name in ("mean", "value", "value_low", "value_high", "gain", "gain_low", "gain_high")]
)
