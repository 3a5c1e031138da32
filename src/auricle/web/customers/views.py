"""Finding a customer, and one person's page."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.identity.people import UnknownCustomer
from auricle.web.platform.public import may, record, send_file

from .audit import lines_about, reference
from .finding import matches
from .merged import merged_into
from .moments import days, event_before, mark_of
from .portrait import portrait
from .queries import unhappy_customers
from .ties import ties
from .wording import KINDS, kind_of_rows

MEASURES = "auricle.web.measures"
PAGE = 40
PARTS = {"feedback": ("answers", "mentions", "readings")}
FILTERS = ("feedback", "orders", "interactions", "contracts", "points", "exposures", "cases")


@may("see customers")
def search(request: HttpRequest) -> HttpResponse:
    """How to search, and whom one might start with. A search comes by POST: what it looks for is personal."""
    state, text = request.state, request.POST.get("q", "").strip()
    context = {"text": text, "matches": matches(state.workspace, text), "unhappy": unhappy_customers(state)}
    context["is_empty"] = not context["unhappy"] and not state.workspace.count("customers")
    return render(request, "customers/search.html", context)


@may("see customers")
@require_POST
def found(request: HttpRequest) -> HttpResponse:
    """The part of the search that moves while one types."""
    text = request.POST.get("q", "").strip()
    return render(request, "customers/found.html", {"text": text, "matches": matches(request.state.workspace, text)})


@may("see customers")
def customer(request: HttpRequest, customer: str) -> HttpResponse:
    state = request.state
    person = known(request, customer)
    if person != customer:
        return redirect(state.url("customers:customer", customer=person))
    standing = state.workspace.standing(person)
    context = {
        "customer": person,
        "portrait": portrait(state.workspace, standing),
        "ties": ties(state.workspace, person),
        "has_measures": apps.is_installed(MEASURES),
        "merges": merged_into(state, person) if state.may("merge customers") else (),
        "audit": lines_about(state.record, person) if state.may("read audit log") else (),
        **_stretch(request, person),
    }
    return render(request, "customers/customer.html", context)


@may("see customers")
def earlier(request: HttpRequest, customer: str) -> HttpResponse:
    """The next stretch of a timeline, put under the one before."""
    person = known(request, customer)
    return render(request, "customers/stretch.html", {"customer": person, **_stretch(request, person)})


@may("export customers")
@require_POST
def export(request: HttpRequest, customer: str) -> HttpResponseBase:
    """Everything there is about them: a table per entity, and all of it as one JSON object."""
    state, person = request.state, known(request, customer)
    folder = tempfile.TemporaryDirectory(prefix="auricle-export-")
    path = state.workspace.export(person).write_zip(Path(folder.name) / "customer.zip")
    record(request, N_("exported a customer"), reference(state.record, person))
    return send_file(path, f"customer-{state.record.slug}-{timezone.localdate()}.zip", folder)


def known(request: HttpRequest, customer: str) -> str:
    """Whom an id leads to now; the page is not found when it leads to nobody."""
    try:
        return request.state.workspace.person(customer)
    except UnknownCustomer:
        raise Http404 from None


def _stretch(request: HttpRequest, person: str) -> dict[str, object]:
    state = request.state
    window = {"from_": state.period.start, "to": state.period.end}
    kind = request.GET.get("kind", "")
    kind = kind if kind in FILTERS else ""
    tally = state.workspace.tally(person, **window)
    before = event_before(request.GET.get("before", ""))
    wanted = [name for name in tally if not kind or name in (kind, *PARTS.get(kind, ()))]
    events = state.workspace.stretch(person, PAGE + 1, entities=wanted, before=before, **window) if wanted else ()
    shown = events[:PAGE]
    return {
        "days": days(state.workspace, person, shown),
        "mark": mark_of(shown[-1]) if len(events) > PAGE else "",
        "kind": kind,
        "kinds": [(name, kind_of_rows(name), tally[name]) for name in KINDS if name in FILTERS and name in tally],
        "tally": sum(tally.values()),
    }
