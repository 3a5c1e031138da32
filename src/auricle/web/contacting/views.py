"""Who was contacted, who was not and why; and the rules."""

from __future__ import annotations

import pyarrow as pa
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it

from auricle.web.platform.public import download, going_on, may, record

from .actions import keep_rules
from .deciding import rules_of
from .forms import RulesForm
from .kinds import KINDS
from .queries import fates, of_window
from .reasons import REASONS

PAGE = 50


@may("see numbers")
def ledger(request: HttpRequest) -> HttpResponse:
    """How many were contacted and how many were not, and why; the latest decisions for those who may see people."""
    state = going_on(request)
    found = fates(state.record, state.period.start, state.period.end)
    context = {"fates": found, "approached": sum(f.approached for f in found), "all": sum(f.all for f in found)}
    if state.may("see customers"):
        rows = of_window(state.record, state.period.start, state.period.end)
        context["page"] = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        context["titles"], context["words"] = {k: v.title for k, v in KINDS.items()}, REASONS
    return render(request, "contacting/ledger.html", context)


@may("export customers")
def export(request: HttpRequest) -> HttpResponseBase:
    """Every decision of the period, one line each."""
    state = going_on(request)
    names = ("at", "customer", "channel", "kind", "survey", "reason", "approached", "because")
    rows = list(of_window(state.record, state.period.start, state.period.end).values_list(*names))
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    table = pa.table({name: pa.array(column) for name, column in zip(names, columns, strict=True)})
    record(request, N_("exported who was contacted"), rows=table.num_rows)
    return download(table, "contacts.csv")


@may("see numbers")
def rules(request: HttpRequest) -> HttpResponse:
    state = request.state
    current = rules_of(state.record)
    form = RulesForm(request.POST or None, rules=current)
    if request.method == "POST":
        if not state.may("edit contact rules"):
            raise PermissionDenied
        if form.is_valid():
            keep_rules(state.record, form.said)
            record(request, N_("changed the rules of contacting"))
            messages.success(request, _("The rules hold from now on."))
            return redirect(state.url("contacting:rules"))
    status = 422 if request.method == "POST" else 200
    return render(request, "contacting/rules.html", {"form": form}, status=status)
