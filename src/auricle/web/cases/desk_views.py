"""How a workspace arranges its cases, on one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.web.platform.public import ScreenState, may, record

from .desk_forms import PLACES, CauseForm, ClosureForm, DeskForm, DutyForm, HoursForm, RouteForm, StateNameForm
from .escalating import ranked
from .models import Case, Cause, Closure, Duty, Event, Hours, Route, Severity, State, StateName
from .queries import called, causes, desk_of
from .telling import tell_again


@dataclass(frozen=True, slots=True)
class Line:
    """A row in words, what changes it, and the verb that takes it away."""

    row: Any
    text: str
    form: forms.ModelForm
    verb: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page: its rows, and what adds another."""

    name: str
    title: object
    empty: object
    form: forms.ModelForm
    lines: tuple[Line, ...]


TITLES = {
    "duty": (_l("Who answers for what"), _l("Nobody yet; cases wait without an owner.")),
    "route": (_l("Routes"), _l("The usual ones hold.")),
    "cause": (_l("Root causes"), _l("None yet. Name a few that a colleague would recognise.")),
    "hours": (_l("Working hours"), _l("Monday to Friday, nine to six.")),
    "closure": (_l("Holidays"), _l("None yet.")),
    "name": (_l("Names of statuses"), _l("The usual ones hold.")),
}
PARTS = {
    "cause": (Cause, CauseForm), "duty": (Duty, DutyForm), "route": (Route, RouteForm),
    "closure": (Closure, ClosureForm), "hours": (Hours, HoursForm), "name": (StateName, StateNameForm),
}  # fmt: skip


@may("arrange cases")
def desk(request: HttpRequest) -> HttpResponse:
    """Policy and promises; saving is a POST here."""
    row = desk_of(request.state.record)
    form = DeskForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        record(request, N_("arranged cases"), "policy")
        messages.success(request, _("It holds from the next case on."))
        return redirect(request.state.url("cases:desk"))
    return _page(request, form)


@may("arrange cases")
@require_POST
def add(request: HttpRequest, part: str) -> HttpResponse:
    """A new row of one part of the page."""
    return _keep(request, part, None)


@may("arrange cases")
@require_POST
def change(request: HttpRequest, part: str, pk: int) -> HttpResponse:
    """A row says something else from now on."""
    model, _form = _part(part)
    return _keep(request, part, get_object_or_404(model.objects.of(request.state.record), pk=pk))


@may("arrange cases")
@require_POST
def remove(request: HttpRequest, part: str, pk: int) -> HttpResponse:
    """Take a row away; a cause that cases have is retired instead."""
    model, _form = _part(part)
    row = get_object_or_404(model.objects.of(request.state.record), pk=pk)
    if isinstance(row, Cause) and (row.cases.all().of(request.state.record).exists()):
        Cause.objects.of(request.state.record).filter(pk=pk).update(is_retired=not row.is_retired)
    else:
        try:
            row.delete()
        except ProtectedError:
            messages.warning(request, _("Other causes stand beneath it. Remove them first."))
    record(request, N_("arranged cases"), part)
    return redirect(f"{request.state.url('cases:desk')}#{part}")


@may("see cases")
def uncalled(request: HttpRequest) -> HttpResponse:
    """Whom nobody will call, said plainly: who waits, and who was let go."""
    state = request.state
    waiting = list(ranked(state.record)[:200])
    row = desk_of(state.record)
    let_go = Event.objects.of(state.record).filter(verb="closed it because nobody could call")
    context = {
        "desk": row,
        "waiting": waiting,
        "n": ranked(state.record).count(),
        "never": max(ranked(state.record).count() - row.calls_a_day * row.keep_days, 0),
        "let_go": let_go.count(),
        "of": Case.objects.of(state.record).count(),
    }
    return render(request, "cases/uncalled.html", context)


