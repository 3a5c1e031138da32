"""The customer's own page: whether it is solved. No account, no script; looking at it answers nothing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from .asking import answer, question_of


@login_not_required
@never_cache
@csrf_exempt  # the token of the address is what proves who asks; there is no session to borrow
def question(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question, or take the answer."""
    found = question_of(token)
    if found is None:
        raise Http404
    said = request.POST.get("solved", "") if request.method == "POST" else ""
    if said in ("yes", "no"):
        answer(found, said == "yes")
    response = render(
        request, "cases/question.html", {"question": found, "said": said, "company": found.workspace.name}
    )
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
