"""What came in: received is stored, duplicate, quarantined and waiting together, by day and key."""

from __future__ import annotations

import pyarrow as pa
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.collector.public import NotAnExport, send_mended
from auricle.web.platform.public import download, may, record

from .bars import bars
from .forms import MendedEvents
from .queries import DAYS, Arrivals, arrivals, home, keys_of

DAYS_EXPORTED = 400


@may("see events")
def arrivals_page(request: HttpRequest) -> HttpResponse:
    return _page(request, MendedEvents())


@may("import data")
@require_POST
def mended(request: HttpRequest) -> HttpResponse:
    """Send mended events again."""
    form = MendedEvents(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        again = send_mended(
            home(), request.state.record.slug, request.state.workspace, form.cleaned_data["file"].read()
        )
    except NotAnExport:
        form.add_error(
            "file", _("This is no exported file of events; export them, mend the column event, and send that.")
        )
        return _page(request, form, 422)
    record(request, N_("sent mended events again"), "", sent=again.sent, left=again.left)
    said = _("%(sent)s events were sent again and are counted anew; %(left)s were left as they are.")
    messages.success(request, said % {"sent": again.sent, "left": again.left})
    return redirect(request.state.url("tracking:arrivals"))


def _page(request: HttpRequest, form: MendedEvents, status: int = 200) -> HttpResponse:
    found = arrivals(request.state.record.slug)
    context = {
        "arrivals": found,
        "picture": bars(found),
        "days": DAYS,
        "has_keys": bool(keys_of(request.state.record.slug)),
        "form": form,
    }
    return render(request, "tracking/arrivals.html", context, status=status)


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
