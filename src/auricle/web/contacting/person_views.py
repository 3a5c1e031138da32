"""What one customer does not want to hear, on their page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.identity.people import UnknownCustomer
from auricle.web.platform.public import may, record

from . import actions
from .kinds import KINDS
from .models import Contact
from .queries import opted_out
from .reaching import reached
from .reasons import REASONS

LATEST = 5


@may("see customers")
def of_customer(request: HttpRequest, customer: str) -> HttpResponse:
    """The panel that a customer's page fetches."""
    state, person = request.state, _person(request, customer)
    refused = opted_out(state.record, person, _address(request, person))
    context = {
        "customer": person,
        "refused": refused,
        "wants_nothing": any(not each.kind for each in refused),
        "kinds": [kind for kind in KINDS.values() if kind.name not in {each.kind for each in refused}],
        "latest": Contact.objects.of(state.record).filter(customer=person)[:LATEST],
        "titles": {kind.name: kind.title for kind in KINDS.values()},
        "words": REASONS,
    }
    return render(request, "contacting/of_customer.html", context)


@may("see customers")
@require_POST
def stop(request: HttpRequest, customer: str) -> HttpResponse:
    """They told a colleague that they want to hear nothing, or nothing of a kind."""
    person, kind = _person(request, customer), _kind(request)
    actions.opt_out(request.state.record, person, kind=kind, by=request.user)
    record(request, N_("noted that a customer wants no contact"), kind=kind)
    return redirect(request.state.url("customers:customer", customer=person))


@may("see customers")
@require_POST
def allow(request: HttpRequest, customer: str) -> HttpResponse:
    person, kind = _person(request, customer), _kind(request)
    actions.opt_in(request.state.record, person, kind, _address(request, person))
    record(request, N_("noted that a customer wants contact again"), kind=kind)
    return redirect(request.state.url("customers:customer", customer=person))


def _person(request: HttpRequest, customer: str) -> str:
    try:
        return request.state.workspace.person(customer)
    except UnknownCustomer:
        raise Http404 from None


def _address(request: HttpRequest, person: str) -> str:
    """Where letters to them go."""
    found = reached(request.state.record, [person]).get(person)
    return found.address if found else ""


def _kind(request: HttpRequest) -> str:
    kind = request.POST.get("kind", "")
    if kind and kind not in KINDS:
        raise Http404
    return kind
