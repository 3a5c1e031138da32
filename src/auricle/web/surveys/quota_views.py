"""The quotas of a survey: how many answers of a kind are enough, and what who comes later is told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from auricle.web.platform.public import may

from . import actions
from .actions import EditedMeanwhile
from .comparing import OPERATORS
from .editing import elements, said
from .queries import survey
from .quota_form import posted_quotas, rows_of


@may("edit surveys")
def quotas(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the quotas of the draft; they hold once it is published."""
    row = survey(request.state, pk)
    document, wrong = (row.draft, {}) if request.method != "POST" else posted_quotas(row, request.POST)
    if request.method == "POST" and not wrong:
        number = request.POST.get("number", "")
        try:
            actions.keep_draft(row, document, int(number) if number.isdecimal() else -1)
        except EditedMeanwhile:
            messages.error(request, _("Somebody else changed the draft just now; look at it and try again."))
        return redirect(request.state.url("surveys:quotas", pk=pk))
    first = row.languages[0]
    asked = [
        (str(each["name"]), said(each.get("title"), first, first) or str(each["name"]))
        for _number, each in elements(row.draft)
        if each.get("name") and each.get("type") not in ("html", "image")
    ]
    rows = [(each, wrong.get(each.number, "")) for each in rows_of(row, document)]
    context = {"survey": row, "rows": rows, "asked": asked, "operators": OPERATORS}
    return render(request, "surveys/quotas.html", context, status=422 if wrong else 200)
