"""What customers read: their own receipt, and a company's public page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from auricle.web.platform.public import facts_of

from . import actions
from .models import PublicPage, Receipt, Recipient, digest_of


@login_not_required
@never_cache
@csrf_exempt  # whoever holds the link may answer, and there is no session to ride on
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """One customer's receipt. Fetching it writes nothing, since programs that guard mailboxes fetch every link: a page
    that is shown says so itself, once, and the question is answered by a button."""
    rows = Recipient.objects.across("the link names the recipient and with it the workspace")
    row = rows.filter(digest=digest_of(token)).select_related("receipt", "workspace").first()
    if row is None:
        raise Http404
    if request.method == "POST" and request.POST.get("helpful") in ("yes", "no"):
        actions.answered(row, request.POST["helpful"] == "yes")
        row.refresh_from_db()
    elif request.method == "POST" and "seen" in request.POST:
        actions.opened(row)
        return HttpResponse(status=204)
    said = row.receipt.text(row.language)
    with translation.override(row.language):
        context = {"company": row.workspace.name, "said": said, "opening": said.get(row.group, ""), "row": row}
        return render(request, "receipts/open_receipt.html", context)


@login_not_required
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a company has done about what it was told, where it has switched that on."""
    pages = PublicPage.objects.across("the address names the page and with it the workspace")
    found = pages.filter(public_id=public_id, is_on=True).select_related("workspace").first()
    if found is None:
        raise Http404
    settings, language = facts_of(found.workspace.slug).settings, translation.get_language() or "en"
    rows = Receipt.objects.of(found.workspace).filter(is_public=True, state=Receipt.State.SENT)
    shown = [(row.text(language), row.sent_at, row.spoke if row.spoke >= settings.floor else None) for row in rows]
    with timezone.override(settings.zone):
        return render(request, "receipts/open_page.html", {"company": found.workspace.name, "receipts": shown})
