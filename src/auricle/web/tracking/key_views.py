"""Write keys: made, shown once with what to paste, rotated, revoked."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_  # noqa: N812 - gettext's own name for it
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from auricle.collector import public as collector
from auricle.collector.public import Demands, MadeKey, NoKey
from auricle.web.platform.public import may, record

from .forms import KeyForm
from .queries import home, keys_of
from .snippets import UNKNOWN, endpoint, snippets

DAY = timedelta(days=1)


@may("manage write keys")
def keys(request: HttpRequest) -> HttpResponse:
    return _page(request, KeyForm())


@may("manage write keys")
@require_POST
@never_cache
def make(request: HttpRequest) -> HttpResponse:
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.cleaned_data
    made = collector.create_key(
        home(),
        request.state.record.slug,
        said["name"],
        origins=said["origins"],
        per_second=said["per_second"],
        demands=Demands(said["consent_required"], said["strict"]),
    )
    record(request, N_("made a write key"), made.key.name, key=made.key.id)
    return _made_page(request, made)


@may("manage write keys")
@require_POST
@never_cache
def rotate(request: HttpRequest, key: str) -> HttpResponse:
    """A new key in place of an old one, which ends now or after a day."""
    grace = DAY if request.POST.get("ends") == "later" else timedelta()
    try:
        made = collector.rotate_key(home(), request.state.record.slug, key, grace=grace)
    except NoKey as missing:
        raise Http404 from missing
    record(
        request, N_("rotated a write key"), made.key.name, key=made.key.id, old=key, hours=grace // timedelta(hours=1)
    )
    return _made_page(request, made, is_rotated=True, ends_later=bool(grace))


@may("manage write keys")
@require_POST
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    try:
        collector.revoke_key(home(), request.state.record.slug, key)
    except NoKey as missing:
        raise Http404 from missing
    record(request, N_("revoked a write key"), key)
    messages.success(request, _("The key is revoked; within a second nothing can be sent with it."))
    return redirect(request.state.url("tracking:keys"))


def _page(request: HttpRequest, form: KeyForm, status: int = 200) -> HttpResponse:
    context = {"keys": keys_of(request.state.record.slug), "form": form}
    return render(request, "tracking/keys.html", context, status=status)


def _made_page(request: HttpRequest, made: MadeKey, is_rotated: bool = False, ends_later: bool = False) -> HttpResponse:
    context = {
        "made": made,
        "snippets": snippets(made.secret),
        "endpoint": endpoint(),
        "is_unknown": endpoint() == UNKNOWN,
        "is_rotated": is_rotated,
        "ends_later": ends_later,
    }
    return render(request, "tracking/made.html", context)
