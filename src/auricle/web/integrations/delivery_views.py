"""The log of what was sent: what the other side said to each attempt, and sending again."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.web.platform.public import may, record

from . import actions
from .models import Attempt, Delivery
from .parcels import without_tokens

PAGE = 50


@may("manage integrations")
def deliveries(request: HttpRequest) -> HttpResponse:
    """Everything that was handed over, the latest first."""
    found, state = Delivery.objects.of(request.state.record).select_related("integration"), request.GET.get("state", "")
    if state in Delivery.State.values:
        found = found.filter(state=state)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "states": Delivery.State.choices, "chosen": state}
    return render(request, "integrations/deliveries.html", context)


@may("manage integrations")
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    text = without_tokens(str(found.content.get("text", "")))
    context = {
        "delivery": found,
        "text": text,
        "tries": Attempt.objects.of(request.state.record).filter(delivery=found),
    }
    return render(request, "integrations/delivery.html", context)


@may("manage integrations")
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if actions.replay(found):
        record(request, N_("sent something again"), found.reference)
        messages.success(request, _("It is sent again, under the same id."))
    else:
        messages.error(request, _("It is on its way already, or what it said is no longer kept."))
    return redirect(request.state.url("integrations:delivery", pk=pk))


def _found(request: HttpRequest, pk: int) -> Delivery:
    found = Delivery.objects.of(request.state.record).select_related("integration", "workspace")
    return get_object_or_404(found, pk=pk)
