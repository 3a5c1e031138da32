"""The overview: two minutes for somebody who has two minutes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.web.measures.public import against, spanned
from auricle.web.platform.public import ScreenState, Span, grouped, is_known, may, record, remembered

from . import sentences
from .actions import follow_measures, move_measure
from .cards import cards
from .figures import figures
from .findings import Findings, findings
from .forms import FollowForm
from .shifts import are_known, shifts
from .why import explained
from .worth import worth_of


@may("see numbers")
def overview(request: HttpRequest) -> HttpResponse:
    """The measures this workspace follows, and what changed. What takes longer comes after the page."""
    span = spanned(request)
    state, workspace = request.state, request.state.workspace
    names = tuple(workspace.settings.overview)
    shown = cards(state, names, span)
    told = [card.found for card in shown if card.found]
    context = {
        "cards": shown,
        "may_edit": state.may("edit dashboards"),
        "may_import": state.may("import data"),
        "span": span,
        "against": against(span),
        "is_empty": workspace.first_day == workspace.last_day and all(each.is_empty for each in told),
        "headline": sentences.headline(told, state.language),
        "findings": _findings(state, span) if are_known(workspace, names, span, state.where) else None,
        "coverage": _coverage(state, span) if is_known(workspace, _coverage_key(span)) else None,
    }
    return render(request, "overview/overview.html", context)


@may("see numbers")
def changes(request: HttpRequest) -> HttpResponse:
    """What changed, along segments, touchpoints, regions and channels: a part of the overview."""
    span = spanned(request)
    return render(request, "overview/changes.html", {"findings": _findings(request.state, span), "span": span})


@may("see numbers")
def worth(request: HttpRequest, name: str) -> HttpResponse:
    """What a score means in money: a part of its card."""
    if name not in request.state.workspace.measures:
        raise Http404
    span = spanned(request)
    return render(request, "overview/worth.html", {"worth": worth_of(request.state, name, span)})


@may("see numbers")
def why(request: HttpRequest, name: str) -> HttpResponse:
    """Why a score rose while fewer were heard: a part of its card."""
    state = request.state
    if name not in state.workspace.measures:
        raise Http404
    span = spanned(request)
    found = figures(state.workspace, name, span, state.where)
    text = sentences.shrinking(found, explained(state.workspace, name, span, state.where)) if found.base_shrank else ""
    return render(request, "overview/why.html", {"text": text})


@may("see numbers")
def coverage(request: HttpRequest) -> HttpResponse:
    """Whom the page speaks for: a part of the overview."""
    return HttpResponse(_coverage(request.state, spanned(request)))


@may("edit dashboards")
def follow(request: HttpRequest) -> HttpResponse:
    """Choose the measures of the overview."""
    state = request.state
    form = FollowForm(request.POST or None, state=state, initial={"measures": state.workspace.settings.overview})
    if request.method == "POST" and form.is_valid():
        follow_measures(state.record.slug, form.cleaned_data["measures"])
        record(request, N_("chose measures"), state.record.slug, measures=form.cleaned_data["measures"])
        return redirect(state.url("overview:overview"))
    measures = state.workspace.measures
    followed = [(name, measures[name].called(state.language)) for name in state.workspace.settings.overview]
    return render(request, "overview/follow.html", {"form": form, "followed": followed})


@may("edit dashboards")
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Move one measure of the overview up or down."""
    name = request.POST.get("measure", "")
    move_measure(request.state.record.slug, name, {"up": -1, "down": 1}.get(request.POST.get("do", ""), 0))
    record(request, N_("ordered measures"), name)
    return redirect(f"{request.state.url('overview:follow')}#order")


def _findings(state: ScreenState, span: Span) -> Findings:
    names = tuple(state.workspace.settings.overview)
    return findings(state, shifts(state.workspace, names, span, state.where))


def _coverage_key(span: Span) -> tuple[object, ...]:
    return "coverage", span.start, span.end


def _coverage(state: ScreenState, span: Span) -> str:
    """Coverage is of all customers: a segment has no share of its own in it."""
    ws = state.workspace
    share = remembered(
        ws, _coverage_key(span), lambda: ws.measure("coverage", from_=span.start, to=span.end).total.value
    )
    if share is None:
        return _("no customers are known")
    return _("hears %(share)s%% of customers") % {"share": grouped(100 * share)}
