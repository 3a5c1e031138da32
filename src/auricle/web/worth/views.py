"""What customers are worth, who is about to leave, who stays, and who went quietly."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from auricle.analysis.hazard import Effect
from auricle.analysis.retention import Curve
from auricle.query.result import Row
from auricle.understanding.buying import Buying, Expected
from auricle.understanding.fates import OTHERS
from auricle.understanding.leaving import Leaving
from auricle.understanding.silence import Silence
from auricle.understanding.staying import GROUPS, Cohort
from auricle.web.measures.public import dimension_title, value_title
from auricle.web.platform.public import (
    Heat,
    HeatCell,
    Line,
    Point,
    Rows,
    ScreenState,
    amount,
    curve,
    duration,
    grouped,
    heat,
    may,
    segments,
    spoken,
)
from auricle.web.studies.public import Studied

from .asking import leaving_asked, pace_asked, silent_asked, staying_asked, staying_by, worth_asked, worth_by
from .exporting import FORMATS
from .kinds import Kept, Pace
from .public import customer_outlook
from .words import factor, more, reason, share, stepped

SHOWN = 50
DAY_SECONDS = 86_400
DRAWN = 4
LEFT_EACH = 10
"""With fewer who left for each thing known, Cox's intervals are known to be too narrow (Peduzzi and others 1995)."""


@may("see numbers")
def worth(request: HttpRequest) -> HttpResponse:
    """What customers will bring in a year, by segment and by customer, and whether the model was right before."""
    names, study = request.state.workspace.customer_groupings, worth_asked(request)
    context: dict[str, Any] = {
        **_file(study),
        "by": worth_by(request),
        "groups": [(name, dimension_title(name)) for name in names],
    }
    if study.found is not None:
        context |= _bought(request.state, study.found)
    return render(request, "worth/worth.html", context)


def _bought(state: ScreenState, found: Buying) -> dict[str, Any]:
    total, money = found.total, found.currency
    rows = tuple(
        Row({found.by: _group(state, found, s.group)}, s.n, s.value / s.n, s.low / s.n, s.high / s.n, None)
        for s in found.groups
    )
    return {
        "found": found,
        "headline": _(
            "About %(active)s of %(n)s buyers are still active; they are expected to bring %(value)s in a year"
        )
        % {
            "active": amount(total.active / total.n, "share"),
            "n": grouped(total.n),
            "value": amount(total.value, "currency", money),
        },
        "range": (amount(total.low, "currency", money), amount(total.high, "currency", money)),
        "chart": segments(
            Rows(rows, "currency"),
            title=_("What a customer of each group will bring in a year"),
            subtitle=" · ".join(filter(None, (_("Mean with its 95% range"), money))),
            currency=money,
            name="worth",
        ),
        "lines": [
            (
                _group(state, found, s.group),
                s.n,
                amount(s.active / s.n, "share"),
                amount(s.value, "currency", money),
                amount(s.low, "currency"),
                amount(s.high, "currency"),
            )
            for s in found.groups
        ],
        "by_title": dimension_title(found.by),
        "checked": found.checked,
        "off": amount(abs(found.checked.foretold / found.checked.happened - 1), "share")
        if found.checked and found.checked.happened
        else "",
        "lists": [
            (_("Worth most"), [_expected(state, each, found) for each in found.best[:SHOWN]]),
            (
                _("Worth most of those who seem to fade"),
                [_expected(state, each, found) for each in found.fading[:SHOWN]],
            ),
        ]
        if state.may("see customers")
        else [],
    }


def _group(state: ScreenState, found: Buying, name: str | None) -> str:
    return _("Others, too few apart") if name == OTHERS else _named(state, found.by, name)


def _expected(state: ScreenState, each: Expected, found: Buying) -> dict[str, Any]:
    money = found.currency
    return {
        "customer": each.customer,
        "group": _group(state, found, each.group),
        "active": amount(each.active, "share"),
        "purchases": grouped(each.purchases, 1),
        "value": amount(each.value, "currency", money),
        "low": grouped(round(each.low)),
        "high": grouped(round(each.high)),
    }


@may("see numbers")
def leaving(request: HttpRequest) -> HttpResponse:
    """Who will give no sign of life, why, and how far to trust it."""
    study = leaving_asked(request)
    context: dict[str, Any] = _file(study)
    if study.found is not None:
        context |= _left(request.state, study.found)
    return render(request, "worth/leaving.html", context)


