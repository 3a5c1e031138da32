"""Keys of programs, made and revoked; what programs proposed, taken or left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from auricle.web.platform.public import Proposal, in_words, may, record

from .callers import made_key
from .forms import KeyForm
from .mcp import PATH
from .models import ApiKey, Draft
from .offers import proposals

_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """A draft as the page says it."""

    draft: Draft
    proposal: Proposal
    lines: list[tuple[Any, str]]
    may_take: bool


@may("manage API keys")
def keys(request: HttpRequest) -> HttpResponse:
    return _keys_page(request, KeyForm())


@may("manage API keys")
@require_POST
@never_cache
def make(request: HttpRequest) -> HttpResponse:
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _keys_page(request, form, status=422)
    said = form.cleaned_data
    key, secret = made_key(request.state.record, request.user, said["name"], said["verbs"])
    record(request, N_("made an API key"), key.name, verbs=key.verbs)
    return render(request, "api/made.html", {"key": key, "secret": secret, **_addresses(request)})


@may("manage API keys")
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(ApiKey.objects.of(request.state.record), pk=pk)
    ApiKey.objects.of(request.state.record).filter(pk=pk, revoked_at=None).update(revoked_at=timezone.now())
    record(request, N_("revoked an API key"), key.name)
    messages.success(request, _("The key is revoked; nothing answers to it any more."))
    return redirect(request.state.url("api:keys"))


@may("decide drafts")
def drafts(request: HttpRequest) -> HttpResponse:
    rows = Draft.objects.of(request.state.record).select_related("decided_by")
    waiting = [_shown(request, draft) for draft in rows.filter(state=Draft.State.WAITING)[:_SHOWN]]
    decided = [_shown(request, draft) for draft in rows.exclude(state=Draft.State.WAITING)[:_SHOWN]]
    found = {"waiting": list(filter(None, waiting)), "decided": list(filter(None, decided))}
    return render(request, "api/drafts.html", found)


@may("decide drafts")
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what was proposed, as the person who decides, once."""
    try:
        with transaction.atomic():
            draft = _waiting(request, pk)
            proposal = proposals()[draft.kind]
            if not request.state.may(proposal.verb):
                raise PermissionDenied
            address = proposal.carry_out(request.state, proposal.takes(**draft.given))
            _decide(request, draft, Draft.State.TAKEN, address)
    except (ValueError, LookupError) as refusal:
        messages.error(request, in_words(refusal))
        return redirect(request.state.url("api:drafts"))
    record(request, N_("took a draft"), draft.kind, draft=draft.pk, proposed_by=draft.proposed_by)
    return redirect(address)


@may("decide drafts")
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    with transaction.atomic():
        draft = _waiting(request, pk)
        _decide(request, draft, Draft.State.LEFT)
    record(request, N_("left a draft"), draft.kind, draft=draft.pk, proposed_by=draft.proposed_by)
    return redirect(request.state.url("api:drafts"))


def _waiting(request: HttpRequest, pk: int) -> Draft:
    rows = Draft.objects.of(request.state.record).select_for_update()
    return get_object_or_404(rows, pk=pk, state=Draft.State.WAITING)


def _decide(request: HttpRequest, draft: Draft, state: str, address: str = "") -> None:
    draft.state, draft.address = state, address
    draft.decided_by, draft.decided_at = request.user, timezone.now()
    draft.save(update_fields=("state", "address", "decided_by", "decided_at"))


def _shown(request: HttpRequest, draft: Draft) -> Shown | None:
    proposal = proposals().get(draft.kind)
    if proposal is None:
        return None
    lines = [(label, text) for label, text in proposal.told(proposal.takes(**draft.given)) if text]
    return Shown(draft, proposal, lines, request.state.may(proposal.verb))


def _keys_page(request: HttpRequest, form: KeyForm, status: int = 200) -> HttpResponse:
    rows = ApiKey.objects.of(request.state.record).select_related("user")
    return render(request, "api/keys.html", {"keys": rows, "form": form, **_addresses(request)}, status=status)


def _addresses(request: HttpRequest) -> dict[str, str]:
    rest, description = reverse("rest:api-root"), reverse("rest:openapi-json")
    absolute = request.build_absolute_uri
    return {"rest": absolute(rest), "description": absolute(description), "agents": absolute(PATH)}
