"""Asking for an analysis, watching it, stopping it."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from auricle.web.platform.public import may

from . import actions
from .kinds import KINDS
from .models import Study


@may("see numbers")
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Have a question worked out; the page that asked shows how far it is."""
    kind, asked = request.POST.get("kind", ""), _asked(request.POST.get("asked", ""))
    if kind not in KINDS or asked is None:
        raise Http404
    if not request.state.may(KINDS[kind].verb):
        return HttpResponseForbidden()
    row = actions.ask(request.state.record, kind, asked)
    return _shown(request, row) if request.headers.get("HX-Request") else redirect(_back(request))


@may("see numbers")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that moves while a study runs."""
    return _shown(request, get_object_or_404(Study.objects.of(request.state.record), pk=pk))


@may("see numbers")
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    actions.stop(get_object_or_404(Study.objects.of(request.state.record), pk=pk))
    return redirect(_back(request))


def _shown(request: HttpRequest, row: Study) -> HttpResponse:
    response = render(request, "studies/progress.html", {"row": row})
    if not row.is_under_way:
        response["HX-Refresh"] = "true"
    return response


def _asked(text: str) -> dict[str, object] | None:
    try:
        asked = json.loads(text[:10_000])
    except ValueError:
        return None
    return asked if isinstance(asked, dict) else None


def _back(request: HttpRequest) -> str:
    """The page of this workspace that the request came from."""
    came = urlsplit(request.headers.get("Referer", ""))
    home = request.state.url("overview:overview")
    inside = came.path.startswith(f"/w/{request.state.record.slug}/") and came.netloc == request.get_host()
    return f"{came.path}?{came.query}" if inside else home
