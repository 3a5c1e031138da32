"""Programmes: the list, one of them with how far those asked went, its form, its simulation."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.web.integrations.public import is_mail_set_up, is_texting_set_up, official_account
from auricle.web.measures.public import value_title
from auricle.web.platform.public import (
    LEADS_NOWHERE,
    amount,
    difference,
    download,
    grouped,
    may,
    public_address,
    record,
    segments,
)

from . import actions, queries
from .actions import NothingToAnswer
from .forms import WEEKDAYS, ProgrammeForm
from .letters import drafted, samples
from .models import Invitation, Programme
from .moments import said
from .sentences import ABOUT, days_beside, headline
from .simulating import simulate

KINDS = Programme.Kind
NEXT = 10


@may("see numbers")
def programmes(request: HttpRequest) -> HttpResponse:
    state = request.state
    found = queries.listed(state.record)
    context = {
        "programmes": found,
        "running": sum(each.row.is_on for each in found),
        "kinds": [(kind, *ABOUT[kind]) for kind in KINDS],
        "has_surveys": bool(queries.known_surveys(state.record)),
    }
    return render(request, "programmes/programmes.html", context)


@may("see numbers")
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """How far those asked went, who was not asked and why, when they answer, who is next."""
    state, row = request.state, _one(request, pk)
    asked, stages = queries.funnel(row)
    known = queries.known_surveys(state.record).get(row.survey)
    is_anonymous = known is not None and known.is_anonymous
    context: dict[str, Any] = {
        "row": row, "survey": known, "asked": asked,
        "stages": stages, "reasons": queries.reasons(row),
        "headline": headline(row, asked, None if is_anonymous else stages[-1].share), "coming": queries.coming(row),
        "waiting": queries.waiting(row), "needs_mail": row.channel == "email" and not is_mail_set_up(state.record),
        "no_address": "" if public_address() else LEADS_NOWHERE,
        "needs_sms": row.channel == "sms" and not is_texting_set_up(state.record),
        "needs_wechat": row.channel == "wechat" and not official_account(state.record),
        "texts": samples(row) if row.channel == Programme.Channel.SMS else (),
        "weekdays": _weekdays(row), "control": amount(row.control_share, "share"),
        "watched": said(row.entity, row.moment),
        "when": days_beside(row.offset_days),
        "cannot": row.kind == KINDS.EVENT and state.workspace.store.lacks.get("follow", ""),
    }  # fmt: skip
    if not is_anonymous and len((hours := queries.hours(row)).rows) > 1:
        context["hours"] = segments(hours, title=_("Who answers, by channel and hour of asking"), name="hours")
    if state.may("see customers"):
        rows = Invitation.objects.of(state.record).filter(programme=row, state=Invitation.State.WAITING)
        context["next"] = rows.order_by("tried_at", "pk")[:NEXT]
    return render(request, "programmes/programme.html", context)


@may("run programmes")
def write(request: HttpRequest, kind: str) -> HttpResponse:
    """A new programme of a kind; it is kept without asking anybody."""
    if kind not in KINDS:
        raise Http404
    state = request.state
    made = Programme(workspace=state.record, made_by=request.user, kind=kind, texts=drafted(state.record.name))
    made.name = str(ABOUT[KINDS(kind)][0])
    made.entity, made.moment = ("contracts", "end_on") if kind == KINDS.DATE else ("orders", "")
    made.cycle_days = 7 if kind == KINDS.PANEL else 365
    return _written(request, made)


@may("run programmes")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    return _written(request, _one(request, pk))


def _written(request: HttpRequest, row: Programme) -> HttpResponse:
    form = ProgrammeForm(request.POST or None, request.state, row)
    if request.method == "POST" and form.is_valid():
        kept = form.kept_in(row)
        actions.keep(kept)
        record(request, N_("kept a programme"), kept.name, survey=kept.survey)
        messages.success(request, _("The programme is kept."))
        return redirect(request.state.url("programmes:simulation", pk=kept.pk))
    context = {"form": form, "row": row, "about": ABOUT[KINDS(row.kind)]}
    return render(request, "programmes/write.html", context, status=422 if form.errors else 200)


@may("see numbers")
def simulation(request: HttpRequest, pk: int) -> HttpResponse:
    """What it would do in a month."""
    state, row = request.state, _one(request, pk)
    found = simulate(state, row)
    called = [(value_title(state.workspace, "segment", each, state.language), n) for each, n in found.segments]
    texts = samples(row) if row.channel == Programme.Channel.SMS else ()
    context = {"row": row, "found": found, "segments": called, "texts": texts}
    context["no_address"] = "" if public_address() else LEADS_NOWHERE
    if found.margin is not None:
        measure = state.workspace.measures[found.score]
        context["score"] = measure.called(state.language)
        context["margin"] = difference(found.margin, measure.unit)
    return render(request, "programmes/simulation.html", context)


@may("run programmes")
@require_POST
def put(request: HttpRequest, pk: int) -> HttpResponse:
    """On, off, remove."""
    row, to, state = _one(request, pk), request.POST.get("to", ""), request.state
    if to == "on" and not public_address():
        messages.error(request, LEADS_NOWHERE)
        return redirect(state.url("programmes:programme", pk=pk))
    if to == "on":
        try:
            actions.put_on(row)
        except NothingToAnswer:
            messages.error(request, _("Its survey cannot be answered yet. Publish it and open it first."))
            return redirect(state.url("programmes:programme", pk=pk))
        messages.success(request, _("The programme asks from now on."))
    elif to == "off":
        n = actions.stop(row)
        stopped = _("The programme is stopped. Nobody else is asked or reminded; %(n)s who waited are not asked.")
        messages.success(request, stopped % {"n": grouped(n)})
    elif to == "remove" and not row.is_on:
        actions.remove(row)
    else:
        raise Http404
    record(request, N_("changed a programme"), row.name, to=to)
    address = state.url("programmes:programmes") if to == "remove" else state.url("programmes:programme", pk=pk)
    return redirect(address)


@may("export customers")
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody it meant to ask, and what became of it."""
    row = _one(request, pk)
    names = (
        "customer", "cause", "channel", "state", "because", "due_at", "asked_at", "reminded", "link__opened_at",
        "link__began_at", "link__answered_at",
    )  # fmt: skip
    rows = Invitation.objects.of(request.state.record).filter(programme=row).order_by("pk").values_list(*names)
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    titles = [name.removeprefix("link__") for name in names]
    table = pa.table({name: pa.array(column) for name, column in zip(titles, columns, strict=True)})
    record(request, N_("exported a programme"), row.name, rows=table.num_rows)
    return download(table, "programme.csv")


def _weekdays(row: Programme) -> str:
    """The days of the week on which letters go, where these are not all."""
    return "" if len(row.weekdays) == len(WEEKDAYS) else " ".join(str(WEEKDAYS[day - 1][1]) for day in row.weekdays)


def _one(request: HttpRequest, pk: int) -> Programme:
    return get_object_or_404(Programme.objects.of(request.state.record).select_related("workspace"), pk=pk)
