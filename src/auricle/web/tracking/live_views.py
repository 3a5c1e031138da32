"""The debugger: events as they arrive, and how each was understood."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from auricle.collector import public as collector
from auricle.web.platform.public import may

from .live import latest
from .queries import home


@may("see events")
def live(request: HttpRequest) -> HttpResponse:
    return render(request, "tracking/live.html", _context(request))


@may("see events")
def arriving(request: HttpRequest) -> HttpResponse:
    """The part of the page that moves."""
    return render(request, "tracking/arriving.html", _context(request))


def _context(request: HttpRequest) -> dict[str, object]:
    slug, key = request.state.record.slug, request.GET.get("key", "")[:40]
    return {
        "events": latest(slug, key),
        "sources": {each.source: each.name for each in collector.keys(home(), slug)}.items(),
        "key": key,
        "is_paused": "paused" in request.GET,
        "sees_persons": request.state.may("see customers"),
    }
