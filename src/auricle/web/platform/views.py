"""Pages of the platform inside a workspace: the way in, the dictionary, the audit log."""

from __future__ import annotations

import json

import pyarrow as pa
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from auricle.model.entities import ENTITIES, VIEWS

from .context import entry_address
from .downloads import download
from .forms import AuditFilter
from .queries import audit_entries, audit_verbs
from .roles import may
from .screen import going_on

PAGE = 50


@may("see numbers")
def enter(request: HttpRequest) -> HttpResponse:
    """Go to the page this person starts from."""
    return redirect(entry_address(request.state))


@may("see numbers")
def dictionary(request: HttpRequest) -> HttpResponse:
    """What every table and column means, from the definitions themselves."""
    return render(request, "platform/dictionary.html", {"entities": (*ENTITIES.values(), *VIEWS.values())})


@may("read audit log")
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, when, from where."""
    entries = _asked_entries(request)
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    verbs = audit_verbs(request.state.record)
    return render(request, "platform/audit.html", {"page": page, "verbs": verbs, "asked": request.GET})


@may("read audit log")
def audit_export(request: HttpRequest) -> HttpResponseBase:
    entries = _asked_entries(request).iterator(chunk_size=2_000)
    rows = [
        (e.at, e.who, e.verb, e.subject, json.dumps(e.detail, ensure_ascii=False), e.address or "") for e in entries
    ]
    names = ("at", "who", "verb", "subject", "detail", "address")
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    types = [pa.timestamp("us", tz="UTC"), *[pa.string()] * 5]
    table = pa.table({n: pa.array(c, type=t) for n, c, t in zip(names, columns, types, strict=True)})
    return download(table, f"audit-{request.state.record.slug}-{timezone.localdate()}.csv")


def _asked_entries(request: HttpRequest):  # type: ignore[no-untyped-def]
    asked = AuditFilter(request.GET)
    asked.is_valid()
    period = going_on(request).period
    return audit_entries(request.state.record, **asked.cleaned_data, start=period.start, end=period.end)