def _left(state: ScreenState, found: Leaving) -> dict[str, Any]:
    judged = found.judged
    strongest = sorted(found.model.factors, key=lambda each: -abs(each.weight))
    clear = [each for each in strongest if each.low > 0 or each.high < 0]
    said = {"n": grouped(found.expected), "all": grouped(found.n), "days": found.horizon_days}
    text = _("About %(n)s of %(all)s active customers will fall silent within %(days)s days") % said
    if clear:
        text = _("%(finding)s; it goes most with: %(factor)s") % {"finding": text, "factor": factor(clear[0].name)}
    bins = [Point(b.foretold, b.happened.value, b.happened.low, b.happened.high) for b in judged.bins]
    return {
        "found": found,
        "headline": text,
        "auc": f"{grouped(judged.auc.value, 2)} ({grouped(judged.auc.low, 2)}–{grouped(judged.auc.high, 2)})",
        "is_weak": judged.auc.low < 0.6,
        "top": share(judged.precision_at_top),
        "usual": amount(judged.usual_share, "share"),
        "foretold": amount(sum(each.n * each.foretold for each in judged.bins) / judged.n, "share"),
        "calibration": curve(
            [Line(_("What happened"), bins)],
            title=_("Chances foretold, and what happened"),
            subtitle=_("Tenths of customers at %(day)s; on the dotted line both agree")
            % {"day": spoken(found.judged_on.isoformat())},
            x_title=_("Chance foretold"),
            x_unit="share",
            diagonal=True,
            name="calibration",
        ),
        "factors": [
            (
                factor(f.name),
                "bad" if f.low > 0 else "good" if f.high < 0 else "noise",
                grouped(float(np.exp(f.weight)), 2),
                grouped(float(np.exp(f.low)), 2),
                grouped(float(np.exp(f.high)), 2),
            )
            for f in strongest
        ],
        "segments": [(_segment(state, s.segment), s.n, amount(s.chance, "share")) for s in found.segments],
        "most": [
            (
                each.customer,
                _segment(state, each.segment),
                amount(each.chance, "share"),
                [reason(r) for r in each.reasons],
            )
            for each in found.most[:SHOWN]
        ]
        if state.may("see customers")
        else [],
    }


@may("see numbers")
def pace(request: HttpRequest) -> HttpResponse:
    """What, known on a day, goes with falling silent sooner after it."""
    form, study = pace_asked(request)
    context: dict[str, Any] = {"form": form, "study": study, "formats": FORMATS}
    if study is not None and study.found is not None:
        context |= _paced(study.found)
    return render(request, "worth/pace.html", context, status=422 if form.errors else 200)


def _paced(found: Pace) -> dict[str, Any]:
    hazards = found.hazards
    strongest = sorted(hazards.effects, key=lambda each: -abs(each.coefficient / each.standard_error))
    rows = tuple(Row({"known": more(each.name)}, hazards.n, *stepped(each), None) for each in strongest)
    return {
        "found": found,
        "hazards": hazards,
        "headline": _pace_words(found, strongest[0]),
        "is_weak": hazards.left < LEFT_EACH * len(hazards.effects),
        "chart": segments(
            Rows(rows, "ratio"),
            title=_("What goes with falling silent sooner, and what with later"),
            subtitle=_("Times the pace, with its 95% interval; on the dashed line, at 1, it makes no difference"),
            total=Row({}, hazards.n, 1.0, None, None, None),
            doubles=True,
            name="pace",
        ),
        "factors": [
            (
                more(each.name),
                "bad" if each.low > 1 else "good" if each.high < 1 else "noise",
                *(grouped(end, 2) for end in stepped(each)),
            )
            for each in strongest
        ],
    }


def _pace_words(found: Pace, first: Effect) -> str:
    hazards = found.hazards
    text = _("%(left)s of %(n)s customers fell silent") % {"left": grouped(hazards.left), "n": grouped(hazards.n)}
    if first.low <= 1 <= first.high:
        return _("%(finding)s; nothing known before goes clearly with it") % {"finding": text}
    said = {"finding": text, "factor": more(first.name), "ratio": grouped(stepped(first)[0], 2)}
    return _("%(finding)s; what goes most clearly with it: %(factor)s, %(ratio)s times the pace") % said


@may("see numbers")
def staying(request: HttpRequest) -> HttpResponse:
    """How long contracts are kept, and which buyers come back."""
    study, by = staying_asked(request), staying_by(request)
    context: dict[str, Any] = {**_file(study), "by": by, "groups": [(name, dimension_title(name)) for name in GROUPS]}
    if study.found is not None:
        context |= _stayed(request.state, study.found, by)
    return render(request, "worth/staying.html", context)


