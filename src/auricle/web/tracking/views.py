"""What came in: received is stored, duplicate, quarantined and waiting together, by day and key."""

from __future__ import annotations

import pyarrow as pa
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from auricle.web.platform.public import download, may

from .bars import bars
from .queries import DAYS, Arrivals, arrivals, keys_of

DAYS_EXPORTED = 400


@may("see events")
def arrivals_page(request: HttpRequest) -> HttpResponse:
    found = arrivals(request.state.record.slug)
    context = {
        "arrivals": found,
        "picture": bars(found),
        "days": DAYS,
        "has_keys": bool(keys_of(request.state.record.slug)),
    }
    return render(request, "tracking/arrivals.html", context)


@may("see events")
def export(request: HttpRequest) -> HttpResponseBase:
    slug = request.state.record.slug
    return download(_table(arrivals(slug, DAYS_EXPORTED)), f"events-{slug}.csv")


def _table(found: Arrivals) -> pa.Table:
    rows = [
        {
            "day": line.day,
            "key": line.name,
            "received": line.counts.received,
            "stored": line.counts.stored,
            "duplicate": line.counts.duplicate,
            "quarantined": line.quarantined,
            "waiting": line.counts.waiting,
        }
        for line in found.lines
    ]
    counts = [(name, pa.int64()) for name in ("received", "stored", "duplicate", "quarantined", "waiting")]
    return pa.Table.from_pylist(rows, schema=pa.schema([("day", pa.date32()), ("key", pa.string()), *counts]))