def _keep(request: HttpRequest, part: str, row: Any) -> HttpResponse:
    _model, kind = _part(part)
    form = kind(request.POST, workspace=request.state.record, instance=row)
    if form.is_valid():
        try:
            with transaction.atomic():
                kept = form.save()
                if row and part == "cause":
                    tell_again(kept)
        except IntegrityError:
            form.add_error(None, _("There is one already; change that one."))
        else:
            record(request, N_("arranged cases"), part)
            return redirect(f"{request.state.url('cases:desk')}#{part}")
    refused = {(part, row.pk if row else None): form}
    return _page(request, DeskForm(instance=desk_of(request.state.record)), refused, 422)


def _page(
    request: HttpRequest,
    form: DeskForm,
    refused: Mapping[tuple[str, int | None], forms.ModelForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """``refused`` are the forms that say what is wrong, by part and row."""
    workspace, refused = request.state.record, refused or {}
    parts = [
        Part(
            name, title, empty,
            refused.get((name, None)) or kind(workspace=workspace),
            tuple(
                Line(
                    row, _told(row, request.state),
                    refused.get((name, row.pk)) or kind(workspace=workspace, instance=row), _verb(row),
                )
                for row in _rows(model, workspace)
            ),
        )
        for name, (title, empty) in TITLES.items()
        for model, kind in [PARTS[name]]
    ]  # fmt: skip
    context = {"form": form, "parts": parts, "known": {name: _known(request.state, name) for name in sorted(PLACES)}}
    return render(request, "cases/desk.html", context, status=status)


def _known(state: ScreenState, place: str) -> list[tuple[str, str]]:
    """Units or touchpoints there are interactions at, with what they are called."""
    found = state.workspace.values("interactions", place)
    return [(str(code), called(state, place, str(code))) for code in found if code]


def _rows(model: type, workspace: object) -> list[Any]:
    return causes(workspace) if model is Cause else list(model.objects.of(workspace))


def _told(row: object, state: ScreenState) -> str:
    """A row in words."""
    match row:
        case Duty():
            what = _where(row, state) or _("everything")
            told = _("%(who)s manages %(what)s") if row.manages else _("%(who)s answers for %(what)s")
            return told % {"who": row.user, "what": what}
        case Route():
            people = map(str, row.people.all())
            severity = row.get_severity_display() if row.severity > Severity.LOW else ""
            told = (f"{row.rank}", str(row.get_kind_display()), *people, _where(row, state), severity)
            return " · ".join(filter(None, told))
        case Closure():
            is_open = _("People work on it, though the week says not") if row.is_open else ""
            day = date_format(row.day, "DATE_FORMAT")
            return " · ".join(filter(None, (day, row.name, _where(row, state), is_open)))
        case Hours():
            where = _where(row, state) or _("the whole workspace")
            return " · ".join(filter(None, (where, *map(" ".join, _week(row.week)), row.zone)))
        case StateName():
            return f"{State(row.state).label} → {row.name}"
        case Cause():
            return _("%(cause)s (retired)") % {"cause": row} if row.is_retired else str(row)
    return str(row)


def _where(row: Any, state: ScreenState) -> str:
    """The unit and the touchpoint of a row as they are called; empty for all."""
    names = ("unit", "touchpoint")
    return " · ".join(filter(None, (called(state, name, getattr(row, name, "")) for name in names)))


def _week(week: Mapping[str, list[list[str]]]) -> Iterator[tuple[str, str]]:
    """The days of a week with their hours, those in a row that are alike together."""
    spans = [", ".join("–".join(span) for span in week.get(str(day), ())) for day in WEEKDAYS_ABBR]
    for hours, days in groupby(WEEKDAYS_ABBR, key=spans.__getitem__):
        first, *rest = [str(WEEKDAYS_ABBR[day]) for day in days]
        if hours:
            yield f"{first}–{rest[-1]}" if rest else first, hours


def _verb(row: object) -> str:
    if isinstance(row, Cause) and row.is_retired:
        return _("Use again")
    return _("Remove")


def _part(part: str) -> tuple[type, type]:
    if part not in PARTS:
        raise Http404
    return PARTS[part]
