"""Reviews: a measure's regular look, what was learned from it and what is done."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from auricle.query.result import Row
from auricle.web.platform.public import ScreenState, changed, estimate, grouped, may, record, spoken

from . import actions
from .forms import CadenceForm, ReviewForm
from .models import Cadence, Every, Review
from .periods import Period, due_periods, seen_of
from .queries import Looked, looked, looked_at


@may("see numbers")
def reviews(request: HttpRequest) -> HttpResponse:
    """Measures that are looked at regularly, those without learning or action first."""
    state = request.state
    found = looked_at(state)
    context = {
        "lines": [_line(state, each) for each in found],
        "headline": _headline(found),
        "form": CadenceForm(None, state),
        "may_run": state.may("run initiatives"),
    }
    return render(request, "initiatives/reviews.html", context)


@may("see numbers")
def idle(request: HttpRequest) -> HttpResponse:
    """Measures that are looked at and change nothing: a part of the overview, empty where there are none."""
    found = looked_at(request.state)
    shown = [_line(request.state, each) for each in found if each.shows_it]
    return render(request, "initiatives/idle.html", {"lines": shown, "headline": _headline(found)})


@may("run initiatives")
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Look at a measure every so often from now on, or no more."""
    state, measure, every = request.state, request.POST.get("measure", ""), request.POST.get("every", "")
    if measure not in state.workspace.measures or every not in ("", *Every.values):
        raise Http404
    actions.keep_cadence(state.record, request.user, measure, every)
    record(request, N_("chose how often a measure is looked at"), measure, every=every)
    return redirect(state.url("initiatives:reviews"))


@may("see numbers")
def review(request: HttpRequest, measure: str, period: str) -> HttpResponse:
    """One measure in one period: what was seen, what was learned, what is done; prints on a page."""
    state = request.state
    cadence = get_object_or_404(Cadence.objects.of(state.record), measure=measure)
    found = looked(state.record, cadence, state.workspace.last_day)
    meant = next((each for each in due_periods(cadence, state.workspace.last_day, 200) if each.name == period), None)
    if meant is None or measure not in state.workspace.measures:
        raise Http404
    row = Review.objects.of(state.record).filter(measure=measure, period=period).first()
    form = ReviewForm(request.POST or None, state, initial=_first(row))
    if request.method == "POST":
        if not state.may("run initiatives"):
            return HttpResponse(status=403)
        if form.is_valid():
            actions.write_review(state, cadence, meant, form.cleaned_data)
            record(request, N_("wrote a review"), f"{measure} {period}")
            return redirect(state.url("initiatives:review", measure=measure, period=period))
    seen = row.seen if row else seen_of(state, measure, meant)
    context = {
        "measure": measure,
        "title": state.workspace.measures[measure].called(state.language),
        "period": meant,
        "called": spoken(meant.name),
        "row": row,
        "form": form,
        "seen": _seen(seen),
        "tone": _tone(seen),
        "looked": found,
        "earlier": [(spoken(p.name), p, r) for p, r in found.periods if r is not None and p.name < period],
        "may_run": state.may("run initiatives"),
    }
    return render(request, "initiatives/review.html", context, status=422 if form.errors else 200)


def _first(row: Review | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {"saw": row.saw, "learned": row.learned, "doing": row.doing, "initiative": row.initiative_id}


def _seen(seen: dict[str, Any]) -> dict[str, str]:
    """The frozen numbers as people read them."""
    unit, currency = seen["unit"], seen["currency"]
    row = Row({}, seen["n"], seen["value"], seen["low"], seen["high"], None, suppressed=seen["n"] is None)
    told = {"value": estimate(row, unit, currency), "n": grouped(seen["n"] or 0), "change": ""}
    if seen["change"] is not None:
        told["change"] = changed(seen["change"], seen["change_low"], seen["change_high"], unit, currency)
    return told


def _tone(seen: dict[str, Any]) -> str:
    return {True: "good", False: "bad", None: "noise"}[seen["better"]]


def _line(state: ScreenState, each: Looked) -> dict[str, Any]:
    measure = state.workspace.measures.get(each.cadence.measure)
    latest: tuple[Period, Review | None] | None = each.periods[0] if each.periods else None
    last = next((row for _period, row in each.periods if row is not None), None)
    return {
        "looked": each,
        "title": measure.called(state.language) if measure else each.cadence.measure,
        "every": each.cadence.get_every_display(),
        "due": latest[0] if latest and latest[1] is None else None,
        "due_called": spoken(latest[0].name) if latest else "",
        "latest": last,
        "latest_called": spoken(last.period) if last else "",
        "remark": _remark(each),
    }


def _remark(each: Looked) -> str:
    if not each.shows_it:
        return ""
    said = ngettext(
        "%(n)s period without anything learned and done",
        "%(n)s periods in a row without anything learned and done",
        each.without,
    )
    return said % {"n": grouped(each.without)}


def _headline(found: list[Looked]) -> str:
    idle = sum(each.shows_it for each in found)
    if found and all(each.periods and not each.without for each in found):
        return _("Every measure that is looked at changes something")
    if not idle:
        return _("What we saw, what we learned, what we do")
    said = ngettext(
        "%(n)s measure is looked at and changes nothing", "%(n)s measures are looked at and change nothing", idle
    )
    return said % {"n": grouped(idle)}
