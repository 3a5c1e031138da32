"""Rules: the list, the form with its preview, and what each was set off by."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.query.signals import Kind, read_rule
from auricle.web.platform.public import may, record

from . import actions
from .forms import KINDS, SignalForm, initial_of
from .models import Firing, Signal
from .previewing import preview

PAGE = 50
UNDONE = (Firing.State.WAITING, Firing.State.FAILED)


@may("edit signals")
def signals(request: HttpRequest) -> HttpResponse:
    rows = Signal.objects.of(request.state.record).annotate(n=Count("firings"), last=Max("firings__fired_at"))
    context = {
        "signals": [(row, KINDS[row.rule.kind]) for row in rows],
        "kinds": KINDS.items(),
        "failing": _failing(request),
        "cannot": request.state.workspace.store.lacks.get("follow", ""),
    }
    return render(request, "signals/signals.html", context)


def _failing(request: HttpRequest) -> list[tuple[Firing, int]]:
    """Of each rule the latest firing whose following failed or is still tried, and of how many it is so."""
    failing = Firing.objects.of(request.state.record).filter(state__in=UNDONE, tries__gt=0)
    counted = failing.order_by().values("signal").annotate(n=Count("pk"), latest=Max("pk"))
    numbers = {row["latest"]: row["n"] for row in counted}
    return [(row, numbers[row.pk]) for row in failing.filter(pk__in=numbers).select_related("signal")]


@may("edit signals")
def write(request: HttpRequest, kind: str) -> HttpResponse:
    """A new rule of a kind: looked at first, then kept."""
    if kind not in tuple(Kind):
        raise Http404
    return _written(request, Kind(kind), Signal(workspace=request.state.record, made_by=request.user))


@may("edit signals")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    return _written(request, found.rule.kind, found)


def _written(request: HttpRequest, kind: Kind, signal: Signal) -> HttpResponse:
    initial = initial_of(signal) if signal.pk else {"name": KINDS[kind]}
    form = SignalForm(kind, request.state, request.POST or None, initial=initial)
    shown = preview(request.state, signal.rule) if signal.pk and not request.POST else None
    if request.method == "POST" and form.is_valid():
        if "keep" in request.POST:
            return _kept(request, form.kept_in(signal))
        shown = preview(request.state, read_rule(form.document))
    context = {"form": form, "title": signal.name or KINDS[kind], "preview": shown, "signal": signal}
    return render(request, "signals/write.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, signal: Signal) -> HttpResponse:
    is_new = signal.pk is None
    actions.keep(signal)
    if is_new:
        actions.put(signal, is_on=True)
    record(request, N_("kept a signal"), signal.name)
    messages.success(request, _("The rule is on. It looks at what arrives from now on."))
    return redirect(request.state.url("signals:signals"))


@may("edit signals")
def signal(request: HttpRequest, pk: int) -> HttpResponse:
    """What set a rule off, the latest first."""
    found = _one(request, pk)
    rows = Firing.objects.of(request.state.record).filter(signal=found).order_by("-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    held = rows.filter(state=Firing.State.HELD).count()
    kind = found.rule.kind
    rule = SignalForm(kind, request.state, initial=initial_of(found)).in_words
    context = {"signal": found, "page": page, "held": held, "kind": KINDS[kind], "rule": rule}
    return render(request, "signals/signal.html", context)


@may("edit signals")
@require_POST
def put(request: HttpRequest, pk: int) -> HttpResponse:
    """On, off, let go on, try again, remove."""
    found, to = _one(request, pk), request.POST.get("to", "")
    if to in ("on", "off"):
        actions.put(found, to == "on")
    elif to in ("all", "none"):
        actions.go_on(found, to == "all")
    elif to == "again":
        actions.try_again(found)
    elif to == "remove":
        actions.remove(request.state.record, found)
    else:
        raise Http404
    record(request, N_("changed a signal"), found.name, to=to)
    return redirect(request.state.url("signals:signals"))


def _one(request: HttpRequest, pk: int) -> Signal:
    return get_object_or_404(Signal.objects.of(request.state.record).select_related("workspace"), pk=pk)