def _stayed(state: ScreenState, kept: Kept, by: str) -> dict[str, Any]:
    found, context = (
        kept.staying,
        {"found": kept, "cohorts": _cohorts(kept.cohorts), "headline": _cohort_words(kept.cohorts)},
    )
    if found is None:
        return context
    year = found.curve.share_at(365)
    context["headline"] = (
        _("%(share)s of contracts are kept for more than a year") % {"share": amount(year, "share")}
        if not np.isnan(year)
        else _("No contract is a year old yet")
    )
    lines = [
        Line(_named(state, by, g.name), _points(g.curve), is_stepped=True) for g in found.groups if g.curve.times.size
    ]
    context |= {
        "staying": found,
        "differs": found.difference is not None and found.difference.p < 0.05,
        "p": grouped(found.difference.p, 3) if found.difference else "",
        "curves": curve(
            lines[:DRAWN],
            title=_("How long contracts are kept"),
            subtitle=_("Share still kept; those running are counted in"),
            x_title=_("Time since the first contract began"),
            name="staying",
        ),
        "rows": [(_named(state, by, g.name), g.curve.n, _year(g.curve), _median(g.curve)) for g in found.groups],
        "renewals": found.renewals,
        "ahead": [grouped(n) for n in found.renewals.ahead] if found.renewals else [],
    }
    return context


def _points(found: Curve) -> list[Point]:
    told = [
        Point(
            float(x) * DAY_SECONDS,
            float(y),
            None if np.isnan(low) else float(low),
            None if np.isnan(high) else float(high),
        )
        for x, y, low, high in zip(found.times, found.share, found.low, found.high, strict=True)
    ]
    return [Point(0.0, 1.0), *told]


def _year(found: Curve) -> str:
    at = found.share_at(365)
    return _("cannot tell") if np.isnan(at) else amount(at, "share")


def _median(found: Curve) -> str:
    return _("more than half are still there") if np.isnan(found.median) else duration(found.median * DAY_SECONDS)


def _cohorts(found: tuple[Cohort, ...]) -> Heat:
    width = max((len(cohort.kept) for cohort in found), default=0)
    columns = [f"+{place + 1}" for place in range(width)]
    cells = {
        (_quarter(cohort.period), columns[place]): HeatCell(
            amount(kept.value, "share"), _("n %(n)s") % {"n": grouped(kept.n)}, value=kept.value
        )
        for cohort in found
        for place, kept in enumerate(cohort.kept)
    }
    return heat(cells, rows=[_quarter(cohort.period) for cohort in found], columns=columns, corner=_("First bought in"))


def _quarter(day: str) -> str:
    return spoken(f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}")


def _cohort_words(found: tuple[Cohort, ...]) -> str:
    told = [cohort.kept[0] for cohort in found if cohort.kept]
    if not told:
        return _("It is too early to tell who comes back")
    came = sum(kept.value * kept.n for kept in told) / sum(kept.n for kept in told)
    return _("%(share)s of buyers buy again in the quarter after their first") % {"share": amount(came, "share")}


@may("see numbers")
def silent(request: HttpRequest) -> HttpResponse:
    """Promoters who have given no sign of life since they said so."""
    study = silent_asked(request)
    context: dict[str, Any] = _file(study)
    if study.found is not None:
        context |= _silent(request.state, study.found)
    return render(request, "worth/silent.html", context)


def _silent(state: ScreenState, found: Silence) -> dict[str, Any]:
    if found.share is None:
        return {"found": found, "headline": _("Too few promoters are known to say who fell silent")}
    rows = tuple(
        Row({"segment": _segment(state, name)}, part.n, part.value, part.low, part.high, part.standard_error)
        for name, part in found.segments
    )
    return {
        "found": found,
        "headline": _("%(share)s of promoters have fallen silent") % {"share": amount(found.share.value, "share")},
        "share": share(found.share),
        "chart": segments(
            Rows(rows, "share"),
            title=_("Promoters who fell silent, by segment"),
            subtitle=_("Share with its 95% interval"),
            name="silent",
        ),
        "silent": [(each, _segment(state, each.segment)) for each in found.silent[: SHOWN * 4]]
        if state.may("see customers")
        else [],
    }


@may("see customers")
def of_customer(request: HttpRequest, customer: str) -> HttpResponse:
    """The part of a customer's page that says what they will bring and whether they will stay."""
    return render(request, "worth/of_customer.html", {"outlook": customer_outlook(request.state, customer)})


def _file(study: Studied) -> dict[str, Any]:
    return {"study": study, "formats": FORMATS}


def _segment(state: ScreenState, name: str | None) -> str:
    return _named(state, "segment", name)


def _named(state: ScreenState, dimension: str, name: str | None) -> str:
    return value_title(state.workspace, dimension, name, state.language)
