"""Ways out of the house: made, tried, changed, taken away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from auricle.web.platform.public import in_words, may, record

from . import actions
from .filing import files_read
from .forms import form_of_kind
from .kinds import KINDS
from .models import Delivery, Integration, Pull
from .transport import Kind
from .trying import tried
from .webhook.transport import new_secret

LATEST = 20


@may("manage integrations")
def integrations(request: HttpRequest) -> HttpResponse:
    """What leaves the house, by which ways, and the way to another."""
    found = Integration.objects.of(request.state.record).select_related("reading")
    waiting = Delivery.objects.of(request.state.record).filter(state__in=("waiting", "sending")).count()
    failed = Delivery.objects.of(request.state.record).filter(state="failed").count()
    lines = [(each, KINDS[each.kind]) for each in found]
    context = {"lines": lines, "kinds": KINDS.values(), "waiting": waiting, "failed": failed}
    return render(request, "integrations/integrations.html", context)


@may("manage integrations")
@never_cache
def new(request: HttpRequest, kind: str) -> HttpResponse:
    transport = _kind(kind)
    form = form_of_kind(transport)(request.POST or None, workspace=request.state.record.slug)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "integrations/new.html", {"kind": transport, "form": form}, status=status)
    said, secret = dict(form.cleaned_data), ""
    if kind == "webhook":
        secret = said["secret"] = new_secret()
    made = actions.keep(request.state.record, kind, said.pop("name"), said)
    record(request, N_("made an integration"), made.name, kind=kind)
    if secret:
        return _page(request, made, secret=secret)
    return redirect(request.state.url("integrations:integration", pk=made.pk))


@may("manage integrations")
@never_cache
def integration(request: HttpRequest, pk: int) -> HttpResponse:
    """One way: its settings, whether it works, and what went over it last."""
    found = _found(request, pk)
    if request.method != "POST":
        return _page(request, found)
    form = _form(request, found, data=request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    said = dict(form.cleaned_data)
    actions.keep(request.state.record, found.kind, said.pop("name"), said, found)
    record(request, N_("changed an integration"), found.name, kind=found.kind)
    messages.success(request, _("The settings were changed."))
    return redirect(request.state.url("integrations:integration", pk=pk))


@may("manage integrations")
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send something now, and show what the other side said to it."""
    found = _found(request, pk)
    outcome = tried(
        found, request.user.email, request.build_absolute_uri(request.state.url("integrations:integrations"))
    )
    record(request, N_("tried an integration"), found.name, kind=found.kind, worked=outcome.worked)
    return _page(request, found, outcome=outcome)


@may("manage integrations")
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Off: what is handed over waits. On: it goes."""
    found = _found(request, pk)
    actions.switch(found)
    record(request, N_("switched an integration"), found.name, kind=found.kind, on=found.is_on)
    return redirect(request.state.url("integrations:integration", pk=pk))


@may("manage integrations")
@require_POST
@never_cache
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret beside the old one, with which everything is signed too until the next change."""
    found = _found(request, pk)
    if found.kind != "webhook":
        raise Http404
    if request.POST.get("then") == "end":
        found.keep_secrets({"secret": found.secrets["secret"]})
        found.save(update_fields=["kept_secrets"])
        record(request, N_("ended an old signing secret"), found.name)
        return redirect(request.state.url("integrations:integration", pk=pk))
    secret = actions.rotate(found)
    record(request, N_("rotated a signing secret"), found.name)
    return _page(request, found, secret=secret)


@may("manage integrations")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    record(request, N_("removed an integration"), found.name, kind=found.kind)
    found.delete()
    messages.success(request, _("It is removed, with its secrets and what waited for it."))
    return redirect(request.state.url("integrations:integrations"))


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _found(request: HttpRequest, pk: int) -> Integration:
    return get_object_or_404(Integration.objects.of(request.state.record), pk=pk)


def _form(request: HttpRequest, found: Integration, **given: Any) -> forms.Form:
    """The form that changes an integration."""
    kept = {name for name, secret in actions.secrets_of(found).items() if secret}
    return form_of_kind(KINDS[found.kind], kept)(workspace=request.state.record.slug, **given)


def _page(request: HttpRequest, found: Integration, status: int = 200, **more: object) -> HttpResponse:
    kind = KINDS[found.kind]
    initial = {**found.settings, "name": found.name}
    reading = Pull.objects.of(request.state.record).filter(integration=found).first()
    if isinstance(initial.get("events"), list):
        initial["events"] = "\n".join(initial["events"])
    context = {
        "integration": found,
        "kind": kind,
        "form": _form(request, found, initial=initial),
        "is_signed_twice": bool(found.kind == "webhook" and actions.secrets_of(found).get("old_secret")),
        "trouble": in_words(found.trouble),
        "reading": reading,
        "files": files_read(reading)[:LATEST] if reading else [],
        "deliveries": Delivery.objects.of(request.state.record).filter(integration=found)[:LATEST],
        **more,
    }
    return render(request, "integrations/integration.html", context, status=status)
