"""Initiatives: what was tried, what it did, and one of them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from auricle.analysis.change import Verdict
from auricle.web.cases.public import Pile, piles
from auricle.web.measures.public import value_title
from auricle.web.platform.public import ScreenState, amount, download, grouped, may, record, signed

from . import actions
from .forms import InitiativeForm, first_values
from .models import CauseKind, Happening, Initiative, State
from .queries import Line, happened_meanwhile, line_of, lines, linked_cases, tried_before
from .words import Said, said_of

FROM_LINK = ("name", "cause_kind", "cause", "cases", "pile", "hypothesis", "measure", "where", "how", "group", "by")
PILES, CASES = 5, 50


@may("see numbers")
def initiatives(request: HttpRequest) -> HttpResponse:
    """The programme's memory: what was tried and what it did."""
    state, text, kind = request.state, request.GET.get("q", "").strip()[:200], request.GET.get("state", "")
    kind = kind if kind in State.values else ""
    found = lines(state, text, kind)
    shown = [(line, _said(state, line)) for line in found]
    context = {
        "lines": shown,
        "headline": _headline([said for _line, said in shown if said]),
        "text": text,
        "kind": kind,
        "states": State.choices,
        "is_empty": not found and not text and not kind,
        "may_run": state.may("run initiatives"),
        "piles": _piles(state) if state.may("see cases") and state.may("run initiatives") else [],
    }
    return render(request, "initiatives/initiatives.html", context)


@may("export numbers")
def export(request: HttpRequest) -> HttpResponse:
    """Every initiative with what it did, as a table."""
    rows = [_exported(line) for line in lines(request.state)]
    names = list(rows[0]) if rows else ["name"]
    return download(pa.table({name: [row[name] for row in rows] for name in names}), "initiatives.csv")


@may("see numbers")
def initiative(request: HttpRequest, pk: int) -> HttpResponse:
    """One initiative: its proof, what it came from, what was done."""
    state = request.state
    row = get_object_or_404(Initiative.objects.of(state.record).select_related("owner"), pk=pk)
    line = line_of(state, row)
    said = _said(state, line)
    measure = state.workspace.measures.get(row.measure)
    cases = linked_cases(row) if state.may("see cases") else ()
    context: dict[str, Any] = {
        "row": row,
        "study": line.study,
        "said": said,
        "mixture": _mixture(state, said) if said else (),
        "title": measure.called(state.language) if measure else row.measure,
        "unit": measure.unit if measure else "",
        "expected": signed(row.expected, measure.unit) if measure and row.expected is not None else "",
        "cost": amount(row.cost, "currency", state.workspace.settings.currency) if row.cost else "",
        "cases": cases[:CASES],
        "more_cases": len(cases[CASES:]),
        "before": _told(state, tried_before(state, row.name, row.cause, row.pk)),
        "history": Happening.objects.of(state.record).filter(initiative=row),
        "moves": [(value, label) for value, label in State.choices if value != row.state],
        "may_run": state.may("run initiatives"),
    }
    if said:
        window = said.found.window
        context["meanwhile"] = happened_meanwhile(row, window.start, window.end)  # type: ignore[arg-type]
    return render(request, "initiatives/initiative.html", context)


@may("run initiatives")
def edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Begin an initiative, from a link's suggestions where there are any, or change one."""
    state = request.state
    row = get_object_or_404(Initiative.objects.of(state.record), pk=pk) if pk else None
    first = first_values(row) if row else _suggested(request)
    form = InitiativeForm(request.POST or None, state, initial=first)
    if request.method == "POST" and form.is_valid():
        kept = actions.keep_initiative(state.record, request.user, form.row_values, row)
        record(request, N_("kept an initiative"), kept.name)
        return redirect(state.url("initiatives:initiative", pk=kept.pk))
    name, cause = (str(form.data.get(n) or first.get(n) or "") for n in ("name", "cause"))
    context = {"form": form, "row": row, "before": _told(state, tried_before(state, name, cause, pk))}
    return render(request, "initiatives/edit.html", context, status=422 if form.errors else 200)


@may("run initiatives")
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin, end or drop it; or write a note and leave it as it is."""
    row = get_object_or_404(Initiative.objects.of(request.state.record), pk=pk)
    to, text = request.POST.get("state", ""), request.POST.get("note", "")[:2000]
    if to in State.values and to != row.state:
        actions.move(row, request.user, to, text)
        record(request, N_("moved an initiative"), row.name, state=to)
    elif text.strip():
        actions.note(row, request.user, actions.WROTE, text)
    return redirect(request.state.url("initiatives:initiative", pk=pk))


@may("run initiatives")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Initiative.objects.of(request.state.record), pk=pk)
    record(request, N_("removed an initiative"), row.name)
    actions.remove(row)
    return redirect(request.state.url("initiatives:initiatives"))


def _said(state: ScreenState, line: Line) -> Said | None:
    return said_of(line.proof, line.row.name, state.workspace, state.language) if line.proof else None


def _mixture(state: ScreenState, said: Said) -> list[tuple[str, str]]:
    """The groups a mixture is made of, as they are called, with their shares."""
    by = said.found.by
    return [(value_title(state.workspace, by, name, state.language), share) for name, share in said.weights]


def _told(state: ScreenState, found: list[Line]) -> list[tuple[Line, Said | None]]:
    return [(line, _said(state, line)) for line in found]


def _headline(told: list[Said]) -> str:
    if not told:
        return _("What was tried, and what it did")
    worked = sum(said.is_good is True for said in told)
    none = sum(said.found.verdict == Verdict.NO_CLEAR_CHANGE for said in told)
    counts = {"n": grouped(len(told)), "worked": grouped(worked), "none": grouped(none)}
    said = ngettext(
        "Of %(n)s initiative judged, %(worked)s did what it should and %(none)s had no clear effect",
        "Of %(n)s initiatives judged, %(worked)s did what they should and %(none)s had no clear effect",
        len(told),
    )
    return said % counts


def _suggested(request: HttpRequest) -> dict[str, Any]:
    given: dict[str, Any] = {name: request.GET[name][:1000] for name in FROM_LINK if request.GET.get(name)}
    if given.get("cause_kind") not in CauseKind.values:
        given.pop("cause_kind", None)
    workspace = request.state.workspace
    measure = next((name for name in workspace.settings.overview if name in workspace.measures), "")
    return {"owner": request.user.pk, "measure": measure, "starts_on": workspace.last_day, **given}


def _piles(state: ScreenState) -> list[tuple[str, int, str]]:
    """Causes that many cases share, each with the address at which it becomes an initiative."""
    named = [pile for pile in piles(state.record) if pile.cause is not None][:PILES]
    return [
        (
            pile.name,
            pile.cases,
            state.url("initiatives:new", _of_pile(pile)),
        )
        for pile in named
    ]


def _of_pile(pile: Pile) -> dict[str, Any]:
    return {"cause_kind": CauseKind.CASES.value, "cause": pile.name, "name": pile.name, "pile": pile.cause}


def _exported(line: Line) -> dict[str, Any]:
    row, proof = line.row, line.proof
    effect = proof.effect if proof else None
    return {
        "name": row.name, "state": row.state, "starts_on": row.starts_on, "ends_on": row.ends_on,
        "measure": row.measure, "where": row.where, "against": row.against, "departments": row.departments,
        "hypothesis": row.hypothesis, "cost": row.cost, "verdict": proof.verdict if proof else None,
        "effect": effect.value if effect else None, "low": effect.low if effect else None,
        "high": effect.high if effect else None,
    }  # fmt: skip
