"""Saying that one wants to hear no more. A GET shows and changes nothing: mail programs and scanners follow links."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .actions import How, opt_out_of
from .kinds import KINDS
from .models import Contact

ONE_CLICK = "One-Click"


@login_not_required
@never_cache
@csrf_exempt  # a mail program posts here by itself (RFC 8058), and all a stranger could do with a token is the same
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The page of one letter: stop letters like it, or all of them."""
    contacts = Contact.objects.across("the token names the letter and with it the workspace")
    found = contacts.filter(token_digest=Contact.token_digest_of(token)).select_related("workspace").first()
    if found is None:
        raise Http404
    kind = "survey" if found.kind == "reminder" else found.kind
    context = {"company": found.workspace.name, "kind": KINDS[kind].title, "is_done": request.method == "POST"}
    if request.method == "POST":
        is_one_click = request.POST.get("List-Unsubscribe") == ONE_CLICK
        is_of_kind = is_one_click or request.POST.get("what") == "kind"
        opt_out_of(found, kind if is_of_kind else "", How.ONE_CLICK if is_one_click else How.LINK)
        context["is_all"] = not is_of_kind
    return render(request, "contacting/unsubscribe.html", context)
