"""Rules of meaning: edited with a preview on yesterday's and today's events, kept, put into place on what is stored."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.http import require_POST

from auricle.model.document import DocumentError
from auricle.model.meaning import GIVEN, KINDS, Meaning
from auricle.query.meaning.check import meaning_of
from auricle.web.platform.public import folder_of, in_words, may, record

from . import actions
from .models import Application
from .previewing import Preview, preview_of
from .rule_form import Draft, checked, drafts_in, drafts_of, moved, text_of


@may("edit meaning")
def meaning(request: HttpRequest) -> HttpResponse:
    """The rules; a POST moves, adds or removes one in the form, or keeps them all."""
    if request.method != "POST":
        try:
            found = meaning_of(folder_of(request.state.record.slug))
        except DocumentError as error:
            return _page(request, [], True, trouble=in_words(error), status=422)
        return _page(request, drafts_of(found.own), found.standard)
    then, standard = request.POST.get("then", ""), "standard" in request.POST
    drafts = _taken_apart(request)
    if then != "keep":
        return _page(request, moved(drafts, then), standard, is_changed=True)
    if not all(draft.is_whole for draft in drafts):
        return _page(request, drafts, standard, is_changed=True, status=422)
    actions.keep_rules(request.state.record.slug, text_of([draft.rule for draft in drafts], standard))
    record(request, N_("changed rules of meaning"), "", rules=len(drafts))
    messages.success(request, _("The rules are kept; events are understood by them from now on."))
    return redirect(request.state.url("tracking:meaning"))


@may("edit meaning")
@require_POST
def preview_page(request: HttpRequest) -> HttpResponse:
    """What the rules as typed would take; nothing is kept."""
    drafts = _taken_apart(request)
    found = _preview(request, drafts, "standard" in request.POST)
    return render(request, "tracking/preview.html", {"preview": found, "drafts": drafts})


@may("edit meaning")
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Put the kept rules into place on what is stored, in the background."""
    if actions.begin_applying(request.state.record, request.user):
        record(request, N_("applied rules of meaning"), "")
    return redirect(request.state.url("tracking:meaning"))


@may("edit meaning")
def progress(request: HttpRequest) -> HttpResponse:
    """The part of the page that moves while rules are put into place."""
    return render(request, "tracking/progress.html", {"run": _last_run(request)})


def _taken_apart(request: HttpRequest) -> list[Draft]:
    standard = Meaning().rules if "standard" in request.POST else ()
    return checked(drafts_in(request.POST), [rule.name for rule in standard])


def _page(
    request: HttpRequest,
    drafts: list[Draft],
    standard: bool,
    *,
    is_changed: bool = False,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "drafts": drafts,
        "standard": standard,
        "preview": _preview(request, drafts, standard),
        "is_changed": is_changed,
        "trouble": trouble,
        "kinds": KINDS,
        "columns": GIVEN,
        "run": _last_run(request),
    }
    return render(request, "tracking/meaning.html", context, status=status)


def _preview(request: HttpRequest, drafts: list[Draft], standard: bool) -> Preview:
    own = tuple(draft.rule for draft in drafts if draft.is_whole and draft.values["name"])
    return preview_of(request.state.workspace, Meaning(own, standard))


def _last_run(request: HttpRequest) -> Application | None:
    return Application.objects.of(request.state.record).first()
