"""Receipts, for colleagues: drafts, who is told, how it was taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyarrow as pa
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from auricle.web.initiatives.public import Initiative, initiative_of
from auricle.web.integrations.public import is_mail_set_up
from auricle.web.platform.public import LEADS_NOWHERE, amount, download, grouped, may, public_address, record, too_few

from . import actions, queries
from .audience import audience
from .forms import ReceiptForm
from .models import Group, Receipt, Recipient

LOOK_BACK_DAYS = 365


@may("see numbers")
def receipts(request: HttpRequest) -> HttpResponse:
    """What was told, to how many, and whether it helped."""
    state = request.state
    found = queries.receipts(state.record)
    page = queries.public_page(state.record)
    context = {
        "receipts": found,
        "headline": _headline(found),
        "initiatives": Initiative.objects.of(state.record)[:100] if state.may("send receipts") else [],
        "may_send": state.may("send receipts"),
        "page": page,
        "address": request.build_absolute_uri(reverse("public_receipts", args=[page.public_id])) if page else "",
    }
    return render(request, "receipts/receipts.html", context)


@may("send receipts")
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """Draft a receipt from an initiative."""
    state, given = request.state, request.POST.get("initiative", "")
    initiative = initiative_of(state.record, int(given)) if given.isdigit() else None
    if initiative is None:
        raise Http404
    first = initiative.starts_on - timedelta(days=LOOK_BACK_DAYS)
    made = actions.draft(state.record, request.user, initiative, first, initiative.starts_on)
    record(request, N_("drafted a receipt"), initiative.name)
    return redirect(state.url("receipts:receipt", pk=made.pk))


@may("see numbers")
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """One receipt: its words, who is told, and after that how it was taken."""
    state = request.state
    row = get_object_or_404(Receipt.objects.of(state.record).select_related("initiative"), pk=pk)
    is_draft = row.state == Receipt.State.DRAFT
    form = ReceiptForm(request.POST or None, state, row) if is_draft and state.may("send receipts") else None
    if request.method == "POST" and form is not None and form.is_valid():
        actions.write(row, form.row_values)
        record(request, N_("wrote a receipt"), row.initiative.name)
        return redirect(state.url("receipts:receipt", pk=pk))
    context: dict[str, Any] = {"row": row, "form": form, "is_mail_set_up": is_mail_set_up(state.record)}
    context["no_address"] = "" if public_address() else LEADS_NOWHERE
    if is_draft:
        who, floor = audience(state.record, row), state.workspace.settings.floor
        context |= {"spoke": _count(len(who.spoke), floor), "silent": _count(len(who.silent), floor)}
        context["anybody"] = bool(who.spoke or who.silent)
    else:
        context |= {"taken": [_line(each) for each in queries.taken(row)], "reasons": queries.reasons(row)}
        context["waiting"] = Recipient.objects.of(state.record).filter(
            receipt=row, state=Recipient.State.WAITING
        ).count()  # fmt: skip
    return render(request, "receipts/receipt.html", context, status=422 if form and form.errors else 200)


@may("send receipts")
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a receipt over: from here on its words do not change."""
    row = get_object_or_404(Receipt.objects.of(request.state.record), pk=pk, state=Receipt.State.DRAFT)
    if not public_address():
        messages.error(request, LEADS_NOWHERE)
        return redirect(request.state.url("receipts:receipt", pk=pk))
    people = actions.hand_over(row, request.user)
    record(request, N_("sent a receipt"), row.initiative.name, people=people)
    return redirect(request.state.url("receipts:receipt", pk=pk))


@may("export customers")
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who was to be told, and how they took it."""
    state = request.state
    row = get_object_or_404(Receipt.objects.of(state.record), pk=pk)
    names = ("customer", "group", "language", "state", "because", "told_at", "opened_at", "is_helpful")
    rows = list(Recipient.objects.of(state.record).filter(receipt=row).order_by("pk").values(*names))
    record(request, N_("exported a receipt"), row.initiative.name, people=len(rows))
    return download(pa.table({name: [each[name] for each in rows] for name in names}), "receipt.csv")


@may("see numbers")
def mine(request: HttpRequest) -> HttpResponse:
    """What became of what a colleague reported, began or worked on."""
    state = request.state
    found = [(row, row.text(state.language), cases) for row, cases in queries.mine(state)]
    return render(request, "receipts/mine.html", {"found": found})


@may("change settings")
@require_POST
def public_page(request: HttpRequest) -> HttpResponse:
    """Switch the public page on or off."""
    is_on = request.POST.get("on") == "yes"
    actions.switch_public_page(request.state.record, is_on)
    record(request, N_("switched the public page"), request.state.record.slug, on=is_on)
    return redirect(request.state.url("receipts:receipts"))


def _count(people: int, floor: int) -> str:
    return grouped(people) if people == 0 or people >= floor else too_few(floor)


def _line(each: queries.Taken) -> dict[str, str]:
    answered = each.helpful + each.not_helpful
    return {
        "group": str(Group(each.group).label),
        "people": grouped(each.people),
        "told": grouped(each.told),
        "opened": amount(each.opened / each.told, "share") if each.told else "–",
        "helpful": f"{grouped(each.helpful)} / {grouped(answered)}",
    }


def _headline(found: list[Any]) -> str:
    told = sum(row.told for row in found)
    if not told:
        return _("You said, we did")
    said = ngettext("%(n)s customer was told what was done", "%(n)s customers were told what was done", told)
    return said % {"n": grouped(told)}
