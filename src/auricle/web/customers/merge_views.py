"""Merging two customers that are one, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.identity.conflicts import NoDoubt
from auricle.identity.merging import NotMerged
from auricle.identity.people import SameCustomer, UnknownCustomer
from auricle.web.platform.public import may, record

from .audit import reference
from .finding import matches
from .likeness import compared, look_alikes
from .merged import AllMerges
from .views import known

PAGE = 50


@may("merge customers")
def merges(request: HttpRequest) -> HttpResponse:
    """Every merge in force: who went into whom, when, and who did it."""
    page = Paginator(AllMerges(request.state), PAGE).get_page(request.GET.get("page"))
    return render(request, "customers/merges.html", {"page": page})


@may("merge customers")
def choose(request: HttpRequest, customer: str) -> HttpResponse:
    """Whom this customer may be one with: those who share something, else a search."""
    person, text = known(request, customer), request.POST.get("q", "").strip()
    workspace = request.state.workspace
    standing = workspace.standing(person)
    context = {
        "customer": person,
        "name": standing.profile.get("name") or person,
        "alike": look_alikes(workspace, standing),
        "text": text,
        "matches": matches(workspace, text, without=person),
    }
    return render(request, "customers/choose.html", context)


@may("merge customers")
@require_POST
def candidates(request: HttpRequest, customer: str) -> HttpResponse:
    """The part of the choice that moves while one types."""
    person, text = known(request, customer), request.POST.get("q", "").strip()
    context = {"customer": person, "text": text, "matches": matches(request.state.workspace, text, without=person)}
    return render(request, "customers/candidates.html", context)


@may("merge customers")
def compare(request: HttpRequest, customer: str, other: str) -> HttpResponse:
    """Side by side: who goes, who stays, what they share."""
    one, two = known(request, customer), known(request, other)
    if one == two:
        messages.warning(request, _("These two ids lead to one customer already; there is nothing to merge."))
        return redirect(request.state.url("customers:customer", customer=one))
    workspace = request.state.workspace
    found = compared(workspace, workspace.standing(one), workspace.standing(two))
    return render(request, "customers/compare.html", {"customer": one, "other": two, "both": found})


@may("merge customers")
@require_POST
def merge(request: HttpRequest, customer: str, other: str) -> HttpResponse:
    """``customer`` goes into ``other``."""
    state = request.state
    gone, kept = known(request, customer), known(request, other)
    try:
        done = state.workspace.merge(customer, into=other)
    except SameCustomer:
        messages.warning(request, _("These two ids lead to one customer already; there is nothing to merge."))
        return redirect(state.url("customers:customer", customer=kept))
    about = {"into": reference(state.record, kept), "rows": done.facts}
    record(request, N_("merged customers"), reference(state.record, gone), **about)
    messages.success(request, _("Merged. The undo is here, and in the list of merges."))
    return redirect(state.url("customers:customer", customer=kept))


@may("merge customers")
@require_POST
def keep_apart(request: HttpRequest, customer: str, other: str) -> HttpResponse:
    """Two who were met with one identity are two people."""
    state, one = request.state, known(request, customer)
    try:
        state.workspace.keep_apart(one, other)
    except (NoDoubt, UnknownCustomer):
        raise Http404 from None
    about = {"other": reference(state.record, other)}
    record(request, N_("kept two customers apart"), reference(state.record, one), **about)
    messages.success(request, _("They stay two customers; no machine will merge them."))
    return redirect(state.url("customers:customer", customer=one))


@may("merge customers")
@require_POST
def unmerge(request: HttpRequest, customer: str) -> HttpResponse:
    state = request.state
    try:
        done = state.workspace.unmerge(customer)
    except NotMerged:
        raise Http404 from None
    about = {"out_of": reference(state.record, done.into), "rows": done.facts}
    record(request, N_("took a merge back"), reference(state.record, customer), **about)
    messages.success(request, _("Taken back. Everything they brought is theirs again."))
    return redirect(state.url("customers:customer", customer=customer))
